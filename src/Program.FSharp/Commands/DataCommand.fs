/// data info, fetch, synthesize: where the images come from.
module Neurovariety.Cli.Commands.DataCommand

open System
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports

let private imageFields (images: ImageSet) =
    Fields [
        "count", Json.count images.Count
        "rows", Json.count images.Rows
        "columns", Json.count images.Columns
        "labelled", Truth images.HasLabels
        "pixelSha256", Json.Text(images.PixelSha256())
    ]

let private imageFacts name (images: ImageSet) =
    name,
    string images.Count
    + " images of "
    + string images.Rows
    + " x "
    + string images.Columns

// Nothing is to be had without the network: say so instead of using it.
let private absent location =
    let hint = "neurovariety data fetch"

    Output.answer
        (Fields [
            "available", Truth false
            "origin", Null
            "location", Json.Text location
            "hint", Json.Text hint
        ])
        [
            Facts [
                "available", "no: no folder was named and the cache is empty"
                "cache", location
                "to download", hint
            ]
        ]

let private info (settings: Settings) (results: ParseResults<DataArguments>) =
    let options =
        DatasetOptions.ForUser(results.TryGetResult DataArguments.Data |> Option.toObj)

    match DatasetLocator.Locate options with
    | DatasetOrigin.Downloaded, location -> absent location
    | _ ->
        let data = DatasetLocator.Load(options, null, settings.Cancel)
        data.Warnings |> Seq.iter Output.warn

        Output.answer
            (Fields [
                "available", Truth true
                "origin", Json.Text(Describe.origin data.Origin)
                "location", Json.Text data.Location
                "train", imageFields data.Train
                "test", imageFields data.Test
            ])
            [
                Facts [
                    "origin", Describe.origin data.Origin
                    "location", data.Location
                    imageFacts "train" data.Train
                    imageFacts "test" data.Test
                ]
            ]

let private fetch (settings: Settings) (_: ParseResults<DataArguments>) =
    let options = DatasetOptions.ForUser null

    let folder =
        Output.withProgress (fun progress ->
            DatasetLocator.Fetch(options, Action<Progress> progress.Report, settings.Cancel))

    let file (known: IdxFile) =
        Fields [
            "name", Json.Text known.Name
            "bytes", Json.count known.Length
            "sha256", Json.Text known.Sha256
        ]

    Output.answer (Fields [ "location", Json.Text folder; "files", Items(Seq.map file options.Files) ]) [
        Facts [
            "location", folder
            "files", string options.Files.Count + ", checked by SHA-256"
        ]
    ]

let private synthesize (settings: Settings) (results: ParseResults<SynthesizeArguments>) =
    let count = results.GetResult(SynthesizeArguments.Count, 6000)

    if count < 6 then
        Usage.refuse ("--count " + string count + ": expected 6 or more")

    let folder =
        settings.Out
        |> Option.defaultWith (fun () ->
            Path.Combine(Path.GetDirectoryName(DatasetOptions.ForUser(null).CacheFolder), "synthetic"))

    let random = RandomSource.FromSeed settings.Seed

    let draw name images =
        SyntheticDigits.Draw(images, random.Split name, settings.Threads)

    let write (images: ImageSet) imagesIndex =
        IdxWriter.WriteImages(Path.Combine(folder, MnistFiles.All[imagesIndex].Name), images)
        IdxWriter.WriteLabels(Path.Combine(folder, MnistFiles.All[imagesIndex + 1].Name), images)

    let train = draw "train" count
    let test = draw "test" (count / 6)
    write train 0
    write test 2

    Output.answer
        (Fields [
            "location", Json.Text folder
            "train", imageFields train
            "test", imageFields test
        ])
        [
            Facts [
                "location", folder
                imageFacts "train" train
                imageFacts "test" test
                "to use them", "--data " + folder
            ]
        ]

let command =
    Command.family
        "data"
        "The images: what there is, downloading MNIST, drawing synthetic digits."
        "neurovariety data info"
        [
            Command.create<DataArguments>
                "info"
                "Which images would be used, and where they are."
                "neurovariety data info --data mnist"
                info
            Command.create<DataArguments>
                "fetch"
                "Downloads MNIST into the user's cache folder and checks it by SHA-256."
                "neurovariety data fetch"
                fetch
            Command.create<SynthesizeArguments>
                "synthesize"
                "Draws digits by strokes and writes them in the format of MNIST."
                "neurovariety data synthesize --count 6000 --out digits"
                synthesize
        ]
