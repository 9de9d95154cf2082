/// Lines of the library, which call things by their plain names, as lines about options.
module Neurovariety.Cli.OptionLine

open Neurovariety.Scripts.Surface

// A line that begins with the plain name of an option is about that option.
let private leading (options: string list) (line: string) =
    match
        options
        |> List.tryFind (fun option -> line.StartsWith(option.Replace('-', ' ') + " "))
    with
    | Some option -> "--" + option + line[option.Length ..]
    | None -> line

/// Calls the library; what it cannot use is refused in terms of options: of those whose plain name the line begins with, and of phrases
/// for which there is an option.
let naming (options: string list) (phrases: (string * string) list) (job: unit -> 'a) : 'a =
    match Attempt.run job with
    | Ok value -> value
    | Error line ->
        phrases
        |> List.fold (fun (text: string) (plain: string, option: string) -> text.Replace(plain, option)) line
        |> leading options
        |> Usage.refuse
