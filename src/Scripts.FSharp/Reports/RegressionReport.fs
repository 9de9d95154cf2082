namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.Statistics
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// What the page of `regress` shows: one line for each latent width, rising.
type RegressionReport = {
    Title: string
    Lead: string
    Lines: RegressionLine list
}

/// The page of `regress`.
[<RequireQualifiedAccess>]
module RegressionReport =

    /// The terms of a row by name, those that it has.
    let terms (row: RegressionRow) = [
        "intercept", row.Intercept
        "slope", row.Slope
        for name, term in
            [
                "testIndicator", row.TestIndicator
                "testInteraction", row.TestInteraction
                "testSlope", row.TestSlope
            ] do
            match term with
            | Some one -> name, one
            | None -> ()
    ]

    /// The published coefficient of a name.
    let published name (one: PublishedRegression) =
        match name with
        | "intercept" -> one.Intercept
        | "slope" -> one.Slope
        | "testIndicator" -> one.TestIndicator
        | "testInteraction" -> one.TestInteraction
        | _ -> one.TestSlope

    /// The error that fits the data best: clustered where several networks are pooled, else robust.
    let error (term: RegressionTerm) =
        if term.ClusteredStandardError.HasValue then
            term.ClusteredStandardError.Value
        else
            term.RobustStandardError

    /// The term of a name, where the regression has it.
    let find name (line: RegressionLine) =
        terms line.Row |> List.tryFind (fst >> (=) name) |> Option.map snd

    // 95 % of a normal distribution.
    let private deviations = 1.959964

    let private measured name title (lines: RegressionLine list) =
        title,
        [|
            for line in lines do
                match find name line with
                | Some term -> float line.Row.Latent, term.Coefficient, deviations * error term
                | None -> ()
        |]

    let private printed name title (lines: RegressionLine list) =
        title,
        [|
            for line in lines do
                match line.Published with
                | Some one -> float line.Row.Latent, published name one
                | None -> ()
        |]

    let private notEmpty list =
        list |> List.filter (fun (_, points: _[]) -> points.Length > 0)

    let private chart caption title names lines =
        let ours =
            names |> List.map (fun (name, text) -> measured name text lines) |> notEmpty

        let theirs =
            if ours.Length < List.length names then
                []
            else
                names
                |> List.map (fun (name, text) -> printed name (text + ", published") lines)
                |> notEmpty

        if ours.IsEmpty then
            []
        else
            [ ChartOf(caption, SpectrumPlots.againstLatent title ours theirs) ]

    let private explained (lines: RegressionLine list) =
        let curve name value =
            name,
            [|
                for line in lines do
                    match value line with
                    | Some y -> float line.Row.Latent, y, 0.0
                    | None -> ()
            |]

        [
            curve "regression" (fun line -> Some line.Row.RSquared)
            curve "class alone" _.ClassShare
        ]
        |> notEmpty

    let private classLines (lines: RegressionLine list) =
        lines
        |> List.collect (fun line -> [ for label, row in line.Classes -> label, line.Row.Latent, row ])
        |> List.groupBy (fun (label, _, _) -> label)
        |> List.sortBy fst
        |> List.map (fun (label, rows) ->
            $"class {label}",
            [|
                for _, latent, row in rows do
                    let term = defaultArg row.TestSlope row.Slope
                    float latent, term.Coefficient, deviations * error term
            |])

    let private pm (term: RegressionTerm option) =
        match term with
        | Some one -> Table.decimals 4 one.Coefficient + " +- " + Table.decimals 4 (error one)
        | None -> "-"

    let private number digits =
        Option.map (Table.decimals digits) >> Option.defaultValue "-"

    let private p =
        Option.map (fun (value: float) ->
            if value < 1e-4 then
                Table.small value
            else
                Table.decimals 4 value)
        >> Option.defaultValue "-"

    /// One row for each latent width; a published coefficient follows ours where there is one.
    let table (lines: RegressionLine list) =
        let withPublished = lines |> List.exists _.Published.IsSome

        let columns = [
            "d", Figures
            "points", Figures
            "left out", Figures
            for name in [ "intercept"; "slope"; "test indicator"; "interaction"; "test slope" ] do
                name, Figures

                if withPublished then
                    "published", Figures
            "p of the interaction (Holm)", Figures
            "R2", Figures
            "R2 of the class", Figures
        ]

        Table.create columns [
            for line in lines ->
                [
                    string line.Row.Latent
                    string line.Row.Count
                    string line.Row.ExcludedCount
                    for name in [ "intercept"; "slope"; "testIndicator"; "testInteraction"; "testSlope" ] do
                        pm (find name line)

                        if withPublished then
                            number 4 (line.Published |> Option.map (published name))
                    p line.CorrectedP
                    Table.decimals 4 line.Row.RSquared
                    number 4 line.ClassShare
                ]
        ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (report: RegressionReport) : Page = {
        Title = report.Title
        Lead = report.Lead
        Blocks =
            [
                Paragraph
                    "All variables are standardised: a slope is the change of the error, in standard deviations, for one standard deviation of the predictor. Bars are 95 % intervals, from errors clustered by network where several are pooled, else robust to unequal variances. The source prints no errors."
            ]
            @ chart
                "Slope of the error against the latent width, for training and for test points."
                "slope"
                [ "slope", "training points"; "testSlope", "test points" ]
                report.Lines
            @ chart
                "How much steeper the slope is on test points: the interaction."
                "interaction"
                [ "testInteraction", "interaction" ]
                report.Lines
            @ [
                ChartOf(
                    "Share of the error's variance that the regression explains, and that the class alone explains.",
                    SpectrumPlots.againstLatent "R2" (explained report.Lines) []
                )
                if not (classLines report.Lines).IsEmpty then
                    Heading "By class"

                    ChartOf(
                        "Slope within each class, on test points where both splits are there.",
                        SpectrumPlots.againstLatent "slope" (classLines report.Lines) []
                    )
                Heading "Coefficients"
                TableOf("Coefficients with their standard errors.", table report.Lines)
                Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
            ]
    }
