/// What is asked of a run, where it cannot be had.
module Neurovariety.Tests.Shapes.RunDemandTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.SmallRuns

[<Tests>]
let tests =
    testList "RunDemandTests" [
        testCase "a network whose checkpoint could not be read back is refused before its folder is made" (fun () ->
            use folder = new TemporaryFolder()

            for text in [ "64-1048576-1048576-d"; "64-1048576-200-d" ] do
                let wide =
                    AutoencoderRunSettings(
                        Architecture.Parse(text, Nullable 2),
                        options,
                        1,
                        CheckpointSchedule.Default
                    )

                let error =
                    Assert.Throws<ArgumentException>(fun () -> execute wide (folder.File "run") |> ignore)

                Assert.Contains($"{text}: {wide.Architecture.ParameterCount} weights and biases", error.Message)

            Assert.Empty folder.Names)

        testCase "a run.json that lacks something says what, and what to do" (fun () ->
            use folder = new TemporaryFolder()
            execute (settings 3 1) folder.Path |> ignore
            let path = folder.File "run.json"
            let whole = File.ReadAllText path

            let reason (text: string) =
                File.WriteAllText(path, text)

                Assert.Throws<RunFolderException>(fun () -> execute (settings 3 1) folder.Path |> ignore).Reason

            for name in [ "schema"; "latent"; "seed"; "momentum"; "pixelSha256"; "processor" ] do
                Assert.Equal(
                    $"run.json is damaged ('{name}' is missing); put the file back as it was or name another folder",
                    reason (whole.Replace($"\"{name}\"", "\"another\""))
                )

            Assert.StartsWith("run.json is damaged (no JSON); ", reason "")
            Assert.StartsWith("run.json is damaged (no JSON); ", reason whole[..99]))

        testCase
            "fewer epochs than a stopped run has done: it is said that there is no model, and how to get one"
            (fun () ->
                use folder = new TemporaryFolder()
                stopAfter 4 (settings 3 9) folder.Path |> ignore
                let before = contents folder.Path
                let result = execute (settings 3 2) folder.Path
                Assert.Equal(RunStatus.AlreadyFinished, result.Status)

                Assert.Equal<string list>(
                    [
                        $"{folder.Path} stopped after epoch 4 of 9 and has no model yet; --epochs 9 finishes it"
                    ],
                    List.ofSeq result.Warnings
                )

                Assert.Equal<Map<string, string>>(before, contents folder.Path)
                Assert.Equal(RunStatus.Finished, (execute (settings 3 9) folder.Path).Status)
                Assert.Empty((execute (settings 3 2) folder.Path).Warnings))

        testCase
            "a checkpoint at a place that the run never passes is passed over, not taken and no end of the other runs"
            (fun () ->
                use reference = new TemporaryFolder()
                execute (settings 3 6) reference.Path |> ignore

                // Each writes other notes on the place into a checkpoint, which stays whole.
                let misplace name changes (folder: TemporaryFolder) =
                    let source = Path.Combine(folder.Path, "checkpoints", "epoch-00003.safetensors")
                    let file = Safetensors.Read source
                    let notes = Collections.Generic.Dictionary<string, string>(file.Metadata)

                    for key, value in changes do
                        notes[key] <- value

                    Safetensors
                        .Of(file.Tensors, notes)
                        .Write(Path.Combine(folder.Path, "checkpoints", name + ".safetensors"))

                for name, changes in
                    [
                        "interrupted", [ "step", "5"; "stepCount", "20" ]
                        "interrupted", [ "step", "2000000000"; "stepCount", "2000000015" ]
                        "interrupted", [ "epoch", "2147483647" ]
                        "epoch-00003", [ "stepCount", "1" ]
                    ] do
                    use folder = new TemporaryFolder()
                    execute (settings 3 3) folder.Path |> ignore
                    misplace name changes folder
                    let result = execute (settings 3 6) folder.Path
                    Assert.Equal(RunStatus.Finished, result.Status)

                    Assert.EndsWith(
                        "do not go with the 5 steps of an epoch; passed over",
                        Assert.Single result.Warnings
                    )

                    Assert.Equal<string list>([], differences reference.Path folder.Path))
    ]
