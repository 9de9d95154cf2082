module Neurovariety.Tests.Oracles.FailureScoreTests

open Expecto
open System
open System.Collections.Generic
open System.Numerics
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Statistics
open Neurovariety.Tests.Support

let private close (expected: float) (actual: float) =
    Assert.InRange(actual, expected - 1e-12 * (1.0 + abs expected), expected + 1e-12 * (1.0 + abs expected))

let private score name direction =
    FailureScore(name, name, direction, ScoreNeed.Nothing, false)

let private ratio name =
    FailureScore(name, name, FailureDirection.High, ScoreNeed.Nothing, true)

let private shifted (clean: float[]) (moved: float[]) =
    ScoreEvaluation.Shifted(score "s" FailureDirection.Low, "turned", clean, moved)

let private table (columns: (FailureScore * float[]) list) =
    ScoreTable.Of [| for score, values in columns -> struct (score, values) |]

let private near name =
    Distortion(name, name, true, fun images _ -> images)

/// Scores at 80 points with the names that the combinations use.
let private studied seed level =
    let random = RandomSource.FromSeed seed

    table [
        for one in FailureScore.DataFree do
            let offset = if one.Name = "mse" then level else 0.0
            one, Array.init 80 (fun _ -> exp (random.NextGaussian() + offset))
    ]

let private judgeHalf half (tables: (string * ScoreTable) list) clean =
    let shifts = [| for name, _ in tables -> near name |]
    let byName = Dictionary(dict tables)
    DeploymentStudy.Judge(clean, byName, shifts, half)

let private judge tables clean = judgeHalf 0 tables clean

