namespace Neurovariety.Cli

open System.IO
open System.Threading
open Argu
open Neurovariety.Cli.CommandLine

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

    let private run repeatable prepare keepAnswer answerTo invocation =
        let settings, results = CommandLine.parse repeatable invocation
        settings.Out |> Option.iter (prepare settings.Force)
        let answer: Output.Answer = answerTo settings results
        keepAnswer settings answer
        Output.show settings answer
        answer.Status

    let private make<'T when 'T :> IArgParserTemplate> runWith name summary example answerTo = {
        Name = name
        Summary = summary
        Example = example
        Body =
            Run(CommandLine.usage<'T>, runWith (fun settings (results: ParseResults<'T>) -> answerTo settings results))
    }

    /// A command whose options in the list may be given several times.
    let repeating<'T when 'T :> IArgParserTemplate> repeatable name summary example answerTo =
        make<'T> (run repeatable Folder.prepare keep) name summary example answerTo

    /// A command whose options are given at most once.
    let create<'T when 'T :> IArgParserTemplate> name summary example answerTo =
        repeating<'T> [] name summary example answerTo

    /// A command that looks after its folder and all the files in it by itself.
    let filing<'T when 'T :> IArgParserTemplate> name summary example answerTo =
        make<'T> (run [] (fun _ _ -> ()) (fun _ _ -> ())) name summary example answerTo

    /// A family of commands.
    let family name summary example members = {
        Name = name
        Summary = summary
        Example = example
        Body = Family members
    }
