namespace Neurovariety.Studies

open Neurovariety.Studies.InitializationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The CSV files behind the figures and tables of the study of [DAL22].
[<RequireQualifiedAccess>]
module InitializationFiles =

    let private number value =
        if System.Double.IsFinite value then
            ReportFolder.number value
        else
            ""

    let private identityNames = [ "d"; "seed"; "epoch" ]

    // One row for each network and epoch.
    let private rows (result: InitializationResult) (cells: EpochFigures -> string list) = [
        for one in result.Networks do
            for epoch, figures in one.Epochs do
                [ string one.Network.Latent; string one.Network.Seed; string epoch ]
                @ cells figures
    ]

    let private boxNames = [
        "count"
        "least"
        "lower whisker"
        "25 %"
        "median"
        "75 %"
        "upper whisker"
        "95 %"
        "greatest"
        "mean"
        "outliers"
    ]

    let private boxCells (box: BoxFigures) =
        string box.Count
        :: ([
                box.Least
                box.LowerWhisker
                box.LowerQuartile
                box.Median
                box.UpperQuartile
                box.UpperWhisker
                box.NinetyFivePercent
                box.Greatest
                box.Mean
            ]
            |> List.map number)
        @ [ string box.OutlierCount ]

    let private boxes (pick: EpochFigures -> BoxFigures option) result =
        rows result (fun figures ->
            match pick figures with
            | Some box -> boxCells box
            | None -> boxNames |> List.map (fun _ -> ""))
        |> ReportFolder.csv (identityNames @ boxNames)

    let private outliers result =
        ReportFolder.csv [ "d"; "|lambda|" ] [
            for latent, figures in after 0 result do
                for value in figures.Modulus.Outliers -> [ string latent; number value ]
        ]

    let private shares result =
        let parts: (string * (EpochFigures -> float)) list = [
            "zero", _.ZeroShare
            "real of those not 0", _.RealShare
            "negative", _.NegativeShare
            "negative real part", _.LeftShare
            "argument up to pi/4", _.StraightShare
            "modulus below 0.1", _.SmallShare
            "modulus below 1", _.ContractingShare
            "modulus 0.2 to 1.5", _.MiddleShare
        ]

        rows result (fun figures -> parts |> List.map (fun (_, pick) -> number (pick figures)))
        |> ReportFolder.csv (identityNames @ List.map fst parts)

    let private distances result =
        let parts: (string * (EpochFigures -> SampleDistance option)) list = [
            "modulus to law", (fun one -> Some one.ModulusToLaw)
            "modulus to trained", (fun one -> Some one.ModulusToTrained)
            "argument to uniform", _.ArgumentToUniform
            "argument to products", _.ArgumentToProducts
            "argument to trained", _.ArgumentToTrained
        ]

        rows result (fun figures ->
            parts
            |> List.collect (fun (_, pick) ->
                match pick figures with
                | Some one -> [ number one.Kolmogorov; number one.Wasserstein ]
                | None -> [ ""; "" ]))
        |> ReportFolder.csv (
            identityNames
            @ [
                for name, _ in parts do
                    name + ", Kolmogorov"
                    name + ", Wasserstein 1"
            ]
        )

    let private predictions (result: InitializationResult) =
        let parts: (string * (RandomTheory -> float)) list = [
            "formula median", _.FormulaMedian
            "formula greatest", _.FormulaMaximum
            "law median", _.LawMedian
            "law 95 %", _.LawNinetyFive
            "law zeros", _.LawZeroShare
            "real share, Gaussian matrix", _.GinibreRealShare
            "real share, products", _.ProductRealShare
            "real share, products with units off", _.ThinnedRealShare
            "zeros, products with units off", _.ThinnedZeroShare
        ]

        let printed latent =
            match RandomTheory.printedMedians |> List.tryFind (fun (one, _) -> one = latent) with
            | Some(_, (square, modulus)) -> [ number square; number modulus ]
            | None -> [ ""; "" ]

        ReportFolder.csv
            ("d" :: List.map fst parts
             @ [ "printed median squared"; "printed median" ]
             @ [
                 for name in boxNames do
                     "argument of products with units off, " + name
             ])
            [
                for one in result.Widths ->
                    string one.Latent
                    :: (parts |> List.map (fun (_, pick) -> number (pick one.Theory)))
                    @ printed one.Latent
                    @ (match one.Theory.ThinnedArgument with
                       | Some box -> boxCells box
                       | None -> boxNames |> List.map (fun _ -> ""))
            ]

    let private untrained (result: InitializationResult) =
        ReportFolder.csv [
            "d"
            "seed"
            "median |lambda|"
            "95 % of |lambda|"
            "zeros"
            "real of those not 0"
            "median |argument|"
            "argument to uniform, Kolmogorov"
        ] [
            for width in result.Widths do
                for one in width.Untrained do
                    [ string width.Latent; string one.Seed ]
                    @ ([
                        one.ModulusMedian
                        one.ModulusNinetyFive
                        one.ZeroShare
                        one.RealShare
                        one.ArgumentMedian
                        one.ArgumentToUniform
                       ]
                       |> List.map number)
        ]

    let private quantiles (pick: EpochFigures -> float[]) result =
        rows result (fun figures ->
            match pick figures with
            | [||] -> [ for _ in RandomTheory.levels -> "" ]
            | values -> values |> Array.map number |> List.ofArray)
        |> ReportFolder.csv (identityNames @ [ for percent in 0..100 -> $"{percent} %%" ])

    let private quantityName =
        function
        | Moduli -> "modulus"
        | Arguments -> "argument"

    let private latentName (one: Trajectory) =
        one.Latent |> Option.map string |> Option.defaultValue "all"

    let private curves result =
        ReportFolder.csv [
            "quantity"
            "d"
            "epoch"
            "to random"
            "lower end"
            "upper end"
            "to trained"
            "lower end"
            "upper end"
        ] [
            for quantity in [ Moduli; Arguments ] do
                for one in trajectories quantity result do
                    for index in 0 .. one.Epochs.Length - 1 do
                        [ quantityName quantity; latentName one; string one.Epochs[index] ]
                        @ [
                            for ranged in [ one.ToRandom[index]; one.ToTrained[index] ] do
                                number ranged.Value
                                number ranged.Low
                                number ranged.High
                        ]
        ]

    let private changes result =
        let ranged (value: Ranged option) =
            match value with
            | Some one -> [ number one.Value; number one.Low; number one.High ]
            | None -> [ ""; ""; "" ]

        ReportFolder.csv [
            "quantity"
            "d"
            "change after epoch"
            "and by epoch"
            "95 % from epoch"
            "95 % to epoch"
            "before"
            "after"
            "support"
            "closer to trained from epoch"
            "lower end"
            "upper end"
            "half-way at epoch"
            "lower end"
            "upper end"
        ] [
            for quantity in [ Moduli; Arguments ] do
                for one in trajectories quantity result do
                    [ quantityName quantity; latentName one ]
                    @ (match one.Change with
                       | Some found -> [
                           string one.Epochs[found.Step.Last]
                           string one.Epochs[found.Step.Last + 1]
                           string one.Epochs[found.Earliest]
                           string one.Epochs[found.Latest]
                           number found.Step.Before
                           number found.Step.After
                           number found.Support
                         ]
                       | None -> List.replicate 7 "")
                    @ ranged one.Crossing
                    @ ranged one.HalfWay
        ]

    /// The CSV files by name.
    let all result = [
        "figure-1.csv", boxes (fun one -> Some one.Modulus) result
        "figure-2.csv", outliers result
        "figure-3.csv", boxes _.Argument result
        "shares.csv", shares result
        "predictions.csv", predictions result
        "untrained.csv", untrained result
        "distances.csv", distances result
        "trajectories.csv", curves result
        "change-points.csv", changes result
        "modulus-quantiles.csv", quantiles _.ModulusQuantiles result
        "argument-quantiles.csv", quantiles _.ArgumentQuantiles result
    ]
