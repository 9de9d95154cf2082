module Neurovariety.Scripts.Tests.ExampleTests

open Expecto
open System
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open System.Threading.Tasks
open Xunit
open Neurovariety.Tests.Support

let private examples = Path.Combine(Repository.root, "examples")

let private run (script: string) =
    let info =
        ProcessStartInfo(
            "dotnet",
            [ "fsi"; Path.Combine(examples, script); "--quick" ],
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath()
        )

    use running = Process.Start info
    let error = Task.Run running.StandardError.ReadToEnd
    let output = running.StandardOutput.ReadToEnd()
    running.WaitForExit()
    Assert.True((running.ExitCode = 0), output + error.Result)
    // A warning is a mistake in the example: with synthetic digits there is nothing to be told.
    Assert.Equal("", error.Result)
    Assert.DoesNotContain("warning FS", output)
    output

[<Tests>]
let tests =
    testList "ExampleTests" [
        testCase "every example stands in the table and is run here" (fun () ->
            let scripts =
                Directory.GetFiles(examples, "0*.fsx")
                |> Array.map Path.GetFileName
                |> Array.sort

            Assert.Equal<string[]>(
                [|
                    "01-invariance.fsx"
                    "02-components.fsx"
                    "03-mnist.fsx"
                    "04-train.fsx"
                    "05-spectra.fsx"
                    "06-random-matrices.fsx"
                    "07-layers.fsx"
                    "08-memory.fsx"
                |],
                scripts
            )

            let table = File.ReadAllText(Path.Combine(examples, "README.md"))

            for script in scripts do
                Assert.Contains(script, table)
                Assert.True(File.ReadAllLines(Path.Combine(examples, script)).Length <= 60))

        testCase "the example on invariance finds the variety of the source" (fun () ->
            let output = run "01-invariance.fsx"
            Assert.Contains("dimension 3, degree 2", output)
            Assert.Contains("01-invariance.svg", output))

        testCase "the example on components lists and counts them" (fun () ->
            let output = run "02-components.fsx"
            Assert.Contains("rank at most 2: 4 components", output)
            Assert.Contains("72426340906146", output))

        testCase "the example on MNIST certifies its best component" (fun () ->
            let output = run "03-mnist.fsx"
            Assert.Contains("certified: true", output)
            Assert.Contains("5544 weights", output))

        testCase "the example on training lowers the loss and draws its course" (fun () ->
            let output = run "04-train.fsx"
            Assert.Contains("below the best linear map", output)
            Assert.Contains("04-train.html", output))

        testCase "the example on random matrices has the formula's medians and the zeros" (fun () ->
            let output = run "06-random-matrices.fsx"
            Assert.Contains(" 2   0.00825", output)
            Assert.Contains("20   0.00464", output)
            Assert.Contains("|lambda| of 500 matrices, rectangular-product, widths 20,32,64,128,784,128,64,32", output)

            Assert.Contains("0.00021, 0.280", output))

        testCase "the example on spectra tells slopes and shares" (fun () ->
            let output = run "05-spectra.fsx"
            Assert.Contains("J_L: |lambda|", output)
            Assert.Contains("slope on training points", output)
            Assert.Contains("the class alone", output))

        testCase "the example on layers puts readings beside the least error" (fun () ->
            let output = run "07-layers.fsx"
            Assert.Contains("graph      data", output)
            Assert.Contains("at 400 images", output)
            Assert.Contains("singular values above the bulk edge", output))

        testCase "the example on memories weighs patterns and counts what is found" (fun () ->
            let output = run "08-memory.fsx"
            Assert.Contains("max       weights [|0.0; 1.0; 0.0|]", output)
            // Eight curves of two points each.
            Assert.Equal(8, Regex.Count(output, " N =   5: "))
            Assert.Equal(8, Regex.Count(output, " N =  20: "))

            let page =
                File.ReadAllText(Path.Combine(Path.GetTempPath(), "neurovariety-examples", "08-memory.html"))

            for curve in [ "dot"; "jensen-shannon"; "jensen-shannon, published"; "manhattan, identity" ] do
                Assert.Contains($"\"name\":\"{curve}\"", page)

            Assert.Contains("manhattan, identity", output)
            Assert.Contains("08-memory.html", output)
            // Of the eight curves printed, none is missing from the page.
            let page =
                File.ReadAllText(Path.Combine(Path.GetTempPath(), "neurovariety-examples", "08-memory.html"))

            for curve in [ "dot"; "jensen-shannon"; "jensen-shannon, published"; "manhattan, identity" ] do
                Assert.Contains($"\"name\":\"{curve}\"", page))
    ]
