// Question: of which irreducible pieces do the linear maps consist that commute with the rotation of 3 x 3 images?
// Source: [KSS24], rotation of 3 x 3 images and its weight-sharing figure. Takes a second.
#load "load.fsx"

open Neurovariety.Networks
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Surface

let blocks = Group.parse "rotate:3x3" |> Group.blocks

for block in blocks do
    printfn "block %s: %O type, %d copies of dimension %d" block.Label block.Type block.Multiplicity block.Dimension

let rank = if Load.quick then 2 else 3
let components = blocks |> Components.ofBlocks rank
printfn "rank at most %d: %O components" rank (Components.count components)
printfn "%O" (Components.figures components)

for ranks in Components.enumerate components do
    let variety = Components.variety components ranks

    printfn
        "  %O  rank %d  dimension %O  degree %O  ED degree %O  %O weights"
        ranks
        variety.GenericRank
        variety.Dimension
        variety.Degree
        variety.EuclideanDistanceDegree
        (Option.get variety.ParameterCount)

// Far too many to list are still counted, numbered and drawn from.
let large = Group.parse "shift:28x28:horizontal" |> Components.ofGroup 99

printfn
    "MNIST: %O components, the millionth is %O"
    (Components.count large)
    (Components.tryItem 999999I large |> Option.get)

printfn "one drawn at random: %O" (large |> Components.sample 7UL |> Seq.head)

// The published figure: one unit of the block 1,1 and one of the complex block 4,3 (there written in the order 1,1; 2,1; 4,3).
WeightSharing.OfEquivariant(List.toArray blocks, Ranks.ofSeq [ 1; 1; 0 ])
|> NetworkDiagrams.autoencoder
|> WeightSharingSvg.draw "weight sharing of an autoencoder that commutes with the rotation of 3 x 3 images"
|> WeightSharingSvg.toSvg
|> Load.save "02-components.svg"
