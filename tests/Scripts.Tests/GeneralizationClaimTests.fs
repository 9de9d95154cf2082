/// The rules behind the verdicts on [ADGL21]: planted figures in which every claim holds, and mutants that break one.
module Neurovariety.Scripts.Tests.GeneralizationClaimTests

open Expecto
open System
open Xunit
open Neurovariety.Data
open Neurovariety.Statistics
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

let private blank count =
    let pixels: byte[] = Array.zeroCreate count
    let labels: byte[] = Array.init count (fun i -> byte (i % 10))
    ImageSet.FromPixels(1, 1, ReadOnlySpan pixels, ReadOnlySpan labels, "blank")

let private data =
    Dataset(blank 60000, blank 10000, DatasetOrigin.Requested, "planted", [||])

let private spread median deviation = {
    Lowest = median
    Low = median
    Median = median
    High = median
    Highest = median
    Mean = median
    Deviation = deviation
}

let private eigenvalues arithmetic geometric small reversing = {
    ArithmeticMean = spread arithmetic 0.1
    GeometricMean = spread geometric 0.1
    Argument = Some(spread 0.01 0.1)
    ComplexShare = 0.2
    SmallCount = spread small 0.1
    ReversingShare = reversing
    SingularCount = 0
}

// Means fall with d, those of class 1 lie lowest, those of J_I above those of J_L.
let private points (d: int) name = {
    Name = name
    PointCount = 1000
    Mse = spread 0.1 0.1
    AbsoluteDistance = spread (0.5 / float (d + 5)) (0.4 / float (d + 5))
    EuclideanDistance = spread (0.4 / float (d + 5)) 0.1
    InputSpace = eigenvalues (0.97 - 0.005 * float d) (0.95 - 0.005 * float d) 0.1 (if d <= 4 then 0.065 else 0.006)
    LatentSpace =
        let lower = if name = "1" then 0.1 else 0.0

        eigenvalues
            (0.95 - 0.005 * float d - lower)
            (0.93 - 0.005 * float d - lower)
            (if name = "1" then 0.2 else 0.1)
            (if d <= 4 then 0.06 else 0.005)
}

let private term name coefficient p =
    RegressionTerm(name, coefficient, 0.01, coefficient / 0.01, p, 0.01, p, Nullable(), Nullable())

let private row d slope interaction p = {
    Latent = d
    Count = 70000
    ExcludedCount = 0
    Intercept = term "intercept" 0.0 0.5
    Slope = term "predictor" slope 0.0
    TestIndicator = Some(term "test" 0.01 0.5)
    TestInteraction = Some(term "interaction" interaction p)
    TestSlope = Some(term "test slope" (slope + interaction) 0.0)
    RSquared = 0.25
}

let private regressions d = [
    for predictor, space in GeneralizationRegressions.predictors do
        for controls in [ NoControls; ClassControl; ClassAndInk ] ->
            {
                Predictor = predictor
                Space = space
                Controls = controls
                Class = None
                Row = Some(row d (0.02 * float d) 0.02 1e-9)
                Reason = ""
            }
]

let private rankings = [
    for predictor, space in GeneralizationRegressions.predictors ->
        {
            Predictor = predictor
            Space = space
            Spearman = Some 0.6
            SpearmanWithinClass = Some 0.6
            WorstArea = Some 0.9
            WorstAreaWithinClass = Some 0.85
        }
]

let private bound name = {
    Name = name
    HoldsForChange = 300
    HoldsForDistortion = 300
    ChangeRatio = spread 3.0 1.0
    DistortionRatio = spread 4.0 1.0
}

let private theorem d = {
    PairCount = 300
    SingularCount = 0
    OverlapLimit = 0.5 / float (d - 1)
    AssumptionCount = 300
    Transport =
        Some {
            Overlap = spread 0.01 0.1
            SmallestOverlap = 0.001
            Condition = spread 2.0 0.1
            ProjectionNorm = spread 1.1 0.1
            FrobeniusDistance = spread 1.0 0.1
            Step = spread 9.0 0.1
            Change = spread 3.0 0.1
            Distortion = spread 1.0 0.1
            Outside = spread 2.0 0.1
            Start = spread 3.0 0.1
            Nonlinear = spread 1.0 0.1
            DistortionShare = spread 0.3 0.1
            OutsideShare = spread 0.6 0.1
            NonlinearShare = spread 0.3 0.1
            Bounds = [ "theorem"; "spectral"; "condition"; "normality" ] |> List.map bound
            CounterexampleCount = 0
        }
}

let private detection area =
    DetectionFigures(area, area, 1.0 - area)

