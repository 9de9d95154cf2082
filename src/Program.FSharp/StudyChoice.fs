/// What the commands under reproduce have in common: scale, folder of runs, folder of the report, images.
module Neurovariety.Cli.StudyChoice

open System
open Neurovariety.Data
open Neurovariety.Studies

/// --scale by name and as a case; paper where none is given.
let scale given =
    let name = Inputs.word "--scale" (List.map fst Scale.names) "paper" given
    name, Scale.names |> List.find (fun (known, _) -> known = name) |> snd

/// --runs; "runs" where none is given.
let runs given =
    let folder = defaultArg given "runs"

    if String.IsNullOrWhiteSpace folder then
        Usage.refuse "--runs names no folder; for instance: --runs runs"

    folder

/// Makes the folder of a report with the folder of its parts. That of an earlier run of the same study is continued; anything
/// else that holds files needs --force.
let prepareFolder force study (folder: string) =
    match PartStore.experimentIn folder with
    | Some other when other <> study && not force ->
        Usage.refuse
            $"--out {folder} holds the results of reproduce {other}; name another folder, or add --force to write into this one"
    | _ -> ()

    Folder.prepare (force || PartStore.isContinued folder) folder
    PartStore.prepare folder

/// The images of --data; prints their warnings.
let images (settings: Settings) given : Dataset =
    Output.dataset settings (Inputs.data given)

/// The images of --data, refused where the published networks do not take them.
let digits settings given : Dataset =
    let dataset = images settings given
    StudyRuns.requireImages dataset
    dataset
