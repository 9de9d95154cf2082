/// Products of real Gaussian matrices in triangular form, against exact shares and against products written out.
module Neurovariety.Scripts.Tests.GaussianProductTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.RandomMatrices
open Neurovariety.Studies

let private realShare (values: Complex[]) =
    float (values |> Array.filter (fun value -> value.Imaginary = 0.0) |> Array.length)
    / float values.Length

// Five standard errors of the mean of a number from 0 to 1 over the matrices, with a fixed seed: one false alarm in a million.
let private bound count = 5.0 * 0.5 / sqrt (float count)

// Entry by entry, without any reduction; the mask of a width is the size that is left of it.
let private writtenOut (random: RandomSource) (widths: int[]) =
    let gaussian rows columns =
        Array.init rows (fun _ -> Array.init columns (fun _ -> random.NextGaussian()))

    let times (a: float[][]) (b: float[][]) =
        a
        |> Array.map (fun row ->
            Array.init b[0].Length (fun j -> row |> Array.mapi (fun k x -> x * b[k][j]) |> Array.sum))

    Array.append widths [| widths[0] |]
    |> Array.pairwise
    |> Array.map (fun (rows, columns) -> gaussian rows columns)
    |> Array.reduce times
    |> Array.concat

[<Tests>]
let tests =
    testList "GaussianProductTests" [
        testTheory "one matrix has the share of real eigenvalues that is known exactly" [ 2; 3; 8 ] (fun d ->
            let count = 20000
            let values = GaussianProducts.eigenvalues 1UL 0 [| d |] (fun _ -> false) count
            Assert.Equal(count * d, values.Length)
            Assert.InRange(realShare values - RealEigenvalues.ExpectedShare d, -bound count, bound count))

        testCase "of two 2 x 2 matrices' products pi / 4 have real eigenvalues only" (fun () ->
            let count = 20000
            let values = GaussianProducts.eigenvalues 2UL 0 [| 2; 2 |] (fun _ -> false) count
            Assert.InRange(realShare values - Math.PI / 4.0, -bound count, bound count))

        testTheory
            "arguments are distributed as those of products written out, with narrow factors as with wide ones"
            [ "3,5,7,4"; "4,2,9,3"; "2,3,2,5,6,1" ]
            (fun (text: string) ->
                let widths = text.Split ',' |> Array.map int
                let d, rank = widths[0], Array.min widths
                let count = 3000
                let random = (RandomSource.FromSeed 7UL).Split text
                let matrices = Array.init count (fun _ -> writtenOut random widths) |> Array.concat

                let direct = (SmallEigen.Values(ReadOnlySpan matrices, count, d)).Values.ToArray()

                let reduced = GaussianProducts.eigenvalues 7UL 0 widths (fun _ -> false) count

                // The largest argument of each matrix: one independent number for each. Beyond the rank there are rounded zeros.
                let largest (values: Complex[]) =
                    values
                    |> Array.chunkBySize d
                    |> Array.map (fun chunk ->
                        chunk[.. rank - 1] |> Array.map (fun value -> abs value.Phase) |> Array.max)

                let one, other = largest direct, largest reduced
                let distances = Distances.Between(ReadOnlySpan one, ReadOnlySpan other)
                Assert.InRange(distances.KolmogorovSmirnovPValue, 1e-4, 1.0)

                for chunk in reduced |> Array.chunkBySize d do
                    Assert.All(chunk[rank..], fun value -> Assert.Equal(Complex.Zero, value))
                    Assert.All(chunk[.. rank - 1], fun value -> Assert.NotEqual(Complex.Zero, value)))

        testCase "units are off with probability one half where they are named, and threads change nothing" (fun () ->
            let draw threads =
                GaussianProducts.eigenvalues 3UL threads [| 4; 5; 50 |] (fun place -> place = 1) 4000

            let values = draw 1
            Assert.Equal<Complex[]>(values, draw 2)
            // min(4, Binomial(5, 1/2)) units are left: 4 - (0, 1, 2, 3, 4, 4) with weights 1, 5, 10, 10, 5, 1 over 32.
            let expected = (4.0 * 1.0 + 3.0 * 5.0 + 2.0 * 10.0 + 10.0) / (32.0 * 4.0)

            let zeros =
                float (values |> Array.filter ((=) Complex.Zero) |> Array.length)
                / float values.Length

            Assert.InRange(zeros - expected, -bound 4000, bound 4000))
    ]
