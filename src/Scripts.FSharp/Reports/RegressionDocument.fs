namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.Statistics
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// What there is to say of regressions: JSON, and what their page shows.
[<RequireQualifiedAccess>]
module RegressionDocument =

    let private finite value =
        if Double.IsFinite value then Number value else Null

    let private termFields (row: RegressionRow) (value: RegressionTerm -> Json) =
        Fields [ for name, term in RegressionReport.terms row -> name, value term ]

    let private nullable (value: Nullable<float>) =
        value |> Option.ofNullable |> Json.optional finite

    let private rowFields (row: RegressionRow) =
        let term name =
            RegressionReport.terms row
            |> List.tryFind (fst >> (=) name)
            |> Json.optional (fun (_, one) -> finite one.Coefficient)

        [
            "n", Json.count row.Count
            "excluded", Json.count row.ExcludedCount
            "intercept", term "intercept"
            "slope", term "slope"
            "testIndicator", term "testIndicator"
            "testInteraction", term "testInteraction"
            "testSlope", term "testSlope"
            "standardErrors", termFields row (fun one -> finite one.StandardError)
            "robustErrors", termFields row (fun one -> finite one.RobustStandardError)
            if row.Slope.ClusteredStandardError.HasValue then
                "clusteredErrors", termFields row (fun one -> nullable one.ClusteredStandardError)
            "t", termFields row (fun one -> finite one.T)
            "p", termFields row (fun one -> finite one.P)
            "robustP", termFields row (fun one -> finite one.RobustP)
            if row.Slope.ClusteredP.HasValue then
                "clusteredP", termFields row (fun one -> nullable one.ClusteredP)
            "r2", finite row.RSquared
        ]

    let private publishedFields (one: PublishedRegression) =
        Fields [
            for name in [ "intercept"; "slope"; "testIndicator"; "testInteraction"; "testSlope" ] ->
                name, Number(RegressionReport.published name one)
        ]

    /// The document of `regress`; seconds are those of reading and fitting.
    let json (result: RegressionResult) (seconds: float) : Json =
        let choice, lines = result.Options, result.Lines

        Fields [
            "predictor", Text(Regression.predictorName choice.Predictor)
            "space", Text(Regression.spaceName choice.Space)
            "control", Text(Regression.controlsName choice.Controls)
            "rows",
            Items [
                for line in lines ->
                    Fields(
                        ("latent", Json.count line.Row.Latent) :: rowFields line.Row
                        @ [
                            "networks", Json.count line.Networks
                            "correctedP", Json.optional finite line.CorrectedP
                            "classShare", Json.optional finite line.ClassShare
                            "published", Json.optional publishedFields line.Published
                            if choice.ByClass then
                                "classes",
                                Items [
                                    for label, row in line.Classes ->
                                        Fields(("label", Json.count label) :: rowFields row)
                                ]
                        ]
                    )
            ]
            "seconds", Number seconds
        ]

    /// What the page of `regress` shows.
    let report (result: RegressionResult) : RegressionReport =
        let choice, lines = result.Options, result.Lines

        let predictor =
            match choice.Predictor with
            | LogOmega -> "log|omega|"
            | Trace -> "the trace"

        let jacobian = if choice.Space = LatentSpace then "J_L" else "J_I"

        let control =
            match choice.Controls with
            | NoControls -> ""
            | ClassControl -> ", with the class as control"
            | ClassAndInk -> ", with class and ink as controls"

        let leftOut =
            if choice.Predictor = LogOmega then
                " Points with omega <= 0 have no logarithm: they are left out and counted."
            else
                ""

        {
            Title = $"The error regressed on {predictor} of {jacobian}"
            Lead =
                "Mean squared error of single points against "
                + predictor
                + " of "
                + jacobian
                + ", with a slope of its own for test points"
                + control
                + "."
                + leftOut
                + (if choice.Controls <> NoControls && lines |> List.exists _.Published.IsSome then
                       " The published regressions, shown beside, have no controls."
                   else
                       "")
            Lines = lines
        }

    /// The choices by name, for the provenance of a page.
    let settings (options: RegressionOptions) : (string * string) list = [
        "predictor", Regression.predictorName options.Predictor
        "space", Regression.spaceName options.Space
        "control", Regression.controlsName options.Controls
    ]
