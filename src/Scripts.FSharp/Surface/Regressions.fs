namespace Neurovariety.Scripts.Surface

open System
open System.Collections.Generic
open System.IO
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Scripts.Analyses

/// Which regression of the reconstruction error is fitted.
type RegressionOptions = {
    /// What shall predict the error.
    Predictor: Predictor
    /// Of the eigenvalues of J_L or of J_I.
    Space: JacobianSpace
    /// What the regression is told besides.
    Controls: Controls
    /// Each class by itself too.
    ByClass: bool
}

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

    // The points of one table, and what its notes say of the network.
    type private Part = {
        Path: string
        Architecture: string option
        Epoch: string option
        Observations: Observations
    }

    type private Pool = {
        PoolArchitecture: string option
        PoolNetworks: int
        Points: Observations
    }

    let private refuse (line: string) = raise (InputError line)
    let private fileName = "spectra.safetensors"

    let private locate (path: string) =
        if Directory.Exists path then
            let inside = Path.Combine(path, fileName)

            if not (File.Exists inside) then
                refuse $"folder {path} holds no {fileName}; spectra --out writes one"

            inside
        elif File.Exists path then
            path
        else
            refuse $"{path} does not exist; expected a {fileName} or a folder that holds one"

    // A network without a known seed is a cluster of its own.
    let private clusterOf (notes: IReadOnlyDictionary<string, string>) index =
        match notes.TryGetValue "seed" with
        | true, text ->
            match Int32.TryParse text with
            | true, seed when seed >= 0 -> seed
            | _ -> -1 - index
        | _ -> -1 - index

    let private read (options: RegressionOptions) index (path: string) =
        let struct (table, notes) = SpectrumFile.ReadWithNotes path

        let note (name: string) =
            match notes.TryGetValue name with
            | true, value -> Some value
            | _ -> None

        let observations =
            SpectrumObservations.ofTable options.Predictor options.Space (clusterOf notes index) table

        match observations.Mse |> Array.tryFindIndex (Double.IsFinite >> not) with
        | Some point ->
            refuse $"{path}: the error of point {point} is {observations.Mse[point]}; expected finite numbers"
        | None -> ()

        if options.Controls <> NoControls && observations.Label.Length = 0 then
            refuse $"{path}: its points have no labels; leave out --control"

        if options.Controls = ClassAndInk && observations.Ink.Length = 0 then
            refuse $"{path}: it does not tell the ink of its points; compute it again, or use --control class"

        {
            Path = path
            Architecture = note "arch"
            Epoch = note "epoch"
            Observations = observations
        }

    let private refuseMixed name (value: Part -> string option) (parts: Part list) =
        match parts |> List.choose (fun part -> value part |> Option.map (fun v -> part, v)) with
        | (first, known) :: others ->
            match others |> List.tryFind (fun (_, other) -> other <> known) with
            | Some(part, other) ->
                refuse
                    $"d = {part.Observations.Latent}: {first.Path} is of {name} {known}, {part.Path} of {other}; regress them one by one"
            | None -> ()
        | [] -> ()

    // The training points of a network in one table and its test points in another are fine; the same ones twice are not.
    let private refuseTwice (parts: Part list) =
        let splits =
            parts
            |> List.collect (fun part -> [
                for isTest in Array.distinct part.Observations.IsTest -> part, (part.Observations.Seed[0], isTest)
            ])

        match splits |> List.groupBy snd |> List.tryFind (fun (_, group) -> group.Length > 1) with
        | Some((seed, isTest), group) ->
            let split = if isTest then "test" else "training"

            refuse
                $"{(fst group[0]).Path} and {(fst group[1]).Path} both have {split} points of d = {parts.Head.Observations.Latent}, seed {seed}; give each network once"
        | None -> ()

    let private pool (parts: Part list) =
        refuseMixed "architecture" _.Architecture parts
        refuseMixed "epoch" _.Epoch parts
        refuseTwice parts
        let observations = parts |> List.map _.Observations

        // Labels or ink count only where every part has them.
        let common (value: Observations -> 'a[]) =
            observations |> List.forall (fun one -> (value one).Length > 0)

        let pooled = MseRegression.pool observations

        {
            PoolArchitecture = parts |> List.tryPick _.Architecture
            PoolNetworks = pooled.Seed |> Array.distinct |> Array.length
            Points = {
                pooled with
                    Label = (if common _.Label then pooled.Label else [||])
                    Ink = (if common _.Ink then pooled.Ink else [||])
            }
        }

    // The pools in the order of their latent widths.
    let private pools options (paths: string list) =
        let files = paths |> List.map locate

        match
            files
            |> List.countBy Path.GetFullPath
            |> List.tryFind (fun (_, count) -> count > 1)
        with
        | Some(file, _) -> refuse $"{file} is given twice"
        | None -> ()

        files
        |> List.mapi (read options)
        |> List.groupBy _.Observations.Latent
        |> List.sortBy fst
        |> List.map (snd >> pool)

    // A column that depends on the others is bad input here, not a theorem that falls.
    let private fitted options what (data: Observations) =
        try
            MseRegression.fit options.Controls data
        with
        | :? PremiseException as error -> refuse (what + ": " + error.Message)
        | :? ArgumentException as error ->
            // Without naming the width twice.
            refuse (what + ": " + (Attempt.line error).Replace($"d = {data.Latent}: ", ""))

    let private classes options (data: Observations) =
        MseRegression.byClass data
        |> List.map (fun (label, part) ->
            try
                Ok(label, fitted options $"d = {data.Latent}, class {label}" part)
            with InputError line ->
                Error("left out: " + line))

    // The source's tables are of exp-default alone, without controls.
    let private published options (pool: Pool) =
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

    let private line options (pool: Pool) =
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
        let lines, warnings = pools options paths |> List.map (line options) |> List.unzip

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
