/// The study of [DAL22] at a size that takes seconds: shared runs, measuring, keeping, resuming, and the report.
module Neurovariety.Scripts.Tests.InitializationStudyTests

open Expecto
open System
open System.Collections.Generic
open System.IO
open System.Numerics
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Spectra
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
    InitializationSettings.ofScale Smoke 0UL with
        Architecture = "784-12-d"
        Latents = [ 2; 3 ]
        Seeds = [ 0UL; 4UL ]
        Epochs = 4
        ShownEpochs = [ 0; 1; 4 ]
        FurtherEpochs = [ 2 ]
        UntrainedSeeds = [ 0UL; 1UL; 2UL ]
        UntrainedImages = 50
        SimulatedProducts = 400
        Resamples = 40
}

let private generalization = {
    GeneralizationSettings.ofScale Smoke 0UL with
        Architectures = [ "784-12-d" ]
        Latents = [ 2; 3 ]
        Seeds = [ 0UL; 4UL ]
        Epochs = 4
        MeasuredEpochs = [ 4 ]
        PairCount = 5
        ScoredLatents = []
        AuditPoints = 20
}

/// A store in memory that tells what was computed.
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

let private runReporting report (settings: InitializationSettings) folder store =
    InitializationStudy.run settings data.Value (Path.Combine(folder, "runs")) store report CancellationToken.None

let private run settings folder store =
    runReporting ignore settings folder store

let private withoutTimes (result: InitializationResult) = result.Networks, result.Widths

// Stages of training tell the loss.
let private trainings () =
    let stages = ResizeArray<string>()

    stages,
    fun (progress: Progress) ->
        if progress.Stage.Contains "loss" then
            stages.Add progress.Stage

let private written folder =
    Directory.GetFiles(Path.Combine(folder, "runs"), "*.safetensors", SearchOption.AllDirectories)
    |> Array.sort
    |> Array.map (fun path -> path, File.GetLastWriteTimeUtc path)

