/// Graphs on samples and layers step by step in the F# surface, and figures as text.
module Neurovariety.Scripts.Tests.SurfaceLayerTests

open Expecto
open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Surface

let private noise seed rows columns =
    let random = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, fun _ _ -> random.NextGaussian())

let private network =
    Autoencoder.Initialise(Architecture.Parse("6-5-4-d", Nullable 3), RandomSource.FromSeed 4UL)

let private samples =
    let random = RandomSource.FromSeed 5UL

    Array.init (60 * 6) (fun k ->
        float32 (tanh (sin (float ((k / 6) * (k % 6 + 2)) / 7.0) + 0.1 * random.NextGaussian())))

[<Tests>]
let tests =
    testList "SurfaceLayerTests" [
        testCase "significant digits are the same at any scale" (fun () ->
            for value, expected in
                [
                    1e30, "1.000e30"
                    1e-30, "1.000e-30"
                    0.053, "0.05300"
                    -12.3456, "-12.35"
                    9.9996, "10.00"
                    0.00099996, "0.001000"
                    123456.0, "123456"
                    1234567.0, "1.235e6"
                    999999.9, "1.000e6"
                    1.0 / 3.0, "0.3333"
                    0.0, "0"
                    nan, "NaN"
                ] do
                Assert.Equal(expected, FigureText.significant 4 value)

            Assert.Equal("0.1", FigureText.significant 1 0.096)
            // Scaling by a power of ten changes the exponent alone.
            let digits (value: float) =
                (FigureText.significant 6 value).Split('e')[0]

            for exponent in -300..7..300 do
                if exponent < -4 || exponent >= 6 then
                    Assert.Equal("2.71828", digits (2.718281828 * 10.0 ** float exponent))

            refused "expected 1 to 17" (fun () -> FigureText.significant 0 1.0))

        testCase "columns are right-aligned, and every row has a cell for each" (fun () ->
            Assert.Equal(
                " n  error\n 1    0.5\n10   0.05",
                FigureText.columns [ "n"; "error" ] [ [ "1"; "0.5" ]; [ "10"; "0.05" ] ]
            )

            refused "expected 2 cells" (fun () -> FigureText.columns [ "n"; "error" ] [ [ "1" ] ]))

        testCase "graphs on two far clusters have two components, eigenpairs and solutions" (fun () ->
            let samples =
                let drawn = noise 1UL 40 3
                Matrix.Create(40, 3, fun i j -> drawn[i, j] + (if i < 15 then 0.0 else 100.0))

            let graph = SampleGraphs.ofSamples 5 samples
            Assert.Equal(2, graph.ComponentCount)
            Assert.Equal<int list>([ 15; 25 ], List.sort (List.ofArray (graph.ComponentSizes.ToArray())))
            let pairs = SampleGraphs.eigenpairs 3 graph
            let images = graph.ApplyLaplacian pairs.Vectors

            for k in 0..2 do
                for i in 0..39 do
                    close (1e-6 * graph.EigenvalueBound) (pairs.Values[k] * pairs.Vectors[i, k]) images[i, k]

            // A right-hand side that sums to 0 on each component is L x for some x.
            let right =
                Matrix.Create(
                    40,
                    1,
                    fun i _ ->
                        if i = 0 || i = 20 then 1.0
                        elif i = 1 || i = 21 then -1.0
                        else 0.0
                )

            let solution = SampleGraphs.solve right graph
            let back = graph.ApplyLaplacian solution.Solution

            for i in 0..39 do
                close 1e-6 right[i, 0] back[i, 0])

        testCase "a plane in a larger space has two dimensions" (fun () ->
            let plane = MatrixProduct.Multiply(noise 2UL 600 2, noise 3UL 2 7)
            let dimension = SampleGraphs.dimension plane
            close 0.35 2.0 dimension.TwoNearest.Value
            Assert.InRange(dimension.ParticipationRatio, 1.0, 2.0 + 1e-9))

        testCase "what reaches a layer is what the layers before it send on, centred" (fun () ->
            let found = network |> Layer.reached 2 samples
            let first = network.Layers[0]

            let sent i unit =
                let sum = [
                    for j in 0..5 -> float first.Weights[unit * 6 + j] * float samples[i * 6 + j]
                ]

                max 0.0 (List.sum sum + float first.Bias[unit])

            for unit in 0..4 do
                let column = [ for i in 0..59 -> sent i unit ]

                for i in [ 0; 17; 59 ] do
                    close 1e-5 (column[i] - List.average column) found.Inputs[i, unit])

        testCase "the readings of a layer of given weights stand beside the least errors" (fun () ->
            let weights, inputs = noise 6UL 5 8, noise 7UL 90 8
            let layer = weights |> Layer.ofWeights inputs
            let values = Factorizations.SingularValues weights
            let total = values |> Array.sumBy (fun s -> s * s)
            let identity = Layer.byIdentity layer

            for row in identity.Residuals do
                let rest = values[row.Latent ..] |> Array.sumBy (fun s -> s * s)
                close 1e-9 (sqrt (rest / total)) row.Frobenius

            let geometry = Layer.geometry layer
            Assert.Equal(90, geometry.JointGraph.SampleCount)

            for found in
                [
                    Layer.byGraphs geometry
                    Layer.byDiffusion None geometry
                    Layer.byDiffusion (Some 2.0) geometry
                ] do
                for row, best in Seq.zip found.Residuals identity.Residuals do
                    Assert.True(row.Frobenius >= best.Frobenius - 1e-9)
                    Assert.True(row.Data >= row.DataOptimum - 1e-9)

            let spectrum = Layer.spectrum weights
            Array.iter2 (close 1e-12) values spectrum.SingularValues
            close 1e-9 (total / (values[0] * values[0])) spectrum.StableRank)
    ]