[<Tests>]
let tests =
    testList "FailureScoreTests" [
        testCase "a known separation has known figures at both ends" (fun () ->
            // Of the six pairs 2.5 beats 1 and 2, 4 beats all.
            let figures = shifted [| 1.0; 2.0; 3.0 |] [| 2.5; 4.0 |]
            close (5.0 / 6.0) figures.High.AreaUnderRoc
            close (1.0 / 6.0) figures.Low.AreaUnderRoc
            // From above: 4 (hit), 3, 2.5 (hit): precision 1 and 2/3.
            close (0.5 * (1.0 + 2.0 / 3.0)) figures.High.AveragePrecision
            close (1.0 / 3.0) figures.High.FalsePositiveRateAt95
            Assert.Same(figures.Low, figures.ByTheory)
            Assert.False figures.Spearman.HasValue

            let high =
                ScoreEvaluation.Shifted(
                    score "s" FailureDirection.High,
                    "t",
                    ReadOnlySpan [| 0.0 |],
                    ReadOnlySpan [| 1.0 |]
                )

            Assert.Same(high.High, high.ByTheory)

            let neither =
                ScoreEvaluation.Shifted(
                    score "s" FailureDirection.NotGiven,
                    "t",
                    ReadOnlySpan [| 0.0 |],
                    ReadOnlySpan [| 1.0 |]
                )

            Assert.Null neither.ByTheory)

        testCase "the two ends of a score add up to 1, and the wrong end is not the right one" (fun () ->
            let values =
                Gen.choose (-3, 3)
                |> Gen.map float
                |> Gen.nonEmptyListOf
                |> Gen.map List.toArray

            let bothEnds (clean, moved) =
                let figures = shifted clean moved
                abs (figures.High.AreaUnderRoc + figures.Low.AreaUnderRoc - 1.0) < 1e-12

            let holds = Prop.forAll (Arb.fromGen (Gen.zip values values)) bothEnds
            Check.One(Config.QuickThrowOnFailure, holds)

            // The mutant: high and low exchanged.
            let figures = shifted [| 0.0; 0.1 |] [| 0.2; 0.3 |]
            Assert.Equal(1.0, figures.High.AreaUnderRoc)
            Assert.NotEqual(figures.High.AreaUnderRoc, figures.Low.AreaUnderRoc))

        testCase "minus infinity ranks below everything, whichever end means failure" (fun () ->
            let figures = shifted [| 1.0; Double.MinValue |] [| Double.NegativeInfinity |]
            Assert.Equal(0.0, figures.High.AreaUnderRoc)
            Assert.Equal(1.0, figures.Low.AreaUnderRoc)

            Assert.Throws<ArgumentException>(fun () -> shifted [| 1.0 |] [| nan |] |> ignore)
            |> ignore)

        testCase "the worst points are those of largest error" (fun () ->
            let mse = [| for i in 0..39 -> float ((i * 7) % 40) |]
            let worst = ScoreEvaluation.WorstPoints(mse, 0.05)

            Assert.Equal<float list>(
                [ 38.0; 39.0 ],
                [
                    for i in 0..39 do
                        if worst[i] then
                            mse[i]
                ]
                |> List.sort
            )

            Assert.Equal(
                1,
                ScoreEvaluation.WorstPoints(ReadOnlySpan [| 1.0; 1.0 |], 0.99)
                |> Array.filter id
                |> Array.length
            )

            let figures = ScoreEvaluation.Worst(ratio "mse", mse, mse, 0.05)
            Assert.Equal((1.0, Nullable 1.0, "worst"), (figures.High.AreaUnderRoc, figures.Spearman, figures.Target))
            let opposite = mse |> Array.map (~-)
            let figures = ScoreEvaluation.Worst(ratio "s", opposite, mse, 0.05)

            Assert.Equal(
                (0.0, 1.0, Nullable -1.0),
                (figures.High.AreaUnderRoc, figures.Low.AreaUnderRoc, figures.Spearman)
            ))

        testCase "norms, distances from 1, variances and Mahalanobis distances are those of hand-made cases" (fun () ->
            let latents = [| 3.0; 4.0; 0.0; -2.0 |]
            Assert.Equal<float[]>([| 5.0; 2.0 |], FailureScores.LatentNorms(latents, 2))
            let eigenvalues = [| Complex(1.0, 1.0); Complex(1.0, -1.0); Complex(3.0, 0.0); Complex.One |]
            Assert.Equal<float[]>([| 2.0; 4.0 |], FailureScores.DistancesFromOne(eigenvalues, 2))
            let outputs = [| [| 1f; 2f; 0f; 0f |]; [| 3f; 2f; 0f; 4f |] |]
            Assert.Equal<float[]>([| 1.0; 4.0 |], FailureScores.EnsembleVariances(outputs, 2))

            Assert.Throws<ArgumentException>(fun () -> FailureScores.EnsembleVariances([| outputs[0] |], 2) |> ignore)
            |> ignore
            // Mean (1, 2); variances 1 and 4 over three points, no covariance.
            let codes = [| 0.0; 2.0; 2.0; 2.0; 1.0; 0.0; 1.0; 4.0 |]
            // Squares about the mean: 2 and 8, over 3.
            let points = [| 1.0; 2.0; 2.0; 2.0; 1.0; 6.0 |]
            let distances = FailureScores.MahalanobisDistances(codes, points, 2)

            for expected, actual in Seq.zip [ 0.0; sqrt (3.0 / 2.0); sqrt (16.0 * 3.0 / 8.0) ] distances do
                close expected actual)

        testCase "Mahalanobis distances do not change with the coordinates" (fun () ->
            let random = RandomSource.FromSeed 3UL
            let points = [| for _ in 1..40 -> random.NextGaussian(), random.NextGaussian() |]
            let flat = points |> Array.collect (fun (a, b) -> [| a; b |])

            let mapped =
                points |> Array.collect (fun (a, b) -> [| 2.0 * a - b + 5.0; 3.0 * b - 1.0 |])

            let before = FailureScores.MahalanobisDistances(flat, flat, 2)
            let after = FailureScores.MahalanobisDistances(mapped, mapped, 2)
            Array.iter2 close before after
            // The mutant: distances from the mean alone do change.
            let norms values =
                FailureScores.LatentNorms(ReadOnlySpan(values: float[]), 2)

            Assert.True(abs ((norms flat)[0] - (norms mapped)[0]) > 0.1))

        testCase "the scores of a table are its columns" (fun () ->
            let network = Models.random 3UL "12-9-d" 4 Activation.Relu Activation.Tanh

            let samples =
                Array.init 20 (fun i -> Models.point (uint64 i) 12)
                |> Array.concat
                |> Array.map float32

            let spectra = JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples)
            let scores = FailureScores.Of spectra
            Assert.Equal((20, 11), (scores.Count, scores.Scores.Count))
            let values (name: string) = scores.Values(name).ToArray()
            Assert.Equal<float[]>(spectra.Mse.ToArray(), values "mse")
            Assert.Equal<float[]>(spectra.LatentCycle.ToArray(), values "latent-cycle")
            Assert.Equal<float[]>(spectra.Input.Trace.ToArray(), values "trace-input")
            Assert.Equal<float[]>(spectra.LatentSpace.Trace.ToArray(), values "trace-latent")
            Assert.Equal<float[]>(spectra.Input.LogOmega.ToArray(), values "log-omega-input")
            Assert.Equal<float[]>(spectra.LatentSpace.LogOmega.ToArray(), values "log-omega-latent")
            Assert.Equal<float[]>(spectra.LatentSpace.SmallCount.ToArray() |> Array.map float, values "small-latent")
            Assert.Equal<float[]>(spectra.Input.SmallCount.ToArray() |> Array.map float, values "small-input")
            let distances = FailureScores.DistancesFromOne(spectra.LatentSpace.Eigenvalues, 4)
            Assert.Equal<float[]>(distances, values "distance-latent")
            let some = scores.At [| 7; 3 |]
            Assert.Equal<float[]>([| (values "mse")[7]; (values "mse")[3] |], some.Values("mse").ToArray())

            let error =
                Assert.Throws<ArgumentException>(fun () -> scores.Values("mean").Length |> ignore)

            Assert.Contains("no score 'mean', there are mse, latent-cycle", error.Message)

            for wrong in
                [
                    [ ratio "a", [| nan |] ]
                    [ ratio "a", [| 1.0 |]; ratio "b", [||] ]
                    [ ratio "a", [| 1.0 |]; ratio "a", [| 1.0 |] ]
                ] do
                Assert.Throws<ArgumentException>(fun () -> table wrong |> ignore) |> ignore)

        testCase "a logistic regression on one yes-or-no feature gives the observed log odds" (fun () ->
            // Of the samples with 0 a quarter is positive, of those with 1 two thirds.
            let feature = Array.append (Array.create 40 0.0) (Array.create 30 1.0)
            let positive = [| for i in 0..69 -> if i < 40 then i % 4 = 0 else i % 3 <> 0 |]

            let fit =
                LogisticRegression.Fit([| feature |], ReadOnlySpan(positive: bool[]), 1e-12)

            Assert.Equal(IterationStatus.Converged, fit.Status)
            Assert.InRange(fit.Intercept, log (1.0 / 3.0) - 1e-6, log (1.0 / 3.0) + 1e-6)
            Assert.InRange(fit.Coefficients[0], log 6.0 - 1e-6, log 6.0 + 1e-6)
            // The mutant: positive and negative exchanged.
            let opposite =
                LogisticRegression.Fit([| feature |], ReadOnlySpan(Array.map not positive), 1e-12)

            Assert.InRange(opposite.Coefficients[0], -log 6.0 - 1e-6, -log 6.0 + 1e-6))

        testCase "a logistic regression has gradient 0 at its end, also where the kinds separate" (fun () ->
            let random = RandomSource.FromSeed 6UL
            let a = Array.init 60 (fun _ -> random.NextGaussian())
            let b = Array.init 60 (fun _ -> random.NextGaussian())

            for positive in [ Array.map2 (fun x y -> x + y > 0.0) a b; Array.init 60 (fun i -> i % 3 = 0) ] do
                let fit = LogisticRegression.Fit([| a; b |], ReadOnlySpan(positive: bool[]), 1e-4)
                Assert.Equal(IterationStatus.Converged, fit.Status)

                let residuals =
                    Array.init 60 (fun i ->
                        let eta = fit.Intercept + fit.Coefficients[0] * a[i] + fit.Coefficients[1] * b[i]
                        1.0 / (1.0 + exp -eta) - (if positive[i] then 1.0 else 0.0))

                let slope values weight =
                    (Array.map2 (*) residuals values |> Array.average) + 1e-4 * weight

                Assert.InRange(abs (Array.average residuals), 0.0, 1e-7)
                Assert.InRange(abs (slope a fit.Coefficients[0]), 0.0, 1e-7)
                Assert.InRange(abs (slope b fit.Coefficients[1]), 0.0, 1e-7)

            let same = [| true; true |]

            Assert.Throws<ArgumentException>(fun () ->
                LogisticRegression.Fit([| [| 1.0; 2.0 |] |], ReadOnlySpan(same: bool[]))
                |> ignore)
            |> ignore)

        testCase "a combination finds what neither of its scores finds" (fun () ->
            // Clean points have a = b up to a little; shifted ones do not.
            let random = RandomSource.FromSeed 7UL

            let draw spread =
                Array.init 400 (fun _ -> let x = random.NextGaussian() in x, x + spread)

            let columns pairs =
                table [
                    score "a" FailureDirection.High, Array.map fst pairs
                    score "b" FailureDirection.High, Array.map snd pairs
                ]

            let noisy pairs =
                pairs |> Array.map (fun (x, y) -> x, y + 0.1 * random.NextGaussian())

            let clean, moved = columns (noisy (draw 0.0)), columns (noisy (draw 0.5))
            let both = ScoreCombination.Fit("both", [| "a"; "b" |], clean, [| moved |])
            let area (clean: float[]) (moved: float[]) = (shifted clean moved).High.AreaUnderRoc
            Assert.True(area (both.Apply clean) (both.Apply moved) > 0.99)
            Assert.True(area (clean.Values("b").ToArray()) (moved.Values("b").ToArray()) < 0.75)
            Assert.Equal<string>([ "a"; "b" ], both.Parts)
            Assert.Equal(ScoreNeed.ShiftedExamples, both.Score.Need))

        testCase "a combination takes infinite values as the outermost" (fun () ->
            let clean =
                table [
                    score "a" FailureDirection.High, [| Double.NegativeInfinity; 0.0; 1.0; 2.0 |]
                ]

            let moved = table [ score "a" FailureDirection.High, [| 3.0; 4.0; infinity; 5.0 |] ]
            let one = ScoreCombination.Fit("one", [| "a" |], clean, [| moved |])
            let values = one.Apply clean
            Assert.All(values, fun value -> Assert.True(Double.IsFinite value))
            Assert.Equal(Array.min values, values[0])
            Assert.Equal(Array.max (one.Apply moved), (one.Apply moved)[2]))

        testCase
            "combinations see every second near shift, at even points only, and figures come from odd points only"
            (fun () ->
                let clean = studied 1UL 0.0

                let tables = [
                    "p", studied 2UL 2.0
                    "q", studied 3UL 2.0
                    "r", studied 4UL 2.0
                    "s", studied 5UL 2.0
                ]

                let report = judge tables clean
                Assert.Equal<string>([ "p"; "r" ], report.FittedShifts)
                Assert.Equal<string>([ "q"; "s" ], report.HeldOutShifts)
                Assert.Equal((40, 4 * 13, 13), (report.PointCount, report.Shifts.Count, report.Worst.Count))
                Assert.Equal(Nullable 0.0, report.GainOnMse "mse")
                Assert.True((report.GainOnMse "small-input").Value < -0.2)
                Assert.False((report.GainOnMse "trace-input").HasValue)

                /// The same table with other numbers at points of one parity.
                let spoil parity (scores: ScoreTable) =
                    table [
                        for one in scores.Scores ->
                            one,
                            scores.Values(one.Name).ToArray()
                            |> Array.mapi (fun i v -> if i % 2 = parity then 1.0 + v * v else v)
                    ]

                let change name parity = [
                    for other, scores in tables -> other, (if other = name then spoil parity scores else scores)
                ]

                let figures (r: DeploymentReport) = [ for row in r.Shifts -> row.Target, row.Score.Name, row.High ]
                let weights (r: DeploymentReport) = [ for c in r.Combinations -> List.ofSeq c.Fitted.Coefficients ]
                // Even points of a held-out shift count for nothing.
                Assert.Equal<(string * string * DetectionFigures) list>(
                    figures report,
                    figures (judge (change "q" 0) clean)
                )
                // Odd points of any shift do not count for the weights; even points of a fitted shift do.
                Assert.Equal<float list list>(weights report, weights (judge (change "q" 1) clean))
                Assert.Equal<float list list>(weights report, weights (judge (change "p" 1) clean))
                Assert.NotEqual<float list list>(weights report, weights (judge (change "p" 0) clean))

                let combined =
                    report.Shifts
                    |> Seq.find (fun row -> row.Target = "q" && row.Score.Name = "mse+cycle")

                Assert.True(combined.High.AreaUnderRoc > 0.8))

        testCase "a study of a small network judges every score at every shift" (fun () ->
            let network = Models.random 3UL "784-20-d" 3 Activation.Relu Activation.Tanh
            let other = Models.random 4UL "784-20-d" 3 Activation.Relu Activation.Tanh
            let images = SyntheticDigits.Draw(60, RandomSource.FromSeed 2UL)

            let options =
                DeploymentOptions(Ensemble = [| other |], Training = images, Seed = 1UL)

            let reports = DeploymentStudy.Run(network, images, options)
            let report = reports[0]
            Assert.Equal(2, reports.Count)
            Assert.Equal<string>(report.FittedShifts, reports[1].HeldOutShifts)
            Assert.Equal<string>(report.HeldOutShifts, reports[1].FittedShifts)
            Assert.Equal<DetectionFigures>(report.Shifts[0].High, reports[1].Shifts[0].High)
            Assert.Equal(11 * 15, report.Shifts.Count)
            Assert.Equal(30, report.PointCount)
            Assert.Equal<string>([ "rotate-15"; "noise-weak"; "contrast-50" ], report.FittedShifts)
            Assert.Equal<string>([ "shift-3"; "blur"; "occlusion-8" ], report.HeldOutShifts)
            let again = DeploymentStudy.Run(network, images, options)[0]

            Assert.Equal<DetectionFigures>(
                [ for row in report.Shifts -> row.High ],
                [ for row in again.Shifts -> row.High ]
            )

            Assert.Throws<ArgumentOutOfRangeException>(fun () ->
                DeploymentStudy.Run(network, images.Slice(0, 5)) |> ignore)
            |> ignore)
    ]
