/// From tokens to a command's options: options stand before or after the positional arguments, and what is wrong
/// with them is said in one line.
module Neurovariety.Cli.CommandLine

open System
open Argu
open Neurovariety.Cli.Arguments

/// What a command is called with: the tokens after its name.
type Invocation = {
    Command: string
    Example: string
    Tokens: string list
    Interrupt: Interrupt
}

// An option starts with a dash; a negative number does not count as one.
let private isOption (token: string) =
    token.Length > 1
    && token[0] = '-'
    && not (Char.IsDigit token[1] || token[1] = '.')

// "--rank=3" is "--rank" "3".
let private splitAssignments tokens =
    tokens
    |> List.collect (fun (token: string) ->
        match token.IndexOf '=' with
        | at when at > 2 && token.StartsWith "--" -> [ token[.. at - 1]; token[at + 1 ..] ]
        | _ -> [ token ])

let private globalArity =
    function
    | "--out"
    | "--seed"
    | "--threads" -> Some 1
    | "--json"
    | "--force" -> Some 0
    | _ -> None

let private globalNames = [ "--json"; "--out"; "--seed"; "--threads"; "--force"; "--help" ]

/// The place of the first token that is a name and not the value of a global option.
let firstName (tokens: string list) =
    let rec scan place =
        function
        | [] -> None
        | token :: rest when isOption token ->
            match globalArity token, rest with
            | Some 1, _ :: others -> scan (place + 2) others
            | _ -> scan (place + 1) rest
        | token :: _ -> Some(place, token)

    scan 0 tokens

/// Whether help is asked for anywhere on the line.
let asksForHelp tokens =
    List.exists (fun token -> token = "--help" || token = "-h") tokens

type private Sorted = {
    Global: string list
    Own: string list
    Positional: string list
}

// Sorts the tokens by whom they belong to; an unknown or repeated option and a superfluous argument end here.
let private sort (invocation: Invocation) (cases: ArgumentCaseInfo list) repeatable =
    let arities = [
        for case in cases do
            for name in case.CommandLineNames.Value -> name, case.UnionCaseInfo.GetFields().Length
    ]

    let allowed =
        match cases |> List.tryFind _.IsMainCommand with
        | None -> 0
        | Some case when (case.UnionCaseInfo.GetFields()[0]).PropertyType = typeof<string list> -> Int32.MaxValue
        | Some _ -> 1

    let known =
        (arities |> List.map fst |> List.filter (fun name -> name.StartsWith "--"))
        @ globalNames

    let take arity rest =
        match rest with
        | value :: others when arity > 0 && not (List.contains value known) -> [ value ], others
        | _ -> [], rest

    // A switch may be repeated, for it says the same again; a value may not.
    let isSingle token =
        let arity =
            globalArity token
            |> Option.orElse (arities |> List.tryFind (fst >> (=) token) |> Option.map snd)

        arity <> Some 0 && not (List.contains token repeatable)

    let rec walk seen sorted tokens =
        match tokens with
        | [] -> sorted
        | token :: _ when List.contains token seen && isSingle token -> Usage.refuse (token + " is given twice")
        | token :: rest when isOption token ->
            match globalArity token, List.tryFind (fst >> (=) token) arities with
            | Some arity, _ ->
                let values, others = take arity rest

                walk
                    (token :: seen)
                    {
                        sorted with
                            Global = sorted.Global @ (token :: values)
                    }
                    others
            | None, Some(_, arity) ->
                let values, others = take arity rest

                if arity > List.length values then
                    Usage.refuse (token + " needs a value; for instance: " + invocation.Example)

                walk
                    (token :: seen)
                    {
                        sorted with
                            Own = sorted.Own @ (token :: values)
                    }
                    others
            | None, None ->
                Usage.refuse (
                    "unknown option '"
                    + token
                    + "' of "
                    + invocation.Command
                    + Usage.suggestion token known
                )
        | token :: rest ->
            if List.length sorted.Positional = allowed then
                Usage.refuse (
                    "unexpected argument '"
                    + token
                    + "'; quote a group that contains spaces; for instance: "
                    + invocation.Example
                )

            walk
                seen
                {
                    sorted with
                        Positional = sorted.Positional @ [ token ]
                }
                rest

    walk
        []
        {
            Global = []
            Own = []
            Positional = []
        }
        (splitAssignments invocation.Tokens)

// Argu's complaint, which is followed by a page of usage, cut to its first line.
let private parsing (run: unit -> 'a) =
    try
        run ()
    with :? ArguParseException as error ->
        let line = error.Message.Split('\n')[0]
        Usage.refuse (line.Replace("ERROR: ", "").Replace("parameter '", "'").TrimEnd '\r')

let private globals interrupt tokens =
    let parser =
        ArgumentParser.Create<GlobalArguments>(programName = "neurovariety", checkStructure = false)

    let results = parsing (fun () -> parser.ParseCommandLine(List.toArray tokens))
    let threads = results.GetResult(GlobalArguments.Threads, 0)

    if threads < 0 || (threads = 0 && results.Contains GlobalArguments.Threads) then
        Usage.refuse ("--threads " + string threads + ": expected 1 or more")

    {
        Json = results.Contains GlobalArguments.Json
        Out = results.TryGetResult GlobalArguments.Out
        Seed = results.GetResult(GlobalArguments.Seed, 0UL)
        Threads = threads
        Force = results.Contains GlobalArguments.Force
        Interrupt = interrupt
    }

/// Settings and options of a command; options in the list may be given several times.
let parse<'T when 'T :> IArgParserTemplate> (repeatable: string list) (invocation: Invocation) =
    let parser =
        ArgumentParser.Create<'T>(programName = "neurovariety " + invocation.Command, checkStructure = false)

    let sorted = sort invocation (parser.GetArgumentCases()) repeatable

    let results =
        parsing (fun () -> parser.ParseCommandLine(List.toArray (sorted.Own @ sorted.Positional), raiseOnUsage = false))

    globals invocation.Interrupt sorted.Global, results

/// What --help prints for one command.
let usage<'T when 'T :> IArgParserTemplate> command =
    let parser =
        ArgumentParser.Create<'T>(
            programName = "neurovariety " + command,
            usageStringCharacterWidth = 100,
            checkStructure = false
        )

    parser.PrintUsage()

/// What --help prints about the options that every command has.
let globalUsage () =
    let text =
        ArgumentParser
            .Create<GlobalArguments>(
                programName = "neurovariety",
                usageStringCharacterWidth = 100,
                checkStructure = false
            )
            .PrintUsage()

    let at = text.IndexOf "OPTIONS:"
    "FOR EVERY COMMAND:" + text.Substring(at + "OPTIONS:".Length)
