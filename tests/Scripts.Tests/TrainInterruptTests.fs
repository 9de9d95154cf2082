/// train, interrupted and killed.
module Neurovariety.Scripts.Tests.TrainInterruptTests

open Expecto
open System
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open System.Threading
open Xunit
open Neurovariety.Cli
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Runs

let private epochs = 400

/// Enough that a run that is to be interrupted does not end before, however busy the machine is.
let private manyEpochs = 1600

let private runOf (epochs: int) data run =
    small data
    @ [
        "--latent"
        "2"
        "--epochs"
        string epochs
        "--checkpoint-every"
        "7"
        "--out"
        run
    ]

let private longRun data run = runOf epochs data run

[<DllImport("libc", EntryPoint = "kill", SetLastError = true)>]
extern int private sendSignal(int pid, int number)

/// Sent by this process itself: another program would take a while to start, and the run goes on meanwhile.
let private signal name (running: Process) =
    let number = if name = "INT" then 2 else 15
    Assert.Equal(0, sendSignal (running.Id, number))

let private waitFor what (running: Process) =
    let clock = Stopwatch.StartNew()

    while not (what ())
          && not running.HasExited
          && clock.Elapsed < TimeSpan.FromSeconds 30.0 do
        Thread.Sleep 5

let private finish arguments =
    let outcome = Program.run arguments
    Assert.True((outcome.Status = 0), outcome.Error)

let private undisturbed folder arguments =
    let run = Path.Combine(folder, "undisturbed")
    finish (arguments run)
    run

[<Tests>]
let tests =
    testList "TrainInterruptTests" [
        testTheory
            "an interrupt leaves a checkpoint and status 130, and the run ends with the bits of an undisturbed one"
            [ "INT"; "TERM" ]
            (fun (name: string) ->
                inFolder (fun folder data ->
                    let expected = undisturbed folder (runOf manyEpochs data)
                    let run = Path.Combine(folder, "run")
                    use running = Program.launch (runOf manyEpochs data run)
                    let first = Path.Combine(run, "checkpoints", "epoch-00007.safetensors")
                    waitFor (fun () -> File.Exists first) running
                    signal name running
                    let error = running.StandardError.ReadToEnd()
                    Assert.True(running.WaitForExit 20000)
                    Assert.Equal(130, running.ExitCode)
                    let line = Assert.Single(error.TrimEnd('\n').Split '\n')
                    Assert.Contains("the same command continues", line)
                    Assert.False(File.Exists(Path.Combine(run, "model.safetensors")))
                    finish (runOf manyEpochs data run)
                    Assert.Equal<(string * string)[]>(bits expected, bits run)
                    Assert.Equal<string[]>(losses expected, losses run)))

        testCase "killed at 30 random moments a run ends with the bits of an undisturbed one" (fun () ->
            inFolder (fun folder data ->
                let clock = Stopwatch.StartNew()
                let expected = undisturbed folder (longRun data)
                // Startup is over after a quarter of a second; the test should not wait for a slow machine.
                let whole = min 1000.0 clock.Elapsed.TotalMilliseconds
                let run = Path.Combine(folder, "run")
                let random = Random 20261121
                let mutable kills = 0

                while kills < 30 do
                    use running = Program.launch (longRun data run)
                    // From before the first file on, over most of an undisturbed run.
                    let share = 0.15 + 0.75 * random.NextDouble()
                    running.WaitForExit(int (share * whole)) |> ignore

                    if running.HasExited then
                        // It has reached its end: the rest of the kills hit another run.
                        Assert.Equal(0, running.ExitCode)
                        Assert.Equal<(string * string)[]>(bits expected, bits run)
                        Directory.Delete(run, true)
                    else
                        running.Kill()
                        running.WaitForExit()
                        kills <- kills + 1

                finish (longRun data run)
                Assert.Equal<(string * string)[]>(bits expected, bits run)
                Assert.Equal<string[]>(losses expected, losses run)

                Assert.Equal<string[]>(
                    Directory.GetFileSystemEntries expected
                    |> Array.map Path.GetFileName
                    |> Array.sort,
                    Directory.GetFileSystemEntries run |> Array.map Path.GetFileName |> Array.sort
                )))

        testCase
            "a command that holds its files back is not cut off by the first interrupt, but by the second"
            (fun () ->
                use left = new ManualResetEventSlim()
                use interrupt = new Interrupt(TimeSpan.FromMilliseconds 20.0, left.Set)
                use _held = interrupt.Hold()
                interrupt.Request()
                Assert.True interrupt.Token.IsCancellationRequested
                Assert.False(left.Wait 300)
                interrupt.Request()
                Assert.True(left.Wait 20000))

        testCase "any other command is cut off when its time is over" (fun () ->
            use left = new ManualResetEventSlim()
            use interrupt = new Interrupt(TimeSpan.FromMilliseconds 20.0, left.Set)
            using (interrupt.Hold()) ignore
            interrupt.Request()
            Assert.True(left.Wait 20000))
    ]
