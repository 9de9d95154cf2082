namespace Neurovariety.Scripts.Surface

open System.Collections.Generic
open System.Globalization
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Varieties

/// A linear autoencoder as its file holds it: weights written out, and what they belong to.
type LinearModel = {
    /// Latent x pixels.
    Encoder: Matrix
    /// Pixels x latent.
    Decoder: Matrix
    /// What the map satisfies, with the group.
    Constraint: SymmetryConstraint
    /// The component, for an equivariant map.
    Component: RankVector option
    /// The largest rank that a map of this kind can have.
    Rank: int
    /// The range of the pixels that the map takes, "0..1".
    InputScale: string
} with

    /// The map itself, decoder times encoder: pixels x pixels.
    member this.Map: Matrix = this.Decoder * this.Encoder

    override this.ToString() : string =
        FigureText.aligned [
            "map",
            this.Encoder.ColumnCount.ToString()
            + " -> "
            + this.Encoder.RowCount.ToString()
            + " -> "
            + this.Decoder.RowCount.ToString()
            "constraint", this.Constraint.Name
            match this.Constraint.Group with
            | Some group -> "degree", string group.Degree
            | None -> ()
            match this.Component with
            | Some ranks -> "component", Ranks.showShort ranks
            | None -> ()
            "rank", string this.Rank
            "pixels", this.InputScale
        ]

/// Files of linear autoencoders: .safetensors whose notes tell constraint, group, component, rank and range of the pixels.
[<RequireQualifiedAccess>]
module LinearModel =

    let private encoder, private decoder = "encoder.weight", "decoder.weight"

    /// The model that a fit has found.
    let ofResult (result: LinearResult) : LinearModel = {
        Encoder = result.Network.Encoder
        Decoder = result.Network.Decoder
        Constraint = result.Options.Constraint
        Component = result.Component
        Rank = result.Rank
        InputScale = "0..1"
    }

    let private notes (model: LinearModel) = [
        "constraint", model.Constraint.Name
        match model.Constraint.Group with
        | Some group ->
            "group", Group.show group
            "degree", string group.Degree
        | None -> ()
        match model.Component with
        | Some ranks -> "component", Ranks.show ranks
        | None -> ()
        "rank", string model.Rank
        "inputScale", model.InputScale
    ]

    /// Writes a model, whole or not at all. IOException, one line, where the file cannot be written.
    let write (path: string) (model: LinearModel) : unit =
        let tensors = [
            StoredTensor.FromMatrix(encoder, model.Encoder)
            StoredTensor.FromMatrix(decoder, model.Decoder)
        ]

        Safetensors.Of(tensors, notes model |> Seq.map KeyValuePair).Write path

    let private constraintOf path note =
        match note "constraint" with
        | Some "none" -> SymmetryConstraint.Unconstrained
        | Some("invariant" | "equivariant" as name) ->
            let group =
                match note "group" with
                | Some text -> Group.tryParse (note "degree" |> Option.map int) text |> Attempt.value
                | None -> raise (InputError $"{path}: {name}, but its notes name no group")

            if name = "invariant" then
                SymmetryConstraint.Invariant group
            else
                SymmetryConstraint.Equivariant group
        | _ -> raise (InputError $"{path}: its notes tell no constraint; expected a model that 'linear' has written")

    /// Reads a model that `write` or the program has written. InputError or DataFormatException, one line, for any other file.
    let read (path: string) : LinearModel =
        let file = Safetensors.Read path

        let note (key: string) =
            match file.Metadata.TryGetValue key with
            | true, value -> Some value
            | _ -> None

        let weights name =
            match file.Find name with
            | null -> raise (InputError $"{path}: no array {name}; expected a model that 'linear' has written")
            | tensor -> tensor.ToMatrix()

        let kind = constraintOf path note
        let first, second = weights encoder, weights decoder

        {
            Encoder = first
            Decoder = second
            Constraint = kind
            Component = note "component" |> Option.map (Ranks.tryParse >> Attempt.value)
            Rank =
                note "rank"
                |> Option.map (fun text -> System.Int32.Parse(text, CultureInfo.InvariantCulture))
                |> Option.defaultValue first.RowCount
            InputScale = note "inputScale" |> Option.defaultValue "0..1"
        }

    /// The model of a file, or the line that says why there is none.
    let tryRead (path: string) : Result<LinearModel, string> = Attempt.run (fun () -> read path)
