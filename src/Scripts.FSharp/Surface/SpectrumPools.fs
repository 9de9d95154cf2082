namespace Neurovariety.Scripts.Surface

open System
open System.Collections.Generic
open System.IO
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

/// Tables of spectra, read and pooled by latent width.
[<RequireQualifiedAccess>]
module internal SpectrumPools =

    // The points of one table, and what its notes say of the network.
    type private Part = {
        Path: string
        Architecture: string option
        Epoch: string option
        Observations: Observations
    }

    /// All networks of one latent width.
    type Pool = {
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

    /// The pools in the order of their latent widths.
    let pools options (paths: string list) =
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
