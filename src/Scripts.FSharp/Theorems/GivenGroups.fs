/// Instances on a group that is given: the group stays; elements, generating sets, matrices, ranks and seeds are drawn.
module Neurovariety.Scripts.Theorems.GivenGroups

open System
open System.Numerics
open FsCheck
open FsCheck.FSharp
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.Generators
open Neurovariety.Scripts.Theorems.MatrixGenerators

let private generatorsOf (group: PermutationGroup) = List.ofSeq group.Generators

// ---------------------------------------------------------------- elements

/// Elements as words in powers of the generators; no order is computed, so that any group will do.
let element (group: PermutationGroup) : Gen<Permutation> =
    let letter =
        gen {
            let! generator = Gen.elements group.Generators
            let! exponent = Gen.choose (0, int (BigInteger.Min(generator.Order - 1I, 1000000I)))
            return generator.Power(int64 exponent)
        }

    gen {
        let! length = Gen.choose (1, 2 + 2 * group.Generators.Count)
        let! letters = Gen.listOfLength length letter
        return List.reduce (*) letters
    }

/// Moved points, then the order: what a simpler element has less of.
let private measure (p: Permutation) =
    let image = p.Image
    let mutable moved = 0

    for i in 0 .. image.Length - 1 do
        if image[i] <> i then
            moved <- moved + 1

    moved, p.Order

let private smallPrimes = [ 2; 3; 5; 7; 11; 13 ]

/// The identity, the generators and powers of an element, as far as they are simpler than the element.
let simplerElements (group: PermutationGroup) (p: Permutation) : Permutation seq =
    let size = measure p

    seq {
        Permutation.Identity group.Degree
        yield! group.Generators

        for prime in smallPrimes do
            if p.Order % bigint prime = 0I then
                p.Power(int64 prime)
    }
    |> Seq.filter (fun simpler -> measure simpler < size)

/// Generating sets of the same group, from the given one by steps that can be undone, with up to one element too many.
let private generatingSet (group: PermutationGroup) : Gen<Permutation list> =
    let step (generators: Permutation list) =
        gen {
            let! i = Gen.choose (0, generators.Length - 1)
            let! j = Gen.choose (0, generators.Length - 1)

            return
                if i = j then
                    List.updateAt i (generators[i].Inverse()) generators
                else
                    List.updateAt i (generators[i] * generators[j]) generators
        }

    gen {
        let! extra = Gen.oneof [ Gen.constant []; element group |> Gen.map List.singleton ]
        let mutable generators = generatorsOf group @ extra
        let! steps = Gen.choose (0, 4)

        for _ in 1..steps do
            let! next = step generators
            generators <- next

        return generators
    }

let private backToGiven (group: PermutationGroup) (generators: Permutation list) =
    let given = generatorsOf group

    if generators = given then
        Seq.empty
    else
        Seq.singleton given

// ---------------------------------------------------------------- text

let private longest = 200

/// A group as text, cut short where it is long: it was given, and the seed repeats the rest.
let private shown (generators: Permutation list) =
    let text = showGenerators generators

    if text.Length <= longest then
        text
    else
        $"{text[.. longest - 1]}... on {degree generators} points"

let private showMatrixUnder (instance: GroupMatrix) =
    $"G = {shown instance.Generators}, M = {showMatrix instance.Matrix}"

let private showRanked (instance: RankedGroup) =
    $"G = {shown instance.Group}, r = {instance.Bound}, seed {instance.Seed}"

// ---------------------------------------------------------------- instances

let private given shipped generate shrink show : Instances<'a> = {
    Shipped = shipped
    Size = fun _ -> 0
    Generate = Some generate
    Shrink = shrink
    Show = show
}

/// One element of the group at a time, as a list of its own.
let elements (group: PermutationGroup) : Instances<Permutation list> =
    given
        (generatorsOf group |> List.map List.singleton)
        (fun _ -> element group |> Gen.map List.singleton)
        (fun single -> simplerElements group single.Head |> Seq.map List.singleton)
        shown

