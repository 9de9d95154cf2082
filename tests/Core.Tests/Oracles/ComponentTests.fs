/// Components against brute force: order, numbering, counts and uniform sampling.
module Neurovariety.Tests.Oracles.ComponentTests

open Expecto
open System
open System.Collections.Generic
open System.Numerics
open FsCheck
open FsCheck.FSharp
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Tests.Support.GroupGenerators
open Xunit

/// All rank vectors in falling lexicographic order that are maximal, from the definition.
let private bruteForce (costs: int list) (multiplicities: int list) (rank: int) =
    let rec all bounds =
        match bounds with
        | [] -> [ [] ]
        | m :: rest -> [
            for v in m .. -1 .. 0 do
                for tail in all rest do
                    v :: tail
          ]

    let cost v = List.sum (List.map2 (*) costs v)
    let fits v = cost v <= rank

    let grown v =
        v
        |> List.mapi (fun i _ -> v |> List.mapi (fun j x -> if i = j then x + 1 else x))
        |> List.filter (fun w -> List.forall2 (<=) w multiplicities)

    all multiplicities
    |> List.filter (fun v -> fits v && not (List.exists fits (grown v)))

let private block =
    gen {
        let! algebra =
            Gen.elements [ DivisionAlgebra.Real; DivisionAlgebra.Complex; DivisionAlgebra.Quaternionic ]

        let! factor = Gen.choose (1, 3)
        let! multiplicity = Gen.choose (1, 4)
        return IsotypicBlock("b", algebra, factor * int algebra, multiplicity)
    }

let private instance =
    gen {
        let! count = Gen.choose (0, 4)
        let! blocks = Gen.listOfLength count block
        let total = blocks |> List.sumBy (fun b -> int b.ComponentDimension)
        let! rank = Gen.choose (0, total + 1)
        let! field = Gen.elements [ Field.Real; Field.Complex ]
        return blocks, rank, field
    }

let private vectors (components: Components) =
    components.Enumerate() |> Seq.map List.ofSeq |> List.ofSeq

let private expected (components: Components) =
    bruteForce
        [ for b in components.Blocks -> b.Dimension ]
        [ for b in components.Blocks -> b.Multiplicity ]
        components.Rank

/// A plain convolution for the exact-rank count, against the logarithmic derivative.
let private plainCount (blocks: MatrixBlock seq) (rank: int) =
    let step (ways: bigint[]) (b: MatrixBlock) =
        Array.init (rank + 1) (fun k ->
            seq { 0 .. b.Multiplicity }
            |> Seq.map (fun v -> k - v * b.Dimension)
            |> Seq.filter (fun i -> i >= 0)
            |> Seq.sumBy (fun i -> ways[i]))

    let start = Array.init (rank + 1) (fun k -> if k = 0 then 1I else 0I)
    (Seq.fold step start blocks)[rank]

let private cyclicBlocks (n: int) = [|
    yield IsotypicBlock("1,1", DivisionAlgebra.Real, 1, 1)
    for m in n - 1 .. -1 .. n / 2 + 1 do
        yield IsotypicBlock($"{n},{m}", DivisionAlgebra.Complex, 2, 1)
    yield IsotypicBlock("2,1", DivisionAlgebra.Real, 1, 1)
|]