[<Tests>]
let tests =
    testList "InitializationStudyTests" [
        testCase
            "runs are shared with the study of generalization: the second study trains nothing, whichever it is"
            (fun () ->
                Program.inFolder (fun folder ->
                    let first, second = Path.Combine(folder, "first"), Path.Combine(folder, "second")

                    let generalize folder report =
                        GeneralizationStudy.run
                            generalization
                            data.Value
                            (Path.Combine(folder, "runs"))
                            PartStore.none
                            report
                            CancellationToken.None
                        |> ignore

                    let initialize folder report =
                        runReporting report settings folder PartStore.none |> ignore

                    for folder, one, other in [ first, generalize, initialize; second, initialize, generalize ] do
                        let stages, report = trainings ()
                        one folder report
                        Assert.NotEmpty stages
                        let before = written folder
                        // Four networks, each after 0, 1 and 4 epochs, and each as a model.
                        Assert.Equal(16, before.Length)
                        let again, report = trainings ()
                        other folder report
                        Assert.Empty again
                        Assert.Equal<(string * DateTime)[]>(before, written folder)

                    let hashes folder =
                        written folder |> Array.map (fst >> File.ReadAllBytes >> Convert.ToHexString)

                    Assert.Equal<string[]>(hashes first, hashes second)))

        testCase "a study computes nothing twice, and damaged or foreign parts again" (fun () ->
            Program.inFolder (fun folder ->
                let store, kept, computed = memory ()
                let first = run settings folder store

                // After epoch 2 no network is kept, so nothing is measured there.
                Assert.Equal<(int * uint64 * int list) list>(
                    [
                        for d in [ 2; 3 ] do
                            for seed in [ 0UL; 4UL ] -> d, seed, [ 0; 1; 4 ]
                    ],
                    [
                        for one in first.Networks -> one.Network.Latent, one.Network.Seed, List.map fst one.Epochs
                    ]
                )

                // A part for each network and epoch, and two for each width.
                Assert.Equal(12 + 4, computed.Count)
                let again = run settings folder store
                Assert.Equal(16, computed.Count)
                Assert.Equal(withoutTimes first, withoutTimes again)

                let other =
                    kept.Keys |> Seq.find (fun name -> name.EndsWith "seed0-epoch1-spectrum")

                kept[other] <- kept[other].Replace("\"Key\":\"", "\"Key\":\"other ")
                let damaged = kept.Keys |> Seq.find (fun name -> name.EndsWith "-untrained")
                kept[damaged] <- "{"
                Assert.Equal(withoutTimes first, withoutTimes (run settings folder store))

                Assert.Equal<string list>(
                    [ other; damaged ] |> List.sort,
                    List.ofSeq computed |> List.skip 16 |> List.sort
                )))

        testCase
            "a study that is asked to stop keeps what was done, and goes on to the same figures whatever the threads"
            (fun () ->
                Program.inFolder (fun folder ->
                    let whole =
                        run { settings with Threads = 1 } (Path.Combine(folder, "whole")) PartStore.none

                    let store, _, computed = memory ()
                    use source = new CancellationTokenSource()
                    let broken = Path.Combine(folder, "broken")

                    let stop (progress: Progress) =
                        if progress.Stage.Contains "epoch 1" && progress.Stage.StartsWith "spectra" then
                            source.Cancel()

                    Assert.Throws<OperationCanceledException>(fun () ->
                        InitializationStudy.run
                            settings
                            data.Value
                            (Path.Combine(broken, "runs"))
                            store
                            stop
                            source.Token
                        |> ignore)
                    |> ignore

                    Assert.Equal(2, computed.Count)
                    Assert.Equal(withoutTimes whole, withoutTimes (run { settings with Threads = 2 } broken store))))

        testCase "figures are those of the eigenvalues at all images" (fun () ->
            Program.inFolder (fun folder ->
                let result = run { settings with Seeds = [ 0UL ] } folder PartStore.none
                let runs = Path.Combine(folder, "runs")

                for network in result.Networks do
                    let table (epoch: int) =
                        JacobianSpectrum.OfImages(
                            StudyRuns.networkAfter runs network.Network epoch,
                            data.Value.Train,
                            data.Value.Test
                        )

                    let trained = (table 4).LatentSpace.Eigenvalues.ToArray() |> Array.map Complex.Abs

                    for epoch, figures in network.Epochs do
                        let values = (table epoch).LatentSpace.Eigenvalues.ToArray()

                        let count condition =
                            values |> Array.filter condition |> Array.length |> float

                        let all = float values.Length
                        Assert.Equal(520 * network.Network.Latent, figures.Modulus.Count)
                        let moduli = values |> Array.map Complex.Abs |> Array.sort
                        Assert.Equal(moduli[moduli.Length - 1], figures.Modulus.Greatest)
                        Assert.Equal(moduli[0], figures.Modulus.Least)

                        Assert.InRange(
                            figures.Modulus.Median,
                            moduli[values.Length / 2 - 1],
                            moduli[values.Length / 2]
                        )

                        Assert.Equal(figures.Modulus.Median, figures.ModulusQuantiles[50], 12)
                        Assert.Equal(count ((=) Complex.Zero) / all, figures.ZeroShare, 12)

                        Assert.Equal(
                            count (fun value -> value.Imaginary = 0.0 && value.Real < 0.0) / all,
                            figures.NegativeShare,
                            12
                        )

                        Assert.Equal(count (fun value -> value.Real < 0.0) / all, figures.LeftShare, 12)
                        let nonZero = count ((<>) Complex.Zero)

                        Assert.Equal(
                            count (fun value -> value.Imaginary = 0.0 && value.Real <> 0.0) / nonZero,
                            figures.RealShare,
                            12
                        )

                        Assert.Equal(int nonZero, figures.Argument.Value.Count)

                        // By counting at every number of both samples.
                        let share (numbers: float[]) at =
                            float (numbers |> Array.filter (fun value -> value <= at) |> Array.length)
                            / float numbers.Length

                        let direct =
                            Array.append moduli trained
                            |> Array.map (fun at -> abs (share moduli at - share trained at))
                            |> Array.max

                        Assert.Equal(direct, figures.ModulusToTrained.Kolmogorov, 12)
                        Assert.Equal(40, figures.ModulusToTrained.Resampled.Length)

                        if epoch = 4 then
                            Assert.Equal(0.0, figures.ModulusToTrained.Wasserstein, 12)
                            Assert.All(figures.ModulusToTrained.Resampled, fun value -> Assert.Equal(0.0, value, 12))

                // An untrained network is what its run begins with; here at fewer images.
                let one = result.Widths.Head
                Assert.Equal<uint64 list>([ 0UL; 1UL; 2UL ], one.Untrained |> List.map _.Seed)

                let table =
                    JacobianSpectrum.OfImages(
                        StudyRuns.networkAfter runs result.Networks.Head.Network 0,
                        null,
                        data.Value.Test.Slice(0, 50)
                    )

                let moduli =
                    table.LatentSpace.Eigenvalues.ToArray() |> Array.map Complex.Abs |> Array.sort

                Assert.InRange(one.Untrained.Head.ModulusMedian, moduli[49], moduli[50])))

        testCase "random matrices beside a network have its widths" (fun () ->
            Program.inFolder (fun folder ->
                let result =
                    run
                        {
                            settings with
                                Seeds = [ 0UL ]
                                SimulatedProducts = 4000
                        }
                        folder
                        PartStore.none

                for width in result.Widths do
                    let theory = width.Theory
                    let d = float width.Latent
                    // Of 2 x 2 Gaussian matrices 1/sqrt(2) of the eigenvalues are real, of 3 x 3 (1 + 1/sqrt(2)) / 3; of products more.
                    let expected = if d = 2.0 then sqrt 0.5 else (1.0 + sqrt 0.5) / 3.0
                    Assert.Equal(expected, theory.GinibreRealShare, 12)
                    Assert.InRange(theory.ProductRealShare, theory.GinibreRealShare, 1.0)
                    Assert.InRange(theory.ThinnedRealShare, theory.ProductRealShare - 0.03, 1.0)

                    // Four factors of widths d, 12, 784, 12 with entries of variance 1 / (3 fan-in), at U = 1/2.
                    let half n = 1.0 - 0.5 * d / n
                    let square = 0.5 * half 12.0 * half 12.0 * half 784.0 / 81.0
                    Assert.Equal(sqrt square, theory.FormulaMedian, 12)
                    Assert.Equal(1.0 / 9.0, theory.FormulaMaximum, 12)

                    // With 12 units of which half are on, fewer than d are on with the chance of so many heads.
                    Assert.Equal(theory.LawZeroShare, theory.ThinnedZeroShare, 2)
                    Assert.InRange(theory.LawMedian, 0.1 * theory.FormulaMedian, theory.FormulaMedian)
                    Assert.Equal(theory.LawMedian, theory.LawQuantiles[50], 6)))

        testCase "d = 1 and an empty split are refused in one line" (fun () ->
            let refused (settings: InitializationSettings) (dataset: Dataset) =
                Assert
                    .Throws<ArgumentException>(fun () ->
                        InitializationStudy.run
                            settings
                            dataset
                            "nowhere"
                            PartStore.none
                            ignore
                            CancellationToken.None
                        |> ignore)
                    .Message

            Assert.Contains("d = 1: expected", refused { settings with Latents = [ 1 ] } data.Value)

            let empty =
                Dataset(data.Value.Train, data.Value.Test.Slice(0, 0), DatasetOrigin.Requested, "here", [||])

            Assert.Contains("0 test images", refused settings empty))

        testCase "scales ask for epochs that every run keeps" (fun () ->
            for scale in [ Smoke; Seed; Paper ] do
                let plan = InitializationSettings.ofScale scale 5UL

                for epoch in InitializationSettings.epochs plan do
                    Assert.True(
                        epoch = plan.Epochs
                        || List.contains epoch StudyRuns.keptEpochs
                        || epoch % StudyRuns.keptEvery = 0,
                        $"{scale}: {epoch}"
                    )

                Assert.Equal(plan.Epochs, List.last plan.ShownEpochs)
                Assert.Equal(5UL, plan.Seeds.Head)

            let seed = InitializationSettings.ofScale Seed 0UL
            Assert.Equal<int list>([ 2..20 ], seed.Latents)
            Assert.Equal<int list>([ 0; 1; 4; 10; 50; 300 ], seed.ShownEpochs)
            Assert.Equal(10, (InitializationSettings.ofScale Paper 0UL).Seeds.Length))

        testCase
            "networks are named as train names them, and trained in batches that keep the seeds of a width together"
            (fun () ->
                let groups = StudyRuns.planned [ "exp-default"; "784-12-d" ] [ 2; 3 ] [ 0UL .. 8UL ]
                Assert.Equal(4, groups.Length)
                Assert.Equal("exp-default-d2-seed0", StudyRuns.name groups.Head.Head)
                Assert.Equal("784-12-d3-seed8", StudyRuns.name (List.last (List.last groups)))
                let batches = StudyRuns.batches groups
                Assert.Equal<StudyNetwork list list>(groups, List.concat batches)
                Assert.Equal<int list>([ 27; 9 ], batches |> List.map (List.sumBy List.length)))

        browserCase "the page draws every figure, and its files hold numbers only" (fun () ->
            Program.inFolder (fun folder ->
                let result = run settings folder PartStore.none

                let provenance =
                    InitializationReport.provenance "neurovariety reproduce initialization" result

                InitializationReport.write folder provenance result

                for name in Directory.GetFiles(folder, "*.csv") do
                    let lines = File.ReadAllLines name
                    Assert.True(lines.Length > 2, name)
                    Assert.DoesNotContain(lines, fun line -> line.Contains "NaN")
                    let cells = lines[0].Replace("\"modulus to law, Kolmogorov\"", "").Length
                    Assert.True(cells > 0)

                Assert.Equal(11, Directory.GetFiles(folder, "*.csv").Length)

                let json =
                    JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "result.json"))).RootElement

                Assert.Equal("initialization", json.GetProperty("experiment").GetString())
                Assert.Equal(4, json.GetProperty("models").GetArrayLength())
                Assert.Equal(2, json.GetProperty("predictions").GetArrayLength())
                Assert.Equal(6, json.GetProperty("trajectories").GetArrayLength())

                match PlotlyScript.find () with
                | Inlined script ->
                    let page = Path.Combine(folder, "report.html")
                    // However many eigenvalues there were, a page holds figures of them.
                    Assert.InRange(FileInfo(page).Length - int64 script.Length, 1L, 400_000L)
                    let visit = visit None page
                    Assert.Empty visit.Errors
                    Assert.Empty visit.Requests
                    Assert.InRange(visit.Charts, 20, 40)
                    Assert.Equal(visit.Charts, visit.Drawn)
                    Assert.False(visit.Overflows, "something is wider than the window")
                    Assert.Contains("Figure 3", visit.Text)
                    Assert.DoesNotContain("NaN", visit.Text)
                | Nearby path -> Assert.Fail $"expected the text of a script, got the path {path}"))
    ]
