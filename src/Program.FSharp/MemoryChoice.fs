/// What `memory` is asked for: a trial, and what patterns are drawn from.
module Neurovariety.Cli.MemoryChoice

open System
open System.Globalization
open Argu
open Neurovariety.Data
open Neurovariety.Cli.Arguments
open Neurovariety.Scripts.Surface

/// Calls the library; what it calls by a plain name is refused as an option.
let naming job =
    OptionLine.naming
        [
            "mode"
            "similarity"
            "patterns"
            "runs"
            "beta"
            "noise"
            "mask"
            "random-mask"
            "inpaint"
        ]
        []
        job

// A comma is no decimal point, nor does it group digits.
let private number name (given: string) =
    match Double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture) with
    | true, value when Double.IsFinite value -> value
    | _ -> Usage.refuse (name + " " + given + ": expected a number, such as 0.5")

let private damage (results: ParseResults<MemoryArguments>) =
    let given =
        [
            "--noise", results.TryGetResult MemoryArguments.Noise, Damage.noise
            "--mask", results.TryGetResult MemoryArguments.Mask, Damage.mask
            "--random-mask", results.TryGetResult MemoryArguments.Random_Mask, Damage.randomMask
            "--inpaint", results.TryGetResult MemoryArguments.Inpaint, Damage.inpaint
        ]
        |> List.choose (fun (name, text, make) -> text |> Option.map (fun text -> name, make (number name text)))

    match given with
    | [] -> Retrievals.defaults.Damage
    | [ _, only ] -> only
    | many ->
        Usage.refuse (
            (many |> List.map fst |> String.concat " and ")
            + ": a query is damaged in one way only; give one of them"
        )

/// The trial.
let options (settings: Settings) (results: ParseResults<MemoryArguments>) : RetrievalOptions =
    let usual = Retrievals.defaults

    let parsed parse fallback given =
        given |> Option.map parse |> Option.defaultValue fallback

    let options = {
        usual with
            Mode =
                results.TryGetResult MemoryArguments.Mode
                |> parsed Retrievals.parseMode usual.Mode
            Similarity =
                results.TryGetResult MemoryArguments.Similarity
                |> parsed Retrievals.parseSimilarity usual.Similarity
            Separation =
                results.TryGetResult MemoryArguments.Separation
                |> parsed Retrievals.parseSeparation usual.Separation
            Beta = results.TryGetResult MemoryArguments.Beta |> parsed (number "--beta") usual.Beta
            Patterns = results.GetResult(MemoryArguments.Patterns, usual.Patterns)
            Damage = damage results
            Hetero = results.Contains MemoryArguments.Hetero
            Runs = results.GetResult(MemoryArguments.Runs, usual.Runs)
            Seed = settings.Seed
            Work = Output.quietly settings
    }

    Retrievals.require options
    options

let private source (results: ParseResults<MemoryArguments>) =
    let file: PointChoice.FileGiven = {
        Range = results.TryGetResult MemoryArguments.Range
        Array = results.TryGetResult MemoryArguments.Array
        Header = results.TryGetResult MemoryArguments.Header
    }

    match results.TryGetResult MemoryArguments.Points with
    | Some path ->
        if results.Contains MemoryArguments.Data then
            Usage.refuse "--points and --data: patterns come from one of them; give one"

        PointChoice.file file path
    | None ->
        PointChoice.source "train" {
            Points = None
            Data = results.TryGetResult MemoryArguments.Data
            Split = None
            File = file
        }

/// What patterns are drawn from; prints the warnings of a data set.
let patterns (settings: Settings) (results: ParseResults<MemoryArguments>) : Patterns =
    source results
    |> PointChoice.load settings InputScale.Symmetric
    |> Patterns.ofPoints
