namespace Neurovariety.Studies

open System
open System.Globalization
open Neurovariety.Studies.InitializationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The tables of the study of [DAL22].
[<RequireQualifiedAccess>]
module InitializationTables =

    let private show digits (value: float) =
        if Double.IsNaN value then
            "-"
        else
            Table.decimals digits value

    let private scientific (value: float) =
        if Double.IsNaN value then
            "-"
        else
            value.ToString("0.00e-0", CultureInfo.InvariantCulture)

    // A figure of every network of the first seed after every epoch measured.
    let private overEpochs digits (pick: EpochFigures -> float) result =
        let epochs = InitializationSettings.epochs result.Plan

        [
            for network in main result ->
                string network.Network.Latent
                :: [
                    for epoch in epochs ->
                        match tryAfter epoch network with
                        | Some figures -> show digits (pick figures)
                        | None -> "-"
                ]
        ]
        |> Table.create (("d", Figures) :: [ for epoch in epochs -> $"epoch {epoch}", Figures ])

    /// Medians and 95th percentiles after each epoch.
    let summaries result = [
        "Median |lambda|.", overEpochs 4 _.Modulus.Median result
        "95th percentile of |lambda|.", overEpochs 4 _.Modulus.NinetyFivePercent result
        "Median |argument|, radians.", overEpochs 3 (argument _.Median) result
        "95th percentile of |argument|, radians.", overEpochs 3 (argument _.NinetyFivePercent) result
    ]

    // Least and greatest over the starts.
    let private overStarts (one: WidthFigures) (pick: UntrainedFigures -> float) format =
        let values = one.Untrained |> List.map pick |> List.filter (Double.IsNaN >> not)

        if values.IsEmpty then
            "-"
        else
            $"{format (List.min values)} to {format (List.max values)}"

    /// Moduli and zeros before training beside the predictions.
    let predictions result =
        [
            for latent, figures in after 0 result ->
                let width = width latent result
                let theory = width.Theory

                let printed =
                    RandomTheory.printedMedians
                    |> List.tryFind (fun (one, _) -> one = latent)
                    |> Option.map (fun (_, (_, modulus)) -> show 4 modulus)
                    |> Option.defaultValue ""

                [
                    string latent
                    scientific figures.Modulus.Median
                    overStarts width _.ModulusMedian scientific
                    scientific theory.LawMedian
                    scientific theory.FormulaMedian
                    printed
                    scientific figures.Modulus.NinetyFivePercent
                    scientific theory.LawNinetyFive
                    scientific figures.Modulus.Greatest
                    show 3 figures.ZeroShare
                    show 3 theory.LawZeroShare
                ]
        ]
        |> Table.create [
            "d", Figures
            "median |lambda|", Figures
            $"over {result.Plan.UntrainedSeeds.Length} starts", Figures
            "law with ReLU", Figures
            "formula", Figures
            "printed", Figures
            "95 %", Figures
            "95 % of the law", Figures
            "greatest", Figures
            "zeros", Figures
            "zeros of the law", Figures
        ]

    /// Arguments and real eigenvalues before training beside random matrices.
    let arguments result =
        [
            for latent, figures in after 0 result ->
                let width = width latent result
                let theory = width.Theory

                [
                    string latent
                    show 3 (argument _.Median figures)
                    overStarts width _.ArgumentMedian (show 2)
                    theory.ThinnedArgument
                    |> Option.map (_.Median >> show 3)
                    |> Option.defaultValue "-"
                    show 3 figures.RealShare
                    overStarts width _.RealShare (show 2)
                    show 3 theory.GinibreRealShare
                    show 3 theory.ProductRealShare
                    show 3 theory.ThinnedRealShare
                    show 3 (distance _.ArgumentToUniform figures)
                    show 3 (distance _.ArgumentToProducts figures)
                ]
        ]
        |> Table.create [
            "d", Figures
            "median |argument|", Figures
            $"over {result.Plan.UntrainedSeeds.Length} starts", Figures
            "products, units off", Figures
            "real share", Figures
            "over the starts", Figures
            "one Gaussian matrix", Figures
            "products", Figures
            "products, units off", Figures
            "distance to uniform", Figures
            "to products, units off", Figures
        ]

    let private ranged digits (value: Ranged option) =
        match value with
        | Some one -> $"{show digits one.Value} ({show digits one.Low} to {show digits one.High})"
        | None -> "-"

    let private change (one: Trajectory) =
        match one.Change with
        | Some found ->
            $"{one.Epochs[found.Step.Last]} to {one.Epochs[found.Step.Last + 1]}",
            $"{one.Epochs[found.Earliest]} to {one.Epochs[found.Latest]}",
            $"{show 2 found.Step.Before} to {show 2 found.Step.After}"
        | None -> "none", "-", "-"

    /// When spectra stop looking random.
    let trajectories quantity result =
        [
            for one in trajectories quantity result ->
                let between, interval, levels = change one

                [
                    (match one.Latent with
                     | Some latent -> string latent
                     | None -> "all")
                    between
                    interval
                    levels
                    ranged 2 one.Crossing
                    ranged 2 one.HalfWay
                ]
        ]
        |> Table.create [
            "d", Figures
            "change point between epochs", Words
            "95 % of the resamples", Words
            "distance to random before and after", Words
            "closer to trained from epoch", Words
            "half-way to trained at epoch", Words
        ]
