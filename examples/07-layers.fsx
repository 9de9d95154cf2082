// Question: do graphs on the samples that reach a layer tell through which few dimensions the layer acts?
// Source: [NLQ23]. Layer 2 of an autoencoder trained for ten epochs; three epochs on synthetic digits with --quick.
#load "load.fsx"

open System
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let data = Images.load Load.images
Images.warnings data |> List.iter (eprintfn "%s")
let epochs = if Load.quick then 3 else 10
let points = if Load.quick then 400 else 3000
let folder = IO.Path.Combine(Load.output, $"07-run-of-{data.Train.Count}")

let settings =
    AutoencoderRunSettings(
        Architecture.parse 10 "exp-default",
        AutoencoderTrainingOptions(),
        epochs,
        CheckpointSchedule.EveryEpochs epochs
    )

AutoencoderRuns.Execute([| PlannedRun(settings, folder) |], data) |> ignore

// All layers would be decomposed without a number; every reading and every width are in the result.
let found =
    Models.load folder
    |> LayerDecompositions.run
        {
            LayerDecompositions.defaults with
                Layer = Some 2
        }
        (Points.ofImages (Some(Images.take points data.Train)) None)

printfn "%O" found
let layer = found.Layers.Head

// Each reading at ten dimensions, beside the least error of any matrix of rank ten.
for name, rows in LayerFigures.readings layer do
    match LayerFigures.at 10 rows with
    | Some row -> printfn "%-10s data %.3f (least %.3f)" name row.Data row.DataOptimum
    | None -> ()

let spectrum = layer.Spectrum
printfn "%d singular values above the bulk edge %s" spectrum.SpikeCount (FigureText.significant 4 spectrum.UpperEdge)

let page = IO.Path.Combine(Load.output, "07-layers")
LayerReport.save page found
printfn "written: %s" (IO.Path.Combine(page, "report.html"))
