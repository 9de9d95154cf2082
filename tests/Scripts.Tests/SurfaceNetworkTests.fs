/// The F# surface for data, points, models, training, evaluation, spectra, regressions, predictions and audits: against values found
/// otherwise, and against what the program prints.
module Neurovariety.Scripts.Tests.SurfaceNetworkTests

open Expecto
open System
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Tests.Support
open Neurovariety.Scripts.Tests.Support

let private inFolder = Program.inFolder

let private error (result: Result<'a, string>) : string =
    match result with
    | Error line ->
        Assert.DoesNotContain("\n", line)
        line
    | Ok _ -> failwith "expected an error"

let private ok (result: Result<'a, string>) : 'a =
    match result with
    | Ok value -> value
    | Error line -> failwith line

/// Sixty digits to train on and ten to test on.
let private tiny = {
    Data.defaults with
        Count = 60
        Seed = 3UL
}

let private tinyFolder (folder: string) =
    let path = Path.Combine(folder, "digits")
    Data.save path (Data.draw tiny)
    path

let private architecture = Architecture.parse 3 "784-12-d"

let private trainingOptions = {
    Training.defaults with
        Epochs = 2
        BatchSize = 16
        Seed = 4UL
}

let private train (folder: string) =
    let digits = tinyFolder folder
    let run = Path.Combine(folder, "run")
    let dataset = Images.load (DataSource.Folder digits)
    digits, dataset, Training.run trainingOptions run architecture dataset

let private reference =
    Path.Combine(Repository.root, "tests", "Core.Tests", "Fixtures", "autoencoder_small.safetensors")

/// The mean squared error of an image, by the layers in double precision.
let private lossOf (scale: byte -> float) (network: Autoencoder) (image: byte[]) =
    let x = image |> Array.map scale

    let layer (input: float[]) (one: AffineLayer) =
        Array.init one.Outputs (fun row ->
            let mutable sum = float one.Bias[row]

            for column in 0 .. one.Inputs - 1 do
                sum <- sum + float one.Weights[row * one.Inputs + column] * input[column]

            Activations.Value(one.Activation, sum))

    Array.map2 (fun (y: float) t -> (y - t) ** 2.0) (Seq.fold layer x network.Layers) x
    |> Array.average

[<Tests>]
let tests =
    testList "SurfaceNetworkTests" [
        testCase "work is quiet unless told otherwise, and its parts count through" (fun () ->
            let told = ResizeArray<Progress>()
            use source = new CancellationTokenSource()

            let work =
                Work.quiet
                |> Work.onThreads 2
                |> Work.telling told.Add
                |> Work.until source.Token

            Assert.Equal(2, work.Threads)
            Assert.Equal(source.Token, work.Cancel)
            (Work.part 1 3 work).Progress(Progress("x", 4L, 10L))
            (Work.reporter work).Report(Progress("y", 1L, 2L))
            Assert.Equal<Progress list>([ Progress("x", 14L, 30L); Progress("y", 1L, 2L) ], List.ofSeq told)
            Work.quiet.Progress(Progress("z", 1L, 1L))
            Assert.Equal(0, Work.quiet.Threads)
            Assert.Matches(@"^\d+\.\d+\.\d+", Work.version))

        testCase "errors on input become lines, others pass" (fun () ->
            let attempt (e: exn) = Attempt.run (fun () -> raise e)
            Assert.Equal("one", error (attempt (InputError "one")))
            Assert.Equal("two", error (attempt (IOException "two\nthree")))
            Assert.Equal("four", error (attempt (ArgumentException("four", "name"))))
            Assert.Equal("five", error (attempt (AggregateException(InputError "five"))))
            Assert.Equal(7, ok (Attempt.run (fun () -> 7)))

            Assert.Throws<OperationCanceledException>(fun () -> attempt (OperationCanceledException()) |> ignore)
            |> ignore

            Assert.Equal(7, Attempt.value (Ok 7))
            Assert.Equal("six", (Assert.ThrowsAny<exn>(fun () -> Attempt.value (Error "six") |> ignore)).Message)
            Assert.Equal("seven", Attempt.line (exn "seven\reight")))

        testCase "a data source is what its text says, and nothing falls back unasked" (fun () ->
            Assert.Equal(DataSource.Mnist, DataSource.parse "mnist")
            Assert.Equal(DataSource.Synthetic, DataSource.parse "synthetic")
            Assert.Equal(DataSource.Folder "a/b", DataSource.parse "a/b")
            Assert.False((DataSource.options DataSource.Mnist).SyntheticFallback)
            Assert.True((DataSource.options DataSource.MnistOrSynthetic).SyntheticFallback)
            Assert.Equal("mnist", (DataSource.options DataSource.MnistOrSynthetic).Requested)
            Assert.Contains("no such folder", error (Images.tryLoad (DataSource.Folder "no/where")))
            Assert.Contains("no name", error (Images.tryLoad (DataSource.Folder " ")))
            Assert.Contains("./mnist", error (Images.tryLoad (DataSource.Folder "mnist"))))

        testCase "drawn digits are saved and read back, with their hashes" (fun () ->
            inFolder (fun folder ->
                let path = tinyFolder folder
                let drawn, test = Data.draw tiny
                Assert.Equal((60, 10), (drawn.Count, test.Count))
                let dataset = ok (Images.tryLoadWith Work.quiet (DataSource.Folder path))
                Assert.Equal<byte[]>(drawn.Pixels.ToArray(), dataset.Train.Pixels.ToArray())
                Assert.Equal<byte[]>(test.Labels.ToArray(), dataset.Test.Labels.ToArray())
                Assert.Empty(Images.warnings dataset)

                Assert.Equal<(string * string) list>(
                    [ "training images", drawn.PixelSha256(); "test images", test.PixelSha256() ],
                    Images.hashes dataset
                )

                Assert.Equal(7, (Images.take 7 dataset.Train).Count)
                Assert.Equal(10, (Images.take 70 dataset.Test).Count)
                // The command draws the same ones.
                let other = Path.Combine(folder, "other")

                let answer =
                    Program.json [ "data"; "synthesize"; "--count"; "60"; "--seed"; "3"; "--out"; other ]

                let text name (element: JsonElement) =
                    element.GetProperty(name: string).GetString()

                Assert.Equal(drawn.PixelSha256(), answer.GetProperty("train") |> text "pixelSha256")
                let document = Json.compact (DataDocument.synthesized other (drawn, test))
                Assert.Equal(document.TrimEnd(), answer.GetRawText())
                Assert.Equal(("train", "60 images of 28 x 28"), DataDocument.imagesFact "train" drawn)
                // What the folder means, from the surface and from the command.
                match Data.info Work.quiet (DataSource.Folder path) with
                | Available found ->
                    Assert.Equal(drawn.PixelSha256(), found.Train.PixelSha256())
                    Assert.Equal("requested", Data.originName found.Origin)
                    let printed = Program.json [ "data"; "info"; "--data"; path ]
                    Assert.Equal(Json.compact (DataDocument.info (Available found)), printed.GetRawText())
                    Assert.Contains(("origin", "requested"), DataDocument.infoFacts (Available found))
                | Missing _ -> failwith "it is there"

                Assert.Contains(("cache", "x"), DataDocument.infoFacts (Missing "x"))
                Assert.Contains("\"available\":false", Json.compact (DataDocument.info (Missing "x")))
                Assert.EndsWith("synthetic", Data.syntheticFolder ())
                let refused = Attempt.run (fun () -> Data.draw { tiny with Count = 5 })
                Assert.Contains("expected 6 or more", error refused)))

        testCase "a cache that holds what is known needs no download" (fun () ->
            // The four files of MNIST are 50 MB: where they are at hand, fetch finds them without a network.
            let options = DataSource.options DataSource.Mnist

            match DatasetLocator.Locate(DatasetOptions(CacheFolder = options.CacheFolder)) with
            | DatasetOrigin.Cache, _ ->
                let folder, files = ok (Data.tryFetch Work.quiet)
                Assert.Equal(options.CacheFolder, folder)
                Assert.Contains("\"files\":[", Json.compact (DataDocument.fetched (folder, files)))
            | _ ->
                // Cancelled before the first byte: it says so, and nothing is left behind.
                use source = new CancellationTokenSource()
                source.Cancel()

                Assert.ThrowsAny<OperationCanceledException>(fun () ->
                    Data.fetch (Work.until source.Token Work.quiet) |> ignore)
                |> ignore)

        testCase "a folder that the environment names and that is not there ends every command" (fun () ->
            let run =
                Program.runWith [ "NEUROVARIETY_DATA", "/no/such/folder" ] [ "evaluate"; reference ]

            Assert.Equal(2, run.Status)
            Assert.Equal("", run.Output)
            Assert.Contains("NEUROVARIETY_DATA=/no/such/folder: no such folder", run.Error)
            Assert.DoesNotContain("SYNTHETIC", run.Error))

        testCase "points come from the splits in proportion, or from a file" (fun () ->
            inFolder (fun folder ->
                let path = tinyFolder folder

                let source split count =
                    PointSource.Images(DataSource.Folder path, split, count)

                let all = Points.load (source Split.Both None)
                Assert.Equal((60, 10, 70, 784), (all.TrainCount, all.TestCount, all.Count, all.Width))
                let some = Points.load (source Split.Both (Some 14L))
                Assert.Equal((12, 2), (some.TrainCount, some.TestCount))

                Assert.Equal(
                    (0, 4),
                    (let one = Points.load (source Split.Test (Some 4L)) in one.TrainCount, one.TestCount)
                )

                Assert.Equal(
                    (60, 0),
                    (let one = Points.loadWith Work.quiet (source Split.Train None) in one.TrainCount, one.TestCount)
                )

                let train, test = Data.draw tiny

                let expected =
                    Array.append
                        (Array.append
                            (train.Pixels.ToArray()[.. 12 * 784 - 1])
                            (test.Pixels.ToArray()[.. 2 * 784 - 1]))
                        [||]
                    |> Array.map (fun p -> float32 ((2.0 * float p - 255.0) / 255.0))

                Assert.Equal<float32[]>(expected, Points.samples some)
                let set = Points.toSet some
                Assert.Equal((14, 28), (set.Count, set.Rows))
                Assert.Equal<int[]>([| for i in 0..11 -> int train.Labels[i] |], set.Labels.ToArray()[..11])
                Assert.Equal(2, (Points.hashes some).Length)
                // The same images from a file.
                let file = Path.Combine(path, MnistFiles.All[2].Name)
                let own = Points.load (Points.file file)
                Assert.Equal((0, 10), (own.TrainCount, own.TestCount))
                let only = Points.load (source Split.Test None)
                Assert.Equal<float32[]>(Points.samples only, Points.samples own)
                let unit = Points.loadAs InputScale.Unit Work.quiet (Points.file file)
                Assert.Equal(float32 test.Pixels[300] / 255f, (Points.samples unit)[300])
                let unitImages = Points.loadAs InputScale.Unit Work.quiet (source Split.Test None)
                Assert.Equal<float32[]>(Points.samples unit, Points.samples unitImages)
                Assert.Contains(file, fst (List.exactlyOne (Points.hashes own)))
                Assert.Contains("10 points", string own)
                Assert.Contains(" and ", string all)))

        testCase "points that are none are refused with a line" (fun () ->
            inFolder (fun folder ->
                let path = tinyFolder folder
                Assert.Equal(Choice1Of2 2000L, Points.parse " 2000 ")
                Assert.Equal(Choice2Of2 "a.npy", Points.parse "a.npy")
                Assert.Contains("expected a number of 1 or more", error (Attempt.run (fun () -> Points.parse "0")))
                Assert.Contains("does not exist", error (Points.tryLoad (Points.file "none.npy")))

                let empty =
                    ImageSet.FromPixels(28, 28, ReadOnlySpan<byte>.Empty, ReadOnlySpan<byte>.Empty, "none")

                Assert.Contains("no images", error (Attempt.run (fun () -> Points.ofImages (Some empty) None)))

                let both =
                    ok (Points.tryLoadWith Work.quiet (PointSource.Images(DataSource.Folder path, Split.Both, None)))

                let train, _ = Data.draw tiny
                Assert.Equal(60, (Points.ofImages (Some train) None).Count)
                // A network of another width.
                let network = Autoencoder.initialise 0UL (Architecture.parse 2 "6-4-d")

                let refused =
                    Attempt.run (fun () -> Models.requireWidth both (Models.ofNetwork "other" network))

                Assert.Contains("other takes 6 numbers, but images of 28x28", error refused)))

        testCase "a model is the newest epoch of its run, or what its file says" (fun () ->
            inFolder (fun folder ->
                let _, _, trained = train folder
                let run = trained.Plan.Folder
                let model = Models.load run
                Assert.Equal(("run", Some 2, Some 4UL), (model.Format, model.Epoch, model.Seed))
                Assert.Equal("784-12-3", model.Architecture)
                Assert.Equal(InputScale.Symmetric, model.Scale)
                Assert.Equal<int list>([ 0; 1; 2 ], Models.epochs run)
                let file = Models.load (Path.Combine(run, "model.safetensors"))
                Assert.Equal(("safetensors", Some 2, Some 4UL), (file.Format, file.Epoch, file.Seed))

                Assert.Equal<float32[]>(
                    model.Network.Layers[0].Weights.ToArray(),
                    file.Network.Layers[0].Weights.ToArray()
                )

                let rising =
                    Models.ofEpochs ModelHints.none [ 2; 0 ] run
                    |> List.map (fun read -> (read ()).Epoch)

                Assert.Equal<int option list>([ Some 0; Some 2 ], rising)

                Assert.Contains(
                    "no checkpoint of epoch 7",
                    error (Attempt.run (fun () -> Models.ofEpochs ModelHints.none [ 7 ] run))
                )

                Assert.Contains(
                    "is none",
                    error (Attempt.run (fun () -> Models.ofEpochs ModelHints.none [ 0 ] reference))
                )

                let tanh = ModelHints.parse (Some "tanh") None None
                Assert.Contains("is a run folder", error (Models.tryLoadWith tanh run))
                Assert.Contains("does not exist", error (Models.tryLoad (Path.Combine(folder, "none.pt"))))

                Assert.Contains(
                    "latent width 1",
                    error (
                        Attempt.run (fun () ->
                            Autoencoder.initialise 0UL (Architecture.parse 1 "6-4-d")
                            |> Models.ofNetwork "m"
                            |> Models.requireSpectrum)
                    )
                )

                Assert.Contains("input scale   -1..1 (as it was trained)", string model)))

        testCase "hints reach a file, and the scale follows the last activation of a foreign one" (fun () ->
            let hints output =
                ModelHints.parse (Some "gelu") (Some output) None

            let model = Models.loadWith (hints "sigmoid") reference
            Assert.Equal(Activation.Gelu, model.Network.Layers[0].Activation)
            Assert.Equal(Activation.Sigmoid, (Seq.last model.Network.Layers).Activation)
            Assert.Equal(InputScale.Unit, model.Scale)
            Assert.Contains("sigmoid", model.ScaleReason)
            Assert.Equal(InputScale.Symmetric, (Models.load reference).Scale)

            let given =
                hints "sigmoid" |> ModelHints.withScale (InputScale.Standardised(0.1, 0.2))

            Assert.Equal("0.1,0.2", string (Models.loadWith given reference).Scale)
            Assert.Contains("expected 1 or more", error (Attempt.run (fun () -> ModelHints.parse None None (Some 0))))

            Assert.Contains(
                "unknown activation",
                error (Attempt.run (fun () -> ModelHints.parse (Some "swish") None None))
            )

            Assert.Equal(AutoencoderFileOptions.Default, ModelHints.options ModelHints.none)

            Assert.Equal(
                "exp-default",
                Models.architectureName (Autoencoder.initialise 0UL (Architecture.parse 5 "exp-default"))
            ))

        testCase "a run tells each epoch and trains the bits that the program trains" (fun () ->
            inFolder (fun folder ->
                let digits = tinyFolder folder
                let dataset = Images.load (DataSource.Folder digits)
                let told = ResizeArray<int>()
                let steps = ResizeArray<Progress>()

                let options = {
                    trainingOptions with
                        Told = fun step -> told.Add step.Epoch
                        Work = Work.quiet |> Work.telling steps.Add
                }

                let run = Path.Combine(folder, "run")
                let trained = ok (Training.tryRun options run architecture dataset)
                Assert.Equal<int list>([ 0; 1; 2 ], List.ofSeq told)
                Assert.Equal(2L, (Seq.last steps).Done)
                Assert.Equal<int list>([ 0; 1; 2 ], trained.History |> List.map _.Epoch)
                Assert.Empty trained.Warnings
                let network = Training.network trained
                let mse = Autoencoder.meanSquaredError dataset.Train network
                Assert.Equal(fst trained.Losses.Value, mse, 1e-6)
                Assert.Contains("epochs     2 of 2", string trained)
                let other = Path.Combine(folder, "other")

                Program.json [
                    "train"
                    "--arch"
                    "784-12-d"
                    "--latent"
                    "3"
                    "--epochs"
                    "2"
                    "--batch"
                    "16"
                    "--seed"
                    "4"
                    "--data"
                    digits
                    "--out"
                    other
                ]
                |> ignore

                Assert.Equal<(string * string)[]>(Runs.bits other, Runs.bits run)
                Assert.Equal(2, (Training.openRun run).CheckpointEpochs |> Seq.last)))

        testCase "many runs go at once, and a plan that cannot be raises before anything is trained" (fun () ->
            inFolder (fun folder ->
                let dataset = Images.load (DataSource.Folder(tinyFolder folder))
                let parent = Path.Combine(folder, "runs")
                let options = { trainingOptions with Epochs = 1 }

                let plans =
                    Training.plan parent options [ 0UL; 7UL ] [ architecture; Architecture.parse 2 "784-12-d" ]

                let names = plans |> List.map (fun plan -> Path.GetFileName plan.Folder)

                Assert.Equal<string list>(
                    [ "784-12-d3-seed0"; "784-12-d3-seed7"; "784-12-d2-seed0"; "784-12-d2-seed7" ],
                    names
                )

                let runs = Training.runAll options dataset plans
                Assert.All(runs, fun run -> Assert.True(Result.isOk run.Network))
                Assert.Equal(4, runs |> List.map (fun run -> run.Losses.Value) |> List.distinct |> List.length)
                Assert.Equal(7UL, runs[1].Plan.Settings.Training.Seed)
                let wide = Training.plan parent options [ 0UL ] [ Architecture.parse 2 "6-4-d" ]
                Assert.Contains("6 pixels", error (Attempt.run (fun () -> Training.runAll options dataset wide)))
                Assert.Equal("784-12-d3-seed4", Training.folderName (Training.settings trainingOptions architecture))))

        testCase "a loss that is no number and a cancelled run are no success" (fun () ->
            inFolder (fun folder ->
                let dataset = Images.load (DataSource.Folder(tinyFolder folder))

                let wild = {
                    trainingOptions with
                        Optimizer = Training.sgd 1e30 0.0 0.0
                }

                let failure =
                    error (
                        Training.tryRun
                            wild
                            (Path.Combine(folder, "wild"))
                            (Architecture.parse 3 "784-12-d"
                             |> Architecture.withActivations Activation.Relu Activation.Identity)
                            dataset
                    )

                Assert.Contains("wild", failure)
                use source = new CancellationTokenSource()
                source.Cancel()

                let options = {
                    trainingOptions with
                        Work = Work.quiet |> Work.until source.Token
                }

                let run = Path.Combine(folder, "stopped")

                Assert.ThrowsAny<OperationCanceledException>(fun () ->
                    Training.run options run architecture dataset |> ignore)
                |> ignore

                let stopped =
                    Training.runAll options dataset [ PlannedRun(Training.settings options architecture, run) ]

                Assert.Contains("interrupted", error stopped.Head.Network)
                Assert.Single stopped.Head.Warnings |> ignore
                // The same call without the token finishes it.
                Assert.Equal(
                    2,
                    (Training.run trainingOptions run architecture dataset).History
                    |> List.last
                    |> _.Epoch
                )))

        testCase "optimisers and schedules are what their arguments say" (fun () ->
            let adam = Training.adam 0.01 0.1
            Assert.Equal((OptimizerKind.Adam, 0.01, 0.1), (adam.Kind, adam.LearningRate, adam.WeightDecay))
            Assert.Equal(OptimizerKind.AdamW, (Training.adamW 0.01 0.1).Kind)
            let sgd = Training.sgd 0.5 0.25 0.0
            Assert.Equal((OptimizerKind.Sgd, 0.5, 0.25), (sgd.Kind, sgd.LearningRate, sgd.Momentum))
            let schedule = Training.checkpoints 5 [ 3 ]

            Assert.Equal<int list>(
                [ 0; 3; 5; 10; 11 ],
                [ 0..11 ] |> List.filter (fun epoch -> schedule.Includes(epoch, 11))
            )

            let full = Architecture.parseFull "784-12-3"
            Assert.Equal(3, full.Latent))

        testCase
            "an evaluation is the mean of single losses on the model's scale, and what the program prints"
            (fun () ->
                inFolder (fun folder ->
                    let digits, dataset, trained = train folder
                    let model = Models.load trained.Plan.Folder
                    let found = ok (Evaluation.tryRun Evaluation.defaults dataset model)

                    let mean scale network =
                        [ for i in 0..9 -> lossOf scale network (dataset.Test.Image(i).ToArray()) ]
                        |> List.average

                    Assert.Equal(mean (fun p -> float p / 127.5 - 1.0) model.Network, found.TestMse, 1e-6)
                    Assert.Equal(10, found.Classes |> List.sumBy _.Images)
                    let printed = Program.json [ "evaluate"; model.Path; "--data"; digits ]
                    Assert.Equal(Json.compact (EvaluationDocument.json found), printed.GetRawText())
                    Assert.Equal(trained.Losses.Value |> snd, found.TestMse, 1e-6)
                    Assert.Contains("test MSE", string found)
                    Assert.Contains(("latent width", "3"), EvaluationDocument.facts found)
                    Assert.Equal(4, (EvaluationDocument.layers model).Rows.Length)
                    // A scale of one's own reaches surface and program alike.
                    let unit =
                        Models.loadWith (ModelHints.none |> ModelHints.withScale InputScale.Unit) model.Path

                    let other = Evaluation.run Evaluation.defaults dataset unit
                    Assert.Equal(mean (fun p -> float p / 255.0) model.Network, other.TestMse, 1e-6)

                    let printed =
                        Program.json [ "evaluate"; model.Path; "--data"; digits; "--input-scale"; "0..1" ]

                    Assert.Equal(other.TestMse, printed.GetProperty("testMse").GetDouble())
                    Assert.Equal("0..1", printed.GetProperty("assumed").GetProperty("inputScale").GetString())
                    let data = printed.GetProperty "data"
                    Assert.Equal(("requested", 60), (Runs.text "origin" data, Runs.whole "trainImages" data))
                    let hashes = data.GetProperty "sha256"
                    Assert.Equal(dataset.Test.PixelSha256(), hashes[1].GetString())

                    Assert.Contains(
                        "input scale",
                        Program.refusal [ "evaluate"; model.Path; "--data"; digits; "--input-scale"; "0..7" ]
                    )

                    let wide = Autoencoder.initialise 0UL (Architecture.parse 2 "6-4-d")

                    Assert.Contains(
                        "28x28",
                        error (Evaluation.tryRun Evaluation.defaults dataset (Models.ofNetwork "w" wide))
                    )

                    Assert.Contains("28x28", error (Attempt.run (fun () -> Autoencoder.errors dataset.Test wide)))))

        testCase "errors by class are means over the images of the class" (fun () ->
            let images =
                ImageSet.FromPixels(1, 1, ReadOnlySpan [| 0uy; 1uy; 2uy |], ReadOnlySpan [| 4uy; 1uy; 4uy |], "three")

            let found = Evaluation.byClass images [| 1.0; 5.0; 2.0 |]

            Assert.Equal<ClassError list>(
                [ { Label = 1; Images = 1; Mse = 5.0 }; { Label = 4; Images = 2; Mse = 1.5 } ],
                found
            )

            let bare =
                ImageSet.FromPixels(1, 1, ReadOnlySpan [| 0uy |], ReadOnlySpan<byte>.Empty, "one")

            Assert.Empty(Evaluation.byClass bare [| 1.0 |]))

        testCase "an autoencoder's parts fit together, and it is saved and read back" (fun () ->
            inFolder (fun folder ->
                let _, test = Data.draw tiny
                let network = Autoencoder.initialise 9UL architecture
                let samples = Autoencoder.pixels test
                Assert.Equal<float32[]>(InputScale.Symmetric.Apply test, samples)
                let latents = Autoencoder.encode samples network
                Assert.Equal(30, latents.Length)
                let outputs = Autoencoder.decode latents network
                Assert.Equal<float32[]>(outputs, Autoencoder.apply samples network)
                let errors = Autoencoder.errors test network

                Assert.Equal(
                    lossOf (fun p -> float p / 127.5 - 1.0) network (test.Image(3).ToArray()),
                    errors[3],
                    1e-6
                )

                Assert.Equal(Array.average errors, Autoencoder.meanSquaredError test network)
                let path = Path.Combine(folder, "network.safetensors")
                Autoencoder.save path network
                Assert.Equal<float32[]>(outputs, Autoencoder.apply samples (Autoencoder.load path))
                let hints = AutoencoderFileOptions(Output = Nullable Activation.Identity)
                Assert.Equal(Activation.Identity, (Seq.last (Autoencoder.loadWith hints path).Layers).Activation)))

        testCase "spectra are those of the program, to the bit, with notes and epochs" (fun () ->
            inFolder (fun folder ->
                let digits, dataset, trained = train folder
                let run = trained.Plan.Folder

                let points =
                    Points.load (PointSource.Images(DataSource.Folder digits, Split.Test, None))

                let steps = ResizeArray<Progress>()

                let settings = {
                    Spectrum.defaults with
                        Work = Work.quiet |> Work.telling (fun step -> lock steps (fun () -> steps.Add step))
                }

                let spectra = ok (Spectrum.tryRun settings points (Models.load run))
                Assert.Equal(10L, steps |> Seq.map _.Done |> Seq.max)
                let out = Path.Combine(folder, "spectra")

                let printed =
                    Program.json [ "spectra"; run; "--data"; digits; "--split"; "test"; "--out"; out ]

                let table, notes = Spectrum.loadWithNotes (Path.Combine(out, "spectra.safetensors"))
                Assert.Equal<float[]>(spectra.Table.Mse.ToArray(), table.Mse.ToArray())
                Assert.Equal<float[]>(spectra.Table.Input.Trace.ToArray(), table.Input.Trace.ToArray())
                Assert.Equal<Map<string, string>>(Map.ofList (Spectrum.notes spectra), notes)
                Assert.Equal("2", notes["epoch"])
                Assert.Equal("-1..1", notes["inputScale"])

                Assert.Equal(
                    spectra.Summary.All.Mse.Mean,
                    printed.GetProperty("summary").GetProperty("mse").GetProperty("mean").GetDouble()
                )

                Assert.Equal("-1..1", printed.GetProperty("assumed").GetProperty("inputScale").GetString())
                let own = Path.Combine(folder, "own")
                Spectrum.saveTo own spectra

                Assert.Equal<byte[]>(
                    File.ReadAllBytes(Path.Combine(out, "spectra.csv")),
                    File.ReadAllBytes(Path.Combine(own, "spectra.csv"))
                )
                // The eigenvalues of one point against its Jacobian.
                let network = spectra.Model.Network
                let sample = (Points.samples points)[..783] |> Array.map float

                let trace (matrix: Neurovariety.LinearAlgebra.Matrix) =
                    Seq.sum [ for i in 0 .. matrix.RowCount - 1 -> matrix[i, i] ]

                Assert.Equal(trace (Jacobian.ofInput sample network), trace (Jacobian.small sample network), 1e-9)
                Assert.Equal(trace (Jacobian.small sample network), spectra.Table.Input.Trace[0], 1e-5)
                Assert.Equal(trace (Jacobian.ofLatent sample network), spectra.Table.LatentSpace.Trace[0], 1e-5)
                Assert.NotNull(Jacobian.geometry sample network)
                // Epochs, one after the other.
                let epochs =
                    Spectrum.runEach
                        Spectrum.defaults
                        points
                        (Models.ofEpochs ModelHints.none [ 2; 0 ] run)
                        (fun index one -> index, one.Model.Epoch, one.Summary.All.Mse.Mean)

                Assert.Equal((1, Some 2, spectra.Summary.All.Mse.Mean), epochs[1])
                Assert.Equal((0, Some 0), (let (index, epoch, _) = epochs[0] in index, epoch))
                // Loss of the untrained network, as the run's history has it.
                let (_, _, first) = epochs[0]
                Assert.Equal(trained.History.Head.TestMse, first, 1e-5)
                ignore dataset))

        testCase "spectra of images, samples and files are one, and precision matters little" (fun () ->
            inFolder (fun folder ->
                let _, test = Data.draw tiny
                let network = Autoencoder.initialise 2UL architecture
                let table = Spectrum.ofImages None (Some test) network
                let samples = Spectrum.ofSamples (Autoencoder.pixels test) network
                Assert.Equal<float[]>(table.Mse.ToArray(), samples.Mse.ToArray())
                let inDouble = Spectrum.ofSamplesInDouble (Autoencoder.pixels test) network
                Assert.Equal(table.Mse[4], inDouble.Mse[4], 1e-6)
                Assert.NotEqual(table.Mse[4], inDouble.Mse[4])
                let path = Path.Combine(folder, "table.safetensors")
                Spectrum.save path table
                Assert.Equal<float[]>(table.Mse.ToArray(), (Spectrum.load path).Mse.ToArray())
                Spectrum.saveCsv (Path.Combine(folder, "table.csv")) table
                Assert.Equal(11, File.ReadAllLines(Path.Combine(folder, "table.csv")).Length)
                Assert.Equal(Array.average (table.Mse.ToArray()), (Spectrum.summary table).All.Mse.Mean, 1e-12)
                Assert.Equal("double", Spectrum.precisionName (Spectrum.parsePrecision "double"))
                Assert.Equal(SpectrumPrecision.SinglePrecision, Spectrum.parsePrecision "single")

                Assert.Contains(
                    "expected single, double",
                    error (Attempt.run (fun () -> Spectrum.parsePrecision "half"))
                )

                Spectrum.prepare SpectrumPrecision.SinglePrecision
                let model = Models.ofNetwork "here" network
                let points = Points.ofImages None (Some test)

                Assert.Equal<float[]>(
                    table.Mse.ToArray(),
                    (Spectrum.run Spectrum.defaults points model).Table.Mse.ToArray()
                )

                Assert.Contains("J_L", string (Spectrum.run Spectrum.defaults points model))
                let unit = { points with Scale = InputScale.Unit }
                Assert.Contains("the points are on 0..1", error (Spectrum.tryRun Spectrum.defaults unit model))))

        testCase "regressions are those of the program and of one table in memory" (fun () ->
            inFolder (fun folder ->
                let digits, _, trained = train folder
                let model = Models.load trained.Plan.Folder

                let points =
                    Points.load (PointSource.Images(DataSource.Folder digits, Split.Both, None))

                let spectra = Spectrum.run Spectrum.defaults points model
                let out = Path.Combine(folder, "spectra")
                Spectrum.saveTo out spectra

                let options = {
                    Regression.defaults with
                        Predictor = Trace
                        Space = InputSpace
                }

                let found = ok (Regression.tryRun options [ out ])
                let line = List.exactlyOne found.Lines
                Assert.Equal((3, 70, 1), (line.Row.Latent, line.Row.Count, line.Networks))
                let alone = Regression.ofTable options 4 spectra.Table
                Assert.Equal(alone.Slope.Coefficient, line.Row.Slope.Coefficient)
                Assert.Equal(line.ClassShare, Regression.classShare spectra.Table)
                // The slope by the normal equations of two standardised variables with the indicator and its product.
                let printed =
                    Program.json [ "regress"; out; "--predictor"; "trace"; "--space"; "input" ]

                let row = printed.GetProperty("rows")[0]
                Assert.Equal(line.Row.Slope.Coefficient, row.GetProperty("slope").GetDouble())
                Assert.Equal(line.Row.RSquared, row.GetProperty("r2").GetDouble())

                let document =
                    Json.compact (RegressionDocument.json found (printed.GetProperty("seconds").GetDouble()))

                Assert.Equal(document, printed.GetRawText())

                Assert.Equal<(string * string) list>(
                    [ "predictor", "trace"; "space", "input"; "control", "none" ],
                    RegressionDocument.settings options
                )

                Assert.Contains("the trace of J_I", (RegressionDocument.report found).Title)
                Assert.Contains("d = 3", string found)
                // Seven points of a class are too few: said, and left out.
                let classes = Regression.run { options with ByClass = true } [ out ]
                Assert.NotEmpty classes.Warnings
                Assert.All(classes.Warnings, fun warning -> Assert.Contains("left out: d = 3, class", warning))
                Assert.Equal(10, classes.Warnings.Length + classes.Lines.Head.Classes.Length)
                Assert.Contains("given twice", error (Regression.tryRun options [ out; out ]))
                Assert.Contains("does not exist", error (Regression.tryRun options [ Path.Combine(folder, "none") ]))
                Assert.Contains("holds no spectra", error (Regression.tryRun options [ folder ]))

                Assert.Equal<string list>(
                    [ "none"; "class"; "class+ink" ],
                    [ NoControls; ClassControl; ClassAndInk ] |> List.map Regression.controlsName
                )

                Assert.Equal(
                    ("log-omega", "latent"),
                    (Regression.predictorName LogOmega, Regression.spaceName LatentSpace)
                )))

        testCase "a prediction ranks by trace and log omega, as the program does" (fun () ->
            inFolder (fun folder ->
                let digits, _, trained = train folder
                let model = Models.load trained.Plan.Folder
                let file = Path.Combine(digits, MnistFiles.All[2].Name)

                let found =
                    ok (Prediction.tryRun Prediction.defaults (Points.load (Points.file file)) model)

                Assert.Equal<int list>([ 1..10 ], found.Ranked |> List.map _.SpectralPlace)

                let table =
                    Spectrum.ofImages None (Some(Images.load(DataSource.Folder digits).Test)) model.Network

                for one in found.Ranked do
                    Assert.Equal(table.Input.Trace[one.Index], one.Trace)

                // Places by the sum of two ranks, counted here.
                let rank (values: float[]) i =
                    values
                    |> Array.sumBy (fun v ->
                        if v < values[i] then 1.0
                        elif v = values[i] then 0.5
                        else 0.0)

                let sums = [|
                    for i in 0..9 -> rank (table.Input.Trace.ToArray()) i + rank (table.Input.LogOmega.ToArray()) i
                |]

                Assert.Equal<int list>(
                    [ 0..9 ] |> List.sortBy (fun i -> -sums[i], i),
                    found.Ranked |> List.map _.Index
                )

                let printed = Program.json [ "predict"; model.Path; "--points"; file; "--top"; "4" ]
                Assert.Equal(Json.compact (PredictionDocument.json 4 found), printed.GetRawText())
                Assert.Equal("0..255", printed.GetProperty("data").GetProperty("range").GetString())
                Assert.Equal(4, (PredictionDocument.table 4 found).Rows.Length)
                Assert.Equal(11, (PredictionDocument.csv found).TrimEnd().Split('\n').Length)
                Assert.Contains("1.", string found)
                let wide = Autoencoder.initialise 0UL (Architecture.parse 2 "6-4-d")

                Assert.Contains(
                    "6",
                    error (
                        Prediction.tryRun
                            Prediction.defaults
                            (Points.load (Points.file file))
                            (Models.ofNetwork "w" wide)
                    )
                )))

        testCase "an audit sees every checkpoint, and is what the program prints" (fun () ->
            inFolder (fun folder ->
                let _, _, trained = train folder
                let run = trained.Plan.Folder

                let settings = {
                    Audit.defaults with
                        Points = 50
                        Seed = 1UL
                }

                let found = ok (Audit.tryRun settings ModelHints.none run)
                Assert.Equal<int option list>([ Some 0; Some 1; Some 2 ], found.Audits |> List.map _.Model.Epoch)

                Assert.Equal<float list>(
                    trained.History |> List.map _.TestMse,
                    found.Audits |> List.map _.TestMse.Value
                )

                let last = Audit.ofModel settings (Models.load run)
                Assert.Equal(last.Score, (List.last found.Audits).Audit.Score)
                let printed = Program.json [ "audit"; run; "--points"; "50"; "--seed"; "1" ]
                Assert.Equal(Json.compact (AuditDocument.json found), printed.GetRawText())
                Assert.Equal(3, (AuditDocument.table found).Rows.Length)
                Assert.Equal(3, (string found).Split('\n').Length)

                let file =
                    Audit.run settings ModelHints.none (Path.Combine(run, "model.safetensors"))

                Assert.Equal(None, file.Audits.Head.TestMse)
                Assert.Equal(last.Score, file.Audits.Head.Audit.Score)

                Assert.Contains(
                    "expected 2 or more",
                    error (Audit.tryRun { settings with Points = 1 } ModelHints.none run)
                )))

        testCase "charts draw the figures of their results" (fun () ->
            inFolder (fun folder ->
                let digits, dataset, trained = train folder
                let curves = NetworkPlots.lossCurves trained
                Assert.Equal<string list>([ "training images"; "test images" ], curves |> List.map _.Name)
                Assert.Equal((2.0, snd trained.Losses.Value), Array.last curves[1].Points)
                let model = Models.load trained.Plan.Folder

                let points =
                    Points.load (PointSource.Images(DataSource.Folder digits, Split.Both, None))

                let spectra = Spectrum.run Spectrum.defaults points model
                let clouds = NetworkPlots.eigenvalueClouds spectra
                Assert.Equal<string list>([ "J_I"; "J_L" ], clouds |> List.map fst)
                // Seventy points with three eigenvalues each, in the order of the table.
                let values = spectra.Table.LatentSpace.Eigenvalues.ToArray()

                Assert.Equal<(float * float)[]>(
                    [| for value in values -> value.Real, value.Imaginary |],
                    snd clouds[1]
                )

                Assert.Equal(210, (snd clouds[0]).Length)
                let errors = NetworkPlots.errorClouds Trace InputSpace spectra.Table

                Assert.Equal<(string * int) list>(
                    [ "training points", 60; "test points", 10 ],
                    errors |> List.map (fun (n, p) -> n, p.Length)
                )

                Assert.Equal((spectra.Table.Input.Trace[60], spectra.Table.Mse[60]), (snd errors[1])[0])
                let out = Path.Combine(folder, "spectra")
                Spectrum.saveTo out spectra

                let options = {
                    Regression.defaults with
                        Predictor = Trace
                }

                let regression = Regression.run options [ out ]
                let slopes = NetworkPlots.slopePoints regression
                let latent, slope, half = (snd slopes[0])[0]
                let term = regression.Lines.Head.Row.Slope
                Assert.Equal((3.0, term.Coefficient), (latent, slope))
                Assert.Equal(1.959964 * term.RobustStandardError, half, 1e-12)
                Assert.Equal("test points", fst slopes[1])
                let evaluation = Evaluation.run Evaluation.defaults dataset model

                for chart in
                    [
                        box (NetworkPlots.losses trained)
                        box (NetworkPlots.errorByClass evaluation)
                        box (NetworkPlots.eigenvalues spectra)
                        box (NetworkPlots.errorAgainst Trace InputSpace spectra)
                        box (NetworkPlots.slopes regression)
                    ] do
                    Assert.NotNull chart))

        testCase "the scale reaches the layers that lmd looks at" (fun () ->
            inFolder (fun folder ->
                let digits, _, trained = train folder

                let lmd (more: string list) =
                    Program.json (
                        [
                            "lmd"
                            trained.Plan.Folder
                            "--points"
                            "40"
                            "--data"
                            digits
                            "--layer"
                            "2"
                        ]
                        @ more
                    )

                let scaleOf (answer: JsonElement) =
                    Runs.text "inputScale" (answer.GetProperty "assumed")

                let usual, unit = lmd [], lmd [ "--input-scale"; "0..1" ]
                Assert.Equal(("-1..1", "0..1"), (scaleOf usual, scaleOf unit))
                // The samples that reach the second layer differ, its weights do not.
                let layer (answer: JsonElement) = answer.GetProperty("layers")[0]

                let part (name: string) (answer: JsonElement) =
                    (layer answer).GetProperty(name).GetRawText()

                Assert.Equal(part "weightSpectrum" usual, part "weightSpectrum" unit)
                Assert.NotEqual<string>(part "rows" usual, part "rows" unit)))
    ]
