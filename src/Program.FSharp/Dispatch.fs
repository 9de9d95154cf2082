/// From the command line to the command that it names.
module Neurovariety.Cli.Dispatch

open Neurovariety.Cli.CommandLine
open Neurovariety.Cli.Commands
open Neurovariety.Scripts.Reports

let private commands = [
    GroupCommand.command
    VarietyCommand.command
    ComponentsCommand.command
    NearestCommand.command
    ExplainCommand.command
    CheckCommand.command
    LinearCommand.command
    TrainCommand.command
    EvaluateCommand.command
    SpectraCommand.command
    RegressCommand.command
    PredictCommand.command
    AuditCommand.command
    LmdCommand.command
    RandomMatrixCommand.command
    MemoryCommand.command
    ReproduceCommand.command
    DataCommand.command
]

let private root =
    Command.family
        ""
        "The geometry of neural networks: symmetries, varieties of linear maps, exact and trained autoencoders."
        "neurovariety components shift:28x28:horizontal --rank 99"
        commands

let private listing (members: Command list) =
    let width = members |> List.map _.Name.Length |> List.max

    members
    |> List.map (fun m -> "    " + m.Name.PadRight(width + 4) + m.Summary)
    |> String.concat "\n"

let private help path (command: Command) =
    let name = "neurovariety" + (if path = "" then "" else " " + path)

    let body =
        match command.Body with
        | Run(usage, _) -> usage path
        | Family members ->
            "USAGE: "
            + name
            + " COMMAND ... ('"
            + name
            + " COMMAND --help' tells more)\n\nCOMMANDS:\n\n"
            + listing members
            + "\n"

    command.Summary
    + "\n\n"
    + body.TrimEnd()
    + "\n\n"
    + globalUsage().TrimEnd()
    + "\n\nEXAMPLE:\n\n    "
    + command.Example
    + "\n"

let private unknown path (members: Command list) name =
    let names = members |> List.map _.Name
    let where = if path = "" then "" else path + " "
    Usage.refuse ("unknown command '" + where + name + "'" + Usage.suggestion name names)

let rec private descend path (command: Command) (tokens: string list) interrupt =
    let helping = asksForHelp tokens

    match command.Body, firstName tokens with
    | Family members, Some(place, name) ->
        match members |> List.tryFind (fun m -> m.Name = name) with
        | Some chosen -> descend ((path + " " + name).Trim()) chosen (List.removeAt place tokens) interrupt
        | None -> unknown path members name
    | _ when helping ->
        Output.print (help path command)
        Status.success
    | Family members, None ->
        let names = members |> List.map _.Name |> String.concat ", "

        Usage.refuse ((path + " needs the name of a command: ").TrimStart() + names + "; or --help")
    | Run(_, run), _ ->
        run {
            Command = path
            Example = command.Example
            Tokens = tokens
            Interrupt = interrupt
        }

/// Runs what the command line asks for and returns the exit status.
let run (tokens: string list) (interrupt: Interrupt) =
    match tokens with
    | _ when List.contains "--version" tokens ->
        Output.print ("neurovariety " + Provenance.version)
        Status.success
    | "help" :: rest -> descend "" root (rest @ [ "--help" ]) interrupt
    | _ -> descend "" root tokens interrupt
