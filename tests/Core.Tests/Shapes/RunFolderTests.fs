module Neurovariety.Tests.Shapes.RunFolderTests

open Expecto
open System
open System.IO
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.SmallRuns

let private refusal (settings: AutoencoderRunSettings) data folder =
    let before = contents folder

    let error =
        Assert.Throws<RunFolderException>(fun () ->
            executeOn data 1 CancellationToken.None [ settings, folder ] |> ignore)

    Assert.DoesNotContain("\n", error.Message)
    Assert.StartsWith($"run folder {folder}: ", error.Message)
    Assert.Equal<Map<string, string>>(before, contents folder)
    error.Reason

/// A stream that has no room left after some bytes.
type private FullDisk(inner: Stream, room: int64 ref) =
    inherit Stream()
    override _.CanRead = false
    override _.CanSeek = false
    override _.CanWrite = true
    override _.Length = inner.Length

    override _.Position
        with get () = inner.Position
        and set _ = raise (NotSupportedException())

    override _.Flush() = inner.Flush()
    override _.Read(_, _, _) = raise (NotSupportedException())
    override _.Seek(_, _) = raise (NotSupportedException())
    override _.SetLength _ = raise (NotSupportedException())

    override _.Write(buffer: byte[], offset, count) =
        let fits = int (min room.Value (int64 count))
        inner.Write(buffer, offset, fits)
        room.Value <- room.Value - int64 fits

        if fits < count then
            raise (IOException "No space left on device")

