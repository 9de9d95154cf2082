namespace Neurovariety.Scripts.Surface

open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Networks
open Neurovariety.Representations
open Neurovariety.Training
open Neurovariety.Varieties

/// Wall times in seconds.
type LinearSeconds = {
    /// Until the images were there.
    Load: float
    /// From dense moments to those of the blocks; 0 where the blocks are summed at once.
    BasisChange: float
    /// The moments of the training images.
    Gram: float
    /// The exact fit, or the training.
    Solve: float
    /// The moments of the test images and the loss on them.
    Test: float
    /// From the options to the result.
    Total: float
}

/// A fitted linear autoencoder. Losses are mean squared errors per image and pixel, pixels in [0, 1].
type LinearResult = {
    Options: LinearOptions
    /// The images.
    Data: Dataset
    Network: LinearAutoencoder
    TrainLoss: float
    TestLoss: float
    /// The best fit among the maps of the options; its network is `Network` unless that was trained.
    Exact: LinearFit
    /// The isotypic decomposition, for an equivariant map.
    Decomposition: IsotypicDecomposition option
    /// Second moments of the training images in each isotypic block, for an equivariant map.
    BlockMoments: BlockGram option
    /// The passes of a training; empty for the exact fit.
    History: LinearEpoch list
    Seconds: LinearSeconds
} with

    /// The largest rank that a map of this kind can have: the bound, or the generic rank of the component.
    member this.Rank: int = this.Exact.Rank

    /// The component, for an equivariant map.
    member this.Component: RankVector option = Fit.chosen this.Exact

    /// Number of free weights, each shared one counted once.
    member this.ParameterCount: int64 = this.Network.ParameterCount

    /// No map of the set that was searched has a smaller loss on the training images.
    member this.LowerBound: float = this.Exact.LowerBound

    /// Whether the training loss meets that bound: to 1e-9 of the mean square of the data, or after training of the bound itself.
    member this.CertifiedOptimal: bool =
        match this.Options.Method with
        | LinearMethod.Exact -> this.Exact.CertifiedOptimal
        | LinearMethod.Adam _ -> this.TrainLoss <= this.LowerBound * (1.0 + 1e-9)

    /// The second best component with its least loss, when there is one and all were searched.
    member this.RunnerUp: (RankVector * float) option = Fit.runnerUp this.Exact

    /// The least loss for every bound on the rank up to the one asked for, with the component that reaches it.
    member this.LossByRank: RankLoss list = List.ofSeq this.Exact.LossByRank

    /// The isotypic blocks, for an equivariant map.
    member this.Blocks: IsotypicBlock list =
        this.Decomposition
        |> Option.map (fun d -> List.ofSeq d.Blocks)
        |> Option.defaultValue []

    /// What the user must be told of the data, one line each.
    member this.Notes: string list = Images.warnings this.Data

    /// Names and values as people read them.
    member this.Facts: (string * string) list = [
        "rank", string this.Rank

        match this.Component with
        | Some ranks -> "component", Ranks.showShort ranks
        | None -> ()

        match this.RunnerUp with
        | Some(ranks, loss) -> "second best", Ranks.showShort ranks + " with train MSE " + FigureText.number loss
        | None -> ()

        "parameters", string this.ParameterCount
        "train MSE", FigureText.number this.TrainLoss
        "test MSE", FigureText.number this.TestLoss
        "lower bound", FigureText.number this.LowerBound
        "certified optimal", FigureText.truth this.CertifiedOptimal
        "load", FigureText.seconds this.Seconds.Load
        "basis change", FigureText.seconds this.Seconds.BasisChange
        "Gram", FigureText.seconds this.Seconds.Gram
        (if this.History.IsEmpty then "solve" else "training"), FigureText.seconds this.Seconds.Solve
        "in all", FigureText.seconds this.Seconds.Total
    ]

    override this.ToString() : string = FigureText.aligned this.Facts
