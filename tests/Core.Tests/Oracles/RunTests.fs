module Neurovariety.Tests.Oracles.RunTests

open Expecto
open System
open System.IO
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.SmallRuns

let private epochs = 6

let private undisturbed () =
    let folder = new TemporaryFolder()
    let result = execute (settings 3 epochs) folder.Path
    Assert.Equal(RunStatus.Finished, result.Status)
    folder

let private interrupted folder =
    Path.Combine(folder, "checkpoints", "interrupted.safetensors")

[<Tests>]
let tests =
    testList "RunTests" [
        testCase "a run stopped after any epoch and resumed ends with the bits of an undisturbed run" (fun () ->
            use reference = undisturbed ()

            for epoch in 0 .. epochs - 1 do
                use folder = new TemporaryFolder()
                let stopped = stopAfter epoch (settings 3 epochs) folder.Path
                Assert.Equal(RunStatus.Interrupted, stopped.Status)
                Assert.Contains($"interrupted after epoch {epoch};", stopped.Message)
                let resumed = execute (settings 3 epochs) folder.Path
                Assert.Equal(RunStatus.Finished, resumed.Status)
                Assert.Null resumed.Message
                Assert.Equal(epochs + 1, resumed.History.Count)
                Assert.Equal(Nullable epoch, resumed.ResumedFrom)
                Assert.Empty resumed.Warnings
                Assert.Equal<string list>([], differences reference.Path folder.Path))

        testCase "a checkpoint that forgets the second moments is noticed" (fun () ->
            use reference = undisturbed ()
            use folder = new TemporaryFolder()
            stopAfter 2 (settings 3 epochs) folder.Path |> ignore
            forgetSecondMoments (interrupted folder.Path)
            Assert.Equal(RunStatus.Finished, (execute (settings 3 epochs) folder.Path).Status)
            Assert.Contains("model.safetensors", differences reference.Path folder.Path))

        testCase
            "a run stopped in the middle of epochs, many times, ends with the bits of an undisturbed run"
            (fun () ->
                let data = noise 5UL 3000 20

                let settings =
                    let small = settings 3 16
                    let training = AutoencoderTrainingOptions(BatchSize = 2, Seed = 9UL)
                    AutoencoderRunSettings(small.Architecture, training, small.Epochs, small.Checkpoints)

                use reference = new TemporaryFolder()
                executeOn data 1 CancellationToken.None [ settings, reference.Path ] |> ignore
                use folder = new TemporaryFolder()
                let random = RandomSource.FromSeed 11UL

                // Stops within 5 ms of the end of an epoch, in the midst of the next one, however busy the machine is.
                let rec disturb stops middle =
                    if stops < 60 && middle < 8 then
                        use source = new CancellationTokenSource()
                        let delay = 1 + random.NextInt 5
                        let follow (_: RunProgress) = source.CancelAfter delay

                        let result =
                            AutoencoderRuns.Execute(
                                [ PlannedRun(settings, folder.Path) ],
                                data,
                                1,
                                follow,
                                source.Token
                            )
                            |> Seq.head

                        let inside =
                            File.Exists(interrupted folder.Path)
                            && (Checkpoint.Read(interrupted folder.Path)).State.Step > 0

                        if result.Status = RunStatus.Interrupted then
                            disturb (stops + 1) (if inside then middle + 1 else middle)
                        elif middle = 0 then
                            // Every stop came late and the run has ended: once more from the start.
                            Directory.Delete(folder.Path, true)
                            disturb (stops + 1) 0
                        else
                            middle
                    else
                        middle

                let middle = disturb 0 0

                let result =
                    executeOn data 1 CancellationToken.None [ settings, folder.Path ] |> List.head

                Assert.Contains(result.Status, [ RunStatus.Finished; RunStatus.AlreadyFinished ])
                Assert.True(middle > 0, "no stop was in the middle of an epoch")
                Assert.Equal<string list>([], differences reference.Path folder.Path))

        testCase "several runs at once end as one after the other, whatever the threads" (fun () ->
            let plans (folder: TemporaryFolder) = [
                for latent in 2..4 do
                    for seed in 0UL .. 1UL -> withSeed seed (settings latent 3), folder.File $"d{latent}-s{seed}"
            ]

            use alone = new TemporaryFolder()

            for plan in plans alone do
                executeOn data 1 CancellationToken.None [ plan ] |> ignore

            for threads in [ 1; 2; 5; 16 ] do
                use together = new TemporaryFolder()
                let results = executeOn data threads CancellationToken.None (plans together)
                Assert.All(results, (fun result -> Assert.Equal(RunStatus.Finished, result.Status)))
                Assert.Equal<string list>([], differences alone.Path together.Path))

        testCase "more epochs continue a run, with the bits of a run that was planned so" (fun () ->
            use reference = undisturbed ()
            use folder = new TemporaryFolder()
            execute (settings 3 4) folder.Path |> ignore
            Assert.True((RunFolder.Open folder.Path).IsComplete)
            Assert.Equal(RunStatus.Finished, (execute (settings 3 epochs) folder.Path).Status)
            Assert.Equal<string list>([], differences reference.Path folder.Path))

        testCase "as many epochs as are done, or fewer, change nothing" (fun () ->
            use folder = undisturbed ()
            let before = contents folder.Path

            for fewer in [ epochs; 3; 0 ] do
                let result = execute (settings 3 fewer) folder.Path
                Assert.Equal(RunStatus.AlreadyFinished, result.Status)
                Assert.Equal($"nothing to do: 6 epochs are done, {fewer} were asked for", result.Message)
                Assert.Equal(epochs + 1, result.History.Count)
                Assert.NotNull result.Network

            Assert.Equal<Map<string, string>>(before, contents folder.Path))

        testCase "a damaged newest checkpoint gives way to the one before it, with a warning" (fun () ->
            use reference = undisturbed ()
            use folder = new TemporaryFolder()
            stopAfter 5 (settings 3 epochs) folder.Path |> ignore
            File.Delete(interrupted folder.Path)
            let newest = Path.Combine(folder.Path, "checkpoints", "epoch-00004.safetensors")
            File.WriteAllBytes(newest, (File.ReadAllBytes newest)[..999])
            let result = execute (settings 3 epochs) folder.Path
            Assert.Equal(RunStatus.Finished, result.Status)
            let warning = Assert.Single result.Warnings
            Assert.Contains("epoch-00004.safetensors: byte ", warning)
            Assert.Contains("the checkpoint before it is taken", warning)
            Assert.Equal<string list>([], differences reference.Path folder.Path))

        testCase "a run whose files were lost or left half written begins anew" (fun () ->
            use reference = undisturbed ()
            use folder = new TemporaryFolder()
            stopAfter 2 (settings 3 epochs) folder.Path |> ignore

            for path in Directory.GetFiles(Path.Combine(folder.Path, "checkpoints")) do
                File.WriteAllText(path, "")

            File.WriteAllText(folder.File $".{Guid.NewGuid():N}.tmp", "part")
            let result = execute (settings 3 epochs) folder.Path
            Assert.Contains("no whole checkpoint is left: the run begins anew", result.Warnings)
            Assert.Equal<string list>([], differences reference.Path folder.Path))

        testCase "the history holds the errors that the networks of the checkpoints make" (fun () ->
            use folder = undisturbed ()
            let run = RunFolder.Open folder.Path

            // In double precision, from the bytes.
            let error (images: ImageSet) epoch =
                let network = (run.ReadCheckpoint epoch).State.Network
                let input = images.Pixels.ToArray() |> Array.map (fun b -> float32 b / 127.5f - 1f)
                let output = network.Apply(ReadOnlySpan input)

                Array.map2 (fun (x: float32) (y: float32) -> (float x - float y) ** 2.0) input output
                |> Array.average

            Assert.Equal<int list>([ 0; 1; 3; 4; 6 ], List.ofSeq run.CheckpointEpochs)

            for epoch in run.CheckpointEpochs do
                let row = run.History[epoch]
                Assert.Equal(epoch, row.Epoch)
                Assert.InRange(row.TrainMse / error data.Train epoch, 1.0 - 1e-5, 1.0 + 1e-5)
                Assert.InRange(row.TestMse / error data.Test epoch, 1.0 - 1e-5, 1.0 + 1e-5)
                Assert.Equal(epoch > 0, row.BatchMse.HasValue)

            Assert.True(run.History[epochs].TrainMse < run.History[0].TrainMse))

        testCase "the folder tells how to repeat the run" (fun () ->
            use folder = undisturbed ()
            let run = (RunFolder.Open folder.Path).Description
            let asked = settings 3 epochs
            Assert.Equal(asked.Architecture, run.Settings.Architecture)
            Assert.Equal(asked.Training, run.Settings.Training)
            Assert.Equal(epochs, run.Settings.Epochs)
            Assert.Equal<int list>([ 0; 1; 4 ], List.ofSeq run.Settings.Checkpoints.Epochs)
            Assert.Equal(data.Train.PixelSha256(), run.Data.Train.PixelSha256)
            Assert.Equal(75, run.Data.Train.Count)
            Assert.Equal(MachineDescription.Current(), run.Machine)
            let model = Safetensors.Read(folder.File "model.safetensors")
            Assert.Equal(8, model.Tensors.Count)
            Assert.Equal("6", model.Metadata["epoch"]))

        testCase "a run stopped between the steps of an epoch and its evaluation resumes with the evaluation" (fun () ->
            use reference = undisturbed ()
            use folder = new TemporaryFolder()
            execute (settings 3 1) folder.Path |> ignore

            // What such a stop writes: all steps of epoch 2 done, its mean known, its row missing.
            let now =
                Checkpoint.Read(Path.Combine(folder.Path, "checkpoints", "epoch-00001.safetensors"))

            let session = TrainingSession(now.State, data.Train, options)
            let result = session.RunEpoch(1, CancellationToken.None)

            let after = Checkpoint(now.Architecture, now.Seed, session.Snapshot(), now.Version)

            let file = after.ToFile()

            let mean =
                result.MeanSquaredError.ToString("R", Globalization.CultureInfo.InvariantCulture)

            let notes =
                Seq.append [ for pair in file.Metadata -> pair.Key, pair.Value ] [
                    "openSeconds", "1.5"
                    "openBatchMse", mean
                ]
                |> dict

            Safetensors.Of(file.Tensors, notes).Write(interrupted folder.Path)
            let resumed = execute (settings 3 epochs) folder.Path
            Assert.Equal(1.5, resumed.History[2].Seconds)
            Assert.Equal(Nullable 2, resumed.ResumedFrom)
            Assert.Equal<string list>([], differences reference.Path folder.Path))

        testCase "an evaluation that is no longer wanted is given up" (fun () ->
            let state =
                TrainingState.Start(
                    Neurovariety.Networks.Autoencoder.Initialise(
                        (settings 3 1).Architecture,
                        RandomSource.FromSeed 1UL
                    )
                )

            let session = TrainingSession(state, data.Train, options)
            Assert.Equal(Nullable(), session.Evaluate(data.Train, 1, CancellationToken true))

            Assert.Equal(
                Nullable(session.Evaluate(data.Test, 1)),
                session.Evaluate(data.Test, 2, CancellationToken.None)
            ))

        testCase
            "the model and every checkpoint are read as networks, with the activations they were trained with"
            (fun () ->
                use folder = new TemporaryFolder()
                let asked = settings 3 1

                let architecture =
                    asked.Architecture.With(
                        Neurovariety.Networks.Activation.Gelu,
                        Neurovariety.Networks.Activation.Identity
                    )

                let result =
                    execute (AutoencoderRunSettings(architecture, asked.Training, 1, asked.Checkpoints)) folder.Path

                let bits (network: Neurovariety.Networks.Autoencoder) = [
                    for layer in network.Layers -> layer.Activation, layer.Weights.ToArray(), layer.Bias.ToArray()
                ]

                for file in [ "model.safetensors"; Path.Combine("checkpoints", "epoch-00001.safetensors") ] do
                    Assert.Equal<_ list>(bits result.Network, bits (AutoencoderFile.Read(folder.File file))))
    ]
