/// The MNIST experiment: on drawn digits always, on the real images where they are at hand.
module Neurovariety.Scripts.Tests.EquivariantExperimentTests

open Expecto
open System
open System.IO
open System.Numerics
open System.Text.Json
open Xunit
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Studies
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Tests.Support.Browser
open Neurovariety.Tests.Support

let private drawn =
    lazy
        (let draw label count =
            SyntheticDigits.Draw(count, (RandomSource.FromSeed 1UL).Split label)

         Dataset(draw "train" 300, draw "test" 100, DatasetOrigin.Synthetic, "drawn by the test", [||]))

let private settings = {
    EquivariantSettings.ofScale Smoke with
        Epochs = 4
}

let private result = lazy (EquivariantAutoencoders.run settings drawn.Value ignore)

let private table wanted =
    result.Value.Tables |> List.find (fun table -> table.Condition = wanted)

let private row (name: string) (table: EquivariantTable) =
    table.Rows |> List.find (fun row -> row.Name.EndsWith name)

let private inFolder work =
    let folder = Directory.CreateTempSubdirectory "neurovariety-equivariant-"

    try
        work folder.FullName
    finally
        folder.Delete true

let private write folder =
    let provenance = EquivariantReport.provenance "reproduce equivariant" result.Value
    EquivariantReport.write folder provenance result.Value

