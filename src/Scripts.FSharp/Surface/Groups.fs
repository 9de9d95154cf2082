namespace Neurovariety.Scripts.Surface

open System
open System.IO
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Representations

/// Permutations as scripts write them: text and points count from 1.
[<RequireQualifiedAccess>]
module Permutation =

    /// Reads cycles or one-line notation: "(1 3 4)(2 5)" or "[3,5,4,1,2]". FormatException, one line, for any other text.
    let parse (text: string) : Permutation = PermutationText.ParsePermutation text

    /// The same, or the line that says what is wrong.
    let tryParse (text: string) : Result<Permutation, string> = Attempt.run (fun () -> parse text)

    /// The same on more points than the text mentions.
    let parseOn (degree: int) (text: string) : Permutation =
        PermutationText.ParsePermutation(text, Nullable degree)

    /// Cycles as text, without fixed points.
    let show (p: Permutation) : string = PermutationText.FormatCycles p

    /// First q, then p.
    let compose (p: Permutation) (q: Permutation) : Permutation = p * q

    /// The inverse.
    let inverse (p: Permutation) : Permutation = p.Inverse()

    /// The cycles, fixed points included, each from its smallest point; points counted from 1.
    let cycles (p: Permutation) : int list list =
        p.Cycles() |> Seq.map (Seq.map ((+) 1) >> List.ofSeq) |> List.ofSeq

    /// P x: the entry at i moves to where i goes. ArgumentException unless x has one entry for each point.
    let apply (p: Permutation) (x: 'a[]) : 'a[] = p.Apply(ReadOnlySpan x)

/// What is known of a permutation group and of its action on R^n; points count from 1.
type GroupFigures = {
    Group: PermutationGroup
    /// Number of points n.
    Degree: int
    /// The exact order; None where it is left out, see the notes.
    Order: bigint option
    /// The generators as cycles.
    Generators: string list
    /// The orbits, each from its smallest point.
    Orbits: int[] list
    /// The cycles, fixed points included; only for one generator.
    CyclePartition: int[] list option
    /// The finest partition that is coarser than the cycles of every generator: the orbits.
    FinestCommonCoarsening: int[] list
    /// The isotypic blocks of R^n; None where they are left out, see the notes.
    Blocks: IsotypicBlock list option
    /// What was left out and why, one line each.
    Notes: string list
} with

    static member private PartsText(parts: int[] list) =
        let part (points: int[]) =
            "{" + FigureText.elided " " 12 (Seq.map string points) points.Length + "}"

        string parts.Length
        + ": "
        + FigureText.elided " " 8 (Seq.map part parts) parts.Length

    static member private Shortened(text: string) =
        if text.Length <= 160 then
            text
        else
            text[..119] + "... (" + string (text.Length - 120) + " more characters)"

    /// Names and values as people read them.
    member this.Facts: (string * string) list = [
        "degree", string this.Degree
        match this.Order with
        | Some number -> "order", FigureText.big number
        | None -> ()
        for generator in List.truncate 8 this.Generators do
            "generator", GroupFigures.Shortened generator
        if this.Generators.Length > 8 then
            "", "... (" + string (this.Generators.Length - 8) + " more)"
        "orbits", GroupFigures.PartsText this.Orbits
        match this.CyclePartition with
        | Some parts -> "cycle partition", GroupFigures.PartsText parts
        | None -> ()
        match this.Blocks with
        | Some found -> "isotypic components", string found.Length + " over R"
        | None -> ()
    ]

    override this.ToString() : string =
        String.concat "\n" (FigureText.aligned this.Facts :: this.Notes)

/// Permutation groups and how they act on R^n.
[<RequireQualifiedAccess>]
module Group =

    // The content of @FILE.json.
    let private readFile (path: string) =
        if File.Exists path then
            File.ReadAllText path
        elif Directory.Exists path then
            raise (
                InputError(
                    "group file "
                    + path
                    + " is a folder; expected a file {\"degree\": n, \"generators\": [\"(1 2)\", ...]}"
                )
            )
        else
            raise (InputError("group file " + path + " does not exist; expected @FILE.json"))

    /// Reads every form of a group; "@FILE.json" names a file. FormatException or InputError, one line, for any other text.
    let parse (text: string) : PermutationGroup =
        PermutationText.ParseGroup(text, Nullable(), Func<_, _> readFile)

    /// The same on more points than the text mentions.
    let parseOn (degree: int) (text: string) : PermutationGroup =
        PermutationText.ParseGroup(text, Nullable degree, Func<_, _> readFile)

    /// The group that a text names, on so many points if any are given, or the line that says what is wrong with the text.
    let tryParse (degree: int option) (text: string) : Result<PermutationGroup, string> =
        Attempt.run (fun () ->
            match degree with
            | Some points -> parseOn points text
            | None -> parse text)

    /// A text that `parseOn` reads, for files.
    let show (group: PermutationGroup) : string = PermutationText.FormatGroup group

    /// The group generated by permutations of equally many points. ArgumentException when there are none.
    let ofGenerators (generators: Permutation list) : PermutationGroup =
        match generators with
        | [] ->
            invalidArg (nameof generators) "at least one generator is needed; give the identity for the trivial group"
        | first :: _ -> PermutationGroup.FromGenerators(first.Degree, List.toArray generators)

    /// The generators as cycles.
    let generators (group: PermutationGroup) : string list =
        group.Generators |> Seq.map Permutation.show |> List.ofSeq

    /// The parts of a partition, points counted from 1.
    let parts (partition: SetPartition) : int[] seq =
        partition.Blocks |> Seq.map (Array.map ((+) 1))

    /// The orbits, points counted from 1.
    let orbits (group: PermutationGroup) : int[] list = parts (group.Orbits()) |> List.ofSeq

    /// The single generator, when there is only one.
    let generator (group: PermutationGroup) : Permutation option =
        if group.IsCyclicGenerated then
            Some group.Generators[0]
        else
            None

    // A symmetric group of a million points has an order of five million digits.
    let private largestOrderDegree = 20000

    /// The exact order, or the line that says why it is left out: for several generators that do not commute it is found up
    /// to degree 20000, and only where a proof of it is.
    let tryOrder (group: PermutationGroup) : Result<bigint, string> =
        try
            if
                group.IsCyclicGenerated
                || group.Degree <= largestOrderDegree
                || group.IsAbelian()
            then
                Ok group.Order
            else
                Error(
                    "for several generators that do not commute it is found up to degree "
                    + string largestOrderDegree
                )
        with :? PremiseException as error ->
            Error error.Message

    /// The isotypic decomposition of R^n: exact for one generator, certified numerically otherwise.
    let decompose (group: PermutationGroup) : IsotypicDecomposition = IsotypicDecomposition.Of(group, null)

    /// The same with the randomness of a seed.
    let decomposeWith (seed: uint64) (group: PermutationGroup) : IsotypicDecomposition =
        IsotypicDecomposition.Of(group, RandomSource.FromSeed(seed).Split "isotypic decomposition")

    /// The isotypic blocks of R^n.
    let blocks (group: PermutationGroup) : IsotypicBlock list = (decompose group).Blocks |> List.ofSeq

    /// The isotypic blocks with the randomness of a seed, or the line that says why they are left out: for several generators
    /// they are found up to degree 2000.
    let tryBlocks (seed: uint64) (group: PermutationGroup) : Result<IsotypicBlock list, string> =
        if group.IsCyclicGenerated || group.Degree <= Orbitals.LargestDegree then
            Ok((decomposeWith seed group).Blocks |> List.ofSeq)
        else
            Error(
                "for several generators it is found up to degree "
                + string Orbitals.LargestDegree
            )

    /// Order, orbits, cycles, coarsening and isotypic blocks, with the randomness of a seed. What cannot be had for a large
    /// group is left out with a note, never guessed.
    let figuresWith (seed: uint64) (group: PermutationGroup) : GroupFigures =
        let found = orbits group
        let blocks = tryBlocks seed group
        let order = tryOrder group

        let note name result =
            match result with
            | Ok _ -> []
            | Error reason -> [ name + ": left out, " + reason ]

        {
            Group = group
            Degree = group.Degree
            Order = Result.toOption order
            Generators = generators group
            Orbits = found
            CyclePartition =
                generator group
                |> Option.map (fun p -> parts (p.CyclePartition()) |> List.ofSeq)
            FinestCommonCoarsening = found
            Blocks = Result.toOption blocks
            Notes = note "isotypic decomposition" blocks @ note "order" order
        }

    /// Order, orbits, cycles, coarsening and isotypic blocks.
    let figures (group: PermutationGroup) : GroupFigures = figuresWith 0UL group

    /// Whether matrices of this size can be invariant under the group, or the line that says which size they need: one column
    /// for each point and, to be equivariant (`square`), as many rows.
    let actsOn
        (square: bool)
        (matrix: Neurovariety.LinearAlgebra.Matrix)
        (group: PermutationGroup)
        : Result<unit, string> =
        if matrix.ColumnCount <> group.Degree then
            Error(
                "the matrix is "
                + matrix.Shape
                + ", but the group acts on "
                + string group.Degree
                + " points; expected "
                + string group.Degree
                + " columns"
            )
        elif square && matrix.RowCount <> matrix.ColumnCount then
            Error("the matrix is " + matrix.Shape + "; an equivariant one is square")
        else
            Ok()
