namespace Neurovariety.Studies

open Neurovariety.Scripts.Reports
open Neurovariety.Studies


/// The report on the MNIST experiment of [KSS24]: one HTML page that works offline, with CSV, JSON, PNG and SVG beside it.
[<RequireQualifiedAccess>]
module EquivariantReport =

    let private rowJson (row: EquivariantRow) =
        Fields [
            "name", Text row.Name
            "component", Json.optional Json.counts row.Component
            "parameters", Json.big row.Parameters
            "published", Json.optional Number row.Published
            "trainMse", Number row.Train
            "testMse", Number row.Test
            "adamTrainMse", Json.optional (fst >> Number) row.Trained
            "adamTestMse", Json.optional (snd >> Number) row.Trained
        ]

    let private tableJson (table: EquivariantTable) =
        Fields [
            "condition", Text(EquivariantPage.conditionKey table.Condition)
            "meanSquareTrain", Number(fst table.MeanSquare)
            "meanSquareTest", Number(snd table.MeanSquare)
            "rows", Items(List.map rowJson table.Rows)
            "runnerUp",
            Fields [
                "component", Json.counts (fst table.RunnerUp)
                "trainMse", Number(snd table.RunnerUp)
            ]
            "certificate", Number table.Certificate
        ]

    let private verdictText =
        function
        | Reproduced -> "reproduced"
        | Differs -> "differs"
        | Extends -> "extends"
        | NotComparable -> "notComparable"
        | Undefined -> "undefined"
        | NotReproduced -> "notReproduced"
        | Confounded -> "confounded"

    let private claimJson =
        function
        | Claim(verdict, claim, finding) ->
            Some(
                Fields [
                    "verdict", Text(verdictText verdict)
                    "claim", Text claim
                    "finding", Text finding
                ]
            )
        | _ -> None

    /// The result as JSON: what `--json` prints and result.json holds.
    let toJson (provenance: Provenance) (result: EquivariantResult) =
        let exact, all = result.Counts

        Fields [
            "experiment", Text "equivariant"
            "source", Text "KSS24"
            "scale", Text(EquivariantPage.scaleName result.Settings.Scale)
            "rank", Json.count result.Settings.Rank
            "movement", Number result.Settings.Movement
            "trainCount", Json.count result.Dataset.Train.Count
            "testCount", Json.count result.Dataset.Test.Count
            "count", Json.big exact
            "countAllMaximal", Json.big all
            "tables", Items(List.map tableJson result.Tables)
            "equalRanks", Items(List.map rowJson result.EqualRanks)
            "lossByShift",
            Items [
                for k, dense, best, published in result.LossByShift ->
                    Fields [
                        "shift", Json.count k
                        "dense", Number dense
                        "best", Number best
                        "published", Number published
                    ]
            ]
            "claims", Items(List.choose claimJson (EquivariantClaims.all result))
            "provenance", Provenance.toJson provenance
        ]

    let private lossesCsv result =
        ReportFolder.csv [
            "condition"
            "network"
            "component"
            "parameters"
            "published"
            "train"
            "test"
            "adamTrain"
            "adamTest"
        ] [
            for table in result.Tables do
                for row in table.Rows do
                    let number = Option.map ReportFolder.number >> Option.defaultValue ""

                    [
                        EquivariantPage.conditionKey table.Condition
                        row.Name
                        row.Component
                        |> Option.map (Seq.map string >> String.concat " ")
                        |> Option.defaultValue ""
                        string row.Parameters
                        number row.Published
                        ReportFolder.number row.Train
                        ReportFolder.number row.Test
                        number (Option.map fst row.Trained)
                        number (Option.map snd row.Trained)
                    ]
        ]

    let private rankCsv result =
        ReportFolder.csv [ "constraint"; "rank"; "train" ] [
            for name, points in result.LossByRank do
                for rank, loss in points do
                    [ name; string rank; ReportFolder.number loss ]
        ]

    let private shiftCsv result =
        ReportFolder.csv [ "shift"; "dense"; "best"; "published" ] [
            for k, dense, best, published in result.LossByShift do
                string k :: List.map ReportFolder.number [ dense; best; published ]
        ]

    let private blocksCsv result =
        let vectors = EquivariantPage.chosenRanks result

        ReportFolder.csv
            ([ "block"; "type"; "dimension"; "multiplicity" ]
             @ (result.Energies |> List.map (fun (name, _) -> "mean square, " + name))
             @ (vectors |> List.map (fun (name, _) -> "rank, " + name)))
            [
                for index, block in Seq.indexed result.Decomposition.Blocks do
                    [
                        block.Label
                        block.Type.ToString().ToLowerInvariant()
                        string block.Dimension
                        string block.Multiplicity
                    ]
                    @ (result.Energies
                       |> List.map (fun (_, values) -> ReportFolder.number values[index]))
                    @ (vectors |> List.map (fun (_, values) -> string values[index]))
            ]

    let private eigenvaluesCsv result =
        ReportFolder.csv [ "block"; "number"; "eigenvalue" ] [
            for label, values in result.Eigenvalues do
                for index, value in Array.indexed values do
                    [ label; string (index + 1); ReportFolder.number value ]
        ]

    /// Writes report.html, result.json, the CSV files, and the pictures as PNG and SVG into a folder, which is made when
    /// it is not there. Raises IOException, with one line that says why, when a file cannot be written.
    let write folder (provenance: Provenance) (result: EquivariantResult) =
        ReportFolder.writeText folder "result.json" (Json.indented (toJson provenance result))
        ReportFolder.writeText folder "losses.csv" (lossesCsv result)
        ReportFolder.writeText folder "loss-by-rank.csv" (rankCsv result)
        ReportFolder.writeText folder "loss-by-shift.csv" (shiftCsv result)
        ReportFolder.writeText folder "blocks.csv" (blocksCsv result)
        ReportFolder.writeText folder "eigenvalues.csv" (eigenvaluesCsv result)

        ReportFolder.writeGrid
            folder
            "samples"
            (EquivariantPage.sampleRows result.Samples |> List.map fst)
            (EquivariantPage.grid result)

        ReportFolder.writeDrawing folder "weight-sharing-rotation" (EquivariantPage.rotation result)
        ReportFolder.writeDrawing folder "weight-sharing-invariant" (EquivariantPage.invariant result)
        ReportFolder.writePage folder "report.html" (EquivariantPage.page provenance result)

    /// The table of the source beside ours, for the console.
    let summary (result: EquivariantResult) =
        EquivariantPage.mainTable (EquivariantClaims.condition MovedAsPublished result)

    /// The record of a run from its command line, seed and settings, and the data's names and hashes.
    let provenance command (result: EquivariantResult) =
        let settings = result.Settings

        Provenance.create
            command
            settings.Seed
            settings.Threads
            [
                "scale", EquivariantPage.scaleName settings.Scale
                "rank", string settings.Rank
                "largest movement", $"{settings.Movement} pixels"
                "passes of Adam", string settings.Epochs
            ]
            [
                $"training images ({result.Dataset.Train.Count})", result.Dataset.Train.PixelSha256()
                $"test images ({result.Dataset.Test.Count})", result.Dataset.Test.PixelSha256()
            ]
            result.Timings