/// Pairs of elements.
let elementPairs (group: PermutationGroup) : Instances<Permutation list> =
    let simpler (pair: Permutation list) =
        seq {
            for p in simplerElements group pair[0] do
                [ p; pair[1] ]

            for p in simplerElements group pair[1] do
                [ pair[0]; p ]
        }

    let first, last = group.Generators[0], group.Generators[group.Generators.Count - 1]

    given [ [ first; last ] ] (fun _ -> Gen.listOfLength 2 (element group)) simpler shown

/// The group by several generating sets.
let wholeGroup (group: PermutationGroup) : Instances<Permutation list> =
    given [ generatorsOf group ] (fun _ -> generatingSet group) (backToGiven group) shown

let private withMatrix
    (groups: Instances<Permutation list>)
    (plainOn: Permutation list -> Matrix)
    (drawn: int -> Permutation list -> Gen<Matrix>)
    : Instances<GroupMatrix> =
    let pair generators matrix = {
        Generators = generators
        Matrix = matrix
    }

    let generate (bound: int) =
        gen {
            let! generators = groups.Generate.Value bound
            let! matrix = drawn bound generators
            return pair generators matrix
        }

    let simpler (instance: GroupMatrix) =
        seq {
            for generators in groups.Shrink instance.Generators do
                pair generators instance.Matrix

            if instance.Matrix.RowCount <> instance.Matrix.ColumnCount then
                for row in 0 .. instance.Matrix.RowCount - 1 do
                    if instance.Matrix.RowCount > 1 then
                        pair instance.Generators (withoutRow row instance.Matrix)

            for matrix in shrinkEntries instance.Matrix do
                pair instance.Generators matrix
        }

    given (groups.Shipped |> List.map (fun g -> pair g (plainOn g))) generate simpler showMatrixUnder

let private orbits (generators: Permutation list) = (groupOf generators).Orbits()

/// With matrices that have a column for each point: any, invariant, or invariant but for one entry.
let withColumns (groups: Instances<Permutation list>) : Instances<GroupMatrix> =
    let rows bound = Gen.choose (1, max 1 (bound / 2))

    withMatrix groups (fun g -> tied (orbits g) (plain 4 (degree g))) (fun bound g ->
        gen {
            let! count = rows bound
            return! nearly (tied (orbits g)) count (degree g)
        })

/// With square matrices: any, commuting, or commuting but for one entry.
let withSquares (groups: Instances<Permutation list>) : Instances<GroupMatrix> =
    withMatrix groups (fun g -> commuting g (plain (degree g) (degree g))) (fun _ g ->
        nearly (commuting g) (degree g) (degree g))

/// With one matrix that is given too, as it is and made symmetric; None where the groups are drawn.
let withGiven
    (symmetric: Permutation list -> Matrix -> Matrix)
    (matrix: Matrix)
    (groups: Instances<Permutation list>)
    : Instances<GroupMatrix> =
    let pair generators = {
        Generators = generators
        Matrix = matrix
    }

    {
        Shipped = [
            for g in groups.Shipped do
                pair g

                {
                    Generators = g
                    Matrix = symmetric g matrix
                }
        ]
        Size = fun _ -> 0
        Generate = groups.Generate |> Option.map (fun generate -> generate >> Gen.map pair)
        Shrink =
            fun instance ->
                groups.Shrink instance.Generators
                |> Seq.map (fun g -> { instance with Generators = g })
        Show = fun instance -> $"G = {shown instance.Generators}, M as given or made symmetric"
    }

/// With a bound on the rank and a seed.
let withRanks (groups: Instances<Permutation list>) : Instances<RankedGroup> =
    let ranked g bound seed = {
        Group = g
        Bound = bound
        Seed = seed
    }

    let generate bound =
        gen {
            let! g = groups.Generate.Value bound
            let! rank = Gen.choose (0, degree g)
            let! seed = Gen.choose (0, 1000000)
            return ranked g rank seed
        }

    let simpler (instance: RankedGroup) =
        seq {
            for g in groups.Shrink instance.Group do
                { instance with Group = g }

            if instance.Bound > 0 then
                {
                    instance with
                        Bound = instance.Bound - 1
                }
        }

    given (groups.Shipped |> List.map (fun g -> ranked g ((degree g + 1) / 2) 1)) generate simpler showRanked
