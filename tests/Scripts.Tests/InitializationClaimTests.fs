/// The rules behind the verdicts on [DAL22]: planted figures in which every claim holds, and mutants that break one.
module Neurovariety.Scripts.Tests.InitializationClaimTests

open Expecto
open System
open Xunit
open Neurovariety.Data
open Neurovariety.Studies

let private blank count =
    let pixels: byte[] = Array.zeroCreate count
    ImageSet.FromPixels(1, 1, ReadOnlySpan pixels, ReadOnlySpan.Empty, "blank")

let private data =
    Dataset(blank 60000, blank 10000, DatasetOrigin.Requested, "planted", [||])

let private box median top greatest = {
    Count = 1000
    Least = 0.0
    LowerWhisker = 0.0
    LowerQuartile = 0.9 * median
    Median = median
    UpperQuartile = 1.1 * median
    UpperWhisker = 1.2 * median
    NinetyFivePercent = top
    Greatest = greatest
    Mean = median
    OutlierCount = 1
    Outliers = [ greatest ]
}

let private distance value = {
    Kolmogorov = value
    Wasserstein = value
    Resampled = Array.create 40 value
}

// The formula as printed, and moduli 0.8 of it before training.
let private formula (d: int) =
    let low, high = log 0.00013, log 0.000043
    exp (0.5 * (low + (high - low) * float (d - 2) / 18.0))

// How far training has come: faster at small d.
let private progress (d: int) epoch =
    if epoch = 0 then
        0.0
    else
        1.0 - exp (-float epoch / (0.5 + 0.1 * float d))

