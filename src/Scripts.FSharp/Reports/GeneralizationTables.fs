namespace Neurovariety.Scripts.Reports

open System
open System.Globalization
open Neurovariety.Statistics
open Neurovariety.Scripts.Experiments
open Neurovariety.Scripts.Experiments.GeneralizationReading

/// The tables of the study of [ADGL21], for pages, as CSV and as LaTeX.
[<RequireQualifiedAccess>]
module GeneralizationTables =

    let internal spaceName =
        function
        | LatentSpace -> "L"
        | InputSpace -> "I"

    let internal predictorKey =
        function
        | LogOmega -> "logOmega"
        | Trace -> "trace"

    let internal controlsKey =
        function
        | NoControls -> "none"
        | ClassControl -> "class"
        | ClassAndInk -> "classAndInk"

    let private published =
        function
        | LogOmega -> PublishedGeneralization.logOmega
        | Trace -> PublishedGeneralization.trace

    let private shown digits (value: float) =
        if Double.IsFinite value then
            Table.decimals digits value
        else
            "-"

    // ---- Tables 1 and 2 -------------------------------------------------------------------------------------------------

    let private columns = [ "intercept"; "slope"; "test"; "test x slope"; "test slope" ]

    let private ours (row: RegressionRow) =
        let optional (term: RegressionTerm option) = term |> Option.map _.Coefficient

        [
            Some row.Intercept.Coefficient
            Some row.Slope.Coefficient
            optional row.TestIndicator
            optional row.TestInteraction
            optional row.TestSlope
        ]

    let private theirs (row: PublishedRegression) = [
        row.Intercept
        row.Slope
        row.TestIndicator
        row.TestInteraction
        row.TestSlope
    ]

    let private robustError (term: RegressionTerm) =
        if term.ClusteredStandardError.HasValue then
            term.ClusteredStandardError.Value
        else
            term.RobustStandardError

    let private robustP (term: RegressionTerm) =
        if term.ClusteredP.HasValue then
            term.ClusteredP.Value
        else
            term.RobustP

    let private orDash digits =
        Option.map (shown digits) >> Option.defaultValue "-"

    /// One published table: for each latent width the published coefficients over ours, in one space.
    let beside predictor space result =
        let table = published predictor

        [
            for model in main result do
                let printed =
                    Map.tryFind model.Latent table
                    |> Option.map (fun (latent, input) -> theirs (if space = LatentSpace then latent else input))

                match regression predictor space NoControls model with
                | Some row ->
                    let pairs =
                        List.mapi
                            (fun index value -> [ printed |> Option.map (List.item index) |> orDash 4; orDash 4 value ])
                            (ours row)
                        |> List.concat

                    let error = row.TestInteraction |> Option.map robustError |> Option.map (shown 4)

                    string model.Latent :: pairs
                    @ [ defaultArg error "-"; string row.ExcludedCount; shown 3 row.RSquared ]
                | None -> string model.Latent :: List.replicate 13 "-"
        ]
        |> Table.create (
            ("d", Figures)
            :: [
                for name in columns do
                    name + ", published", Figures
                    "ours", Figures
            ]
            @ [ "its robust error", Figures; "left out", Figures; "R2", Figures ]
        )

    /// A published table and ours as CSV.
    let besideCsv predictor result =
        ReportFolder.csv
            ([ "d"; "space" ]
             @ [
                 for name in columns do
                     name + " published"
                     name + " ours"
             ]
             @ [ "points"; "left out"; "R2" ])
            [
                for space in [ LatentSpace; InputSpace ] do
                    for model in main result do
                        match regression predictor space NoControls model with
                        | None -> ()
                        | Some row ->
                            let printed =
                                Map.tryFind model.Latent (published predictor)
                                |> Option.map (fun (latent, input) ->
                                    theirs (if space = LatentSpace then latent else input))

                            [ string model.Latent; spaceName space ]
                            @ (ours row
                               |> List.mapi (fun index value -> [
                                   printed
                                   |> Option.map (List.item index >> ReportFolder.number)
                                   |> Option.defaultValue ""
                                   value |> Option.map ReportFolder.number |> Option.defaultValue ""
                               ])
                               |> List.concat)
                            @ [ string row.Count; string row.ExcludedCount; ReportFolder.number row.RSquared ]
            ]

    /// A published table and ours as a LaTeX tabular: published coefficients over ours, robust errors in brackets.
    let besideLatex predictor result =
        let title =
            match predictor with
            | LogOmega -> "\\log \\omega"
            | Trace -> "\\mathrm{Tr}"

        let line (model: ModelResult) =
            let cells space =
                let printed =
                    Map.tryFind model.Latent (published predictor)
                    |> Option.map (fun (latent, input) -> theirs (if space = LatentSpace then latent else input))

                match regression predictor space NoControls model with
                | None -> List.replicate 5 "--", List.replicate 5 "--"
                | Some row ->
                    let terms = [
                        Some row.Intercept
                        Some row.Slope
                        row.TestIndicator
                        row.TestInteraction
                        row.TestSlope
                    ]

                    [
                        for index in 0..4 ->
                            printed |> Option.map (List.item index >> shown 4) |> Option.defaultValue "--"
                    ],
                    [
                        for term in terms ->
                            match term with
                            | Some term -> $"{shown 4 term.Coefficient} ({shown 4 (robustError term)})"
                            | None -> "--"
                    ]

            let latentPrinted, latentOurs = cells LatentSpace
            let inputPrinted, inputOurs = cells InputSpace
            let join cells = String.concat " & " cells

            $"{model.Latent} & {join (latentPrinted @ inputPrinted)} \\\\\n & {join (latentOurs @ inputOurs)} \\\\"

        let names =
            [ "Intercept"; $"${title}$"; "test"; $"test $\\times {title}$"; "test slope" ]
            |> String.concat " & "

        [
            "% Each latent width: published coefficients, then ours with robust standard errors in brackets."
            "\\begin{tabular}{r" + String('r', 10) + "}"
            $"& \\multicolumn{{5}}{{c}}{{latent space $J_L$}} & \\multicolumn{{5}}{{c}}{{input space $J_I$}} \\\\"
            $"$d$ & {names} & {names} \\\\ \\hline"
            yield! main result |> List.map line
            "\\end{tabular}"
            ""
        ]
        |> String.concat "\n"

    /// All regressions of all networks as CSV.
    let regressionsCsv (result: GeneralizationResult) =
        let number = ReportFolder.number

        let optional pick (term: RegressionTerm option) =
            term |> Option.map (pick >> number) |> Option.defaultValue ""

        let line architecture (latent: int) (seed: string) (epoch: int) (one: FittedRegression) =
            [
                architecture
                string latent
                seed
                string epoch
                predictorKey one.Predictor
                spaceName one.Space
                controlsKey one.Controls
                one.Class |> Option.map string |> Option.defaultValue "all"
            ]
            @ (match one.Row with
               | None -> List.replicate 13 "" @ [ one.Reason ]
               | Some row -> [
                   string row.Count
                   string row.ExcludedCount
                   number row.Intercept.Coefficient
                   number row.Slope.Coefficient
                   number row.Slope.StandardError
                   number (robustError row.Slope)
                   optional _.Coefficient row.TestIndicator
                   optional _.Coefficient row.TestInteraction
                   optional _.StandardError row.TestInteraction
                   optional robustError row.TestInteraction
                   optional robustP row.TestInteraction
                   optional _.Coefficient row.TestSlope
                   number row.RSquared
                   ""
                 ])

        ReportFolder.csv [
            "architecture"
            "d"
            "seed"
            "epoch"
            "predictor"
            "space"
            "controls"
            "class"
            "points"
            "left out"
            "intercept"
            "slope"
            "slope standard error"
            "slope robust error"
            "test indicator"
            "test interaction"
            "interaction standard error"
            "interaction robust error"
            "interaction robust p"
            "test slope"
            "R2"
            "reason"
        ] [
            for model in result.Models do
                for one in model.Figures.Regressions do
                    line model.Architecture model.Latent (string model.Seed) model.Epoch one
            for pool in result.Pooled do
                for one in pool.Regressions do
                    line pool.Architecture pool.Latent "all" pool.Epoch one
        ]

    // ---- what the eigenvalues explain beside the class -------------------------------------------------------------------

    /// Test slopes without and with controls, and shares of variance, of the main networks.
    let controls result =
        [
            for model in main result do
                let cell predictor space controls pick =
                    regression predictor space controls model |> Option.map pick |> orDash 3

                let slope (row: RegressionRow) =
                    (defaultArg row.TestSlope row.Slope).Coefficient

                string model.Latent
                :: shown 3 model.Figures.ClassShare
                :: [
                    for predictor, space in GeneralizationRegressions.predictors do
                        cell predictor space NoControls _.RSquared
                        cell predictor space NoControls slope
                        cell predictor space ClassControl slope
                        cell predictor space ClassAndInk slope
                ]
        ]
        |> Table.create (
            [ "d", Figures; "R2 of the class", Figures ]
            @ [
                for predictor, space in GeneralizationRegressions.predictors do
                    let name =
                        (if predictor = LogOmega then "log omega " else "trace ") + spaceName space

                    name + ": R2", Figures
                    "slope", Figures
                    "with class", Figures
                    "with class and ink", Figures
            ]
        )

    /// Interactions with robust p-values and Holm's correction over the widths.
    let interactions controls result =
        let found = [
            for predictor, space in GeneralizationRegressions.predictors do
                let rows =
                    main result
                    |> List.choose (fun model ->
                        regression predictor space controls model
                        |> Option.filter _.TestInteraction.IsSome
                        |> Option.map (fun row -> model.Latent, row))

                let corrected = MseRegression.corrected (List.map snd rows)

                List.map2
                    (fun (latent, row: RegressionRow) p -> latent, (row.TestInteraction.Value.Coefficient, p))
                    rows
                    corrected
                |> Map
        ]

        [
            for model in main result ->
                string model.Latent
                :: [
                    for column in found do
                        match Map.tryFind model.Latent column with
                        | Some(value, p) ->
                            shown 4 value
                            if p < 0.001 then "< 0.001" else shown 3 p
                        | None ->
                            "-"
                            "-"
                ]
        ]
        |> Table.create (
            ("d", Figures)
            :: [
                for predictor, space in GeneralizationRegressions.predictors do
                    (if predictor = LogOmega then "log omega " else "trace ") + spaceName space, Figures
                    "p, corrected", Figures
            ]
        )

    // ---- losses, theorem, scores, audits ------------------------------------------------------------------------------------

    let private meanOf name (model: ModelResult) =
        group name model |> Option.map _.Mse.Mean |> orDash 5

    /// The networks with their losses and the points that have no log omega.
    let networks result =
        [
            for model in main result ->
                let points = allPoints model

                [
                    string model.Latent
                    meanOf "train" model
                    meanOf "test" model
                    shown 3 points.LatentSpace.ArithmeticMean.Median
                    shown 3 points.LatentSpace.GeometricMean.Median
                    shown 3 points.AbsoluteDistance.Median
                    shown 4 points.LatentSpace.ReversingShare
                    shown 4 points.InputSpace.ReversingShare
                    string points.LatentSpace.SingularCount
                    string points.InputSpace.SingularCount
                    string model.Figures.ExactZeroCount
                ]
        ]
        |> Table.create [
            "d", Figures
            "train MSE", Figures
            "test MSE", Figures
            "arithmetic mean, J_L", Figures
            "geometric mean, J_L", Figures
            "L1 distance / d", Figures
            "omega_L < 0", Figures
            "omega_I < 0", Figures
            "omega_L = 0, points", Figures
            "omega_I = 0, points", Figures
            "points with a ReLU at 0", Figures
        ]

    /// Theorem 3.8 by latent width.
    let theorem result =
        let share (count: int) (of': int) =
            if of' = 0 then
                "-"
            else
                shown 1 (100.0 * float count / float of') + " %"

        [
            for model in main result do
                match model.Theorem with
                | Some({ Transport = Some found } as study) ->
                    let measured = study.PairCount - study.SingularCount

                    [
                        string model.Latent
                        shown 3 study.OverlapLimit
                        shown 2 found.SmallestOverlap
                        shown 2 found.Overlap.Median
                        share study.AssumptionCount study.PairCount
                        for one in found.Bounds do
                            share one.HoldsForChange measured
                            shown 1 one.ChangeRatio.Median
                    ]
                | _ -> ()
        ]
        |> Table.create [
            "d", Figures
            "limit 1/(2(d-1))", Figures
            "least overlap", Figures
            "median overlap", Figures
            "assumption holds", Figures
            for name in [ "theorem"; "spectral norm"; "condition"; "normality" ] do
                name + " bounds", Figures
                "times too large", Figures
        ]

    /// Lemma 3.5 by latent width.
    let parts result =
        [
            for model in main result do
                match model.Theorem with
                | Some { Transport = Some found } -> [
                    string model.Latent
                    shown 2 found.Step.Median
                    shown 2 found.Change.Median
                    shown 2 found.Distortion.Median
                    shown 2 found.Outside.Median
                    shown 2 found.Start.Median
                    shown 2 found.Nonlinear.Median
                    shown 2 found.OutsideShare.Median
                    shown 2 found.NonlinearShare.Median
                    shown 1 found.Condition.Median
                    shown 2 found.ProjectionNorm.Median
                    shown 2 found.FrobeniusDistance.Median
                  ]
                | _ -> ()
        ]
        |> Table.create [
            "d", Figures
            "|y - x|", Figures
            "change of the error", Figures
            "A: eigenvalues", Figures
            "B: outside the span", Figures
            "C: error at x", Figures
            "not linear", Figures
            "B / change", Figures
            "not linear / change", Figures
            "condition of V", Figures
            "|P|", Figures
            "|J - P|_F", Figures
        ]

    /// Scores of one network: area under the ROC curve at each target, at the end that theory names, else with high as failure.
    let scores (study: ScoreStudy) =
        let targets = "worst" :: study.NearShifts @ study.FarShifts
        let names = study.Rows |> List.map _.Score |> List.distinct

        [
            for name in names ->
                let own = study.Rows |> List.filter (fun row -> row.Score = name)
                let first = own.Head

                [
                    name
                    (match first.Direction with
                     | "" -> "high (none by theory)"
                     | known -> known)
                    (if first.Need = "" then "nothing" else first.Need)
                    first.Spearman |> orDash 2
                    for target in targets do
                        own
                        |> List.tryFind (fun row -> row.Target = target)
                        |> Option.map (fun row -> (if row.Direction = "low" then row.Low else row.High).AreaUnderRoc)
                        |> orDash 2
                ]
        ]
        |> Table.create (
            [
                "score", Words
                "failure is", Words
                "needs", Words
                "rank correlation with MSE", Figures
            ]
            @ [
                for target in targets -> (if target = "worst" then "worst 5 %" else target), Figures
            ]
        )

    /// Rank correlations of audit figures with the true test error.
    let auditCorrelations (result: GeneralizationResult) =
        let figures: (string * (AuditRow -> float)) list = [
            "score", _.Score
            "distance of eigenvalues from 1, J_L", _.DistanceLatent
            "latent cycle", _.LatentCycle
            "share of folds", _.FoldShare
            "share of dead units", _.DeadShare
            "error at its own images", _.OwnError
        ]

        let main = result.Plan.MeasuredEpochs.Head
        let trained = result.Audits |> List.filter (fun row -> row.Epoch = main)
        let started = result.Audits |> List.filter (fun row -> row.Epoch > 0)

        let within figure =
            let values =
                result.Audits
                |> List.groupBy (fun row -> row.Architecture, row.Latent, row.Seed)
                |> List.choose (snd >> FailurePrediction.correlation figure)
                |> Array.ofList

            if values.Length = 0 then
                None
            else
                Some(Samples.Median(ReadOnlySpan values))

        [
            for name, figure in figures ->
                [
                    name
                    FailurePrediction.correlation figure result.Audits |> orDash 2
                    FailurePrediction.correlation figure started |> orDash 2
                    FailurePrediction.correlation figure trained |> orDash 2
                    within figure |> orDash 2
                ]
        ]
        |> Table.create [
            "figure of the audit", Words
            $"all {result.Audits.Length} networks and checkpoints", Figures
            $"the {started.Length} that were trained at all", Figures
            $"the {trained.Length} after {main} epochs", Figures
            "checkpoints of one run, median over runs", Figures
        ]
