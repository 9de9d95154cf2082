namespace Neurovariety.Studies

open Neurovariety.Memories
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The page on associative memories.
[<RequireQualifiedAccess>]
module MemoryPage =

    let private share = Table.decimals 3

    let private curves mode (one: MemoryExperiment) =
        one.Curves
        |> List.filter (fun curve -> curve.Mode = mode)
        |> List.map (fun curve ->
            curve.Name, [| for x, found in curve.Points -> x, found.Accuracy, found.Low, found.High |])

    let private charts (one: MemoryExperiment) = [
        Heading one.Title
        for mode in MemoryCurves.modes do
            match curves mode one with
            | [] -> ()
            | found ->
                let text =
                    if one.Key = "classical" then
                        $"Share retrieved with intervals of 95 %%; the file is {one.Key}.csv."
                    else
                        $"{(MemoryRetrieval.modeName mode).ToUpperInvariant()[0]}{(MemoryRetrieval.modeName mode)[1..]} mode: share retrieved with intervals of 95 %%; the file is {one.Key}.csv."

                ChartOf(text, MemoryPlots.retrieval one.IsLogarithmic one.Axis found)
    ]

    let private checkTable (result: MemoryStudyResult) =
        MemoryClaims.checks result
        |> List.map (fun (key, name, x, theirs, ours, agrees) -> [
            key
            name
            string x
            share theirs
            share ours.Accuracy
            $"{share ours.Low} to {share ours.High}"
            (if agrees then "yes" else "no")
        ])
        |> Table.create [
            "experiment", Words
            "similarity", Words
            "at", Figures
            "measured elsewhere", Figures
            "ours", Figures
            "95 %", Figures
            "agree", Words
        ]

    let private capacityRows (result: MemoryStudyResult) order =
        result.Capacity |> List.filter (fun row -> row.Order = order)

    let private capacityCharts (result: MemoryStudyResult) =
        let curve name rows =
            name,
            [| for row: CapacityRow in rows -> float row.Units, float row.Measured |],
            [| for row in rows -> float row.Units, row.Theory |]

        [
            Heading "Capacity for random patterns, beside theory"
            Paragraph
                "Patterns of independent signs; held means that nine in ten of the stored patterns are fixed points. Theory: N^(n-1)/(2 (2n-3)!! log N) for order n, 2^(N/2) for the exponential function, both for large N and without errors."
            ChartOf(
                "Dense memories of order n; the file is capacity.csv.",
                MemoryPlots.capacity (Figure.logarithmicAxis "units N") [
                    for order in [ 2; 3; 4 ] -> curve $"order {order}" (capacityRows result order)
                ]
            )
            ChartOf(
                "The exponential memory; the file is capacity.csv.",
                MemoryPlots.capacity (Figure.axis "units N") [ curve "exponential" (capacityRows result 0) ]
            )
        ]

    let private autoencoderTable (found: AutoencoderFigures) =
        found.Rows
        |> List.map (fun row -> [
            Table.decimals 1 row.Noise
            for _, value in row.Retrieved do
                share value
            share row.SameBasin
            share row.NearestIsOwn
            share row.Settled
        ])
        |> Table.create [
            "noise", Figures
            for name, _ in found.Rows.Head.Retrieved do
                name, Figures
            "ends where the clean digit ends", Figures
            "nearest digit to the end is its own", Figures
            "comes to rest", Figures
        ]

    let private radii (found: AutoencoderFigures) =
        let sorted values =
            let rising = values |> List.sort |> Array.ofList
            let count = float rising.Length

            [| for i in 0 .. rising.Length - 1 -> rising[i], float (i + 1) / count |]

        SpectrumPlots.clouds "largest |lambda| of J_I" "share of points up to here" [
            "digits", sorted found.DigitRadii
            if not found.AttractorRadii.IsEmpty then
                "attractors", sorted found.AttractorRadii
        ]

    let private autoencoder (result: MemoryStudyResult) =
        let found = result.Autoencoder
        let images = result.Images

        let grid =
            found.Pictures |> List.map snd |> ImageGrid.compose images.Rows images.Columns 2

        [
            Heading "Is a trained autoencoder an associative memory?"
            Paragraph
                $"{found.Name}, latent width {found.Latent}: x is replaced by D(E(x)) from {found.Digits} training digits, clean and noisy, until it comes to rest (median {found.MedianSteps} steps). {found.AttractorCount} attractors; the largest takes {Table.decimals 1 (100.0 * found.LargestBasin)} %% of the clean digits."
            TableOf(
                "Share within the retrieval threshold of the digit after so many steps, and where orbits end; the file is autoencoder.csv.",
                autoencoderTable found
            )
            Drawing(
                "Ten training digits, with noise of .3, and under the iteration.",
                ImageGrid.toSvg (found.Pictures |> List.map fst) grid
            )
            ChartOf(
                "Contraction: the largest |lambda| of J_I at the training digits and at the attractors; below 1 the iteration contracts near a fixed point. The file is autoencoder-radii.csv.",
                radii found
            )
        ]

    let private bridgeTable (found: BridgeFigures) =
        found.Rows
        |> List.map (fun row -> [
            row.Layer |> Option.map string |> Option.defaultValue "-"
            row.Name
            for _, figures in row.Own do
                $"{share figures.Accuracy} ({share figures.Low} to {share figures.High})"
        ])
        |> Table.create [
            "layer", Words
            "compared by", Words
            for name, _ in found.Rows.Head.Own do
                name, Figures
        ]

    let private bridge (result: MemoryStudyResult) =
        let found = result.Bridge

        [
            Heading "I_dist as a similarity, S' as a separation"
            Paragraph
                $"{found.Digits} training digits are stored; the one whose image under a map is nearest to the image of the query is retrieved. Maps of rank {found.Latent} from the layer matrix decomposition, in its three readings, beside pixels, the code and the layer itself."
            TableOf(
                "Share of queries that find their own digit, with intervals of 95 %; the file is bridge.csv.",
                bridgeTable found
            )
            ChartOf(
                "The same as bars, noise of .5.",
                let shown =
                    found.Rows
                    |> List.map (fun row ->
                        let layer =
                            row.Layer |> Option.map (fun k -> $"layer {k}: ") |> Option.defaultValue ""

                        layer + row.Name, snd (List.item 1 row.Own))

                SpectrumPlots.grouped "share that finds its own" (shown |> List.map fst |> Array.ofList) [
                    "noise .5", [| for _, figures in shown -> figures.Accuracy |]
                ]
            )
        ]

    let private scaleNote (result: MemoryStudyResult) =
        if result.Plan.Scale = Scale.Smoke || result.Synthetic then
            [
                Paragraph
                    "This run is a small one, or on synthetic digits: it shows that all works, and tests no claim of the source."
            ]
        else
            []

    /// The page.
    let page (provenance: Provenance) (result: MemoryStudyResult) = {
        Title = "Universal Hopfield networks: what holds"
        Lead =
            "z = P sep(sim(M, q)) on digits: the published experiments with their faults and without, beside theory, and a trained autoencoder as a memory. Sources: [MSSLB22], [NLQ23]."
        Blocks = [
            yield! scaleNote result
            Heading "The claims"
            yield! MemoryClaims.all result |> List.map ClaimText.block
            if not (MemoryClaims.checks result).IsEmpty then
                Heading "Figures measured elsewhere, and ours"
                TableOf("Published mode; the file is checks.csv.", checkTable result)
            for one in result.Experiments do
                yield! charts one
            yield! capacityCharts result
            yield! autoencoder result
            yield! bridge result
            Folded("Where this comes from", [ TableOf("", Provenance.toTable provenance) ])
        ]
    }
