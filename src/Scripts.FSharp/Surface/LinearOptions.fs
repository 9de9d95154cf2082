namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.Data
open Neurovariety.Groups
open Neurovariety.Representations
open Neurovariety.Varieties

/// Which irreducible component of the equivariant maps is fitted.
[<RequireQualifiedAccess>]
type ComponentChoice =
    /// The best of all components, with proof.
    | Best
    /// The published one, for the unit shift of 28 x 28 images to the right at rank 99. Source: [KSS24].
    | Paper
    /// The same rank in every block, as far as the bound allows.
    | Equal
    /// The published one backwards, or the best one backwards where none is published: the high frequencies first.
    | HighPass
    /// The component with these ranks, one for each block.
    | Ranks of RankVector

    /// The form that `ComponentChoice.tryParse` reads.
    override this.ToString() : string =
        match this with
        | Best -> "best"
        | Paper -> "paper"
        | Equal -> "equal"
        | HighPass -> "high-pass"
        | Ranks ranks -> Neurovariety.Scripts.Surface.Ranks.show ranks

/// Choices of a component, and what can be said of them before there are data.
[<RequireQualifiedAccess>]
module ComponentChoice =

    /// Reads best, paper, equal, high-pass or a list of ranks such as 2,1,0; or says in one line what is wrong.
    let tryParse (text: string) : Result<ComponentChoice, string> =
        match text with
        | "best" -> Ok ComponentChoice.Best
        | "paper" -> Ok ComponentChoice.Paper
        | "equal" -> Ok ComponentChoice.Equal
        | "high-pass" -> Ok ComponentChoice.HighPass
        | word when word <> "" && Seq.forall (fun c -> Char.IsAsciiLetter c || c = '-') word ->
            Error $"{word}: expected best, paper, equal, high-pass, or ranks with commas between them, as in 2,1,0"
        | list -> Ranks.tryParse list |> Result.map ComponentChoice.Ranks

    // Source: [KSS24], training on MNIST.
    let private published = [ 13; 10; 9; 8; 7; 5; 3; 1; 0; 0; 0; 0; 0; 0; 0 ]

    let private isPublishedSetting (group: PermutationGroup) rank =
        rank = 99
        && group.IsCyclicGenerated
        && group.Degree = 28 * 28
        && group.Generators[0].Equals(GridActions.Shift(28, 28, true))

    // Fills blocks up, one after the other, with what is left of the bound.
    let private fill wanted (left: int, ranks: (IsotypicBlock * int) list) =
        let filled, left =
            List.mapFold
                (fun left (b: IsotypicBlock, r) ->
                    let more =
                        if wanted b then
                            min (b.Multiplicity - r) (left / b.Dimension)
                        else
                            0

                    (b, r + more), left - more * b.Dimension)
                left
                ranks

        left, filled

    /// The same rank q in every block, q as large as the bound allows: complex and quaternionic blocks keep it, what is left goes
    /// to the real blocks in their order, and, should these be full, to the others in their order.
    let equalRanks (rank: int) (blocks: IsotypicBlock seq) : RankVector =
        let blocks = List.ofSeq blocks
        let cost = blocks |> List.sumBy _.Dimension
        let q = if blocks.IsEmpty then 0 else rank / cost

        let start (b: IsotypicBlock) =
            if b.Type = DivisionAlgebra.Real then
                0
            else
                min q b.Multiplicity

        let begun = blocks |> List.map (fun b -> b, start b)
        let left = rank - (begun |> List.sumBy (fun (b, r) -> b.Dimension * r))

        (left, begun)
        |> fill (fun b -> b.Type = DivisionAlgebra.Real)
        |> fill (fun _ -> true)
        |> snd
        |> List.map snd
        |> Ranks.ofSeq

    /// What can be said without the blocks: a component that is published for this group and rank only.
    let check (group: PermutationGroup) (rank: int) (choice: ComponentChoice) : Result<unit, string> =
        match choice with
        | ComponentChoice.Paper when not (isPublishedSetting group rank) ->
            Error
                "component paper: published for shift:28x28:horizontal and rank 99 only; use best, equal, high-pass or a list of ranks"
        | _ -> Ok()

    /// The ranks that are chosen, or the line that says why they are no component; None where that is found with the data: the
    /// best component, and the high frequencies of a setting that is not published.
    let ranks
        (group: PermutationGroup)
        (blocks: IsotypicBlock seq)
        (rank: int)
        (choice: ComponentChoice)
        : Result<RankVector option, string> =
        let components = Components.ofBlocks rank blocks

        let checkedOnes ranks =
            Components.check ranks components |> Result.map Some

        match check group rank choice, choice with
        | Error line, _ -> Error line
        | Ok(), ComponentChoice.Best -> Ok None
        | Ok(), ComponentChoice.Paper -> checkedOnes (Ranks.ofSeq published)
        | Ok(), ComponentChoice.Equal -> checkedOnes (equalRanks components.Rank blocks)
        | Ok(), ComponentChoice.HighPass when isPublishedSetting group rank ->
            checkedOnes (Ranks.ofSeq (List.rev published))
        | Ok(), ComponentChoice.HighPass -> Ok None
        | Ok(), ComponentChoice.Ranks ranks -> checkedOnes ranks

/// How a linear autoencoder is trained by Adam; the learning rate falls to 0 along half a cosine.
type LinearTraining = {
    /// Passes over the images, at least 1.
    Epochs: int
    /// Images in one step, at least 1.
    BatchSize: int
    /// Of the first step.
    LearningRate: float
} with

    /// 10 passes in batches of 128 from a rate of 0.005.
    static member Default: LinearTraining =
        let options = Neurovariety.Training.LinearTrainingOptions()

        {
            Epochs = options.Epochs
            BatchSize = options.BatchSize
            LearningRate = options.Adam.LearningRate
        }

/// How the network is found.
[<RequireQualifiedAccess>]
type LinearMethod =
    /// Exactly, with a bound that proves it.
    | Exact
    /// By Adam from random weights, beside the exact optimum.
    | Adam of LinearTraining

    /// "exact" or "adam".
    member this.Name: string =
        match this with
        | Exact -> "exact"
        | Adam _ -> "adam"

/// Which linear autoencoder is fitted, and how. Copies of `Linear.equivariant group rank` and its like with other fields.
type LinearOptions = {
    /// What the map must satisfy.
    Constraint: SymmetryConstraint
    /// Largest rank r, at least 0; above the number of pixels it counts as that.
    Rank: int
    /// The component of an equivariant map; `Best` for every other.
    Component: ComponentChoice
    Method: LinearMethod
    /// How the images of both parts are moved at random before they count; None: not at all.
    Augmentation: ShiftOptions option
    /// Of the decomposition, the movements and the training.
    Seed: uint64
    Work: Work
}
