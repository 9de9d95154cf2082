/// What `memory` is asked for: a trial, and what patterns are drawn from.
module Neurovariety.Cli.MemoryChoice

open System
open System.Globalization
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Memories
open Neurovariety.Cli.Arguments

// A comma is no decimal point, nor does it group digits.
let private number name (given: string) =
    match Double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture) with
    | true, value when Double.IsFinite value -> value
    | _ -> Usage.refuse (name + " " + given + ": expected a number, such as 0.5")

let private perturbation (results: ParseResults<MemoryArguments>) =
    let masking kind name (given: string option) =
        given
        |> Option.map (fun text ->
            let share = number name text

            if share < 0.0 || share > 1.0 then
                Usage.refuse (name + " " + text + ": expected a share from 0 to 1")

            name, Perturbation.Masking(kind, share))

    let noise =
        results.TryGetResult MemoryArguments.Noise
        |> Option.map (fun text ->
            let deviation = number "--noise" text

            if deviation < 0.0 then
                Usage.refuse ("--noise " + text + ": expected a standard deviation of 0 or more")

            "--noise", Perturbation.Noise deviation)

    let given =
        [
            noise
            results.TryGetResult MemoryArguments.Mask
            |> masking PerturbationKind.Mask "--mask"
            results.TryGetResult MemoryArguments.Random_Mask
            |> masking PerturbationKind.RandomMask "--random-mask"
            results.TryGetResult MemoryArguments.Inpaint
            |> masking PerturbationKind.Inpaint "--inpaint"
        ]
        |> List.choose id

    match given with
    | [] -> Perturbation.Noise 0.5
    | [ _, only ] -> only
    | many ->
        Usage.refuse (
            (many |> List.map fst |> String.concat " and ")
            + ": a query is damaged in one way only; give one of them"
        )

let private positive name fallback given =
    let value = defaultArg given fallback

    if value < 1 then
        Usage.refuse $"{name} {value}: expected 1 or more"

    value

/// The trial.
let trial (settings: Settings) (results: ParseResults<MemoryArguments>) =
    let mode =
        Inputs.word "--mode" [ "corrected"; "published" ] "corrected" (results.TryGetResult MemoryArguments.Mode)

    let beta =
        results.TryGetResult MemoryArguments.Beta
        |> Option.map (fun text ->
            let value = number "--beta" text

            if value <= 0.0 then
                Usage.refuse ("--beta " + text + ": expected a number above 0")

            value)
        |> Option.defaultValue 1.0

    MemoryTrial(
        PatternCount = positive "--patterns" 100 (results.TryGetResult MemoryArguments.Patterns),
        RunCount = positive "--runs" 5 (results.TryGetResult MemoryArguments.Runs),
        Perturbation = perturbation results,
        IsHetero = results.Contains MemoryArguments.Hetero,
        Seed = settings.Seed,
        Options =
            MemoryOptions(
                Similarity =
                    Similarities.Parse(
                        Inputs.word
                            "--similarity"
                            (List.ofSeq Similarities.Names)
                            "euclidean"
                            (results.TryGetResult MemoryArguments.Similarity)
                    ),
                Separation = Separation.Parse(results.GetResult(MemoryArguments.Separation, "max")),
                Mode =
                    (if mode = "published" then
                         MemoryMode.Published
                     else
                         MemoryMode.Corrected),
                Beta = beta,
                Threads = settings.Threads
            )
    )

/// What patterns are drawn from, with its name and hash.
let pool (settings: Settings) (results: ParseResults<MemoryArguments>) =
    match results.TryGetResult MemoryArguments.Points with
    | Some path ->
        if results.Contains MemoryArguments.Data then
            Usage.refuse "--points and --data: patterns come from one of them; give one"

        if not (File.Exists path || Directory.Exists path) then
            Usage.refuse (
                "--points "
                + path
                + " does not exist; expected a .npy, .npz, .csv, IDX or PNG file or a folder of PNG files"
            )

        let range =
            PointFileOptions.ParseRange(results.GetResult(MemoryArguments.Range, "auto"))

        let points = PointFile.Read(path, PointFileOptions(Range = range))
        let bytes = Runtime.InteropServices.MemoryMarshal.AsBytes points.Samples

        PatternPool.FromPoints points,
        [
            "points, " + points.Source, Convert.ToHexStringLower(Security.Cryptography.SHA256.HashData bytes)
        ]
    | None ->
        if results.Contains MemoryArguments.Range then
            Usage.refuse "--range goes with --points FILE; the images of a data set have bytes as pixels"

        let train =
            (StudyChoice.images (results.TryGetResult MemoryArguments.Data) settings.Cancel).Train

        PatternPool.FromImages train, [ "training images", train.PixelSha256() ]