[<Tests>]
let tests =
    testList "ComponentTests" [
        testCase "the enumeration is the brute-force list in falling lexicographic order" (fun () ->
            holds 400 instance (fun (blocks, rank, field) ->
                let components = Components.Of(blocks |> List.toArray, rank, field)
                vectors components = expected components))

        testCase "listing by exact total rank is not the enumeration" (fun () ->
            Assert.True(
                falsified 400 instance (fun (blocks, rank, field) ->
                    let components = Components.Of(blocks |> List.toArray, rank, field)
                    let costs = [ for b in components.Blocks -> b.Dimension ]

                    expected components
                    |> List.filter (fun v -> List.sum (List.map2 (*) costs v) = components.Rank)
                        =
                        vectors components)
            ))

        testCase "the generating functions count what brute force lists" (fun () ->
            holds 400 instance (fun (blocks, rank, field) ->
                let blocks = blocks |> List.toArray
                let components = Components.Of(blocks, rank, field)
                let listed = expected components
                let costs = [ for b in components.Blocks -> b.Dimension ]

                let exact =
                    listed
                    |> List.filter (fun v -> List.sum (List.map2 (*) costs v) = components.Rank)

                ComponentCount.AllMaximal(blocks, rank, field) = BigInteger listed.Length
                && ComponentCount.ContainingExactRank(blocks, rank, field) = BigInteger exact.Length))

        testCase "unrank and index are inverse" (fun () ->
            holds 200 instance (fun (blocks, rank, field) ->
                let components = Components.Of(blocks |> List.toArray, rank, field)

                components.Enumerate()
                |> Seq.indexed
                |> Seq.forall (fun (k, v) ->
                    components.Unrank(BigInteger k) = v && components.IndexOf v = BigInteger k)))

        testCase "exactly the listed vectors are components" (fun () ->
            let vectorOf (components: Components) =
                components.Blocks
                |> Seq.map (fun b -> Gen.choose (0, b.Multiplicity + 1))
                |> Gen.collectToList id

            let generator =
                gen {
                    let! blocks, rank, field = instance
                    let components = Components.Of(blocks |> List.toArray, rank, field)
                    let! vector = vectorOf components
                    return components, vector
                }

            holds 400 generator (fun (components, vector) ->
                let entries = List.toArray vector
                components.Contains(RankVector.Of entries) = List.contains vector (expected components)))

        testCase "the exact-rank count of many blocks agrees with plain convolution" (fun () ->
            let blocks = [|
                for i in 1..120 do
                    yield IsotypicBlock($"b{i}", DivisionAlgebra.Complex, 2, 1 + i % 7)
                for i in 1..40 do
                    yield IsotypicBlock($"a{i}", DivisionAlgebra.Real, 1 + i % 3, 1 + i % 5)
            |]

            let expected = plainCount (MatrixBlock.Over(blocks, Field.Real)) 150
            Assert.Equal(expected, ComponentCount.ContainingExactRank(blocks, 150)))

        testCase "components of a cycle of half a million points are counted and listed lazily" (fun () ->
            let blocks = cyclicBlocks 500000
            let components = Components.Of(blocks, 501)
            let first = Seq.head (components.Enumerate())

            // 249999 complex blocks of cost 2 and two real ones: the odd rank takes one real block and 250 complex ones.
            let binomial (n: int) (k: int) =
                Seq.fold (fun c i -> c * BigInteger(n - i: int) / BigInteger(i + 1)) 1I (seq { 0 .. k - 1 })

            Assert.Equal(2I * binomial 249999 250, ComponentCount.ContainingExactRank(blocks, 501))
            // Both real blocks and 249 complex ones leave one unit that fits nowhere: maximal, of generic rank 500.
            Assert.Equal(2I * binomial 249999 250 + binomial 249999 249, components.Count())
            Assert.Equal(1, first[0])
            Assert.Equal(251, Seq.sum first))

        testCase "sampling is uniform over the components" (fun () ->
            let blocks = [|
                IsotypicBlock("a", DivisionAlgebra.Real, 1, 2)
                IsotypicBlock("b", DivisionAlgebra.Complex, 2, 2)
                IsotypicBlock("c", DivisionAlgebra.Real, 3, 2)
                IsotypicBlock("d", DivisionAlgebra.Quaternionic, 4, 1)
            |]

            let components = Components.Of(blocks, 7)
            let count = int (components.Count())
            let random = RandomSource.FromSeed 11UL
            let draws = 1000 * count
            let seen = Dictionary<RankVector, int>()

            for _ in 1..draws do
                let v = components.Sample random
                seen[v] <- 1 + seen.GetValueOrDefault v

            let chiSquare =
                seen.Values |> Seq.sumBy (fun c -> (float c - 1000.0) ** 2.0 / 1000.0)

            Assert.Equal(count, seen.Count)
            // The statistic has mean count − 1 and variance 2(count − 1): five standard deviations, odds below 1e-5.
            let freedom = float (count - 1)
            Assert.InRange(chiSquare, 0.0, freedom + 5.0 * sqrt (2.0 * freedom)))

        testCase "conjugate blocks over C pair up with those over R" (fun () ->
            let labels =
                MatrixBlock.Over(cyclicBlocks 6, Field.Complex) |> Seq.map _.Label |> List.ofSeq

            Assert.Equal<string list>([ "1,1"; "6,5"; "6,4"; "2,1"; "6,2"; "6,1" ], labels))
    ]
