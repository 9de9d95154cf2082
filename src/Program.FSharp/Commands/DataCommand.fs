/// data info, fetch, synthesize: where the images come from.
module Neurovariety.Cli.Commands.DataCommand

open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private info (settings: Settings) (results: ParseResults<DataArguments>) =
    let source = Inputs.data (results.TryGetResult DataArguments.Data)
    let found = Data.info (Output.quietly settings) source

    match found with
    | Available data -> Images.warnings data |> List.iter Output.warn
    | Missing _ -> ()

    Output.answer (DataDocument.info found) [ Facts(DataDocument.infoFacts found) ]

let private fetch (settings: Settings) (_: ParseResults<DataArguments>) =
    let folder, files = Output.working settings Data.fetch

    Output.answer (DataDocument.fetched (folder, files)) [
        Facts [ "location", folder; "files", $"{files.Length}, checked by SHA-256" ]
    ]

let private synthesize (settings: Settings) (results: ParseResults<SynthesizeArguments>) =
    let count = results.GetResult(SynthesizeArguments.Count, Data.defaults.Count)

    if count < 6 then
        Usage.refuse ("--count " + string count + ": expected 6 or more")

    let folder = settings.Out |> Option.defaultWith Data.syntheticFolder

    let train, test =
        Data.draw {
            Count = count
            Seed = settings.Seed
            Work = Output.quietly settings
        }

    Data.save folder (train, test)

    Output.answer (DataDocument.synthesized folder (train, test)) [
        Facts [
            "location", folder
            DataDocument.imagesFact "train" train
            DataDocument.imagesFact "test" test
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
