namespace Neurovariety.Scripts.Reports

open System
open System.IO
open Neurovariety.Memories
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// The answer of `memory` as JSON, and as a folder: report.html and retrieval.csv.
[<RequireQualifiedAccess>]
module MemoryReport =

    let private number value =
        if Double.IsFinite value then Number value else Null

    let private perturbation (one: Perturbation) =
        let kind =
            match one.Kind with
            | PerturbationKind.Noise -> "noise"
            | PerturbationKind.Mask -> "mask"
            | PerturbationKind.RandomMask -> "random-mask"
            | PerturbationKind.Inpaint -> "inpaint"
            | _ -> "none"

        Fields [ "kind", Text kind; "amount", Number one.Amount ]

    /// What `memory --json` prints.
    let toJson (result: RetrievalResult) : Json =
        let options = result.Options
        let low, high = result.Interval

        Fields [
            "accuracy", number result.Accuracy
            "interval", Json.numbers [ low; high ]
            "runs", Json.numbers result.Runs
            "threshold", Number result.Threshold
            "exact", number result.ExactShare
            "mode", Text(MemoryRetrieval.modeName options.Mode)
            "similarity", Text(Similarities.Name options.Similarity)
            "separation", Text options.Separation.Name
            "beta", Number options.Beta
            "patterns", Json.count options.Patterns
            "width", Json.count (fst result.Shape * snd result.Shape)
            "perturbation", perturbation options.Damage
            "hetero", Truth options.Hetero
        ]

    let private csv (result: RetrievalResult) =
        ReportFolder.csv [ "run"; "query"; "squared distance"; "retrieved" ] [
            for run, distances in List.indexed result.Distances do
                for query, distance in Array.indexed distances ->
                    [
                        string (run + 1)
                        string (query + 1)
                        ReportFolder.number distance
                        (if distance <= result.Threshold then "1" else "0")
                    ]
        ]

    // Numbers outside [0, 1] are brought into it by the range of all that is shown.
    let private pictures (result: RetrievalResult) =
        let rows, columns = result.Shape

        if rows = 1 then
            None
        else
            let pick (choose: RetrievalExample -> float[]) = result.Examples |> List.map choose

            let shown = [
                yield "stored", pick _.Pattern
                yield "query", pick _.Query

                if result.Options.Hetero then
                    yield "wanted", pick _.Wanted

                yield "answer", pick _.Answer
            ]

            let values =
                shown
                |> List.collect (snd >> List.collect List.ofArray)
                |> List.filter Double.IsFinite

            let low, high = min 0.0 (List.min values), max 1.0 (List.max values)

            let scaled =
                Array.map (fun value ->
                    if Double.IsFinite value then
                        (value - low) / (high - low)
                    else
                        0.0)

            let grid =
                shown |> List.map (snd >> List.map scaled) |> ImageGrid.compose rows columns 2

            Some(shown |> List.map fst, grid)

    let private wrongWord (result: RetrievalResult) =
        result.Examples
        |> List.indexed
        |> List.filter (fun (_, one) -> not (one.SquaredDistance <= result.Threshold))
        |> List.map (fst >> (+) 1 >> string)
        |> function
            | [] -> "All answers shown are right."
            | wrong -> "Wrong: " + String.concat ", " wrong + " (from the left)."

    /// Where a result comes from; `command` is what was called.
    let provenance (command: string) (result: RetrievalResult) : Provenance =
        let options = result.Options

        Provenance.create
            command
            options.Seed
            options.Work.Threads
            [
                "patterns", result.Source
                "queries", string options.Damage
                "runs", string options.Runs
                "beta", string options.Beta
            ]
            result.Hashes
            [ "all", result.Seconds ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (result: RetrievalResult) : Page = {
        Title = "An associative memory"
        Lead =
            $"{Table.decimals 3 result.Accuracy} of {result.Options.Patterns} patterns retrieved, {Table.decimals 3 (fst result.Interval)} to {Table.decimals 3 (snd result.Interval)} (95 %%)."
        Blocks = [
            TableOf(
                "The trial",
                Table.create [ "what", Words; "value", Words ] (result.Facts |> List.map (fun (a, b) -> [ a; b ]))
            )
            match pictures result with
            | Some(names, grid) ->
                Drawing(
                    "The first patterns of the first run, their queries and what the memory answered. "
                    + wrongWord result,
                    ImageGrid.toSvg names grid
                )
            | None -> ()
            ChartOf(
                "Share of the queries whose answer lies within a distance; the file is retrieval.csv.",
                MemoryPlots.withinDistance result.Threshold [
                    for run, distances in List.indexed result.Distances -> $"run {run + 1}", distances
                ]
            )
            Folded("Where this comes from", [ TableOf("", Provenance.toTable provenance) ])
        ]
    }

    /// Writes report.html and retrieval.csv. Raises IOException, with one line that says why, when it cannot.
    let write (folder: string) (provenance: Provenance) (result: RetrievalResult) : unit =
        ReportFolder.writeText folder "retrieval.csv" (csv result)
        ReportFolder.writePage folder "report.html" (page provenance result)

    /// Writes all that `memory --out` does: result.json, report.html and retrieval.csv; the folder is made where there is none. Raises
    /// IOException, with one line that says why, when it cannot.
    let save (folder: string) (result: RetrievalResult) : unit =
        Directory.CreateDirectory folder |> ignore
        write folder (provenance "Retrievals.run" result) result
        ReportFolder.writeJson folder "result.json" (toJson result)
