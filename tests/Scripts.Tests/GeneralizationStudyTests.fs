/// The study of [ADGL21] at a size that takes seconds: training, measuring, keeping, resuming, and the report.
module Neurovariety.Scripts.Tests.GeneralizationStudyTests

open Expecto
open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser

let private data =
    lazy
        (let draw label count =
            SyntheticDigits.Draw(count, (RandomSource.FromSeed 2UL).Split label)

         Dataset(draw "train" 400, draw "test" 120, DatasetOrigin.Synthetic, "drawn by the test", [||]))

let private settings = {
    GeneralizationSettings.ofScale Smoke 0UL with
        Architectures = [ "784-12-d" ]
        Latents = [ 2; 3 ]
        Seeds = [ 0UL; 4UL ]
        Epochs = 3
        MeasuredEpochs = [ 3; 1 ]
        PairCount = 12
        ScoredLatents = [ 3 ]
        AuditPoints = 50
}

/// A store in memory that counts what was computed.
let private memory () =
    let kept = Dictionary<string, string>()
    let computed = ResizeArray<string>()

    {
        Find =
            fun name ->
                match kept.TryGetValue name with
                | true, text -> Some text
                | _ -> None
        Keep =
            fun name text ->
                computed.Add name
                kept[name] <- text
    },
    kept,
    computed

let private run (settings: GeneralizationSettings) folder store =
    GeneralizationStudy.run settings data.Value (Path.Combine(folder, "runs")) store ignore CancellationToken.None

let private withoutTimes (result: GeneralizationResult) =
    result.Models, result.Pooled, result.Audits

