/// The points that a command is asked about: --points, --data, --split, --range, --array, --header.
module Neurovariety.Cli.PointChoice

open Neurovariety.Data
open Neurovariety.Scripts.Surface

/// How a file of points is to be read.
type FileGiven = {
    Range: string option
    Array: string option
    Header: string option
}

/// The options, of which a command may lack some.
type Given = {
    Points: string option
    Data: string option
    Split: string option
    File: FileGiven
}

let private refuse text = Usage.refuse text

// Lines of the library that are about points are about the option of that name.
let private optionLine (line: string) =
    if line.StartsWith "points " then "--" + line else line

/// A file or folder of points, with --range, --array and --header.
let file (given: FileGiven) (path: string) : PointSource =
    PointSource.File(
        path,
        PointFileOptions(
            Range = PointFileOptions.ParseRange(defaultArg given.Range "auto"),
            Array = Option.toObj given.Array,
            Header = CsvHeaders.Parse(defaultArg given.Header "auto")
        )
    )

let private ofFile given (path: string) =
    if given.Split.IsSome then
        refuse (
            "--split goes with images of a data set; the points of "
            + path
            + " have no splits"
        )

    if given.Data.IsSome then
        refuse ("--data goes with images of a data set; " + path + " holds points of its own")

    file given.File path

let private ofImages fallback given count =
    if given.File.Range.IsSome then
        refuse "--range goes with --points FILE; the images of a data set have bytes as pixels"

    if given.File.Array.IsSome || given.File.Header.IsSome then
        refuse "--array and --header go with --points FILE"

    let split =
        match Inputs.word "--split" [ "train"; "test"; "both" ] fallback given.Split with
        | "train" -> Split.Train
        | "test" -> Split.Test
        | _ -> Split.Both

    PointSource.Images(Inputs.data given.Data, split, count)

/// Where the points come from; of a data set, those of the split `fallback` where none is named.
let source (fallback: string) (given: Given) : PointSource =
    match given.Points with
    | None -> ofImages fallback given None
    | Some text ->
        let points =
            try
                Points.parse text
            with InputError line ->
                refuse (optionLine line)

        match points with
        | Choice1Of2 count -> ofImages fallback given (Some count)
        | Choice2Of2 path -> ofFile given path

/// Reads the points for a network that takes pixels on a scale, and prints the warnings of their data set.
let load (settings: Settings) (scale: InputScale) (source: PointSource) : Points =
    match Attempt.run (fun () -> Points.loadAs scale (Output.quietly settings) source) with
    | Ok points ->
        points.Warnings |> Seq.iter Output.warn
        points
    | Error line -> refuse (optionLine line)
