/// check on a group, a matrix and a model; a test project of a user's own.
module Neurovariety.Scripts.Tests.CheckCommandTests

open Expecto
open System
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open System.Threading.Tasks
open Xunit
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Theorems
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.GivenObjects
open Neurovariety.Tests.Support

let private text (name: string) (element: JsonElement) = element.GetProperty(name).GetString()

let private items (name: string) (element: JsonElement) =
    element.GetProperty(name).EnumerateArray() |> List.ofSeq


[<Tests>]
let tests =
    testList "CheckCommandTests" [
        testCase "check --group runs the theorems that speak of a group and says what it leaves out" (fun () ->
            let document = Program.json [ "check"; "--group"; "(1 2 3)(4 5)"; "--cases"; "20" ]
            let group = Group.parse "(1 2 3)(4 5)"
            let theorems = document |> items "theorems"

            Assert.Equal<string list>(Theorems.forGroup group |> List.map _.Name, theorems |> List.map (text "name"))

            for theorem in theorems do
                Assert.Equal("holds", text "status" theorem)
                Assert.NotEqual<string>("", text "statement" theorem)
                Assert.Equal("0", text "seed" theorem)

            // What the program prints is what the library gives.
            let first = Theorems.forGroup group |> List.find (fun t -> t.Name = "adapted-basis")

            let outcome = Theorems.checkWithMutant { Options.Default with Cases = 20 } first

            let printed = theorems |> List.find (fun t -> text "name" t = "adapted-basis")
            Assert.Equal(outcome.Cases, printed.GetProperty("cases").GetInt32())
            Assert.Equal(outcome.MutantFalls, Some(printed.GetProperty("mutantFalls").GetBoolean()))
            Assert.Equal("5", document.GetProperty("checked") |> text "degree")
            Assert.Equal(Catalogue.all.Length, theorems.Length + (document |> items "leftOut").Length))

        testCase "check --group falsifies a mutant on that group, with status 1" (fun () ->
            let outcome =
                Program.run [
                    "check"
                    "--group"
                    "(1 2 3)"
                    "--degree"
                    "4"
                    "--theorem"
                    "adapted-basis:mutant"
                    "--json"
                ]

            Assert.True((outcome.Status = 0 || outcome.Status = 1), outcome.Error)
            let document = JsonDocument.Parse(outcome.Output).RootElement
            // The prefactor of w_{n/2} matters only where a cycle has even length: not here.
            Assert.Equal("holds", document |> items "theorems" |> List.head |> text "status")

            let even =
                Program.run [
                    "check"
                    "--group"
                    "(1 2)"
                    "--degree"
                    "3"
                    "--theorem"
                    "adapted-basis:mutant"
                    "--json"
                ]

            Assert.Equal(1, even.Status)

            let theorem =
                JsonDocument.Parse(even.Output).RootElement |> items "theorems" |> List.head

            Assert.Equal("falsified", text "status" theorem)
            Assert.Equal("(1 2) on 3 points", text "counterexample" theorem))

        testCase "check --matrix --group answers, and fails only what is claimed by name" (fun () ->
            Program.inFolder (fun folder ->
                let path = Path.Combine(folder, "m.npy")
                MatrixFile.Write(path, moved 0.5 circulant)
                let given = [ "check"; "--matrix"; path; "--group"; "cyclic:6" ]
                let document = Program.json given

                let status name =
                    document
                    |> items "theorems"
                    |> List.find (fun t -> text "name" t = name)
                    |> text "status"

                Assert.Equal("falsified", status "equivariant")
                Assert.Equal("falsified", status "invariant")
                Assert.Equal("holds", status "invariant-columns")
                let found = document.GetProperty("symmetry").GetProperty("equivariance")
                Assert.Equal("broken", text "level" found)
                Assert.Equal(sqrt 2.0 * 0.5, found.GetProperty("residual").GetDouble(), 12)
                Assert.Equal(1, (Program.run (given @ [ "--theorem"; "equivariant" ])).Status)
                Assert.Equal(0, (Program.run (given @ [ "--theorem"; "invariant-columns" ])).Status)
                MatrixFile.Write(path, circulant)
                let exact = Program.json (given @ [ "--theorem"; "equivariant" ])
                Assert.Equal("exact", exact.GetProperty("symmetry").GetProperty("equivariance") |> text "level")
                Assert.Equal(1, (exact |> items "theorems").Length)))

        testCase "check --model runs the theorems that speak of a network, and with a group its symmetry" (fun () ->
            Program.inFolder (fun folder ->
                let path = Path.Combine(folder, "model.safetensors")
                small Activation.Tanh Activation.Tanh |> Autoencoder.save path
                let document = Program.json [ "check"; "--model"; path; "--cases"; "10" ]
                let names = document |> items "theorems" |> List.map (text "name")
                Assert.Contains("shared-spectrum", names)
                Assert.DoesNotContain("invariant", names)
                Assert.Equal("6-5-2", document.GetProperty("checked") |> text "architecture")

                let both =
                    Program.json [ "check"; "--model"; path; "--group"; "cyclic:6"; "--cases"; "10" ]

                let symmetry = both.GetProperty "symmetry"
                Assert.Equal("broken", symmetry.GetProperty("equivariance") |> text "level")
                Assert.Equal(100, symmetry.GetProperty("inputs").GetInt32())))

        for arguments, words in
            [
                "--matrix|m.npy", "--matrix needs the group"
                "--matrix|m.npy|--model|x.safetensors|--group|(1 2)", "exclude each other"
                "--degree|4", "--degree goes with --group"
                "--latent|4", "--latent goes with --model"
                "--activation|relu|--group|(1 2)", "--activation goes with --model"
                "--output-activation|relu", "--output-activation goes with --model"
                "--group|(1 2", "not closed"
                "--group|(1 2)|--matrix|no-such.npy", "does not exist"
                "--model|no-such.safetensors", "does not exist"
                "--theorem|equivariant", "needs a matrix or model"
                "--group|(1 2)|--theorem|invariant", "needs a matrix or model"
                "--group|(1 2)|--theorem|tracy-widom-mean", "cannot be tried here: it speaks of random matrices"
                "--group|(1 2)|--theorem|invarient", "did you mean 'invariant'"
            ] do
            testCase $"wrong combinations are refused with one line: {arguments}, {words}" (fun () ->
                let line = Program.refusal ("check" :: List.ofArray (arguments.Split '|'))
                Assert.Contains(words, line))

        testCase "the Expecto project of the examples passes, its own tests next to ours" (fun () ->
            let project = Path.Combine(Repository.root, "examples", "expecto")

            let configuration =
                DirectoryInfo(AppContext.BaseDirectory.TrimEnd Path.DirectorySeparatorChar).Parent.Name

            let info =
                ProcessStartInfo(
                    "dotnet",
                    [
                        Path.Combine(project, "bin", configuration, "net10.0", "Necklace.dll")
                        "--no-spinner"
                        "--colours"
                        "0"
                    ],
                    RedirectStandardOutput = true,
                    RedirectStandardError = true
                )

            use running = Process.Start info
            let error = Task.Run running.StandardError.ReadToEnd
            let output = running.StandardOutput.ReadToEnd()
            running.WaitForExit()
            Assert.True((running.ExitCode = 0), output + error.Result)

            let counts =
                Regex.Match(output, "([0-9]+) passed, ([0-9]+) ignored, 0 failed, 0 errored")

            Assert.True(counts.Success, output)
            let count (group: int) = int counts.Groups[group].Value

            // Own tests, an own theorem, three tests for each theorem on the group, and for each on the network but the one that
            // has nothing to generate there.
            let onGroup = Theorems.forGroup (Group.parse "(1 2 3 4 5 6);(2 6)(3 5)")

            let onNetwork =
                Theorems.forNetwork (Architecture.parse 2 "6-4-d" |> Autoencoder.initialise 1UL)

            Assert.Equal(4 + 3 + 3 * onGroup.Length + 3 * onNetwork.Length - 1, count 1 + count 2)
            // Mutants that hold for this group or network too are ignored; they are few.
            Assert.InRange(count 2, 1, 12))
    ]