[<Tests>]
let tests =
    testList "GeneralizationStudyTests" [
        testCase "a kept part comes back bit for bit, whatever its numbers" (fun () ->
            let store, _, computed = memory ()

            let numbers = [|
                for exponent in -1074 .. 1023 do
                    let power = Math.ScaleB(1.0, exponent)
                    power
                    -power
                    Math.BitIncrement power

                Double.NaN
                Double.PositiveInfinity
                Double.NegativeInfinity
                -0.0
                Math.PI
            |]

            let bits = Array.map BitConverter.DoubleToInt64Bits

            for _ in 1..2 do
                let found = PartStore.remember store "numbers" "key" (fun () -> numbers)
                Assert.Equal<int64[]>(bits numbers, bits found)

            Assert.Single computed |> ignore)

        testCase "a study trains, measures each network, and computes nothing twice" (fun () ->
            Program.inFolder (fun folder ->
                let store, kept, computed = memory ()
                let first = run settings folder store

                Assert.Equal<(int * uint64 * int) list>(
                    [
                        for d in [ 2; 3 ] do
                            for epoch in [ 3; 1 ] do
                                for seed in [ 0UL; 4UL ] -> d, seed, epoch
                    ],
                    [ for model in first.Models -> model.Latent, model.Seed, model.Epoch ]
                )

                // One pooled regression for each width at the first epoch, clustered by seed.
                Assert.Equal<(int * int) list>(
                    [ 2, 3; 3, 3 ],
                    [ for pool in first.Pooled -> pool.Latent, pool.Epoch ]
                )

                let pooled =
                    GeneralizationRegressions.tryFind Trace LatentSpace NoControls first.Pooled.Head.Regressions

                Assert.Equal(2 * 520, pooled.Value.Count)
                Assert.True pooled.Value.Slope.ClusteredStandardError.HasValue

                // Checkpoints of two seeds and widths after 0, 1 and 3 epochs.
                Assert.Equal(12, first.Audits.Length)
                let before = computed.Count
                let again = run settings folder store
                Assert.Equal(before, computed.Count)
                Assert.Equal(withoutTimes first, withoutTimes again)

                // A part whose network is another one is computed again, and so is one that cannot be read.
                let part = kept.Keys |> Seq.find (fun name -> name.EndsWith "seed0-epoch3")
                kept[part] <- kept[part].Replace("\"Key\":\"", "\"Key\":\"other ")
                let damaged = kept.Keys |> Seq.find (fun name -> name.EndsWith "-theorem")
                kept[damaged] <- "{"
                Assert.Equal(withoutTimes first, withoutTimes (run settings folder store))

                Assert.Equal<string list>(
                    [ part; damaged ] |> List.sort,
                    List.ofSeq computed |> List.skip before |> List.sort
                )))

        testCase "figures of a group are those of its points, whatever the threads" (fun () ->
            Program.inFolder (fun folder ->
                let small = {
                    settings with
                        Seeds = [ 0UL ]
                        MeasuredEpochs = [ 3 ]
                }

                let one = run { small with Threads = 1 } folder PartStore.none
                let two = run { small with Threads = 2 } folder PartStore.none
                Assert.Equal(withoutTimes one, withoutTimes two)

                for model in one.Models do
                    let group name =
                        model.Figures.Groups |> List.find (fun points -> points.Name = name)

                    let all, train, test = group "all", group "train", group "test"
                    Assert.Equal((520, 400, 120), (all.PointCount, train.PointCount, test.PointCount))
                    let mixed = (400.0 * train.Mse.Mean + 120.0 * test.Mse.Mean) / 520.0
                    Assert.Equal(mixed, all.Mse.Mean, 12)

                    let classes =
                        model.Figures.Groups |> List.filter (fun points -> Char.IsDigit points.Name[0])

                    Assert.Equal(520, classes |> List.sumBy _.PointCount)

                    // A number of d is the mean of d numbers: the geometric mean of moduli is no larger than that of the moduli.
                    Assert.InRange(all.LatentSpace.ReversingShare, 0.0, 1.0)
                    let study = model.Theorem.Value
                    Assert.Equal(12, study.PairCount)

                    match study.Transport with
                    | Some found ->
                        for bound in found.Bounds |> List.skip 1 do
                            Assert.Equal(study.PairCount - study.SingularCount, bound.HoldsForDistortion)
                    | None -> Assert.Equal(12, study.SingularCount)

                Assert.Equal<int list>([ 3 ], one.Models |> List.filter _.Scores.IsSome |> List.map _.Latent)))

        testCase "the nearest training image is the nearest, and the first of equals" (fun () ->
            let pairs = TheoremStudy.pairs 7 data.Value

            let distance (test: int) (train: int) =
                let y, x =
                    data.Value.Test.Image(test).ToArray(), data.Value.Train.Image(train).ToArray()

                Array.map2 (fun (a: byte) (b: byte) -> (float a / 127.5 - float b / 127.5) ** 2.0) y x
                |> Array.sum
                |> sqrt

            Assert.Equal(7, (pairs |> Array.distinctBy _.Test).Length)

            for pair in pairs do
                let nearest = [ 0..399 ] |> List.minBy (distance pair.Test)
                Assert.Equal(nearest, pair.Train)
                Assert.Equal(distance pair.Test nearest, pair.Distance, 9))

        testCase "a study that is asked to stop keeps what was done, and goes on to the same figures" (fun () ->
            Program.inFolder (fun folder ->
                let whole = run settings (Path.Combine(folder, "whole")) PartStore.none
                let store, _, computed = memory ()
                use source = new CancellationTokenSource()
                let broken = Path.Combine(folder, "broken")

                let stop (progress: Progress) =
                    if progress.Stage.StartsWith "spectra" then
                        source.Cancel()

                Assert.Throws<OperationCanceledException>(fun () ->
                    GeneralizationStudy.run
                        settings
                        data.Value
                        (Path.Combine(broken, "runs"))
                        store
                        stop
                        source.Token
                    |> ignore)
                |> ignore

                Assert.Equal(1, computed.Count)
                Assert.Equal(withoutTimes whole, withoutTimes (run settings broken store))))

        testCase "d = 1, images without labels and an empty split are refused in one line" (fun () ->
            let refused (settings: GeneralizationSettings) (dataset: Dataset) =
                Assert
                    .Throws<ArgumentException>(fun () ->
                        GeneralizationStudy.run
                            settings
                            dataset
                            "nowhere"
                            PartStore.none
                            ignore
                            CancellationToken.None
                        |> ignore)
                    .Message

            Assert.Contains("d = 1: expected", refused { settings with Latents = [ 1 ] } data.Value)
            let bare (images: ImageSet) = images.WithLabels ReadOnlySpan.Empty

            let without =
                Dataset(bare data.Value.Train, bare data.Value.Test, DatasetOrigin.Requested, "here", [||])

            Assert.Contains("no labels", refused settings without)

            let empty =
                Dataset(data.Value.Train, data.Value.Test.Slice(0, 0), DatasetOrigin.Requested, "here", [||])

            Assert.Contains("0 test images", refused settings empty))

        browserCase "the page draws every figure, and its files hold numbers only" (fun () ->
            Program.inFolder (fun folder ->
                let result = run settings folder PartStore.none

                let provenance =
                    GeneralizationReport.provenance "neurovariety reproduce generalization" result

                GeneralizationReport.write folder provenance result

                for number in 1..8 do
                    let lines = File.ReadAllLines(Path.Combine(folder, $"figure-{number}.csv"))
                    Assert.True(lines.Length > 8, $"figure {number}")
                    Assert.DoesNotContain(lines, fun line -> line.Contains "NaN")

                for number in 1..2 do
                    let latex = File.ReadAllText(Path.Combine(folder, $"table-{number}.tex"))
                    Assert.Contains("\\end{tabular}", latex)
                    Assert.Contains("\n2 & ", latex)

                let json =
                    JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "result.json"))).RootElement

                Assert.Equal(18, json.GetProperty("claims").GetArrayLength())
                Assert.Equal(8, json.GetProperty("models").GetArrayLength())

                match PlotlyScript.find () with
                | Inlined _ ->
                    let visit = visit None (Path.Combine(folder, "report.html"))
                    Assert.Empty visit.Errors
                    Assert.Empty visit.Requests
                    Assert.InRange(visit.Charts, 18, 40)
                    Assert.Equal(visit.Charts, visit.Drawn)
                    Assert.False(visit.Overflows, "something is wider than the window")
                    Assert.Contains("Figure 8", visit.Text)
                    Assert.DoesNotContain("NaN", visit.Text)
                | Nearby path -> Assert.Fail $"expected the text of a script, got the path {path}"))
    ]
