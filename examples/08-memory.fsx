// Question: how many digits does an associative memory find again, and does the similarity or the separation decide?
// Source: [MSSLB22], corrected, and as published. Synthetic digits with --quick, or where MNIST is not found.
#load "load.fsx"

open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let digits =
    Patterns.load (
        PointSource.Images(
            (if Load.quick then
                 DataSource.Synthetic
             else
                 DataSource.MnistOrSynthetic),
            Split.Train,
            None
        )
    )

digits.Warnings |> List.iter (eprintfn "%s")
let sizes = if Load.quick then [ 5; 20 ] else [ 10; 30; 100; 300 ]

// One answer by hand: three patterns, a damaged query, and the weights that the separation gives.
let patterns = [| [| 1.0; 0.0; 0.0 |]; [| 0.0; 1.0; 0.0 |]; [| 0.0; 1.0; 1.0 |] |]
let query = [| 0.1; 0.9; 0.2 |]

for separation in [ "identity"; "power:4"; "softmax"; "max" ] do
    let memory = Memory.store (Memory.options "euclidean" separation) patterns
    printfn "%-9s weights %A, answer %A" separation (Memory.weights query memory) (Memory.ask query memory)

// Retrieval from the upper half, by similarity.
let half = {
    Retrievals.defaults with
        Damage = Damage.mask 0.5
}

let published = {
    half with
        Mode = Retrievals.parseMode "published"
}

let curves = [
    for similarity in [ "dot"; "normalised-dot"; "euclidean"; "manhattan"; "kl"; "jensen-shannon" ] do
        similarity, digits |> Retrievals.curve (Retrievals.by similarity "max" half) sizes

    "jensen-shannon, published",
    digits
    |> Retrievals.curve (Retrievals.by "jensen-shannon" "max" published) sizes
    "manhattan, identity", digits |> Retrievals.curve (Retrievals.by "manhattan" "identity" half) sizes
]

for name, found in curves do
    for count, one in found do
        printfn "%-25s N = %3d: %.3f (%.3f to %.3f)" name count one.Accuracy (fst one.Interval) (snd one.Interval)

// The modern Hopfield network comes to rest at a pattern, its energy falling.
let recall = IteratedMemory.modern 8.0 query patterns
printfn "energy %.4f to %.4f in %d steps" recall.Energies[0] recall.Energies[recall.StepCount] recall.StepCount

Load.save
    "08-memory.html"
    (MemoryReport.curvePage "What an associative memory finds" curves
     |> Html.render (PlotlyScript.find ()))
