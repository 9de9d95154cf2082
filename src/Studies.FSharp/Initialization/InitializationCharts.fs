namespace Neurovariety.Studies

open System
open Neurovariety.Scripts.Charts
open Neurovariety.Studies.InitializationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The figures 1 to 3 of [DAL22], and those that the study adds.
[<RequireQualifiedAccess>]
module InitializationCharts =

    let private curve name points : Plots.Curve = {
        Name = name
        Points = Array.ofList points
    }

    // ---- figures of the source ----------------------------------------------------------------------------------------------

    let private latentBox latent (box: BoxFigures) : InitializationPlots.LatentBox = {
        Latent = latent
        Median = box.Median
        Edges = {
            LowerWhisker = box.LowerWhisker
            LowerQuartile = box.LowerQuartile
            UpperQuartile = box.UpperQuartile
            UpperWhisker = box.UpperWhisker
        }
        NinetyFivePercent = box.NinetyFivePercent
        Outliers = box.Outliers
    }

    let private boxes (pick: EpochFigures -> BoxFigures option) epoch result =
        after epoch result
        |> List.choose (fun (latent, figures) -> pick figures |> Option.map (latentBox latent))

    let private epochName (result: InitializationResult) epoch =
        if epoch = 0 then
            "before training"
        elif epoch = result.Plan.Epochs then
            $"after {epoch} epochs, trained"
        elif epoch = 1 then
            "after 1 epoch"
        else
            $"after {epoch} epochs"

    let private figureOne (result: InitializationResult) =
        let every =
            result.Plan.ShownEpochs
            |> List.map (fun epoch -> epoch, boxes (fun one -> Some one.Modulus) epoch result)

        let top =
            every
            |> List.collect snd
            |> List.map (fun box -> max box.Edges.UpperWhisker box.NinetyFivePercent)
            |> List.max

        [
            for epoch, boxes in every ->
                ChartOf(
                    $"Figure 1, {epochName result epoch}. |lambda| over all images.",
                    InitializationPlots.boxes "|lambda|" (Some(0.0, 1.05 * top)) 300 [] boxes
                )
        ]

    let private theory (result: InitializationResult) (pick: RandomTheory -> float) = [
        for one in result.Widths -> float one.Latent, pick one.Theory
    ]

    let private figureTwo result = [
        ChartOf(
            "Figure 2. |lambda| before training at a scale of its own, with outliers; dashed, the medians that random matrices predict.",
            boxes (fun one -> Some one.Modulus) 0 result
            |> InitializationPlots.boxesWithOutliers "|lambda|" [
                curve "median by the formula without ReLU" (theory result _.FormulaMedian)
                curve "median of the law with ReLU" (theory result _.LawMedian)
                curve "95 % of the law with ReLU" (theory result _.LawNinetyFive)
            ]
        )
    ]

    let private figureThree (result: InitializationResult) =
        let quarter = [ for latent in result.Plan.Latents -> float latent, Math.PI / 2.0 ]

        [
            for epoch in result.Plan.ShownEpochs ->
                ChartOf(
                    $"Figure 3, {epochName result epoch}. |argument| in radians of the eigenvalues that are not 0.",
                    boxes _.Argument epoch result
                    |> InitializationPlots.boxes "|argument|, radians" (Some(-0.05, 1.02 * Math.PI)) 300 [
                        curve "pi / 2" quarter
                    ]
                )
        ]

    let private byEpoch vertical (pick: EpochFigures -> float) (result: InitializationResult) =
        [
            for epoch in InitializationSettings.epochs result.Plan ->
                curve $"epoch {epoch}" [ for latent, figures in after epoch result -> float latent, pick figures ]
        ]
        |> GeneralizationPlots.curves vertical

    let private medians result = [
        ChartOf("Medians of |lambda| after each epoch measured.", byEpoch "median |lambda|" _.Modulus.Median result)
        ChartOf(
            "Medians of |argument| after each epoch measured.",
            byEpoch "median |argument|, radians" (argument _.Median) result
        )
        ChartOf(
            "95th percentiles of |argument| after each epoch measured.",
            byEpoch "95 % of |argument|, radians" (argument _.NinetyFivePercent) result
        )
        ChartOf(
            "Share of the eigenvalues that are real and negative.",
            byEpoch "share of negative eigenvalues" _.NegativeShare result
        )
    ]

    // ---- before training --------------------------------------------------------------------------------------------------

    let private atStart result (pick: EpochFigures -> float) = [
        for latent, figures in after 0 result -> float latent, pick figures
    ]

    // The median over many starts.
    let private starts (result: InitializationResult) pick = [
        for one in result.Widths -> float one.Latent, ClaimReading.median (one.Untrained |> List.map pick)
    ]

    let private predictions (result: InitializationResult) =
        let printed = [
            for latent, (_, modulus) in RandomTheory.printedMedians do
                if List.contains latent result.Plan.Latents then
                    float latent, modulus
        ]

        let startCount = result.Plan.UntrainedSeeds.Length

        [
            ChartOf(
                $"Median |lambda| before training beside what random matrices predict. The law with ReLU has half of the hidden units off and finite widths.",
                GeneralizationPlots.logarithmic "median |lambda|" [
                    curve "the networks of the figures" (atStart result _.Modulus.Median)
                    curve $"{startCount} starts, median" (starts result _.ModulusMedian)
                    curve "law with ReLU" (theory result _.LawMedian)
                    curve "formula without ReLU" (theory result _.FormulaMedian)
                    curve "printed" printed
                ]
            )
            ChartOf(
                "95th percentile of |lambda| before training.",
                GeneralizationPlots.curves "95 % of |lambda|" [
                    curve "the networks of the figures" (atStart result _.Modulus.NinetyFivePercent)
                    curve $"{startCount} starts, median" (starts result _.ModulusNinetyFive)
                    curve "law with ReLU" (theory result _.LawNinetyFive)
                ]
            )
            ChartOf(
                "Share of the eigenvalues that are exactly 0 before training: a layer with fewer active units than d makes them.",
                GeneralizationPlots.curves "share of zeros" [
                    curve "the networks of the figures" (atStart result _.ZeroShare)
                    curve $"{startCount} starts, mean" [
                        for one in result.Widths -> float one.Latent, one.Untrained |> List.averageBy _.ZeroShare
                    ]
                    curve "law with ReLU" (theory result _.LawZeroShare)
                ]
            )
        ]

    // The widths that stand for all in charts over something else.
    let private examples (result: InitializationResult) =
        let latents = main result |> List.map _.Network.Latent

        [ 2; 8; 20 ]
        |> List.filter (fun latent -> List.contains latent latents)
        |> function
            | [] -> List.truncate 3 latents
            | found -> found

    let private quantileCurves result = [
        ChartOf(
            "Distribution of |lambda| before training, and the law with ReLU dashed.",
            [
                for latent in examples result do
                    let figures = after 0 result |> List.find (fun (one, _) -> one = latent) |> snd
                    let law = (width latent result).Theory.LawQuantiles

                    let levels values =
                        Array.zip values RandomTheory.levels |> List.ofArray

                    // The greatest value of an unbounded law is infinite.
                    let finite = levels law |> List.filter (fun (value, _) -> Double.IsFinite value)

                    curve $"d = {latent}" (levels figures.ModulusQuantiles), curve $"d = {latent}, law" finite
            ]
            |> InitializationPlots.cumulative "|lambda|"
        )
    ]

    let private realShares (result: InitializationResult) = [
        ChartOf(
            "Share of real eigenvalues before training, of those that are not 0, beside random matrices: real eigenvalues have the arguments 0 and pi.",
            GeneralizationPlots.curves "share of real eigenvalues" [
                curve "the networks of the figures" (atStart result _.RealShare)
                curve $"{result.Plan.UntrainedSeeds.Length} starts, mean" [
                    for one in result.Widths -> float one.Latent, one.Untrained |> List.averageBy _.RealShare
                ]
                curve "one Gaussian matrix, d x d, exact" (theory result _.GinibreRealShare)
                curve "products of Gaussian matrices" (theory result _.ProductRealShare)
                curve "products with half of the units off" (theory result _.ThinnedRealShare)
            ]
        )
        ChartOf(
            "Distance of the arguments before training to the uniform distribution.",
            GeneralizationPlots.curves "Kolmogorov's distance" [
                curve "the networks of the figures" (atStart result (distance _.ArgumentToUniform))
                curve $"{result.Plan.UntrainedSeeds.Length} starts, median" (starts result _.ArgumentToUniform)
                curve "to products with half of the units off" (atStart result (distance _.ArgumentToProducts))
            ]
        )
        ChartOf(
            "Median |argument| before training.",
            GeneralizationPlots.curves "median |argument|, radians" [
                curve "the networks of the figures" (atStart result (argument _.Median))
                curve $"{result.Plan.UntrainedSeeds.Length} starts, median" (starts result _.ArgumentMedian)
                curve "pi / 2" [ for latent in result.Plan.Latents -> float latent, Math.PI / 2.0 ]
            ]
        )
    ]

    // ---- when it stops looking random -------------------------------------------------------------------------------------

    let private quantityName =
        function
        | Moduli -> "moduli"
        | Arguments -> "arguments"

    let private distances (result: InitializationResult) = [
        for quantity in [ Moduli; Arguments ] do
            let all = trajectories quantity result
            let values (ranged: Ranged[]) = ranged |> Array.map _.Value

            let shown =
                all
                |> List.filter (fun one ->
                    match one.Latent with
                    | Some latent -> List.contains latent (examples result)
                    | None -> false)

            if not shown.IsEmpty then
                ChartOf(
                    $"Kolmogorov's distance of the {quantityName quantity} to random products, and to the trained network (dashed).",
                    [
                        for one in shown ->
                            ($"d = {one.Latent.Value}, to random", values one.ToRandom),
                            ($"d = {one.Latent.Value}, to trained", values one.ToTrained)
                    ]
                    |> InitializationPlots.pairsOverEpochs "Kolmogorov's distance" shown.Head.Epochs
                )

            match all |> List.tryFind _.Latent.IsNone with
            | Some one ->
                ChartOf(
                    $"The same for all networks together, {quantityName quantity}: the mean, and the range of 95 %% of the resamples of images and networks.",
                    [
                        "to random", values one.ToRandom
                        "to random, lower end", one.ToRandom |> Array.map _.Low
                        "to random, upper end", one.ToRandom |> Array.map _.High
                        "to trained", values one.ToTrained
                        "to trained, lower end", one.ToTrained |> Array.map _.Low
                        "to trained, upper end", one.ToTrained |> Array.map _.High
                    ]
                    |> InitializationPlots.overEpochs "Kolmogorov's distance" one.Epochs
                )
            | None -> ()
    ]

    let private halfWays (result: InitializationResult) =
        let curves = [
            for quantity in [ Moduli; Arguments ] do
                for name, pick in
                    [
                        "half-way to the trained spectrum", (fun (one: Trajectory) -> one.HalfWay)
                        "closer to trained than to random", _.Crossing
                    ] do
                    curve $"{quantityName quantity}, {name}" [
                        for one in trajectories quantity result do
                            match one.Latent, pick one with
                            | Some latent, Some epoch -> float latent, epoch.Value
                            | _ -> ()
                    ]
        ]

        [
            ChartOf(
                "When the spectra stop looking random, in epochs (interpolated between those that were measured).",
                GeneralizationPlots.curves "epoch" (curves |> List.filter (fun one -> one.Points.Length > 0))
            )
        ]

    /// The charts under their headings.
    let all result = [
        "Figure 1: moduli from the first epoch to the last", figureOne result
        "Figure 2: moduli before training", figureTwo result
        "Figure 3: arguments from the first epoch to the last", figureThree result
        "Medians and percentiles", medians result
        "Before training, beside random matrices", predictions result @ quantileCurves result
        "What explains the arguments at small d", realShares result
        "When does it stop looking random?", distances result @ halfWays result
    ]
