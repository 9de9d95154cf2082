module Neurovariety.Tests.Oracles.ChainOrderTests

open Expecto
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.LinearAlgebra

/// The cost of the cheapest of all ways to set parentheses, each tried in turn.
let rec private cheapest (widths: int[]) shared i j : int64 =
    if j = i + 1 then
        0L
    else
        seq {
            for k in i + 1 .. j - 1 do
                let times = if i < shared then 2L else 1L
                let here = times * int64 widths[i] * int64 widths[k] * int64 widths[j]
                here + cheapest widths shared i k + cheapest widths shared k j
        }
        |> Seq.min

/// The cost of the order that the splits describe.
let rec private described (order: MatrixChainOrder) (widths: int[]) shared i j : int64 =
    if j = i + 1 then
        0L
    else
        let k = order.Split(i, j)
        Assert.InRange(k, i + 1, j - 1)
        let times = if i < shared then 2L else 1L

        times * int64 widths[i] * int64 widths[k] * int64 widths[j]
        + described order widths shared i k
        + described order widths shared k j

let private chains =
    gen {
        let! factors = Gen.choose (1, 8)
        let! widths = Gen.arrayOfLength (factors + 1) (Gen.choose (0, 60))
        let! shared = Gen.choose (0, factors - 1)
        return widths, shared
    }
    |> Arb.fromGen

let private isCheapest twice (widths: int[], shared) =
    let factors = widths.Length - 1
    let order = MatrixChainOrder(factors, shared)
    let cost = order.Plan widths
    let counted = if twice then shared else 0

    cost = cheapest widths counted 0 factors
    && described order widths shared 0 factors = cost

[<Tests>]
let tests =
    testList "ChainOrderTests" [
        testCase "the planned order is the cheapest of all parenthesisations" (fun () ->
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.forAll chains (isCheapest true)))

        testCase "counting products of both chains once is found out" (fun () ->
            Assert.Throws<System.Exception>(fun () ->
                Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.forAll chains (isCheapest false)))
            |> ignore)

        testCase "for the published widths the core of both Jacobians is made once" (fun () ->
            // Few active units: W_1 diag(tanh') W_last first; half of them active: DD(z) first.
            let widths = [| 20; 16; 30; 26; 784; 22; 30; 16; 20 |]
            let order = MatrixChainOrder(8, 3)
            order.Plan widths |> ignore

            let rec parts (order: MatrixChainOrder) i j =
                if j = i + 1 then
                    []
                else
                    let k = order.Split(i, j)
                    (i, j) :: parts order i k @ parts order k j

            Assert.Contains((3, 5), parts order 0 8)
            let halfActive = [| 20; 16; 32; 90; 784; 64; 32; 16; 20 |]
            let wide = MatrixChainOrder(8, 3)
            wide.Plan halfActive |> ignore
            Assert.Contains((4, 7), parts wide 0 8))
    ]
