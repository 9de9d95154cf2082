/// Statistics of tiny, constant and rounded samples: a number where there is one, none where there is none.
module Neurovariety.Tests.Oracles.StatisticsEdgeTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.RandomMatrices
open Neurovariety.Statistics

let private dimension (samples: Matrix) count =
    IntrinsicDimension.Of(samples, NearestNeighbours.Find(samples, count))

let private cloud rows columns =
    let random = RandomSource.FromSeed 30UL
    Matrix.Create(rows, columns, (fun _ _ -> random.NextGaussian()))

let private expectNone (text: string) (found: IntrinsicDimension) =
    Assert.False found.TwoNearest.HasValue
    Assert.Contains(text, found.WhyNone)

// All orders of n and m numbers, listed.
let private exactChance (n: int) (m: int) bound =
    let rec orders i j =
        seq {
            if i = n && j = m then
                yield []

            if i < n then
                for rest in orders (i + 1) j do
                    yield (i + 1, j) :: rest

            if j < m then
                for rest in orders i (j + 1) do
                    yield (i, j + 1) :: rest
        }

    let reaches = List.exists (fun (i, j) -> abs (i * m - j * n) >= bound)
    let all = orders 0 0 |> Array.ofSeq
    float (all |> Array.filter reaches |> Array.length) / float all.Length