let private scored spectral = {
    PointCount = 5000
    NearShifts = [ "blur"; "rotate-15" ]
    FarShifts = [ "inverted" ]
    Rows = [
        for target in [ "worst"; "blur"; "rotate-15"; "inverted" ] do
            for score, area in
                [
                    "mse", 0.8
                    "trace-input", spectral
                    "trace-latent", 0.5
                    "log-omega-input", 0.5
                    "log-omega-latent", 0.5
                ] ->
                {
                    Score = score
                    Target = target
                    Direction = ""
                    Need = ""
                    High = detection area
                    Low = detection (1.0 - area)
                    Spearman = None
                }
    ]
    Gains = Map [ "mse+cycle", 0.01; "mse+cycle+spectrum", 0.02 ]
}

let private model d = {
    Architecture = "exp-default"
    Latent = d
    Seed = 0UL
    Epoch = 300
    Figures = {
        Groups =
            [ "all"; "train"; "test" ] @ [ for label in 0..9 -> string label ]
            |> List.map (points d)
        ExactZeroCount = 0
        ClassShare = 0.3
        Regressions = regressions d
        Rankings = rankings
    }
    Theorem = Some(theorem d)
    Scores = if d = 20 then Some(scored 0.95) else None
}

let private planted = {
    Plan = GeneralizationSettings.ofScale Seed 0UL
    Images = data
    Models = [ for d in 2..20 -> model d ]
    Pooled = []
    Audits = []
    LeftOut = []
    Warnings = []
    Timings = []
}

let private each change (result: GeneralizationResult) = {
    result with
        Models = List.map change result.Models
}

let private eachGroup (change: int -> PointGroup -> PointGroup) =
    each (fun model -> {
        model with
            Figures = {
                model.Figures with
                    Groups = model.Figures.Groups |> List.map (change model.Latent)
            }
    })

let private eachLatentSpace change =
    eachGroup (fun d points -> {
        points with
            LatentSpace = change d points points.LatentSpace
    })

let private eachRow (change: int -> FittedRegression -> RegressionRow -> RegressionRow) =
    each (fun model -> {
        model with
            Figures = {
                model.Figures with
                    Regressions =
                        model.Figures.Regressions
                        |> List.map (fun one -> {
                            one with
                                Row = one.Row |> Option.map (change model.Latent one)
                        })
            }
    })

let private eachRanking change =
    each (fun model -> {
        model with
            Figures = {
                model.Figures with
                    Rankings = List.map change model.Figures.Rankings
            }
    })

let private eachTheorem change =
    each (fun model -> {
        model with
            Theorem = Option.map change model.Theorem
    })

