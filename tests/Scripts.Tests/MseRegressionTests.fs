module Neurovariety.Scripts.Tests.MseRegressionTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.Scripts.Analyses

// Points whose error is a known function of the predictor, the split and the class.
let private points seed count (slope: float) (interaction: float) (byLabel: float) noise =
    let random = RandomSource.FromSeed seed
    let value = Array.init count (fun _ -> random.NextGaussian())
    let isTest = Array.init count (fun _ -> random.NextInt 7 = 0)
    let label = Array.init count (fun _ -> random.NextInt 10)

    {
        Latent = 5
        Mse =
            Array.init count (fun i ->
                slope * value[i]
                + (if isTest[i] then interaction * value[i] else 0.0)
                + byLabel * float label[i]
                + noise * random.NextGaussian())
        Value = value
        Excluded = Array.init count (fun i -> i % 50 = 0)
        IsTest = isTest
        Label = label
        Ink = Array.init count (fun _ -> random.NextDouble())
        Seed = Array.create count 0
    }

[<Tests>]
let tests =
    testList "MseRegressionTests" [
        testCase "a planted slope and interaction are found" (fun () ->
            let row = MseRegression.fit NoControls (points 1UL 20000 0.6 0.2 0.0 1.0)
            Assert.Equal(400, row.ExcludedCount)
            Assert.Equal(19600, row.Count)
            // The variance of the error is .36 and a little more on test points, and 1.
            let scale = 1.0 / sqrt (0.36 + (0.64 - 0.36) / 7.0 + 1.0)

            let near (expected: float) (term: Neurovariety.Statistics.RegressionTerm) =
                Assert.InRange(
                    term.Coefficient,
                    expected - 5.0 * term.RobustStandardError,
                    expected + 5.0 * term.RobustStandardError
                )

                Assert.InRange(term.RobustStandardError, 0.0, 0.05)

            near (0.6 * scale) row.Slope
            near (0.2 * scale) row.TestInteraction.Value
            near (0.8 * scale) row.TestSlope.Value
            near 0.0 row.TestIndicator.Value
            // The wrong claim that no interaction is there would be seen.
            Assert.True(row.TestInteraction.Value.RobustP < 1e-10)

            Assert.Equal(
                row.Slope.Coefficient + row.TestInteraction.Value.Coefficient,
                row.TestSlope.Value.Coefficient,
                12
            ))

        testCase "a slope that is the class in disguise vanishes with the class as control" (fun () ->
            let plain = points 2UL 10000 0.0 0.0 1.0 0.5

            let confounded = {
                plain with
                    Value = Array.map2 (fun value label -> 0.3 * value + float label) plain.Value plain.Label
            }

            Assert.True((MseRegression.fit NoControls confounded).Slope.Coefficient > 0.9)
            let controlled = (MseRegression.fit ClassControl confounded).Slope
            Assert.InRange(abs controlled.T, 0.0, 4.0)
            Assert.True(MseRegression.classShare confounded > 0.95)
            Assert.True((MseRegression.fit ClassAndInk confounded).RSquared > 0.95))

        testCase "networks of several seeds are clusters, and each class can stand alone" (fun () ->
            let part seed = {
                points (uint64 seed) 500 0.5 0.0 0.0 1.0 with
                    Seed = Array.create 500 seed
            }

            let pooled = MseRegression.pool [ part 1; part 2; part 3 ]
            let row = MseRegression.fit NoControls pooled
            Assert.Equal(1500, pooled.Mse.Length)
            Assert.True row.Slope.ClusteredStandardError.HasValue
            Assert.False (MseRegression.fit NoControls (part 1)).Slope.ClusteredStandardError.HasValue
            let classes = MseRegression.byClass pooled
            Assert.Equal<int list>([ 0..9 ], List.map fst classes)
            Assert.Equal(1500, classes |> List.sumBy (fun (_, one) -> one.Mse.Length))

            for label, one in classes do
                Assert.All(one.Label, (fun found -> Assert.Equal(label, found))))

        testCase "without test points the regression has a slope alone, and too few points are refused" (fun () ->
            let data = points 3UL 200 0.5 0.0 0.0 1.0

            let row =
                MseRegression.fit NoControls {
                    data with
                        IsTest = Array.create 200 false
                }

            Assert.True row.TestInteraction.IsNone
            Assert.True(row.Slope.Coefficient > 0.2)

            let error =
                Assert.Throws<ArgumentException>(fun () ->
                    MseRegression.fit NoControls {
                        data with
                            Excluded = Array.create 200 true
                    }
                    |> ignore)

            Assert.Contains("only 0 points", error.Message))

        testCase "published slopes on test points are the sums of their parts" (fun () ->
            // Printed to three or four digits; Table 2 rounds the sums of J_I to two.
            for table in [ PublishedGeneralization.logOmega; PublishedGeneralization.trace ] do
                Assert.Equal<int list>([ 2..20 ], table |> Map.toList |> List.map fst)

                for latentSpace, inputSpace in Map.values table do
                    for one in [ latentSpace; inputSpace ] do
                        Assert.InRange(one.Slope + one.TestInteraction - one.TestSlope, -0.0062, 0.0062))
    ]
