module Neurovariety.Tests.Kernels.SparseProductTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.Kernels
open Neurovariety.Numerics

// A random symmetric pattern in compressed rows; samples without ties occur.
let private pattern (random: RandomSource) samples =
    let ties = [|
        for i in 0 .. samples - 1 do
            for j in i + 1 .. samples - 1 do
                if random.NextDouble() < 0.2 then
                    (i, j, random.NextDouble())
    |]

    let rows = [|
        for i in 0 .. samples - 1 ->
            ties
            |> Array.choose (fun (a, b, w) ->
                if a = i then Some(b, w)
                elif b = i then Some(a, w)
                else None)
            |> Array.sort
    |]

    SparseRows(
        Array.scan (fun sum (row: _[]) -> sum + row.Length) 0 rows,
        Array.collect (Array.map fst) rows,
        Array.collect (Array.map snd) rows,
        Array.map (Array.sumBy snd) rows
    )

[<Tests>]
let tests =
    testList "SparseProductTests" [
        testCase "the product with a Laplacian agrees with its scalar twin" (fun () ->
            let random = RandomSource.FromSeed 5UL
            let lanes = Vector<float>.Count

            for width in [ 1; lanes - 1; lanes; lanes + 1; 4 * lanes; 8 * lanes + lanes + 1; 23 ] do
                for samples in [ 1; 2; 17 ] do
                    let graph = pattern random samples

                    let block () =
                        Array.init (samples * width) (fun _ -> random.NextDouble(-1.0, 1.0))

                    let x, z = block (), block ()

                    for terms in [ LaplacianTerms(1.0, 0.0, 0.0); LaplacianTerms(-0.7, 0.3, 1.9) ] do
                        let fast = Array.create x.Length nan
                        let slow = Array.create x.Length nan
                        let whole = struct (0, samples)
                        SparseProductKernel.ApplyInto(graph, x, z, terms, whole, fast)
                        SparseProductKernel.ApplyScalarInto(graph, x, z, terms, whole, slow)

                        for i in 0 .. x.Length - 1 do
                            let terms = float (graph.Columns.Length + 3)

                            Assert.InRange(
                                fast[i] - slow[i],
                                -2.0 * terms * Tolerance.Epsilon * 20.0,
                                2.0 * terms * Tolerance.Epsilon * 20.0
                            ))

        testCase "a range of rows leaves the others as they were" (fun () ->
            let random = RandomSource.FromSeed 6UL
            let graph = pattern random 9
            let x = Array.init (9 * 5) float
            let written = Array.create x.Length -7.0
            let none = Array.empty<float>
            SparseProductKernel.ApplyInto(graph, x, none, LaplacianTerms(1.0, 0.0, 0.0), struct (3, 6), written)

            for i in 0 .. x.Length - 1 do
                Assert.Equal(i < 15 || i >= 30, (written[i] = -7.0)))
    ]
