/// regress SPECTRA...: the published regressions of the reconstruction error on log|omega| or the trace.
module Neurovariety.Cli.Commands.RegressCommand

open System
open System.Diagnostics
open System.IO
open Argu
open Neurovariety.Numerics
open Neurovariety.Statistics
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies
open Neurovariety.Scripts.Reports

type private Choice = {
    Predictor: Predictor
    Space: JacobianSpace
    Controls: Controls
    ByClass: bool
}

let private choice (results: ParseResults<RegressArguments>) = {
    Predictor =
        match
            Inputs.word
                "--predictor"
                [ "log-omega"; "trace" ]
                "log-omega"
                (results.TryGetResult RegressArguments.Predictor)
        with
        | "trace" -> Trace
        | _ -> LogOmega
    Space =
        match Inputs.word "--space" [ "latent"; "input" ] "latent" (results.TryGetResult RegressArguments.Space) with
        | "input" -> InputSpace
        | _ -> LatentSpace
    Controls =
        match
            Inputs.word
                "--control"
                [ "none"; "class"; "class+ink" ]
                "none"
                (results.TryGetResult RegressArguments.Control)
        with
        | "class" -> ClassControl
        | "class+ink" -> ClassAndInk
        | _ -> NoControls
    ByClass = results.Contains RegressArguments.By_Class
}

let private predictorName choice =
    match choice.Predictor with
    | LogOmega -> "log-omega"
    | Trace -> "trace"

let private spaceName choice =
    match choice.Space with
    | LatentSpace -> "latent"
    | InputSpace -> "input"

let private controlName choice =
    match choice.Controls with
    | NoControls -> "none"
    | ClassControl -> "class"
    | ClassAndInk -> "class+ink"

// A column that depends on the others is bad input here, not a theorem that falls.
let private fitted (choice: Choice) what (data: Observations) =
    try
        MseRegression.fit choice.Controls data
    with
    | :? PremiseException as error -> Usage.refuse (what + ": " + error.Message)
    | :? ArgumentException as error ->
        // Without the name of a parameter, and without naming the width twice.
        let text = error.Message.Replace(" (Parameter '" + error.ParamName + "')", "")
        Usage.refuse (what + ": " + text.Replace($"d = {data.Latent}: ", ""))

let private classes choice (data: Observations) = [
    for label, part in MseRegression.byClass data do
        let what = $"d = {data.Latent}, class {label}"

        let row =
            try
                Some(fitted choice what part)
            with UsageError text ->
                Output.warn ("neurovariety: left out: " + text)
                None

        match row with
        | Some row -> label, row
        | None -> ()
]

// The source's tables are of exp-default alone, without controls.
let private published choice (pool: RegressChoice.Pool) =
    let table =
        match choice.Predictor with
        | LogOmega -> PublishedGeneralization.logOmega
        | Trace -> PublishedGeneralization.trace

    if pool.Architecture = Some "exp-default" then
        table
        |> Map.tryFind pool.Latent
        |> Option.map (if choice.Space = LatentSpace then fst else snd)
    else
        None

let private line choice (pool: RegressChoice.Pool) : RegressionLine =
    let data = pool.Observations

    if choice.ByClass && data.Label.Length = 0 then
        Usage.refuse $"d = {pool.Latent}: the points have no labels; leave out --by-class"

    {
        Row = fitted choice $"d = {pool.Latent}" data
        Networks = pool.Networks
        CorrectedP = None
        ClassShare =
            if data.Label.Length > 0 then
                Some(MseRegression.classShare data)
            else
                None
        Published = published choice pool
        Classes = if choice.ByClass then classes choice data else []
    }

// Holm's correction over the latent widths that have an interaction.
let private withCorrection (lines: RegressionLine list) =
    let tested =
        lines |> List.map _.Row |> List.filter (fun row -> row.TestInteraction.IsSome)

    let corrected =
        if tested.IsEmpty then
            Map.empty
        else
            List.zip (tested |> List.map _.Latent) (MseRegression.corrected tested)
            |> Map.ofList

    lines
    |> List.map (fun line -> {
        line with
            CorrectedP = Map.tryFind line.Row.Latent corrected
    })

// ---------------------------------------------------------------- JSON

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

let private document choice (lines: RegressionLine list) total =
    Fields [
        "predictor", Json.Text(predictorName choice)
        "space", Json.Text(spaceName choice)
        "control", Json.Text(controlName choice)
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
                                for label, row in line.Classes -> Fields(("label", Json.count label) :: rowFields row)
                            ]
                    ]
                )
        ]
        "seconds", Number total
    ]

let private report choice (lines: RegressionLine list) : RegressionReport =
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

let private answer (settings: Settings) (results: ParseResults<RegressArguments>) =
    let clock = Stopwatch.StartNew()
    let choice = choice results

    let paths =
        results.TryGetResult RegressArguments.Spectra
        |> Inputs.required "SPECTRA" "regress spectra/d5 spectra/d10"

    let lines =
        Output.withProgress (fun progress ->
            progress.Report(Progress("regress", 0L, 0L))

            RegressChoice.pools choice.Predictor choice.Space choice.Controls paths
            |> List.map (line choice)
            |> withCorrection)

    let total = clock.Elapsed.TotalSeconds

    match settings.Out with
    | None -> ()
    | Some folder ->
        let provenance =
            Provenance.create
                ("neurovariety regress " + String.Join(' ', paths))
                settings.Seed
                settings.Threads
                [
                    "predictor", predictorName choice
                    "space", spaceName choice
                    "control", controlName choice
                ] [] [ "reading and fitting", total ]

        RegressionFiles.write folder provenance (report choice lines)

    Output.answer (document choice lines total) [
        Grid(RegressionReport.table lines)
        match settings.Out with
        | Some folder ->
            Line ""
            Line("report: " + Path.Combine(folder, "report.html"))
        | None -> ()
    ]

let command =
    Command.create<RegressArguments>
        "regress"
        "How the error of points goes with log|omega| or the trace of their Jacobians, training and test points apart."
        "neurovariety regress spectra/d5 spectra/d10 --predictor trace"
        answer
