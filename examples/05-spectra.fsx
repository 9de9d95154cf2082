// Question: is a trained autoencoder a projection near the images, and does its Jacobian tell where it reconstructs badly?
// Source: [ADGL21]. Trains for a minute at most; three epochs on synthetic digits with --quick, or where MNIST is not found.
#load "load.fsx"

open System
open Neurovariety.Training
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let data =
    Images.load (
        if Load.quick then
            DataSource.Synthetic
        else
            DataSource.MnistOrSynthetic
    )

Images.warnings data |> List.iter (eprintfn "%s")

let epochs = if Load.quick then 3 else 10

let folder = IO.Path.Combine(Load.output, $"05-run-of-{data.Train.Count}")

let settings =
    AutoencoderRunSettings(
        Architecture.parse 8 "exp-default",
        AutoencoderTrainingOptions(),
        epochs,
        CheckpointSchedule.EveryEpochs epochs
    )

let trained = AutoencoderRuns.Execute([| PlannedRun(settings, folder) |], data)[0]
let table = trained.Network |> Spectrum.ofImages (Some data.Train) (Some data.Test)
let all = (Spectrum.summary table).All

// A projection onto the images has all d eigenvalues at 1 in both spaces.
for name, figures in [ "J_I", all.Input; "J_L", all.LatentSpace ] do
    printfn
        "%s: |lambda| %.3f to %.3f, median %.3f; omega < 0 at %d of %d points"
        name
        figures.Modulus.FivePercent
        figures.Modulus.NinetyFivePercent
        figures.Modulus.Median
        figures.ReversingCount
        table.Count

// The regression of the source: the error against the trace, in standard deviations.
let observed = SpectrumObservations.ofTable Trace InputSpace 0 table
let row = MseRegression.fit NoControls observed
printfn "slope on training points %.3f, on test points %.3f" row.Slope.Coefficient row.TestSlope.Value.Coefficient
printfn "it explains %.3f of the variance, the class alone %.3f" row.RSquared (MseRegression.classShare observed)

let cloud = [|
    for i in 0 .. table.Count / 3000 + 1 .. table.Count - 1 -> table.Input.Trace[i], table.Mse[i]
|]

Load.save
    "05-spectra.html"
    (Html.render (PlotlyScript.find ()) {
        Title = "Error and trace"
        Lead = "Mean squared error of single images against the trace of J_I."
        Blocks = [
            ChartOf("", SpectrumPlots.clouds "trace of J_I" "mean squared error" (List.singleton ("images", cloud)))
        ]
    })
