// Question: which linear autoencoder of rank 99 that commutes with horizontal shifts is best on MNIST, and by how much?
// Source: [KSS24], training on MNIST. Takes two seconds; synthetic digits with --quick, or where MNIST is not found.
#load "load.fsx"

open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let data = Images.load Load.images
Images.warnings data |> List.iter (eprintfn "%s")

printfn "%O, tested on %O" data.Train data.Test

let decomposition = Group.parse "shift:28x28:horizontal" |> Group.decompose
let train = data.Train |> Images.blockMoments decomposition
let test = data.Test |> Images.blockMoments decomposition

let tell name (fit: Neurovariety.Fitting.LinearFit) =
    let network = fit.Network :?> Neurovariety.Networks.EquivariantAutoencoder

    printfn
        "%-10s %O  train %.9f  test %.9f  %d weights"
        name
        fit.Component
        fit.TrainLoss
        (test.MeanSquaredError network)
        network.ParameterCount

// The best of all 72426340906146 components, with proof; the published one is not the best.
let best = train |> Fit.equivariant 99
tell "best" best
printfn "no other is below %.9f; certified: %b" best.LowerBound best.CertifiedOptimal

[ 13; 10; 9; 8; 7; 5; 3; 1; 0; 0; 0; 0; 0; 0; 0 ]
|> fun published -> train |> Fit.onComponent (Ranks.ofSeq published)
|> tell "published"

// What the symmetry costs: the best map without it has 28 times the weights.
let dense = data.Train |> Images.moments |> Fit.dense 99
printfn "dense      train %.9f  %d weights" dense.TrainLoss dense.Network.ParameterCount

let curve name (fit: Neurovariety.Fitting.LinearFit) : Plots.Curve = {
    Name = name
    Points = [| for loss in fit.LossByRank -> float loss.Rank, loss.Loss |]
}

let page = {
    Title = "Linear autoencoders on " + data.Train.Source
    Lead = "The least loss for every rank, with the horizontal shift as a symmetry and without."
    Blocks = [
        ChartOf("Training loss against rank.", Plots.lossAgainstRank [ curve "equivariant" best; curve "dense" dense ])
    ]
}

Load.save "03-mnist.html" (Html.render (PlotlyScript.find ()) page)
