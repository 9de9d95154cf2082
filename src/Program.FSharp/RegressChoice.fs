/// What `regress` is given: tables of spectra, grouped by latent width.
module Neurovariety.Cli.RegressChoice

open System
open System.Collections.Generic
open System.IO
open Neurovariety.Spectra
open Neurovariety.Scripts.Analyses

/// The points of one table, and what its notes say of the network.
type Part = {
    Path: string
    Architecture: string option
    Epoch: string option
    Observations: Observations
}

/// All networks of one latent width, pooled.
type Pool = {
    Latent: int
    Architecture: string option
    Networks: int
    Observations: Observations
}

let private fileName = "spectra.safetensors"

let private locate (path: string) =
    if Directory.Exists path then
        let inside = Path.Combine(path, fileName)

        if not (File.Exists inside) then
            Usage.refuse ("folder " + path + " holds no " + fileName + "; spectra --out writes one")

        inside
    elif File.Exists path then
        path
    else
        Usage.refuse (path + " does not exist; expected a " + fileName + " or a folder that holds one")

// A network without a known seed is a cluster of its own.
let private clusterOf (notes: IReadOnlyDictionary<string, string>) index =
    match notes.TryGetValue "seed" with
    | true, text ->
        match Int32.TryParse text with
        | true, seed when seed >= 0 -> seed
        | _ -> -1 - index
    | _ -> -1 - index

let private read predictor space controls index (path: string) =
    let table, notes =
        let struct (table, notes) = SpectrumFile.ReadWithNotes path
        table, notes

    let note (name: string) =
        match notes.TryGetValue name with
        | true, value -> Some value
        | _ -> None

    let observations =
        SpectrumObservations.ofTable predictor space (clusterOf notes index) table

    match observations.Mse |> Array.tryFindIndex (Double.IsFinite >> not) with
    | Some point ->
        Usage.refuse $"{path}: the error of point {point} is {observations.Mse[point]}; expected finite numbers"
    | None -> ()

    if controls <> NoControls && observations.Label.Length = 0 then
        Usage.refuse (path + ": its points have no labels; leave out --control")

    if controls = ClassAndInk && observations.Ink.Length = 0 then
        Usage.refuse (
            path
            + ": it does not tell the ink of its points; compute it again, or use --control class"
        )

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
            Usage.refuse (
                "d = "
                + string part.Observations.Latent
                + ": "
                + first.Path
                + " is of "
                + name
                + " "
                + known
                + ", "
                + part.Path
                + " of "
                + other
                + "; regress them one by one"
            )
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
        Usage.refuse (
            (fst group[0]).Path
            + " and "
            + (fst group[1]).Path
            + " both have "
            + (if isTest then "test" else "training")
            + " points of d = "
            + string parts.Head.Observations.Latent
            + ", seed "
            + string seed
            + "; give each network once"
        )
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
        Latent = pooled.Latent
        Architecture = parts |> List.tryPick _.Architecture
        Networks = pooled.Seed |> Array.distinct |> Array.length
        Observations = {
            pooled with
                Label = (if common _.Label then pooled.Label else [||])
                Ink = (if common _.Ink then pooled.Ink else [||])
        }
    }

/// The pools in the order of their latent widths.
let pools predictor space controls (paths: string list) =
    let files = paths |> List.map locate

    match
        files
        |> List.countBy Path.GetFullPath
        |> List.tryFind (fun (_, count) -> count > 1)
    with
    | Some(file, _) -> Usage.refuse (file + " is given twice")
    | None -> ()

    files
    |> List.mapi (read predictor space controls)
    |> List.groupBy _.Observations.Latent
    |> List.sortBy fst
    |> List.map (snd >> pool)