[<Tests>]
let tests =
    testList "EquivariantExperimentTests" [
        testCase "the counts of components and weights are the published ones" (fun () ->
            let exact, all = result.Value.Counts
            Assert.Equal(BigInteger.Parse "72425986088826", exact)
            Assert.Equal(BigInteger.Parse "72426340906146", all)
            Assert.Equal(5544I, (table Unmoved |> row "published component").Parameters)
            Assert.Equal(155232I, (table Unmoved |> row "dense").Parameters))

        testCase "no constraint is never worse in training, and the best component is the best of all rows" (fun () ->
            for table in result.Value.Tables do
                let best = row "best component" table

                for other in table.Rows do
                    if other.Component.IsSome then
                        Assert.True(
                            best.Train <= other.Train + 1e-12,
                            $"{other.Name}: {other.Train} below {best.Train}"
                        )

                Assert.True((row "dense" table).Train <= best.Train)
                Assert.True(snd table.RunnerUp >= best.Train)
                Assert.InRange(table.Certificate, -1e-12, 1e-9))

        testCase
            "Adam stays above the optimum of its component, below the loss of doing nothing, and the weights keep their number"
            (fun () ->
                let moved = table MovedAsPublished
                let trained = moved.Rows |> List.filter _.Trained.IsSome
                Assert.Equal(3, trained.Length)

                for row in trained do
                    let train, test = row.Trained.Value
                    Assert.True(train >= row.Train - 1e-9, $"{row.Name}: {train} below the optimum {row.Train}")
                    Assert.InRange(train, 0.0, fst moved.MeanSquare)
                    Assert.InRange(test, 0.0, snd moved.MeanSquare)

                Assert.All((table Unmoved).Rows, fun row -> Assert.True row.Trained.IsNone))

        testCase "movement round the image changes no equivariant loss and every dense one" (fun () ->
            let unmoved, wrapped = table Unmoved, table WrappedRound

            for before, after in List.zip unmoved.Rows wrapped.Rows do
                if before.Component.IsSome then
                    Assert.Equal(before.Train, after.Train, 1e-11)
                    Assert.Equal(before.Test, after.Test, 1e-11)

            Assert.True((row "dense" wrapped).Train > 1.05 * (row "dense" unmoved).Train)

            for _, dense, best, published in result.Value.LossByShift do
                Assert.Equal((row "best component" unmoved).Test, best, 1e-11)
                Assert.Equal((row "published component" unmoved).Test, published, 1e-11)
                Assert.True(dense > 0.0))

        testCase "losses by rank fall, start at the mean square, and meet the table at the bottleneck" (fun () ->
            let unmoved = table Unmoved

            for name, points in result.Value.LossByRank do
                Assert.Equal(fst unmoved.MeanSquare, snd points[0], 1e-12)

                for (_, before), (_, after) in Array.pairwise points do
                    Assert.True(after <= before + 1e-12, $"{name}: {before} then {after}")

            let lossAt name =
                result.Value.LossByRank
                |> List.find (fun (found, _) -> found = name)
                |> snd
                |> Array.find (fun (rank, _) -> rank = settings.Rank)
                |> snd

            Assert.Equal((row "dense" unmoved).Train, lossAt "no constraint (dense)", 1e-10)
            Assert.Equal((row "best component" unmoved).Train, lossAt "equivariant, best component", 1e-10))

        testCase "the blocks' energies add up to the mean square, and so do the eigenvalues" (fun () ->
            let unmoved = snd result.Value.Energies[0]
            Assert.Equal(fst (table Unmoved).MeanSquare, Array.sum unmoved, 1e-12)
            let moved = result.Value.Eigenvalues |> List.sumBy (snd >> Array.sum)
            Assert.Equal(fst (table MovedAsPublished).MeanSquare, moved, 1e-10))

        testCase "the same seed gives the same figures on one thread and on two" (fun () ->
            let run threads =
                let small =
                    Dataset(
                        drawn.Value.Train.Slice(0, 60),
                        drawn.Value.Test.Slice(0, 20),
                        DatasetOrigin.Synthetic,
                        "drawn by the test",
                        [||]
                    )

                (EquivariantAutoencoders.run { settings with Threads = threads } small ignore).Tables

            Assert.Equal<EquivariantTable list>(run 1, run 2))

        testCase "images of another size are refused in one line" (fun () ->
            let pixels: byte[] = Array.zeroCreate 100
            let labels: byte[] = [||]
            let tiny = ImageSet.FromPixels(5, 5, pixels, labels, "tiny")
            let data = Dataset(tiny, tiny, DatasetOrigin.Requested, "here", [||])

            let error =
                Assert.Throws<ArgumentException>(fun () -> EquivariantAutoencoders.run settings data ignore |> ignore)

            Assert.Contains("expected images of 28 x 28 pixels, got 5 x 5", error.Message))

        testCase "the folder holds the page, the figures and the pictures, each whole" (fun () ->
            inFolder (fun folder ->
                write folder

                let files = Directory.GetFiles folder |> Array.map Path.GetFileName |> Array.sort

                Assert.Equal<string[]>(
                    [|
                        "blocks.csv"
                        "eigenvalues.csv"
                        "loss-by-rank.csv"
                        "loss-by-shift.csv"
                        "losses.csv"
                        "report.html"
                        "result.json"
                        "samples.png"
                        "samples.svg"
                        "weight-sharing-invariant.png"
                        "weight-sharing-invariant.svg"
                        "weight-sharing-rotation.png"
                        "weight-sharing-rotation.svg"
                    |],
                    files
                )

                let json =
                    JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "result.json"))).RootElement

                Assert.Equal("72425986088826", json.GetProperty("count").GetString())
                Assert.Equal(3, json.GetProperty("tables").GetArrayLength())
                let losses = File.ReadAllLines(Path.Combine(folder, "losses.csv"))
                Assert.Equal(1 + 3 * 5, losses.Length)))

        browserCase "the report opens in a browser with every chart drawn, every picture shown and no error" (fun () ->
            inFolder (fun folder ->
                write folder
                let visit = visit None (Path.Combine(folder, "report.html"))

                match PlotlyScript.find () with
                | Inlined _ ->
                    Assert.Empty visit.Errors
                    Assert.Empty visit.Requests
                    Assert.Equal(5, visit.Charts)
                    Assert.Equal(5, visit.Drawn)
                | Nearby path -> Assert.Fail $"expected the text of a script, got the path {path}"

                Assert.Equal(3, visit.Pictures)
                Assert.False(visit.Overflows, "something is wider than the window")
                Assert.Contains("72 425 986 088 826", visit.Text)
                Assert.Contains("Not comparable here.", visit.Text)))

        // Figures of the exact optima, computed for this project by another program from the same images (60000 and 10000, bytes
        // divided by 255): rank 99, train and test; dense on test images moved round by 6 columns to either side.
        mnistCase
            "on the real images the exact losses are the reference's, and the published table is met or beaten"
            (fun () ->
                let data =
                    DatasetLocator.Load(
                        DatasetOptions.ForUser(Environment.GetEnvironmentVariable DatasetOptions.FolderVariable)
                    )

                let result =
                    EquivariantAutoencoders.run
                        {
                            EquivariantSettings.paper with
                                Epochs = 0
                        }
                        data
                        ignore

                let close (expected: float) (actual: float) =
                    Assert.InRange(actual / expected, 1.0 - 1e-6, 1.0 + 1e-6)

                let unmoved = result.Tables |> List.find (fun table -> table.Condition = Unmoved)

                let check name (train, test) =
                    let found = row name unmoved
                    close train found.Train
                    close test found.Test

                check "best component" (0.01038428625254325, 0.01016196670955446)
                check "published component" (0.010607157107271557, 0.010375057890062383)
                check "equal rank" (0.02507833311734748, 0.024950983602002083)
                check "high-pass" (0.10996806425636475, 0.11195375386842596)
                check "dense" (0.005811157385423719, 0.00568275830155125)
                Assert.Equal<int list>([ 9; 10; 9; 8; 7; 6; 3; 2; 0; 0; 0; 0; 0; 0; 0 ], fst unmoved.RunnerUp)
                close 0.01041130249187823 (snd unmoved.RunnerUp)

                // The stored figures count k to the left.
                for shift, expected in [ 6, 0.032133328956854806; 0, 0.005682758301551322; -6, 0.03273080861928457 ] do
                    let _, dense, _, _ = result.LossByShift |> List.find (fun (k, _, _, _) -> k = shift)
                    close expected dense

                // The published table [KSS24]: dense and high-pass to the printed digits and one, the equivariant network better.
                let moved =
                    result.Tables |> List.find (fun table -> table.Condition = MovedAsPublished)

                Assert.Equal(Published.dense, (row "dense" moved).Test, 1e-4)
                Assert.Equal(Published.highPass, (row "high-pass" moved).Test, 1e-3)
                Assert.InRange((row "published component" moved).Test, 0.0075, 0.0079)
                Assert.True((row "best component" moved).Test < (row "published component" moved).Test))
    ]
