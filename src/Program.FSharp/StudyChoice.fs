/// What the commands under reproduce have in common: scale, folder of runs, folder of the report, images.
module Neurovariety.Cli.StudyChoice

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open Neurovariety.Data
open Neurovariety.Cli.Output
open Neurovariety.Studies
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

/// --scale by name and as a case; paper where none is given.
let scale given =
    match Inputs.word "--scale" [ "smoke"; "seed"; "paper" ] "paper" given with
    | "smoke" as name -> name, Scale.Smoke
    | "seed" as name -> name, Scale.Seed
    | name -> name, Scale.Paper

/// --runs; "runs" where none is given.
let runs given =
    let folder = defaultArg given "runs"

    if String.IsNullOrWhiteSpace folder then
        Usage.refuse "--runs names no folder; for instance: --runs runs"

    folder

// The study that a folder holds the result of; None where there is none, or none that can be read.
let private experimentIn (folder: string) =
    try
        use stream = File.OpenRead(Path.Combine(folder, "result.json"))
        use document = JsonDocument.Parse stream
        Some(document.RootElement.GetProperty("experiment").GetString())
    with
    | :? IOException
    | :? JsonException
    | :? KeyNotFoundException
    | :? InvalidOperationException -> None

/// Makes the folder of a report with the folder of its parts. That of an earlier run of the same study is continued; anything
/// else that holds files needs --force.
let prepareFolder force study (folder: string) =
    match experimentIn folder with
    | Some other when other <> study && not force ->
        Usage.refuse
            $"--out {folder} holds the results of reproduce {other}; name another folder, or add --force to write into this one"
    | _ -> ()

    let isOurs =
        Directory.Exists(Path.Combine(folder, PartStore.partsFolder))
        && Directory.EnumerateFileSystemEntries folder
           |> Seq.forall (fun entry ->
               List.contains (Path.GetFileName entry) [ PartStore.partsFolder; "result.json"; "report.html" ]
               || List.contains (Path.GetExtension entry) [ ".csv"; ".tex" ])

    Folder.prepare (force || isOurs) folder

    Directory.CreateDirectory(Path.Combine(folder, PartStore.partsFolder)) |> ignore

/// The images of --data.
let images given cancel =
    let dataset = Images.loadWith (Work.quiet |> Work.until cancel) (Inputs.data given)

    Images.warnings dataset |> Seq.iter Output.warn
    dataset

/// The images of --data, refused where the published networks do not take them.
let digits given cancel =
    let dataset: Dataset = images given cancel
    let train = dataset.Train

    if train.PixelCount <> 784 then
        Usage.refuse $"the published networks take images of 28 x 28 pixels, these have {train.Rows} x {train.Columns}"

    dataset