[<Tests>]
let tests =
    testList "RunFolderTests" [
        testCase "another run in the folder is refused, naming what differs" (fun () ->
            use folder = new TemporaryFolder()
            let mine = settings 3 1
            execute mine folder.Path |> ignore

            let change architecture training =
                AutoencoderRunSettings(architecture, training, 5, CheckpointSchedule.Default)

            let optimizer (kind: OptimizerKind) rate =
                AutoencoderTrainingOptions(
                    BatchSize = 16,
                    Seed = 3UL,
                    Optimizer = OptimizerOptions(Kind = kind, LearningRate = rate)
                )

            let refused settings expected =
                Assert.Equal(expected + "; name another folder", refusal settings data folder.Path)

            refused (settings 4 5) "latent is 3 there, 4 here"
            refused (withSeed 8UL mine) "seed is 3 there, 8 here"

            refused
                (change mine.Architecture (optimizer OptimizerKind.Adam 0.002))
                "learning rate is 0.001 there, 0.002 here"

            refused (change mine.Architecture (optimizer OptimizerKind.Sgd 0.001)) "optimizer is adam there, sgd here"
            refused (change (Architecture.Parse "64-17-3") options) "architecture is 64-16-d there, 64-17-d here"

            refused
                (change (mine.Architecture.With(Activation.Gelu, Activation.Identity)) options)
                "the activation between layers is relu there, gelu here; the activation at the end is tanh there, identity here"

            refused
                (change mine.Architecture (AutoencoderTrainingOptions(BatchSize = 17, Seed = 3UL)))
                "batch is 16 there, 17 here"

            let others = noise 2UL 75 20

            let reason =
                refusal mine (Dataset(data.Train, others.Test, data.Origin, "", [])) folder.Path

            Assert.Contains("test data is 20 images of 8 x 8 with SHA-256 ", reason)
            Assert.DoesNotContain("training", reason)

            Assert.Contains(
                "training data",
                refusal mine (Dataset(others.Train, data.Test, data.Origin, "", [])) folder.Path
            ))

        testCase "a folder of other files is refused before anything is trained" (fun () ->
            use folder = new TemporaryFolder()
            let foreign = folder.File "foreign"
            Directory.CreateDirectory foreign |> ignore
            File.WriteAllText(Path.Combine(foreign, "letter.txt"), "dear")
            let plans = [ settings 3 1, folder.File "new"; settings 3 1, foreign ]

            let error =
                Assert.Throws<RunFolderException>(fun () -> executeOn data 1 CancellationToken.None plans |> ignore)

            Assert.Equal("not empty and no run ('letter.txt' stands there); name another folder", error.Reason)
            Assert.Equal<string[]>([| "foreign" |], folder.Names)

            let error =
                Assert.Throws<RunFolderException>(fun () -> RunFolder.Open foreign |> ignore)

            Assert.Contains("no run", error.Message)
            let plain = folder.File "plain"
            File.WriteAllText(plain, "")

            let error =
                Assert.Throws<IOException>(fun () ->
                    executeOn data 1 CancellationToken.None [ settings 3 1, plain ] |> ignore)

            Assert.Contains("it is a file", error.Message))

        testCase "plans that make no sense are refused" (fun () ->
            use folder = new TemporaryFolder()

            let refused plans (expected: string) =
                let error =
                    Assert.ThrowsAny<ArgumentException>(fun () ->
                        executeOn data 1 CancellationToken.None plans |> ignore)

                Assert.Contains(expected, error.Message)

            refused [ settings 3 1, folder.Path; settings 4 1, folder.Path + "/." ] "two runs share the folder"

            let wide =
                AutoencoderRunSettings(Architecture.Parse "100-5-2", options, 1, CheckpointSchedule.Default)

            refused
                [ wide, folder.Path ]
                "takes images of 100 pixels, at least one; there are 75 training images of 8 x 8"

            refused [ settings 3 -1, folder.Path ] "Epochs"
            Assert.Empty folder.Names)

        testCase "a folder that another process uses is left alone, and the others are trained" (fun () ->
            use folder = new TemporaryFolder()
            use _held = FolderLock.TryTake(folder.File "held")
            let plans = [ for name in [ "held"; "free" ] -> settings 3 1, folder.File name ]
            let results = executeOn data 1 CancellationToken.None plans
            Assert.Equal<RunStatus list>([ RunStatus.Failed; RunStatus.Finished ], [ for r in results -> r.Status ])
            Assert.Contains("another process uses it", results[0].Message))

        testCase "a loss that is no number stops the run and keeps the last good checkpoint" (fun () ->
            use folder = new TemporaryFolder()
            let start = settings 3 9
            execute (settings 3 4) folder.Path |> ignore

            // An absurd rate from the first step on: tanh saturates, so the weights must leave the range of float by their decay.
            let optimizer =
                OptimizerOptions(Kind = OptimizerKind.Sgd, LearningRate = 1e20, WeightDecay = 1e10)

            let training =
                AutoencoderTrainingOptions(BatchSize = 16, Seed = 3UL, Optimizer = optimizer)

            use wild = new TemporaryFolder()

            let result =
                execute
                    (AutoencoderRunSettings(start.Architecture, training, 9, CheckpointSchedule.EveryEpochs 5))
                    wild.Path

            Assert.Equal(RunStatus.NotFinite, result.Status)

            Assert.Matches(
                "^loss is not finite at epoch 1, batch [2-5]; the checkpoint of epoch 0 is kept; a smaller",
                result.Message
            )

            Assert.DoesNotContain("\n", result.Message)
            let kept = (RunFolder.Open wild.Path).ReadCheckpoint 0
            Assert.Equal(kept.State.Network.Layers[0].Weights[0], result.Network.Layers[0].Weights[0])
            Assert.False((RunFolder.Open wild.Path).IsComplete))

        testCase "a stop before the start begins nothing" (fun () ->
            use folder = new TemporaryFolder()
            use source = new CancellationTokenSource()
            source.Cancel()

            let result =
                executeOn data 1 source.Token [ settings 3 2, folder.File "run" ] |> List.head

            Assert.Equal(RunStatus.Interrupted, result.Status)
            Assert.Null result.Network
            Assert.Empty folder.Names)

        testCase "every run is stopped, at once or not begun" (fun () ->
            use folder = new TemporaryFolder()
            use source = new CancellationTokenSource()

            let plans = [
                for seed in 0UL .. 5UL -> PlannedRun(withSeed seed (settings 3 1000000), folder.File $"{seed}")
            ]

            let progress (now: RunProgress) =
                if now.Epoch = 3 then
                    source.Cancel()

            let results = AutoencoderRuns.Execute(plans, data, 2, progress, source.Token)
            Assert.All(results, (fun result -> Assert.Equal(RunStatus.Interrupted, result.Status)))
            Assert.Equal(2, folder.Names.Length)

            for name in folder.Names do
                Assert.False(File.Exists(Path.Combine(folder.File name, ".lock")))

                Assert.Equal<string[]>(
                    [||],
                    Directory.GetFiles(folder.File name, "*.tmp", SearchOption.AllDirectories)
                ))

        testCase "a full disk is told in one line and loses nothing written before" (fun () ->
            use reference = new TemporaryFolder()
            execute (settings 3 6) reference.Path |> ignore
            let random = RandomSource.FromSeed 3UL
            let total = 230000

            for _ in 1..25 do
                use folder = new TemporaryFolder()
                let room = ref (int64 (random.NextInt total))

                let writer =
                    AtomicWriter(fun path write ->
                        AtomicFile.Write(path, (fun stream -> write.Invoke(new FullDisk(stream, room)))))

                let plans = [ PlannedRun(settings 3 6, folder.Path) ]

                let result =
                    AutoencoderRuns.Execute(plans, data, RunOptions(1, null, writer), CancellationToken.None)
                    |> Seq.head

                if result.Status = RunStatus.Failed then
                    Assert.Matches(
                        "^cannot write .*: No space left on device; choose a folder that can be written and has room$",
                        result.Message
                    )
                else
                    Assert.Equal(RunStatus.Finished, result.Status)

                Assert.Equal<string[]>([||], Directory.GetFiles(folder.Path, "*.tmp", SearchOption.AllDirectories))

                // Room was made: the run goes on from what is there, without a warning.
                let resumed = execute (settings 3 6) folder.Path
                Assert.Empty resumed.Warnings
                Assert.Equal<string list>([], differences reference.Path folder.Path))

        testCase "a mutated description is read or refused with our own error" (fun () ->
            let random = RandomSource.FromSeed 5UL

            let valid =
                RunJson
                    .Write(RunDescription(settings 3 2, RunData.Of data, "1.0", MachineDescription.Current()))
                    .ToArray()

            let read (bytes: byte[]) =
                try
                    RunJson.Read(ReadOnlyMemory bytes, "folder") |> ignore
                with :? RunFolderException as error ->
                    Assert.DoesNotContain("\n", error.Message)
                    Assert.StartsWith("run folder folder: run.json ", error.Message)

            for length in 0 .. valid.Length - 1 do
                read valid[.. length - 1]

            for _ in 1..20000 do
                let bytes = Array.copy valid
                bytes[random.NextInt bytes.Length] <- byte (random.NextInt 256)
                read bytes)

        testCase "a history that was cut or damaged gives the rows before the damage" (fun () ->
            let rows = [
                EpochRecord(0, 0.5, 0.625, Nullable(), 0.0, Nullable())
                for epoch in 1..5 do
                    EpochRecord(epoch, 0.1 / float epoch, 1e-300, Nullable 0.3, 1.5, Nullable 50.0)
            ]

            let text = MetricsFile.Write rows
            Assert.Equal<EpochRecord list>(rows, List.ofSeq (MetricsFile.Read(text, 99)))
            Assert.Equal<EpochRecord list>(List.take 3 rows, List.ofSeq (MetricsFile.Read(text, 2)))

            for length in 0 .. text.Length do
                let read = List.ofSeq (MetricsFile.Read(text[.. length - 1], 99))
                Assert.Equal<EpochRecord list>(List.take read.Length rows, read)

            Assert.Equal(2, MetricsFile.Read(text.Replace("\n2,", "\n2x,"), 99).Count))

        testCase "checkpoints are kept every K epochs, at named ones, and at the end" (fun () ->
            let kept (schedule: CheckpointSchedule) last = [
                for epoch in 0..last do
                    if schedule.Includes(epoch, last) then
                        epoch
            ]

            Assert.Equal<int list>([ 0; 1; 4; 10; 20; 25 ], kept CheckpointSchedule.Default 25)
            Assert.Equal<int list>([ 0; 2; 3; 4; 6; 7 ], kept (CheckpointSchedule.Of(2, [ 3; 3 ])) 7)

            Assert.Throws<ArgumentOutOfRangeException>(fun () -> CheckpointSchedule.EveryEpochs 0 |> ignore)
            |> ignore

            Assert.Throws<ArgumentOutOfRangeException>(fun () -> CheckpointSchedule.Of(1, [ -1 ]) |> ignore)
            |> ignore)
    ]
