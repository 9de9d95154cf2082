/// Figures of tables of spectra against plain counting.
module Neurovariety.Tests.Oracles.SpectralStatisticsTests

open Expecto
open System
open System.IO
open System.Numerics
open Xunit
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Spectra
open Neurovariety.Tests.Support

let private near (expected: float) (found: float) =
    Assert.InRange(found - expected, -1e-12 * (1.0 + abs expected), 1e-12 * (1.0 + abs expected))

/// The quantile by its definition: linear between the order statistics around p (n - 1).
let private quantile level (values: float[]) =
    let sorted = Array.sort values
    let place = level * float (sorted.Length - 1)
    let below = int (floor place)
    let above = min (below + 1) (sorted.Length - 1)

    sorted[below] * (1.0 - (place - float below))
    + sorted[above] * (place - float below)

let private sameDistribution (values: float[]) (found: Distribution) =
    Assert.Equal(values.Length, found.Count)
    near (Array.average values) found.Mean

    let deviation =
        if values.Length = 1 then
            0.0
        else
            let squares =
                values |> Array.sumBy (fun value -> (value - Array.average values) ** 2.0)

            sqrt (squares / float (values.Length - 1))

    near deviation found.Deviation
    near (quantile 0.1 values) found.TenPercent
    near (quantile 0.9 values) found.NinetyPercent
    near (Array.min values) found.Minimum
    near (quantile 0.05 values) found.FivePercent
    near (quantile 0.25 values) found.LowerQuartile
    near (quantile 0.5 values) found.Median
    near (quantile 0.75 values) found.UpperQuartile
    near (quantile 0.95 values) found.NinetyFivePercent
    near (Array.max values) found.Maximum

let private sameColumn (points: int[]) (column: SpectrumColumn) (found: SpectrumFigures) =
    let values = points |> Array.collect (fun i -> column.EigenvaluesAt(i).ToArray())

    let count condition =
        points |> Array.filter condition |> Array.length

    sameDistribution (values |> Array.map Complex.Abs) found.Modulus
    let turning = values |> Array.filter (fun value -> value <> Complex.Zero)

    if turning.Length = 0 then
        Assert.Null found.Argument
    else
        sameDistribution (turning |> Array.map (fun value -> abs value.Phase)) found.Argument

    sameDistribution (points |> Array.map (fun i -> column.Trace[i])) found.Trace
    sameDistribution (points |> Array.map column.ArithmeticMean) found.ArithmeticMean
    sameDistribution (points |> Array.map column.GeometricMean) found.GeometricMean
    let small = values |> Array.filter (fun value -> Complex.Abs value < 0.1)
    near (float small.Length / float values.Length) found.SmallShare
    near (float small.Length / float points.Length) found.SmallMean
    sameDistribution (points |> Array.map (fun i -> float column.SmallCount[i])) found.SmallCount
    let turned = values |> Array.filter (fun value -> value.Imaginary <> 0.0)
    near (float turned.Length / float values.Length) found.NonRealShare
    Assert.Equal(count (fun i -> column.SignOmega[i] = 0y), found.SingularCount)
    Assert.Equal(count (fun i -> column.SignOmega[i] < 0y), found.ReversingCount)

    let regular =
        points
        |> Array.filter (fun i -> Double.IsFinite column.LogOmega[i])
        |> Array.map (fun i -> column.LogOmega[i])

    if regular.Length = 0 then
        Assert.Null found.LogOmega
    else
        sameDistribution regular found.LogOmega

let private sameFigures (table: SpectrumTable) (points: int[]) (found: PointFigures) =
    Assert.Equal(points.Length, found.Count)
    sameDistribution (points |> Array.map (fun i -> table.Mse[i])) found.Mse
    sameDistribution (points |> Array.map table.AbsoluteDistance) found.AbsoluteDistance
    sameDistribution (points |> Array.map table.EuclideanDistance) found.EuclideanDistance
    sameColumn points table.Input found.Input
    sameColumn points table.LatentSpace found.LatentSpace

let private images seed count =
    let pixels =
        Array.init (count * 12) (fun i -> byte ((int64 (i + seed) * 7919L * 104729L >>> 5) % 256L))

    let labels = Array.init count (fun i -> byte (i % 4))
    ImageSet.FromPixels(3, 4, pixels, labels, "made up")

