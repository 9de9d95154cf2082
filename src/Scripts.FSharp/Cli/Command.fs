namespace Neurovariety.Scripts.Cli

open System.IO
open System.Threading
open Argu
open Neurovariety.Scripts.Cli.CommandLine

/// A command, or a family of them.
type Command = {
    Name: string
    Summary: string
    Example: string
    Body: Body
}

and Body =
    | Run of usage: (string -> string) * run: (Invocation -> int)
    | Family of Command list

/// Making commands from the functions that answer them.
[<RequireQualifiedAccess>]
module Command =

    // Every command leaves its answer in the folder of --out as well.
    let private keep (settings: Settings) (answer: Output.Answer) =
        match settings.Out with
        | None -> ()
        | Some folder -> Folder.writeJson (Path.Combine(folder, "result.json")) answer.Document

    let private run repeatable answerTo invocation =
        let settings, results = CommandLine.parse repeatable invocation
        settings.Out |> Option.iter (Folder.prepare settings.Force)
        let answer: Output.Answer = answerTo settings results
        keep settings answer
        Output.show settings answer
        answer.Status

    /// A command whose options in the list may be given several times.
    let repeating<'T when 'T :> IArgParserTemplate> repeatable name summary example answerTo = {
        Name = name
        Summary = summary
        Example = example
        Body =
            Run(
                CommandLine.usage<'T>,
                run repeatable (fun settings (results: ParseResults<'T>) -> answerTo settings results)
            )
    }

    /// A command whose options are given at most once.
    let create<'T when 'T :> IArgParserTemplate> name summary example answerTo =
        repeating<'T> [] name summary example answerTo

    /// A family of commands.
    let family name summary example members = {
        Name = name
        Summary = summary
        Example = example
        Body = Family members
    }
