// Question: is a trained autoencoder a projection near the images, and does its Jacobian tell where it reconstructs badly?
// Source: [ADGL21]. Trains for a minute at most; three epochs on synthetic digits with --quick, or where MNIST is not found.
#load "load.fsx"

open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let data = Images.load Load.images
Images.warnings data |> List.iter (eprintfn "%s")

let epochs = if Load.quick then 3 else 10

let folder = System.IO.Path.Combine(Load.output, $"05-run-of-{data.Train.Count}")

let trained =
    let options = {
        Training.defaults with
            Epochs = epochs
    }

    Training.run options folder (Architecture.parse 8 "exp-default") data

printfn "%O" trained
let points = Points.ofImages (Some data.Train) (Some data.Test)
let spectra = Models.load folder |> Spectrum.run Spectrum.defaults points
let table = spectra.Table

// A projection onto the images has all d eigenvalues at 1 in both spaces.
printfn "%O" spectra

// The regression of the source: the error against the trace, in standard deviations.
let byTrace = {
    Regression.defaults with
        Predictor = Trace
        Space = InputSpace
}

let row = Regression.ofTable byTrace 0 table
printfn "slope on training points %.3f, on test points %.3f" row.Slope.Coefficient row.TestSlope.Value.Coefficient

Regression.classShare table
|> Option.iter (printfn "it explains %.3f of the variance, the class alone %.3f" row.RSquared)

Load.save
    "05-spectra.html"
    (Html.render (PlotlyScript.find ()) {
        Title = "Error and trace"
        Lead = "Mean squared error of single images against the trace of J_I."
        Blocks = [
            ChartOf("Eigenvalues.", NetworkPlots.eigenvalues spectra)
            ChartOf("Error of each image.", NetworkPlots.errorAgainst Trace InputSpace spectra)
        ]
    })
