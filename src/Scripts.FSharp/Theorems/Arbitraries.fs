namespace Neurovariety.Scripts.Theorems

open System
open FsCheck
open FsCheck.FSharp
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Representations
open Neurovariety.Scripts.Analyses
open Neurovariety.Varieties
open Neurovariety.Scripts.Theorems.Subjects

/// Generators of FsCheck with shrinkers, for properties of a user's own: `Prop.forAll (Arbitraries.permutation 9) property`.
[<RequireQualifiedAccess>]
module Arbitraries =

    // ------------------------------------------------------------ permutations and groups

    /// Permutations of 1 to so many points, with long and with short cycles; smaller ones have a point taken out.
    let permutation (largestDegree: int) : Arbitrary<Permutation> =
        let generate =
            gen {
                let! degree = Gen.choose (1, max 1 largestDegree)
                return! Generators.permutationOf degree
            }

        let shrink (p: Permutation) =
            Generators.shrinkGenerators [ p ] |> Seq.map List.head

        Arb.fromGenShrink (generate, shrink)

    /// Permutation groups of 1 to 3 generators on up to so many points; smaller ones have fewer generators, then fewer points.
    let group (largestDegree: int) : Arbitrary<PermutationGroup> =
        let shrink (g: PermutationGroup) =
            Generators.shrinkGenerators (List.ofSeq g.Generators) |> Seq.map groupOf

        Arb.fromGenShrink (Generators.generators 3 largestDegree |> Gen.map groupOf, shrink)

    /// Elements of a group, as words in its generators: all have a chance, not the same one. Simpler ones are generators and
    /// powers that move fewer points or have a smaller order.
    let element (group: PermutationGroup) : Arbitrary<Permutation> =
        Arb.fromGenShrink (GivenGroups.element group, GivenGroups.simplerElements group)

    // ------------------------------------------------------------ rank vectors

    let private lowered (ranks: RankVector) =
        let entries = Array.ofSeq ranks

        seq {
            for i in 0 .. entries.Length - 1 do
                if entries[i] > 0 then
                    rankVector (Array.updateAt i (entries[i] - 1) entries)
        }

    /// A rank for each isotypic block, 0 to its multiplicity; smaller ones have one rank less.
    let rankVector (blocks: IsotypicBlock seq) : Arbitrary<RankVector> =
        let sizes = [ for b in blocks -> b.Multiplicity ]

        let generate =
            gen {
                let mutable ranks = []

                for size in List.rev sizes do
                    let! rank = Gen.choose (0, size)
                    ranks <- rank :: ranks

                return Subjects.rankVector ranks
            }

        Arb.fromGenShrink (generate, lowered)

    // ------------------------------------------------------------ matrices

    /// Whole numbers from -4 to 4, so that products are exact; up to so many rows and columns. Smaller ones have fewer rows or
    /// columns, then simpler entries.
    let matrix (largestRows: int) (largestColumns: int) : Arbitrary<Matrix> =
        let generate =
            gen {
                let! rows = Gen.choose (1, max 1 largestRows)
                let! columns = Gen.choose (1, max 1 largestColumns)
                return! MatrixGenerators.entries rows columns
            }

        let shrink (a: Matrix) =
            seq {
                if a.RowCount > 1 then
                    for row in 0 .. a.RowCount - 1 do
                        MatrixGenerators.withoutRow row a

                if a.ColumnCount > 1 then
                    for column in 0 .. a.ColumnCount - 1 do
                        MatrixGenerators.withoutColumn column a

                yield! MatrixGenerators.shrinkEntries a
            }

        Arb.fromGenShrink (generate, shrink)

    // What shrinking leaves is made symmetric again, and must be another matrix for it to end.
    let private keeping (structure: Matrix -> Matrix) (a: Matrix) =
        MatrixGenerators.shrinkEntries a
        |> Seq.map structure
        |> Seq.filter (fun simpler -> norm simpler < norm a)

    /// Matrices M with M P = M for the whole group: up to so many rows, a column for each point, whole numbers.
    let invariantMatrix (largestRows: int) (group: PermutationGroup) : Arbitrary<Matrix> =
        let structure = tied (group.Orbits())

        let generate =
            gen {
                let! rows = Gen.choose (1, max 1 largestRows)
                let! free = MatrixGenerators.entries rows group.Degree
                return structure free
            }

        let shrink (a: Matrix) =
            seq {
                if a.RowCount > 1 then
                    for row in 0 .. a.RowCount - 1 do
                        MatrixGenerators.withoutRow row a

                yield! keeping structure a
            }

        Arb.fromGenShrink (generate, shrink)

    /// Matrices M with M P = P M for the whole group, with whole numbers as entries.
    let equivariantMatrix (group: PermutationGroup) : Arbitrary<Matrix> =
        let structure = commuting (List.ofSeq group.Generators)
        let free = MatrixGenerators.entries group.Degree group.Degree
        Arb.fromGenShrink (Gen.map structure free, keeping structure)

    // ------------------------------------------------------------ networks

    let private layer inputs outputs (weights: float32[]) (bias: float32[]) activation =
        AffineLayer.Of(inputs, outputs, ReadOnlySpan weights, ReadOnlySpan bias, activation)

    /// The layers with one unit between layer k and the next left out.
    let private withoutUnit (k: int) (unit: int) (layers: AffineLayer list) =
        layers
        |> List.mapi (fun at one ->
            let rows, columns = one.Outputs, one.Inputs
            let weights = one.Weights.ToArray()
            let bias = one.Bias.ToArray()

            if at = k then
                let kept = [| 0 .. rows - 1 |] |> Array.filter ((<>) unit)

                let weights =
                    kept |> Array.collect (fun i -> weights[i * columns .. (i + 1) * columns - 1])

                layer columns (rows - 1) weights (kept |> Array.map (fun i -> bias[i])) one.Activation
            elif at = k + 1 then
                let weights =
                    weights
                    |> Array.indexed
                    |> Array.filter (fun (i, _) -> i % columns <> unit)
                    |> Array.map snd

                layer (columns - 1) rows weights bias one.Activation
            else
                one)

    let private simplerLayer (one: AffineLayer) =
        let count = one.Weights.Length

        let numbers =
            Array.append (one.Weights.ToArray()) (one.Bias.ToArray()) |> Array.map float

        SimplerNumbers.candidates numbers
        |> Seq.map (fun simpler ->
            let simpler = Array.map float32 simpler
            layer one.Inputs one.Outputs simpler[.. count - 1] simpler[count..] one.Activation)

    let private simplerNetworks (network: Autoencoder) =
        let encoder, decoder = List.ofSeq network.Encoder, List.ofSeq network.Decoder
        let layers = encoder @ decoder

        let ofLayers changed =
            let first, second = List.splitAt encoder.Length changed
            Autoencoder.Of(Array.ofList first, Array.ofList second)

        seq {
            for k in 0 .. layers.Length - 2 do
                if layers[k].Outputs > 1 then
                    for unit in 0 .. layers[k].Outputs - 1 do
                        ofLayers (withoutUnit k unit layers)

            for k in 0 .. layers.Length - 1 do
                for simpler in simplerLayer layers[k] do
                    ofLayers (List.updateAt k simpler layers)
        }

    /// Autoencoders of up to so many inputs, with up to two layers between input and narrow layer and the activations that
    /// networks of files have. Smaller ones have a unit less between two layers, then simpler weights.
    let network (largestWidth: int) : Arbitrary<Autoencoder> =
        let activations = Enum.GetValues<Activation>()

        let generate =
            gen {
                let! widths = NetworkSubjects.widthInstances.Generate.Value(max 2 largestWidth)
                let! hidden = Gen.elements activations
                let! output = Gen.elements activations
                return NetworkSubjects.bent hidden output widths |> fst
            }

        Arb.fromGenShrink (generate, simplerNetworks)

/// The same for FsCheck to find by type: `Config.Quick.WithArbitrary [ typeof<NeurovarietyArbitraries> ]`, or the field
/// `arbitrary` of Expecto's FsCheckConfig. Sizes are up to 9.
type NeurovarietyArbitraries =

    /// Permutations of up to 9 points.
    static member Permutation() : Arbitrary<Permutation> = Arbitraries.permutation 9

    /// Groups on up to 9 points.
    static member PermutationGroup() : Arbitrary<PermutationGroup> = Arbitraries.group 9

    /// Matrices of up to 9 x 9 whole numbers.
    static member Matrix() : Arbitrary<Matrix> = Arbitraries.matrix 9 9

    /// Autoencoders of up to 9 inputs.
    static member Autoencoder() : Arbitrary<Autoencoder> = Arbitraries.network 9
