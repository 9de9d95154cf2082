// Question: how soon does a nonlinear autoencoder through d units beat the best linear one through as many?
// Source: [ADGL21], the architecture exp-3-layer; [EY36] for the linear optimum. Takes ten seconds.
#load "load.fsx"

open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let d, epochs = if Load.quick then 2, 6 else 2, 30

let data = Images.load Load.images
Images.warnings data |> List.iter (eprintfn "%s")

// The best linear map, in closed form; pixels in [-1, 1] have four times the squared error of pixels in [0, 1].
let linear = 4.0 * (data.Train |> Images.moments |> Fit.dense d).TrainLoss
printfn "best linear map through %d units: %.5f" d linear

// The run stands in a folder; calling the script again continues it, or finds it done.
let architecture = "exp-3-layer" |> Architecture.parse d
let folder = System.IO.Path.Combine(Load.output, $"04-train-{data.Train.Count}")

let options = {
    Training.defaults with
        Epochs = epochs
        Told = fun step -> printfn "epoch %2d  train %.5f  test %.5f" step.Epoch step.Last.TrainMse step.Last.TestMse
}

let result = Training.run options folder architecture data
let history = result.History

match history |> List.tryFind (fun row -> row.TrainMse < linear) with
| Some row -> printfn "below the best linear map after %d epochs" row.Epoch
| None -> printfn "not below the best linear map after %d epochs" epochs

// The network is a value: its latent points, its reconstructions.
let latent =
    Training.network result
    |> Autoencoder.encode (Autoencoder.pixels (Images.take 1 data.Test))

printfn "the first test image at %A" latent

let bestLinear: Plots.Curve = {
    Name = "best linear map, train"
    Points = [| for row in history -> float row.Epoch, linear |]
}

let losses =
    Plots.lossAgainstEpoch (NetworkPlots.lossCurves result @ [ bestLinear ])

let page = {
    Title = $"{architecture.Name} through {d} units"
    Lead = "Mean squared error per pixel after each epoch, beside the best linear map of the same width."
    Blocks = [ ChartOf("Loss against epoch.", losses) ]
}

Load.save "04-train.html" (Html.render (PlotlyScript.find ()) page)
