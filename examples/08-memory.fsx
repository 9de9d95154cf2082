// Question: how many digits does an associative memory find again, and does the similarity or the separation decide?
// Source: [MSSLB22], corrected, and as published. Synthetic digits with --quick, or where MNIST is not found.
#load "load.fsx"

open Neurovariety.Memories
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Plotly.NET

let data = Images.load Load.images
Images.warnings data |> List.iter (eprintfn "%s")
let pool = Memory.digits data

let sizes = if Load.quick then [ 5; 20 ] else [ 10; 30; 100; 300 ]

// One answer by hand: three patterns, a damaged query, and the weights that the separation gives.
let patterns = [| [| 1.0; 0.0; 0.0 |]; [| 0.0; 1.0; 0.0 |]; [| 0.0; 1.0; 1.0 |] |]
let query = [| 0.1; 0.9; 0.2 |]

for separation in [ "identity"; "power:4"; "softmax"; "max" ] do
    let memory = Memory.store (Memory.options "euclidean" separation) patterns
    printfn "%-9s weights %A, answer %A" separation (Memory.weights query memory) (Memory.ask query memory)

// Retrieval from the upper half, by similarity.
let curve name options =
    name,
    [|
        for count in sizes ->
            let found = Memory.capacity options (Memory.maskBelow 0.5) count pool
            printfn "%-24s N = %3d: %.3f (%.3f to %.3f)" name count found.Accuracy found.Low found.High
            float count, found.Accuracy, found.Low, found.High
    |]

let curves = [
    for similarity in [ "dot"; "normalised-dot"; "euclidean"; "manhattan"; "kl"; "jensen-shannon" ] ->
        curve similarity (Memory.options similarity "max")

    curve "jensen-shannon, published" (Memory.published "jensen-shannon" "max")
    curve "manhattan, identity" (Memory.options "manhattan" "identity")
]

// The modern Hopfield network comes to rest at a pattern, its energy falling.
let recall = Memory.runModern 8.0 query patterns
printfn "energy %.4f to %.4f in %d steps" recall.Energies[0] recall.Energies[recall.StepCount] recall.StepCount

// A chart is one of Plotly.NET: its functions restyle it.
let chart =
    MemoryPlots.retrieval true "number of patterns N" curves
    |> Chart.withSize (Height = 520)

Load.save
    "08-memory.html"
    (Html.render (PlotlyScript.find ()) {
        Title = "What an associative memory finds"
        Lead = "Digits retrieved from their upper half, by similarity and separation."
        Blocks = [ ChartOf("", chart) ]
    })