/// Claim, what is changed in the planted figures, and what the verdict must then be.
let private mutants: (string * ClaimVerdict * (GeneralizationResult -> GeneralizationResult)) list = [
    "distances-small",
    ClaimVerdict.NotReproduced,
    eachGroup (fun d points -> {
        points with
            AbsoluteDistance = spread (5.0 / float (d + 5)) (0.4 / float (d + 5))
    })
    "distances-decrease",
    ClaimVerdict.NotReproduced,
    eachGroup (fun d points -> {
        points with
            AbsoluteDistance = spread (0.005 * float d) (0.4 / float (d + 5))
    })
    "distances-decrease",
    ClaimVerdict.NotReproduced,
    eachGroup (fun d points -> {
        points with
            AbsoluteDistance = spread (0.5 / float (d + 5)) 0.1
    })
    "arguments",
    ClaimVerdict.NotReproduced,
    eachLatentSpace (fun d _ figures ->
        if d = 7 then
            {
                figures with
                    Argument = Some(spread 0.07 0.1)
            }
        else
            figures)
    "means-near-one",
    ClaimVerdict.NotReproduced,
    eachLatentSpace (fun d _ figures ->
        if d = 20 then
            {
                figures with
                    GeometricMean = spread 0.5 0.1
            }
        else
            figures)
    "means-below-one",
    ClaimVerdict.NotReproduced,
    eachLatentSpace (fun d _ figures ->
        if d = 3 then
            {
                figures with
                    ArithmeticMean = spread 1.01 0.1
            }
        else
            figures)
    "means-fall",
    ClaimVerdict.NotReproduced,
    eachLatentSpace (fun _ _ figures -> {
        figures with
            GeometricMean = spread 0.9 0.1
    })
    "class-one-lower",
    ClaimVerdict.NotReproduced,
    eachLatentSpace (fun _ points figures ->
        if points.Name = "1" then
            {
                figures with
                    ArithmeticMean = spread 0.95 0.1
            }
        else
            figures)
    "input-above-latent",
    ClaimVerdict.NotReproduced,
    eachGroup (fun _ points -> {
        points with
            InputSpace = points.LatentSpace
            LatentSpace = points.InputSpace
    })
    "few-small",
    ClaimVerdict.NotReproduced,
    eachLatentSpace (fun d points figures ->
        if points.Name = "1" && d = 20 then
            {
                figures with
                    SmallCount = spread 3.0 0.1
            }
        else
            figures)
    "reversals",
    ClaimVerdict.NotReproduced,
    eachLatentSpace (fun d _ figures ->
        if d = 16 then
            { figures with ReversingShare = 0.02 }
        else
            figures)
    "reversals-input",
    ClaimVerdict.NotReproduced,
    eachLatentSpace (fun _ _ figures -> { figures with ReversingShare = 0.07 })
    "slope-log-omega",
    ClaimVerdict.NotReproduced,
    eachRow (fun d one found ->
        if one.Predictor = LogOmega then
            row d (0.5 - 0.01 * float d) 0.02 1e-9
        else
            found)
    "slope-trace",
    ClaimVerdict.NotReproduced,
    eachRow (fun d one found ->
        if one.Predictor = Trace then
            row d (0.5 - 0.01 * float d) 0.02 1e-9
        else
            found)
    // The class takes the slope: the figures are as claimed, the claim is not.
    "predicts-error",
    ClaimVerdict.Confounded,
    eachRow (fun d one found ->
        if one.Controls = NoControls then
            found
        else
            row d (0.005 * float d) 0.02 1e-9)
    "predicts-error", ClaimVerdict.NotReproduced, eachRow (fun d _ _ -> row d -0.2 0.02 1e-9)
    "interaction", ClaimVerdict.NotReproduced, eachRow (fun d _ _ -> row d (0.02 * float d) -0.02 1e-9)
    // Single p-values below 0.05 that do not survive the correction for 19 widths.
    "interaction", ClaimVerdict.NotReproduced, eachRow (fun d _ _ -> row d (0.02 * float d) 0.02 0.03)
    "interaction",
    ClaimVerdict.Confounded,
    eachRow (fun d one found ->
        if one.Controls = NoControls then
            found
        else
            row d (0.02 * float d) 0.001 0.4)
    "trace-as-good",
    ClaimVerdict.NotReproduced,
    eachRow (fun _ one found ->
        if one.Predictor = Trace then
            { found with RSquared = 0.1 }
        else
            found)
    // An assumption that never holds proves nothing, whatever the bound does.
    "theorem-3.8", ClaimVerdict.NotReproduced, eachTheorem (fun one -> { one with AssumptionCount = 0 })
    "theorem-3.8",
    ClaimVerdict.NotReproduced,
    eachTheorem (fun one -> {
        one with
            Transport =
                one.Transport
                |> Option.map (fun found -> { found with CounterexampleCount = 1 })
    })
    "theorem-3.8",
    ClaimVerdict.NotTested,
    eachTheorem (fun one -> {
        one with
            SingularCount = 300
            AssumptionCount = 0
            Transport = None
    })
    "predicts-failure",
    ClaimVerdict.NotReproduced,
    each (fun model -> {
        model with
            Scores = model.Scores |> Option.map (fun _ -> scored 0.7)
    })
    "predicts-failure",
    ClaimVerdict.Confounded,
    eachRanking (fun one -> {
        one with
            WorstAreaWithinClass = Some 0.55
    })
    "predicts-failure", ClaimVerdict.NotTested, each (fun model -> { model with Scores = None })
]

let private verdict key result =
    GeneralizationClaims.all result
    |> List.find (fun one -> one.Key = key)
    |> _.Verdict

[<Tests>]
let tests =
    testList "GeneralizationClaimTests" [
        testCase "where every figure is as the source says, every claim is reproduced" (fun () ->
            let claims = GeneralizationClaims.all planted
            Assert.Equal(18, claims.Length)

            for claim in claims do
                Assert.True((claim.Verdict = ClaimVerdict.Reproduced), $"{claim.Key}: {claim.Finding}")
                Assert.DoesNotContain("NaN", claim.Finding))

        testCase "each claim falls when its figures are changed" (fun () ->
            for key, expected, change in mutants do
                let found = verdict key (change planted)
                Assert.True((found = expected), $"{key}: expected {expected}, got {found}")

            let tried = mutants |> List.map (fun (key, _, _) -> key) |> Set.ofList

            for claim in GeneralizationClaims.all planted do
                Assert.True(tried.Contains claim.Key, $"no mutant of {claim.Key}"))

        testCase "fewer epochs, widths or images, or drawn digits, give no verdict" (fun () ->
            let weaker = [
                {
                    planted with
                        Plan = { planted.Plan with Epochs = 50 }
                }
                {
                    planted with
                        Models = planted.Models |> List.filter (fun model -> model.Latent % 2 = 0)
                }
                {
                    planted with
                        Images = Dataset(blank 6000, blank 10000, DatasetOrigin.Requested, "planted", [||])
                }
                {
                    planted with
                        Images = Dataset(blank 60000, blank 10000, DatasetOrigin.Synthetic, "planted", [||])
                }
            ]

            for result in weaker do
                Assert.All(
                    GeneralizationClaims.all result,
                    fun claim -> Assert.Equal(ClaimVerdict.NotTested, claim.Verdict)
                ))
    ]
