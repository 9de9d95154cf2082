namespace Neurovariety.Studies

open System
open System.Globalization
open Neurovariety.Statistics
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies.GeneralizationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// Tables 1 and 2 of [ADGL21] beside ours, for pages, as CSV and as LaTeX, and all other regressions.
[<RequireQualifiedAccess>]
module RegressionTables =

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

    let internal shown digits (value: float) =
        if Double.IsFinite value then
            Table.decimals digits value
        else
            "-"

    let internal orDash digits =
        Option.map (shown digits) >> Option.defaultValue "-"

    let private published =
        function
        | LogOmega -> PublishedGeneralization.logOmega
        | Trace -> PublishedGeneralization.trace

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
