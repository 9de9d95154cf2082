namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Scripts.Analyses

/// One regression with what stands beside it.
type RegressionLine = {
    Row: RegressionRow
    /// Networks pooled.
    Networks: int
    /// P-value of the interaction, corrected for the number of latent widths; None without one.
    CorrectedP: float option
    /// Share of the error's variance that the class alone explains; None without labels.
    ClassShare: float option
    /// The published coefficients; None where the source has none for this network.
    Published: PublishedRegression option
    /// The same regression within each class, where asked for.
    Classes: (int * RegressionRow) list
}

/// The regressions of all latent widths, rising.
type RegressionResult = {
    Options: RegressionOptions
    Lines: RegressionLine list
    /// Classes that were left out, and why, a line each.
    Warnings: string list
} with

    /// Slopes and shares of variance, a line for each latent width.
    override this.ToString() : string =
        String.concat "\n" [
            for line in this.Lines do
                let test =
                    line.Row.TestSlope
                    |> Option.map (fun term -> $", on test points {term.Coefficient:F4}")
                    |> Option.defaultValue ""

                $"d = {line.Row.Latent, -3} slope {line.Row.Slope.Coefficient:F4}{test}, R2 {line.Row.RSquared:F4}, {line.Row.Count} points of {line.Networks} networks"
            yield! this.Warnings
        ]

/// The published regressions of the reconstruction error on log|omega| or the trace, from tables of spectra.
/// Source: [ADGL21, equations (7) and (8)].
[<RequireQualifiedAccess>]
module Regression =

    /// log|omega| of J_L, no controls, all classes together: the published Table 1.
    let defaults: RegressionOptions = {
        Predictor = LogOmega
        Space = LatentSpace
        Controls = NoControls
        ByClass = false
    }

    /// The names by which the command line calls the choices.
    let predictorName (predictor: Predictor) : string =
        match predictor with
        | LogOmega -> "log-omega"
        | Trace -> "trace"

    /// The names by which the command line calls the choices.
    let spaceName (space: JacobianSpace) : string =
        match space with
        | LatentSpace -> "latent"
        | InputSpace -> "input"

    /// The names by which the command line calls the choices.
    let controlsName (controls: Controls) : string =
        match controls with
        | NoControls -> "none"
        | ClassControl -> "class"
        | ClassAndInk -> "class+ink"

    let private refuse (line: string) = raise (InputError line)

    // A column that depends on the others is bad input here, not a theorem that falls.
    let private fitted (options: RegressionOptions) what (data: Observations) =
        try
            MseRegression.fit options.Controls data
        with
        | :? PremiseException as error -> refuse (what + ": " + error.Message)
        | :? ArgumentException as error ->
            // Without naming the width twice.
            refuse (what + ": " + (Attempt.line error).Replace($"d = {data.Latent}: ", ""))

    let private classes (options: RegressionOptions) (data: Observations) =
        MseRegression.byClass data
        |> List.map (fun (label, part) ->
            try
                Ok(label, fitted options $"d = {data.Latent}, class {label}" part)
            with InputError line ->
                Error("left out: " + line))

    // The source's tables are of exp-default alone, without controls.
    let private published (options: RegressionOptions) (pool: SpectrumPools.Pool) =
        let table =
            match options.Predictor with
            | LogOmega -> PublishedGeneralization.logOmega
            | Trace -> PublishedGeneralization.trace

        if pool.PoolArchitecture = Some "exp-default" then
            table
            |> Map.tryFind pool.Points.Latent
            |> Option.map (if options.Space = LatentSpace then fst else snd)
        else
            None

    let private line (options: RegressionOptions) (pool: SpectrumPools.Pool) =
        let data = pool.Points

        if options.ByClass && data.Label.Length = 0 then
            refuse $"d = {data.Latent}: the points have no labels; leave out --by-class"

        let row = fitted options $"d = {data.Latent}" data
        let classes = if options.ByClass then classes options data else []

        {
            Row = row
            Networks = pool.PoolNetworks
            CorrectedP = None
            ClassShare =
                if data.Label.Length > 0 then
                    Some(MseRegression.classShare data)
                else
                    None
            Published = published options pool
            Classes = classes |> List.choose Result.toOption
        },
        classes
        |> List.choose (function
            | Error warning -> Some warning
            | Ok _ -> None)

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

    /// The regressions of tables that `spectra --out` or `Spectrum.saveTo` wrote: files, or folders that hold spectra.safetensors.
    /// Networks of one latent width are pooled. An `InputError` or an error of Core where they cannot be read or fitted.
    let run (options: RegressionOptions) (paths: string list) : RegressionResult =
        let lines, warnings =
            SpectrumPools.pools options paths |> List.map (line options) |> List.unzip

        {
            Options = options
            Lines = withCorrection lines
            Warnings = List.concat warnings
        }

    /// The same, or the line that says why it cannot be done.
    let tryRun (options: RegressionOptions) (paths: string list) : Result<RegressionResult, string> =
        Attempt.run (fun () -> run options paths)

    /// The regression of one table in memory, with the seed of its network.
    let ofTable (options: RegressionOptions) (seed: int) (table: SpectrumTable) : RegressionRow =
        SpectrumObservations.ofTable options.Predictor options.Space seed table
        |> fitted options $"d = {table.Latent}"

    /// The share of the error's variance that the class of the points alone explains; None without labels.
    let classShare (table: SpectrumTable) : float option =
        let points = SpectrumObservations.ofTable Trace InputSpace 0 table

        if points.Label.Length > 0 then
            Some(MseRegression.classShare points)
        else
            None