[<Tests>]
let tests =
    testList "StatisticsEdgeTests" [
        testCase "a grid has no dimension by its two nearest neighbours, whatever its numbers round to" (fun () ->
            for step in [ 1.0; 0.1; 1.0 / 3.0; 1e-30 ] do
                for round in [ id; float32 >> float ] do
                    let grid =
                        Matrix.Create(144, 2, (fun i j -> round (step * float (if j = 0 then i / 12 else i % 12))))

                    dimension grid 2 |> expectNone "as on a grid")

        testCase "the dimension of points in a plane stays, in double and in single precision" (fun () ->
            for round in [ id; float32 >> float ] do
                let plane = cloud 800 2
                let found = dimension (Matrix.Create(800, 2, (fun i j -> round plane[i, j]))) 2
                Assert.Null found.WhyNone
                Assert.InRange(found.TwoNearest.Value, 1.8, 2.2))

        testCase "samples that coincide to rounding count as one" (fun () ->
            let random = RandomSource.FromSeed 31UL
            let plane = cloud 60 3
            let nudge = 1e-8
            // Each point twice, the second time as single precision may have rounded it.
            let twice =
                Matrix.Create(
                    120,
                    3,
                    (fun i j -> float (float32 (plane[i / 2, j] + (float (i % 2) * nudge * random.NextGaussian()))))
                )

            let found = dimension twice 3
            Assert.Equal(120, found.LeftOut)
            expectNone "0 of 120 samples" found)

        testCase "few, equal and constant samples have no dimension, and the reason is told" (fun () ->
            dimension (cloud 3 2) 2 |> expectNone "3 of 3 samples"
            dimension (cloud 9 2) 2 |> expectNone "9 of 9 samples"
            Assert.True((dimension (cloud 10 2) 2).TwoNearest.HasValue)
            let constant = dimension (Matrix.Create(20, 4, (fun _ j -> 0.1 * float j))) 2
            expectNone "0 of 20 samples" constant
            Assert.Equal(0.0, constant.ParticipationRatio)
            // Constant but for the rounding of a sum.
            let rounded =
                Matrix.Create(20, 4, (fun i _ -> if i % 3 = 0 then 0.1 + 0.2 else 0.3))

            let found = dimension rounded 2
            expectNone "0 of 20 samples" found
            Assert.Equal(0.0, found.ParticipationRatio))

        testCase "the participation ratio of one direction is 1, of equal ones their number" (fun () ->
            let line = Matrix.Create(30, 5, (fun i j -> float i * float (j + 1)))
            Assert.Equal(1.0, (dimension line 2).ParticipationRatio, 12)
            let corners = Matrix.Create(16, 4, (fun i j -> float ((i >>> j) &&& 1)))
            Assert.Equal(4.0, (dimension corners 2).ParticipationRatio, 12))

        testCase "a rank correlation of a sample that is constant to rounding is none" (fun () ->
            let varied = [| 3.0; 1.0; 2.0; 5.0; 4.0 |]
            let rounded = [| 0.3; 0.1 + 0.2; 0.3; 0.1 + 0.2; 0.3 |]

            let spearman (x: float[]) (y: float[]) =
                Ranking.Spearman(ReadOnlySpan x, ReadOnlySpan y)

            Assert.True(Double.IsNaN(spearman varied rounded))
            Assert.True(Double.IsNaN(spearman rounded varied))
            Assert.True(Double.IsNaN(spearman (Array.create 5 2.0) varied))
            Assert.Equal(1.0, spearman varied varied)
            Assert.Equal(1.0, spearman [| 1.0; 2.0 |] [| 3.0; 7.0 |])
            Assert.Equal(1.0, spearman [| 0.0; 1e-300 |] [| 3.0; 7.0 |])
            // Infinite scores rank as they stand.
            Assert.Equal(1.0, spearman [| Double.NegativeInfinity; 1.0; 2.0 |] [| 1.0; 2.0; 3.0 |])

            Assert.Throws<ArgumentException>(fun () -> spearman [| 1.0 |] [| 1.0 |] |> ignore)
            |> ignore

            Assert.Throws<ArgumentException>(fun () -> spearman [||] [||] |> ignore)
            |> ignore)

        testCase "a sample that is constant to rounding cannot be standardised" (fun () ->
            for values in
                [
                    [| 2.0; 2.0; 2.0 |]
                    [| 0.3; 0.1 + 0.2; 0.3 |]
                    Array.create 7 0.1
                    [| 0.0; 0.0 |]
                ] do
                Assert.Throws<ArgumentException>(fun () -> Samples.Standardise(ReadOnlySpan values) |> ignore)
                |> ignore

            let struct (mean, deviation) =
                Samples.MeanAndDeviation(ReadOnlySpan(Array.create 7 0.1))

            Assert.Equal(0.1, mean)
            Assert.Equal(0.0, deviation))

        testCase "a regression of a constant response is refused with the reason" (fun () ->
            let ones = RegressionColumn("constant", Array.create 6 1.0)
            let x = RegressionColumn("x", [| 1.0; 4.0; 2.0; 8.0; 5.0; 7.0 |])

            for response in
                [
                    Array.create 6 0.1
                    [| 0.3; 0.1 + 0.2; 0.3; 0.3; 0.3; 0.1 + 0.2 |]
                    Array.zeroCreate 6
                ] do
                let error =
                    Assert.Throws<PremiseException>(fun () ->
                        LinearRegression.Fit([| ones; x |], ReadOnlySpan response) |> ignore)

                Assert.Contains("nothing to explain", error.Message)

            let constant = RegressionColumn("twice", Array.create 6 2.0)

            Assert.Throws<PremiseException>(fun () ->
                LinearRegression.Fit([| ones; constant |], ReadOnlySpan x.Values) |> ignore)
            |> ignore

            Assert.Throws<ArgumentException>(fun () ->
                LinearRegression.Fit([| RegressionColumn("x", [| 1.0 |]) |], ReadOnlySpan [| 1.0 |])
                |> ignore)
            |> ignore)

        testCase "the chance of a distance of two tiny samples is that of counting all orders" (fun () ->
            let random = RandomSource.FromSeed 32UL

            for n, m in [ 1, 1; 1, 2; 2, 2; 3, 5; 4, 4; 5, 6 ] do
                for _ in 1..4 do
                    let a = Array.init n (fun _ -> random.NextGaussian())
                    let b = Array.init m (fun _ -> random.NextGaussian())
                    let found = Distances.Between(ReadOnlySpan a, ReadOnlySpan b)
                    let bound = int (Math.Round(found.KolmogorovSmirnov * float (n * m)))
                    Assert.Equal(exactChance n m bound, found.KolmogorovSmirnovPValue, 12))

        testCase "one number beside another tells nothing, and equal samples are no distance apart" (fun () ->
            let found = Distances.Between(ReadOnlySpan [| 1.0 |], ReadOnlySpan [| 2.0 |])
            Assert.Equal(1.0, found.KolmogorovSmirnov)
            Assert.Equal(1.0, found.KolmogorovSmirnovPValue)
            Assert.Equal(1.0, found.CramerVonMisesPValue)
            let equal = Array.create 8 3.0
            let same = Distances.Between(ReadOnlySpan equal, ReadOnlySpan equal)
            Assert.Equal(0.0, same.KolmogorovSmirnov)
            Assert.Equal(1.0, same.KolmogorovSmirnovPValue)
            let one = Distances.FromLaw(ReadOnlySpan [| 0.3 |], Semicircle(1.0))
            Assert.Equal(1.0, one.CramerVonMisesPValue)
            Assert.InRange(one.KolmogorovSmirnovPValue, 0.0, 1.0))

        // Kolmogorov's limit, 150 numbers beside 150: the exact count is near it.
        testCase "the exact chance of two samples nears the limit" (fun () ->
            let random = RandomSource.FromSeed 33UL

            let draw shift =
                Array.init 150 (fun _ -> shift + random.NextGaussian())

            for shift in [ 0.0; 0.1; 0.2; 0.3 ] do
                let a, b = draw 0.0, draw shift
                let found = Distances.Between(ReadOnlySpan a, ReadOnlySpan b)
                let limit = KolmogorovDistribution.PValue(found.KolmogorovSmirnov, 75.0 + 1e-9)
                Assert.InRange(found.KolmogorovSmirnovPValue, limit - 0.03, limit + 0.03))
    ]
