namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.Memories
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses

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

    /// What `--json` prints.
    let toJson (result: RetrievalResult) =
        let options = result.Trial.Options

        Fields [
            "accuracy", number result.Figures.Accuracy
            "interval", Json.numbers [ result.Figures.Low; result.Figures.High ]
            "runs", Json.numbers result.Figures.Runs
            "threshold", Number result.Threshold
            "exact", number result.Exact
            "mode", Text(MemoryRetrieval.modeName options.Mode)
            "similarity", Text(Similarities.Name options.Similarity)
            "separation", Text options.Separation.Name
            "beta", Number options.Beta
            "patterns", Json.count result.Trial.PatternCount
            "width", Json.count (fst result.Shape * snd result.Shape)
            "perturbation", perturbation result.Trial.Perturbation
            "hetero", Truth result.Trial.IsHetero
        ]

    /// What is shown on a terminal.
    let facts (result: RetrievalResult) =
        let share = Table.decimals 3
        let options = result.Trial.Options

        [
            "retrieved",
            $"{share result.Figures.Accuracy} of {result.Trial.PatternCount} patterns ({share result.Figures.Low} to {share result.Figures.High}, 95 %%)"
            "runs", result.Figures.Runs |> Seq.map share |> String.concat "  "
            "exactly", share result.Exact
            "threshold", $"squared distance up to {Table.decimals 2 result.Threshold}"
            "memory",
            $"{Similarities.Name options.Similarity}, {options.Separation.Name}, beta {options.Beta}, {MemoryRetrieval.modeName options.Mode}"
            "queries",
            string result.Trial.Perturbation
            + (if result.Trial.IsHetero then ", hetero-associative" else "")
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

                if result.Trial.IsHetero then
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

    let private page provenance (result: RetrievalResult) = {
        Title = "An associative memory"
        Lead =
            $"{Table.decimals 3 result.Figures.Accuracy} of {result.Trial.PatternCount} patterns retrieved, {Table.decimals 3 result.Figures.Low} to {Table.decimals 3 result.Figures.High} (95 %%)."
        Blocks = [
            TableOf(
                "The trial",
                Table.create [ "what", Words; "value", Words ] (facts result |> List.map (fun (a, b) -> [ a; b ]))
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

    /// Writes report.html and retrieval.csv; the caller writes result.json.
    let write folder provenance (result: RetrievalResult) =
        ReportFolder.writeText folder "retrieval.csv" (csv result)
        ReportFolder.writePage folder "report.html" (page provenance result)
