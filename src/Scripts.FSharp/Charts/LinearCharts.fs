namespace Neurovariety.Scripts.Charts

open Neurovariety.Fitting
open Neurovariety.Representations
open Neurovariety.Scripts.Surface

/// Charts of fitted linear autoencoders.
[<RequireQualifiedAccess>]
module Linear =

    /// The least training loss for every rank, one curve for each named fit; a fit on a given component has none and is left out.
    let lossByRankOf (fits: (string * LinearFit) list) =
        [
            for name, fit in fits do
                if fit.LossByRank.Count > 1 then
                    ({
                        Name = name
                        Points = [| for one in fit.LossByRank -> float one.Rank, one.Loss |]
                    }
                    : Plots.Curve)
        ]
        |> Plots.lossAgainstRank

    /// The least training loss for every rank beside that of the best map without symmetry, which is computed for it.
    let chart (result: LinearResult) =
        lossByRankOf [
            result.Options.Constraint.Name, result.Exact
            match result.Options.Constraint with
            | SymmetryConstraint.Unconstrained -> ()
            | _ -> "dense", Linear.baseline result
        ]

    let private labels (gram: BlockGram) = [| for block in gram.Decomposition.Blocks -> block.Label |]

    /// Mean square per pixel of the training images in each isotypic component; None but for an equivariant fit.
    let blockEnergies (result: LinearResult) =
        result.BlockMoments
        |> Option.map (fun gram ->
            Plots.blockEnergies (labels gram) [
                "training images", [| for index in 0 .. gram.Blocks.Count - 1 -> gram.MeanSquareOf index |]
            ])

    /// The rank of each block in the fitted component; None but for an equivariant fit.
    let componentRanks (result: LinearResult) =
        Option.map2
            (fun gram ranks -> Plots.rankVectors (labels gram) [ "rank", Array.ofSeq<int> ranks ])
            result.BlockMoments
            result.Component