let private figures (d: int) epoch =
    let done' = progress d epoch
    // The arguments come after the moduli.
    let later = progress d epoch ** 3.0
    let median = if epoch = 0 then 0.8 * formula d else 0.95 * done'

    let turn =
        if epoch = 0 then
            1.5
        else
            0.05 * (1.0 - later) + 0.001 * float d

    let top = if epoch >= 300 then 0.3 else 1.0 + 0.05 * float d

    {
        ZeroShare = 0.0
        NegativeShare = (if epoch = 10 then 0.004 * float d else 0.005)
        LeftShare = 0.01
        RealShare = 0.5
        StraightShare = (if epoch = 0 then 0.3 else 0.95)
        SmallShare = 0.001 * float d
        ContractingShare = 0.8
        MiddleShare = (if epoch = 0 then 0.0 else 0.9)
        Modulus = box median (1.3 * median) (if epoch = 0 then 0.005 else 2.0)
        Argument =
            Some {
                box turn top Math.PI with
                    Mean = 0.01 * float d + turn
            }
        ModulusQuantiles = [||]
        ArgumentQuantiles = [||]
        ModulusToLaw = distance (if epoch = 0 then 0.05 else 0.99)
        ModulusToTrained = distance (1.0 - done')
        ArgumentToUniform = Some(distance (if epoch = 0 then 0.5 / float d else 0.6))
        ArgumentToProducts = Some(distance (0.05 + 0.5 * later))
        ArgumentToTrained = Some(distance (0.6 * (1.0 - later)))
    }

let private plan = InitializationSettings.ofScale Seed 0UL

let private theory d = {
    FormulaMedian = formula d
    FormulaMaximum = 1.0 / 81.0
    LawMedian = 0.85 * formula d
    LawNinetyFive = 1.2 * formula d
    LawZeroShare = 0.0
    LawQuantiles = [||]
    GinibreRealShare = 0.5
    ProductRealShare = 0.7
    ThinnedRealShare = 0.8
    ThinnedZeroShare = 0.0
    ThinnedArgument = None
}

let private start seed = {
    Seed = seed
    ModulusMedian = 0.001
    ModulusNinetyFive = 0.002
    ZeroShare = 0.0
    RealShare = 0.5
    ArgumentMedian = 1.5
    ArgumentToUniform = 0.1
}

let private planted = {
    Plan = plan
    Images = data
    Networks = [
        for d in 2..20 ->
            {
                Network = {
                    Architecture = "exp-default"
                    Latent = d
                    Seed = 0UL
                }
                Epochs = [
                    for epoch in InitializationSettings.epochs plan ->
                        epoch,
                        // Widely scattered medians at small d, with an average near a quarter turn.
                        (let one = figures d epoch

                         if epoch = 0 && d < 6 then
                             {
                                 one with
                                     Argument = Some(box (0.9 + 0.3 * float (d % 3)) 3.0 Math.PI)
                             }
                         else
                             one)
                ]
            }
    ]
    Widths = [
        for d in 2..20 ->
            {
                Latent = d
                Theory = theory d
                Untrained = [ start 0UL; start 1UL ]
            }
    ]
    LeftOut = []
    Warnings = []
    Timings = []
}

let private at epoch (change: int -> EpochFigures -> EpochFigures) (result: InitializationResult) = {
    result with
        Networks =
            result.Networks
            |> List.map (fun network -> {
                network with
                    Epochs =
                        network.Epochs
                        |> List.map (fun (one, figures) ->
                            one,
                            (if one = epoch then
                                 change network.Network.Latent figures
                             else
                                 figures))
            })
}

let private onlyAt epoch d change =
    at epoch (fun latent figures -> if latent = d then change figures else figures)

let private eachEpoch change (result: InitializationResult) =
    InitializationSettings.epochs result.Plan
    |> List.fold (fun result epoch -> at epoch change result) result

let private eachTheory change (result: InitializationResult) = {
    result with
        Widths = result.Widths |> List.map (fun one -> { one with Theory = change one.Theory })
}

let private modulus change (figures: EpochFigures) = {
    figures with
        Modulus = change figures.Modulus
}

let private withMedian median =
    modulus (fun one -> { one with Median = median })

let private argument change (figures: EpochFigures) = {
    figures with
        Argument = Option.map change figures.Argument
}

/// Claim, and what is changed in the planted figures so that it no longer holds.
let private mutants: (string * (InitializationResult -> InitializationResult)) list = [
    "printed-medians",
    eachTheory (fun one -> {
        one with
            FormulaMedian = one.FormulaMedian * sqrt 0.5
    })
    "printed-maximum", eachTheory (fun one -> { one with FormulaMaximum = 0.012 })
    "below-prediction",
    eachTheory (fun one -> {
        one with
            FormulaMedian = 3.0 * one.FormulaMedian
    })
    "below-prediction",
    eachTheory (fun one -> {
        one with
            FormulaMedian = 0.5 * one.FormulaMedian
    })
    "order-of-magnitude",
    eachTheory (fun one -> {
        one with
            FormulaMedian = 11.0 * one.FormulaMedian
    })
    "start-small", onlyAt 0 7 (modulus (fun one -> { one with Greatest = 0.02 }))
    "trained-larger", onlyAt 300 7 (fun one -> { one with MiddleShare = 0.4 })
    "start-falls", at 0 (fun _ -> withMedian 0.005)
    "start-is-random",
    onlyAt 0 20 (fun one -> {
        one with
            ModulusToLaw = distance 1.0
            ModulusToTrained = distance 0.9
    })
    "epoch-1-low", onlyAt 1 3 (withMedian 0.05)
    "epoch-1-low", onlyAt 1 4 (fun one -> { one with ModulusToLaw = distance 0.3 })
    "epoch-10", onlyAt 10 20 (withMedian 0.49)
    "epoch-50", onlyAt 50 20 (withMedian 0.7)
    "epoch-50-like-trained",
    onlyAt 50 12 (fun one -> {
        one with
            ModulusToTrained = distance 0.2
    })
    "converge-to-one", onlyAt 300 12 (withMedian 0.7)
    "converge-to-one", at 4 (fun _ -> withMedian 0.6)
    "more-consistent", onlyAt 50 12 (withMedian 0.2)
    "trained-below-one", onlyAt 300 2 (fun one -> { one with ContractingShare = 0.45 })
    "trained-small",
    at 300 (fun d one -> {
        one with
            SmallShare = 0.001 * float (d % 5)
    })
    "start-varies", at 0 (fun _ -> argument (fun one -> { one with Median = 1.5 }))
    "start-quarter-turn", onlyAt 0 18 (argument (fun one -> { one with Median = 1.1 }))
    "start-more-uniform",
    at 0 (fun d one -> {
        one with
            ArgumentToUniform = Some(distance (0.01 * float d))
    })
    "epoch-1-not-uniform",
    onlyAt 1 9 (fun one -> {
        one with
            ArgumentToUniform = Some(distance 0.05)
    })
    "epoch-10-median", onlyAt 10 9 (argument (fun one -> { one with Median = 0.2 }))
    "epoch-10-negative", onlyAt 10 17 (fun one -> { one with NegativeShare = 0.04 })
    "epoch-50-high", onlyAt 50 20 (argument (fun one -> { one with NinetyFivePercent = 0.9 }))
    "epoch-50-high", at 50 (fun _ -> argument (fun one -> { one with NinetyFivePercent = 2.0 }))
    "epoch-50-few-negative", onlyAt 50 20 (fun one -> { one with NegativeShare = 0.06 })
    "trained-straight", onlyAt 300 20 (fun one -> { one with StraightShare = 0.85 })
    "trained-few-left", onlyAt 300 2 (fun one -> { one with NegativeShare = 0.03 })
    "trained-few-left", onlyAt 300 2 (fun one -> { one with LeftShare = 0.06 })
    "arguments-faster-low", at 10 (fun _ -> argument (fun one -> { one with Mean = 0.3 }))
    "norms-first",
    eachEpoch (fun _ one -> {
        one with
            ArgumentToTrained = Some one.ModulusToTrained
    })
    "norms-first",
    eachEpoch (fun d one ->
        if d % 4 = 0 then
            {
                one with
                    ArgumentToTrained = Some(distance (one.ModulusToTrained.Kolmogorov ** 2.0))
            }
        else
            one)
]

let private verdicts result =
    InitializationClaims.all result
    |> List.map (fun one -> one.Key, one.Verdict)
    |> Map.ofList

[<Tests>]
let tests =
    testList "InitializationClaimTests" [
        testCase "every claim is reproduced by figures in which it holds" (fun () ->
            let claims = InitializationClaims.all planted
            Assert.Equal(claims.Length, (claims |> List.distinctBy _.Key).Length)

            for one in claims do
                Assert.True((one.Verdict = ClaimVerdict.Reproduced), $"{one.Key}: {one.Finding}"))

        testCase "every claim falls when the figures break it, and no claim is without such a mutant" (fun () ->
            for key, change in mutants do
                Assert.True(((verdicts (change planted))[key] = ClaimVerdict.NotReproduced), key)

            Assert.Equal<Set<string>>(
                InitializationClaims.all planted |> List.map _.Key |> Set.ofList,
                mutants |> List.map fst |> Set.ofList
            ))

        testCase
            "nothing is judged on other images, fewer epochs or few widths, and findings stand there all the same"
            (fun () ->
                let none (result: InitializationResult) =
                    let claims = InitializationClaims.all result
                    Assert.NotEmpty claims
                    Assert.All(claims, fun one -> Assert.Equal(ClaimVerdict.NotTested, one.Verdict))
                    Assert.All(claims, fun one -> Assert.NotEqual<string>("", one.Finding))

                none {
                    planted with
                        Images = Dataset(blank 600, blank 100, DatasetOrigin.Requested, "few", [||])
                }

                none {
                    planted with
                        Networks = List.take 3 planted.Networks
                }

                let short = InitializationSettings.ofScale Smoke 0UL

                let few = {
                    planted with
                        Plan = short
                        Networks = [
                            for network in planted.Networks do
                                if List.contains network.Network.Latent short.Latents then
                                    {
                                        network with
                                            Epochs = [
                                                for epoch in short.ShownEpochs ->
                                                    epoch, figures network.Network.Latent epoch
                                            ]
                                    }
                        ]
                }

                none few

                let missing =
                    InitializationClaims.all few |> List.find (fun one -> one.Key = "epoch-50")

                Assert.Contains("after epoch 50", missing.Finding)
                Assert.Empty(InitializationClaims.all { planted with Networks = [] }))

        testCase "trajectories find the planted step, and widen over networks that differ" (fun () ->
            let moduli = InitializationReading.trajectories Moduli planted
            Assert.Equal(20, moduli.Length)

            for one in moduli do
                let found = one.Change.Value
                Assert.Equal((0, 1), (one.Epochs[found.Step.Last], one.Epochs[found.Latest]))
                // Planted resamples are all alike: without other networks there is no width.
                if one.Latent.IsSome then
                    Assert.All(one.ToTrained, fun ranged -> Assert.Equal(ranged.Low, ranged.High, 12))

            let all = moduli |> List.find _.Latent.IsNone
            Assert.True(all.ToTrained[1].High - all.ToTrained[1].Low > 0.02)
            // 1 - done = 1/2 at epoch (0.5 + 0.1 d) log 2, interpolated between epochs 0 and 1 at d = 2.
            let atTwo = moduli.Head.HalfWay.Value.Value
            Assert.InRange(atTwo, 0.3, 0.7)

            // Without eigenvalues there are no arguments, and no trajectory.
            let empty =
                eachEpoch
                    (fun _ one -> {
                        one with
                            Argument = None
                            ArgumentToUniform = None
                            ArgumentToProducts = None
                            ArgumentToTrained = None
                    })
                    planted

            Assert.Empty(InitializationReading.trajectories Arguments empty))
    ]