[<Tests>]
let tests =
    testList "SpectralStatisticsTests" [
        testCase "figures of all points, splits and classes are what plain counting finds" (fun () ->
            // Few ReLU units: some Jacobians are singular.
            for hidden in [ Activation.Relu; Activation.Tanh ] do
                let network = Models.random 5UL "12-4-d" 3 hidden Activation.Tanh
                let table = JacobianSpectrum.OfImages(network, images 1 37, images 2 14)
                let found = SpectralStatistics.Of table
                let all = [| 0 .. table.Count - 1 |]
                sameFigures table all found.All

                for struct (isTest, figures) in found.Splits do
                    sameFigures table (all |> Array.filter (fun i -> table.IsTest[i] = isTest)) figures

                Assert.Equal(2, found.Splits.Count)

                for struct (label, figures) in found.Classes do
                    sameFigures table (all |> Array.filter (fun i -> table.Labels[i] = label)) figures

                Assert.Equal<int list>([ 0..3 ], [ for struct (label, _) in found.Classes -> label ]))

        testCase "eigenvalues that are zero have no argument, and points without a label no class" (fun () ->
            let network = Models.random 5UL "12-2-d" 3 Activation.Relu Activation.Tanh
            let table = JacobianSpectrum.OfImages(network, images 1 37, images 2 14)
            // Two units for three latent ones: an eigenvalue is 0 at every point.
            let zeros = table.Input.Eigenvalues.ToArray() |> Array.filter ((=) Complex.Zero)
            Assert.True(zeros.Length >= table.Count)
            let named = [| 3 .. table.Count - 1 |]
            Array.fill table.LabelStorage 0 3 -1
            Array.fill table.LabelStorage 3 named.Length 7
            let found = SpectralStatistics.Of table
            sameFigures table [| 0 .. table.Count - 1 |] found.All
            Assert.Equal<int list>([ 7 ], [ for struct (label, _) in found.Classes -> label ])

            for struct (_, figures) in found.Classes do
                sameFigures table named figures

            let samples = Array.init 24 (fun i -> float32 (i % 5) / 5f)

            let bare =
                SpectralStatistics.Of(JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples))

            Assert.Empty bare.Classes
            Assert.Equal<string list>([ "all"; "test" ], [ for struct (name, _) in bare.Groups -> name ]))

        testCase "groups are all points, the splits and the classes by name" (fun () ->
            let network = Models.random 5UL "12-4-d" 3 Activation.Relu Activation.Tanh

            let found =
                SpectralStatistics.Of(JacobianSpectrum.OfImages(network, images 1 37, images 2 14))

            Assert.Equal<string list>(
                [ "all"; "train"; "test"; "0"; "1"; "2"; "3" ],
                [ for struct (name, _) in found.Groups -> name ]
            )

            let figures = [ for struct (_, figures) in found.Groups -> figures ]
            Assert.Same(found.All, figures.Head)
            Assert.Equal<int list>([ 51; 37; 14; 14; 13; 12; 12 ], figures |> List.map _.Count))

        testCase
            "points of a file are samples of the test split with their labels; notes and ink come back from a file"
            (fun () ->
                let network = Models.random 6UL "12-7-d" 3 Activation.Relu Activation.Tanh
                let points = PointSet.FromImages(images 3 9)
                let table = JacobianSpectrum.OfPoints(network, points)
                let samples = points.Samples.ToArray()
                let plain = JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples)
                Assert.Equal<Complex[]>(plain.Input.Eigenvalues.ToArray(), table.Input.Eigenvalues.ToArray())
                Assert.Equal<int[]>(points.Labels.ToArray(), table.Labels.ToArray())
                Assert.All(table.IsTest.ToArray(), Assert.True)

                for i in 0..8 do
                    let ink = points.Sample(i).ToArray() |> Array.averageBy float
                    Assert.InRange(table.Ink[i] - ink, -1e-6, 1e-6)

                let path =
                    Path.Combine(Path.GetTempPath(), $"spectra-{Guid.NewGuid():N}.safetensors")

                try
                    SpectrumFile.Write(path, table, dict [ "seed", "4" ])
                    let struct (again, notes) = SpectrumFile.ReadWithNotes path
                    Assert.Equal("4", notes["seed"])
                    Assert.Equal<float[]>(table.Ink.ToArray(), again.Ink.ToArray())
                finally
                    File.Delete path

                let error =
                    Assert.Throws<DataFormatException>(fun () ->
                        JacobianSpectrum.OfPoints(Models.random 7UL "9-5-d" 2 Activation.Relu Activation.Tanh, points)
                        |> ignore)

                Assert.Contains("12 numbers (3 x 4), but the network takes 9", error.Message))
    ]
