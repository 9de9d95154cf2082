namespace Neurovariety.Studies

open Neurovariety.Statistics
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies.GeneralizationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// The figures 1 to 8 of [ADGL21], and those that the study adds.
[<RequireQualifiedAccess>]
module GeneralizationCharts =

    let private curve name points : Plots.Curve = {
        Name = name
        Points = Array.ofList points
    }

    let private spaceSymbol =
        function
        | LatentSpace -> "J_L"
        | InputSpace -> "J_I"

    let private banded name (spread: ModelResult -> Spread) (models: ModelResult list) : GeneralizationPlots.Banded = {
        Name = name
        Points = [|
            for model in models do
                let spread = spread model
                float model.Latent, spread.Median, Some(spread.Low, spread.High)
        |]
    }

    let private perArchitecture (result: GeneralizationResult) (value: ModelResult list -> 'a) =
        result.Plan.Architectures
        |> List.map (fun architecture -> architecture, value (models architecture result))

    /// Labels of the classes that occur.
    let private classes result =
        (main result).Head.Figures.Groups
        |> List.map _.Name
        |> List.filter (fun name -> not (List.contains name [ "all"; "train"; "test" ]))

    let private byClass result (value: PointGroup -> float) = [
        for label in classes result ->
            curve ("class " + label) [
                for model in main result do
                    match group label model with
                    | Some points -> float model.Latent, value points
                    | None -> ()
            ]
    ]

    let private distance vertical (pick: PointGroup -> Spread) result =
        perArchitecture result id
        |> List.map (fun (name, models) -> banded name (allPoints >> pick) models)
        |> GeneralizationPlots.banded vertical

    let private figureOne result = [
        ChartOf(
            "Figure 1, top. L1 distance between the ordered spectra of J_I and J_L, over d: median over all points, quartiles dotted.",
            distance "mean |lambda_k - mu_k|" _.AbsoluteDistance result
        )
        ChartOf(
            "Figure 1, bottom. L2 distance over d; it falls as 1/sqrt(d) even where every eigenvalue is off by as much as before.",
            distance "L2 distance / d" _.EuclideanDistance result
        )
    ]

    let private arguments result =
        let quantiles space (model: ModelResult) =
            (figures space (allPoints model)).Argument

        let curves space = [
            for name, pick in [ "median", (_.Median: Spread -> float); "75 %", _.High; "90 %", _.Highest ] ->
                curve $"{spaceSymbol space}, {name}" [
                    for model in main result do
                        match quantiles space model with
                        | Some spread -> float model.Latent, pick spread
                        | None -> ()
                ]
        ]

        let medians = [
            for name, models in perArchitecture result id ->
                curve name [
                    for model in models do
                        match quantiles LatentSpace model with
                        | Some spread -> float model.Latent, spread.Mean
                        | None -> ()
                ]
        ]

        [
            ChartOf(
                "Figure 2. |argument| of the eigenvalues in radians over all points: quantiles.",
                GeneralizationPlots.curves "|argument|, radians" (curves LatentSpace @ curves InputSpace)
            )
            ChartOf(
                "Mean |argument| of the eigenvalues of J_L by architecture.",
                GeneralizationPlots.curves "mean |argument|, radians" medians
            )
        ]

    let private means number name (pick: EigenvalueFigures -> Spread) result = [
        ChartOf(
            $"Figure {number}, first row. Median {name} mean of the eigenvalues of J_L, quartiles dotted.",
            perArchitecture result id
            |> List.map (fun (label, models) -> banded label (fun model -> pick (allPoints model).LatentSpace) models)
            |> GeneralizationPlots.banded $"median {name} mean"
        )
        ChartOf(
            $"Figure {number}, second row. The same medians by class.",
            byClass result (fun points -> (pick points.LatentSpace).Median)
            |> GeneralizationPlots.curves $"median {name} mean, J_L"
        )
        ChartOf(
            $"Figure {number}, third row. J_I and J_L.",
            [
                for space in [ InputSpace; LatentSpace ] ->
                    curve (spaceSymbol space) [
                        for model in main result -> float model.Latent, (pick (figures space (allPoints model))).Median
                    ]
            ]
            |> GeneralizationPlots.curves $"median {name} mean"
        )
    ]

    let private small result = [
        ChartOf(
            "Figure 5, top. Mean number of eigenvalues of J_L with |lambda| < 0.1.",
            perArchitecture result (fun models -> [
                for model in models -> float model.Latent, (allPoints model).LatentSpace.SmallCount.Mean
            ])
            |> List.map (fun (name, points) -> curve name points)
            |> GeneralizationPlots.curves "mean number of |lambda| < 0.1"
        )
        ChartOf(
            "Figure 5, bottom. The same by class.",
            byClass result _.LatentSpace.SmallCount.Mean
            |> GeneralizationPlots.curves "mean number of |lambda| < 0.1, J_L"
        )
    ]

    let private reversals result =
        let share space name =
            curve $"{spaceSymbol space}, {name}" [
                for model in main result do
                    match group name model with
                    | Some points -> float model.Latent, (figures space points).ReversingShare
                    | None -> ()
            ]

        [
            ChartOf(
                "Figure 6. Share of the points with omega < 0.",
                [
                    for space in [ LatentSpace; InputSpace ] do
                        for name in [ "train"; "test" ] -> share space name
                ]
                |> GeneralizationPlots.curves "share of points with omega < 0"
            )
        ]

    let private slope (row: RegressionRow) =
        (defaultArg row.TestSlope row.Slope).Coefficient

    let private slopes number predictor name result =
        let ours space controls = [
            for model in main result do
                match regression predictor space controls model with
                | Some row -> float model.Latent, slope row
                | None -> ()
        ]

        let table =
            match predictor with
            | LogOmega -> PublishedGeneralization.logOmega
            | Trace -> PublishedGeneralization.trace

        let published space = [
            for latent, (inLatent, inInput) in Map.toList table ->
                float latent, (if space = LatentSpace then inLatent else inInput).TestSlope
        ]

        let others = [
            for name, models in perArchitecture result id |> List.tail do
                curve $"J_L, {name}" [
                    for model in models do
                        match regression predictor LatentSpace NoControls model with
                        | Some row -> float model.Latent, slope row
                        | None -> ()
                ],
                None
        ]

        [
            ChartOf(
                $"Figure {number}. Slope of the MSE on the {name} at test points, in standard deviations: ours, and as published (dashed).",
                [
                    for space in [ LatentSpace; InputSpace ] do
                        curve (spaceSymbol space) (ours space NoControls),
                        Some(curve (spaceSymbol space + ", published") (published space))
                    yield! others
                ]
                |> GeneralizationPlots.paired "slope at test points"
            )
            ChartOf(
                $"The slope on the {name} again, with the class, and with class and ink as controls.",
                [
                    for space in [ LatentSpace; InputSpace ] do
                        for controls, label in
                            [
                                NoControls, "alone"
                                ClassControl, "with class"
                                ClassAndInk, "with class and ink"
                            ] -> curve $"{spaceSymbol space}, {label}" (ours space controls)
                ]
                |> GeneralizationPlots.curves "slope at test points"
            )
        ]

    let private explained result =
        let share predictor space name =
            curve name [
                for model in main result do
                    match regression predictor space NoControls model with
                    | Some row -> float model.Latent, row.RSquared
                    | None -> ()
            ]

        ChartOf(
            "Share of the error's variance that each regression explains, and that the class alone explains.",
            [
                curve "class alone" [ for model in main result -> float model.Latent, model.Figures.ClassShare ]
                share LogOmega LatentSpace "log omega of J_L"
                share LogOmega InputSpace "log omega of J_I"
                share Trace LatentSpace "trace of J_L"
                share Trace InputSpace "trace of J_I"
            ]
            |> GeneralizationPlots.curves "R2"
        )

    let private theorem result =
        let studies = [
            for model in main result do
                match model.Theorem with
                | Some({ Transport = Some found } as study) -> float model.Latent, study, found
                | _ -> ()
        ]

        [
            if not studies.IsEmpty then
                ChartOf(
                    "The largest overlap of two eigenvectors, median over the pairs, and the largest for which Theorem 3.8 is stated.",
                    [
                        curve "largest overlap, median" [ for d, _, found in studies -> d, found.Overlap.Median ]
                        curve "least of all pairs" [ for d, _, found in studies -> d, found.SmallestOverlap ]
                        curve "limit 1/(2(d-1))" [ for d, study, _ in studies -> d, study.OverlapLimit ]
                    ]
                    |> GeneralizationPlots.curves "|<v_i, v_j>|"
                )

                ChartOf(
                    "How many times larger than the squared change of the error each bound is, median over the pairs.",
                    [
                        for index, name in
                            List.indexed [
                                "3 |J - P|_F^2 |y - x|^2"
                                "|J - P|_2^2 |y - x|^2"
                                "by the condition of the eigenvectors"
                                "by the departure from normality"
                            ] ->
                            curve name [
                                for d, _, found in studies -> d, (List.item index found.Bounds).ChangeRatio.Median
                            ]
                    ]
                    |> GeneralizationPlots.logarithmic "bound / squared change"
                )
        ]

    let private scored result = [
        for model in main result do
            match model.Scores with
            | Some study ->
                let targets = "worst" :: study.NearShifts @ study.FarShifts

                let values score =
                    targets
                    |> List.map (fun target ->
                        study.Rows
                        |> List.tryFind (fun row -> row.Score = score && row.Target = target)
                        |> Option.map (fun (row: ScoreRow) -> row.High.AreaUnderRoc)
                        |> Option.defaultValue nan)
                    |> Array.ofList

                let shown = [
                    "mse"
                    "latent-cycle"
                    "trace-input"
                    "log-omega-input"
                    "distance-latent"
                    "mse+cycle+spectrum"
                ]

                ChartOf(
                    $"d = {model.Latent}: how well scores tell shifted images from test images, high values as failure; 0.5 is chance.",
                    GeneralizationPlots.areas (Array.ofList targets) [
                        for score in shown do
                            if study.Rows |> List.exists (fun row -> row.Score = score) then
                                score, values score
                    ]
                )
            | None -> ()
    ]

    let private audits (result: GeneralizationResult) = [
        if not result.Audits.IsEmpty then
            let groups =
                result.Audits
                |> List.groupBy _.Epoch
                |> List.sortBy fst
                |> List.map (fun (epoch, rows) ->
                    curve $"after {epoch} epochs" [ for row in rows -> row.Score, row.TestMse ])

            ChartOf(
                "Score of the audit without data against the true test MSE; one point for each network and checkpoint.",
                GeneralizationPlots.audits groups
            )
    ]

    /// The sections of the figures, in the order of the source.
    let eigenvalues result : (string * Block list) list = [
        "Figure 1: the spectra of J_I and J_L", figureOne result
        "Figure 2: arguments", arguments result
        "Figure 3: arithmetic means", means 3 "arithmetic" _.ArithmeticMean result
        "Figure 4: geometric means", means 4 "geometric" _.GeometricMean result
        "Figure 5: small eigenvalues", small result
        "Figure 6: reversed orientation", reversals result
    ]

    /// Figures 7 and 8.
    let regressions result : (string * Block list) list = [
        "Figure 7: slopes of log omega", slopes 7 LogOmega "log of omega" result
        "Figure 8: slopes of the trace", slopes 8 Trace "trace" result @ [ explained result ]
    ]

    /// Charts of the theorem, of scores on shifted images, and of audits.
    let beyond result =
        theorem result, scored result, audits result
