// Question: do graphs on the samples that reach a layer tell through which few dimensions the layer acts?
// Source: [NLQ23]. Layer 2 of an autoencoder trained for ten epochs; three epochs on synthetic digits with --quick.
#load "load.fsx"

open System
open Neurovariety.Training
open Neurovariety.Scripts.Charts
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

let trained = AutoencoderRuns.Execute([| PlannedRun(settings, folder) |], data)[0]

let samples =
    Neurovariety.Data.PointSet.FromImages(data.Train.Slice(0, points)).Samples.ToArray()

let layer = trained.Network |> Layer.reached 2 samples
let geometry = Layer.geometry layer
printfn "%O" layer

let dimension = geometry.InputDimension.TwoNearest
printfn "the samples take up %.1f dimensions by two nearest neighbours" dimension.Value

// Each reading at ten dimensions, beside the least error of any matrix of rank ten.
let show name (found: Neurovariety.LayerDecomposition.LayerMatrixDecomposition) =
    let row = found.Residuals[9]
    printfn "%-10s data %.3f (least %.3f)" name row.Data row.DataOptimum

show "graphs" (Layer.byGraphs geometry)
show "diffusion" (Layer.byDiffusion None geometry)
show "truncated" (Layer.byIdentity layer)

let spectrum = Layer.spectrum layer.Weights
printfn "%d singular values above the bulk edge %.3f" spectrum.SpikeCount spectrum.UpperEdge

Load.save
    "07-layers.html"
    (Html.render (PlotlyScript.find ()) {
        Title = "Singular values of a layer"
        Lead = "Above the dashed edge of the bulk stands what training wrote."
        Blocks = [ ChartOf("", LayerPlots.singularValues [ "layer 2", spectrum ]) ]
    })
