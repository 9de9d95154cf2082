module Neurovariety.Scripts.Tests.CliContractTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Scripts.Tests.Support

let private text (name: string) (element: JsonElement) = element.GetProperty(name).GetString()

let private whole (name: string) (element: JsonElement) = element.GetProperty(name).GetInt32()

let private items (name: string) (element: JsonElement) =
    element.GetProperty(name).EnumerateArray() |> List.ofSeq

let private wholes (element: JsonElement) =
    element.EnumerateArray() |> Seq.map _.GetInt32() |> List.ofSeq

let private matrixFile folder =
    let path = Path.Combine(folder, "u.csv")
    File.WriteAllText(path, "6,-5,-7,-4,-2\n6,-1,-8,-3,2\n6,4,9,-6,7\n-8,1,-4,-6,3\n-4,1,-5,-7,5\n")
    path

let private linear arguments =
    Program.json (
        [ "linear"; "--data"; "synthetic"; "--group"; "shift:28x28:horizontal" ]
        @ arguments
    )

[<Tests>]
let tests =
    testList "CliContractTests" [
        testCase "group answers with orders as strings and points counted from 1" (fun () ->
            let answer = Program.json [ "group"; "(1 3 4)(2 5)" ]
            Assert.Equal(5, whole "degree" answer)
            Assert.Equal("6", text "order" answer)
            Assert.Equal("(1 3 4)(2 5)", (items "generators" answer).Head.GetString())

            for name in [ "orbits"; "cyclePartition"; "finestCommonCoarsening" ] do
                Assert.Equal<int list list>([ [ 1; 3; 4 ]; [ 2; 5 ] ], items name answer |> List.map wholes)

            let blocks =
                items "isotypic" answer
                |> List.map (fun b -> text "label" b, text "type" b, whole "dimension" b, whole "multiplicity" b)

            Assert.Equal<(string * string * int * int) list>(
                [ "1,1", "real", 1, 2; "3,2", "complex", 2, 1; "2,1", "real", 1, 1 ],
                blocks
            ))

        testCase "group of several generators has no cycle partition and finds the types of its blocks" (fun () ->
            let answer = Program.json [ "group"; "(1 2 4 7)(3 5 8 6);(1 3 4 8)(2 6 7 5)" ]
            Assert.Equal("8", text "order" answer)
            Assert.False(answer.TryGetProperty("cyclePartition") |> fst)
            let last = items "isotypic" answer |> List.last
            Assert.Equal("quaternionic", text "type" last)
            Assert.Equal((4, 1), (whole "dimension" last, whole "multiplicity" last)))

        testCase "a group can be read from a file" (fun () ->
            Program.inFolder (fun folder ->
                let file = Path.Combine(folder, "group.json")
                File.WriteAllText(file, """{"degree": 6, "generators": ["(1 2 3)", "[2,1,3]"]}""")
                let answer = Program.json [ "group"; "@" + file ]
                Assert.Equal(6, whole "degree" answer)
                Assert.Equal("6", text "order" answer)))

        testCase "variety determinantal has exact strings and a singular locus" (fun () ->
            let answer =
                Program.json [ "variety"; "determinantal"; "--rows"; "3"; "--cols"; "4"; "--rank"; "2" ]

            Assert.Equal("10", text "dimension" answer)
            Assert.Equal("6", text "degree" answer)
            Assert.Equal("3", text "edDegree" answer)
            Assert.Equal("6", text "dimension" (answer.GetProperty "singularLocus"))
            Assert.Equal("real", text "field" answer)
            Assert.NotEqual<string>("", text "isomorphicTo" answer))

        testCase "variety invariant counts orbits, not cycles" (fun () ->
            let answer =
                Program.json [
                    "variety"
                    "invariant"
                    "(1 2);(2 3)"
                    "--degree"
                    "5"
                    "--rows"
                    "4"
                    "--rank"
                    "2"
                ]

            Assert.Equal(("10", "6", "3"), (text "dimension" answer, text "degree" answer, text "edDegree" answer)))

        testCase "a component without singular points has a null dimension of its singular locus" (fun () ->
            let answer =
                Program.json [
                    "variety"
                    "equivariant"
                    "(1 3 4)(2 5)"
                    "--rank"
                    "4"
                    "--component"
                    "2,0,1"
                ]

            Assert.Equal("5", text "dimension" answer)
            Assert.Equal(JsonValueKind.Null, answer.GetProperty("singularLocus").GetProperty("dimension").ValueKind))

        testCase "components of the published experiment are counted as published, and in all" (fun () ->
            let answer = Program.json [ "components"; "shift:28x28:horizontal"; "--rank"; "99" ]
            Assert.Equal("72425986088826", text "count" answer)
            Assert.Equal("72426340906146", text "countAllMaximal" answer)
            Assert.Equal(99, whole "rank" answer)
            Assert.Equal("real", text "field" answer)
            Assert.Equal(15, (items "blocks" answer).Length)
            Assert.False(answer.TryGetProperty("components") |> fst))

        testCase "components are listed in falling order with their figures" (fun () ->
            let answer =
                Program.json [ "--json"; "components"; "--rank=4"; "(1 3 4)(2 5)"; "--list" ]

            let listed = items "components" answer

            Assert.Equal<int list list>(
                [ [ 2; 1; 0 ]; [ 2; 0; 1 ]; [ 1; 1; 1 ] ],
                listed |> List.map (fun c -> wholes (c.GetProperty "r"))
            )

            let last = List.last listed
            Assert.Equal((4, 10), (whole "rank" last, whole "parameters" last))
            Assert.Equal(("6", "2", "2"), (text "dimension" last, text "degree" last, text "edDegree" last)))

        testCase "components over the complex numbers are those of the complexified blocks" (fun () ->
            let answer =
                Program.json [
                    "components"
                    "(1 3 4)(2 5)"
                    "--rank"
                    "1"
                    "--field"
                    "complex"
                    "--list"
                    "--limit"
                    "3"
                ]

            Assert.Equal("4", text "count" answer)
            Assert.Equal(3, (items "components" answer).Length))

        testCase "a limit alone asks for a list" (fun () ->
            let answer =
                Program.json [ "components"; "(1 3 4)(2 5)"; "--rank"; "1"; "--limit"; "1" ]

            Assert.Equal(1, (items "components" answer).Length))

        testCase "one component is found by its place and others are drawn by seed, without listing" (fun () ->
            let place = "72426340906145"

            let last =
                Program.json [ "components"; "shift:28x28:horizontal"; "--rank"; "99"; "--unrank"; place ]

            let vector = wholes ((items "components" last).Head.GetProperty "r")
            Assert.Equal<int list>([ 0; 0; 0; 0; 0; 0; 0; 0; 0; 0; 0; 0; 8; 28; 27 ], vector)

            let drawn seed =
                Program.json [
                    "components"
                    "shift:28x28:horizontal"
                    "--rank"
                    "99"
                    "--sample"
                    "2"
                    "--seed"
                    seed
                ]
                |> items "components"
                |> List.map (fun c -> wholes (c.GetProperty "r"))

            Assert.Equal<int list list>(drawn "1", drawn "1")
            Assert.NotEqual<int list list>(drawn "1", drawn "2"))

        testCase "a listing whose reader leaves ends quietly" (fun () ->
            use running =
                Program.launch [ "components"; "shift:28x28:horizontal"; "--rank"; "99"; "--list" ]

            let first = running.StandardOutput.ReadLine()
            running.StandardOutput.Close()
            Assert.True(running.WaitForExit 20000)
            Assert.StartsWith("components with", first)
            Assert.Equal("", running.StandardError.ReadToEnd())
            Assert.Equal(0, running.ExitCode))

        testCase "an answer for which the disk has no room does not end with status 0" (fun () ->
            if File.Exists "/dev/full" then
                let program = Path.Combine(AppContext.BaseDirectory, "Neurovariety.Cli.dll")

                let line =
                    "exec dotnet '" + program + "' group cyclic:9 --json 2> /dev/null > /dev/full"

                use running = Diagnostics.Process.Start("sh", [ "-c"; line ])
                Assert.True(running.WaitForExit 20000)
                Assert.Equal(2, running.ExitCode))

        testCase "an interrupted listing ends with status 130" (fun () ->
            use running =
                Program.launch [ "components"; "shift:28x28:horizontal"; "--rank"; "99"; "--list"; "--json" ]

            let buffer = Array.zeroCreate<char> 4096
            running.StandardOutput.ReadBlock(buffer, 0, buffer.Length) |> ignore
            use kill = Diagnostics.Process.Start("kill", [ "-TERM"; string running.Id ])
            kill.WaitForExit()
            running.StandardOutput.BaseStream.CopyTo Stream.Null
            Assert.True(running.WaitForExit 20000)
            Assert.Equal(130, running.ExitCode))

        testTheory
            "help is there on every level, with an example"
            [
                "--help", "COMMANDS"
                "variety --help", "determinantal"
                "variety equivariant --help", "--component"
                "components --help", "--unrank"
                "reproduce equivariant --help", "--scale"
            ]
            (fun (line: string, expected: string) ->
                let outcome = Program.run (List.ofArray (line.Split ' '))
                Assert.Equal(0, outcome.Status)
                Assert.Contains(expected, outcome.Output)
                Assert.Contains("EXAMPLE", outcome.Output))

        testCase "the version is one line" (fun () ->
            let outcome = Program.run [ "--version" ]
            Assert.Equal(0, outcome.Status)
            Assert.Matches("^neurovariety [0-9]+[.][0-9]+[.][0-9]+\n$", outcome.Output))

        testCase "data synthesize writes files that data info reads, the same for the same seed" (fun () ->
            Program.inFolder (fun folder ->
                let at name = Path.Combine(folder, name)

                let draw name threads =
                    Program.json [
                        "data"
                        "synthesize"
                        "--count"
                        "60"
                        "--out"
                        at name
                        "--threads"
                        threads
                    ]

                let one = draw "one" "1"
                let two = draw "two" "2"

                let hash (answer: JsonElement) =
                    text "pixelSha256" (answer.GetProperty "train")

                Assert.Equal(hash one, hash two)
                let info = Program.json [ "data"; "info"; "--data"; at "one" ]

                Assert.Equal(
                    (60, 10),
                    (whole "count" (info.GetProperty "train"), whole "count" (info.GetProperty "test"))
                )

                Assert.Equal(hash one, hash info)
                Assert.Equal("requested", text "origin" info)))

        testCase "nearest finds the best component, and writes the matrix where it is told to" (fun () ->
            Program.inFolder (fun folder ->
                let matrix = matrixFile folder
                let arguments = [ "nearest"; "(1 3 4)(2 5)"; "--matrix"; matrix; "--rank"; "2" ]
                let answer = Program.json arguments
                // The reference's least squared distance.
                Assert.Equal(550.4444444444445, answer.GetProperty("squaredDistance").GetDouble(), 1e-9)
                Assert.Equal(2, whole "rank" answer)
                Assert.Equal<int list>([ 0; 1; 0 ], wholes (answer.GetProperty "component"))
                Assert.True(answer.GetProperty("certifiedOptimal").GetBoolean())
                Assert.Equal(5, (items "matrix" answer).Length)

                let out = Path.Combine(folder, "out")
                let filed = Program.json (arguments @ [ "--out"; out ])
                Assert.False(filed.TryGetProperty("matrix") |> fst)

                // What was written is equivariant to rounding, and its nearest matrix is itself.
                let again =
                    Program.json [ "nearest"; "(1 3 4)(2 5)"; "--matrix"; text "file" filed; "--rank"; "2" ]

                Assert.True(again.GetProperty("squaredDistance").GetDouble() < 1e-20)

                let explained =
                    Program.json [ "explain"; "(1 3 4)(2 5)"; "--matrix"; text "file" filed ]

                Assert.True(explained.GetProperty("nearestEquivariantDistance").GetDouble() < 1e-10)))

        testTheory "nearest without components has a null component" [ "none"; "invariant" ] (fun (symmetry: string) ->
            Program.inFolder (fun folder ->
                let answer =
                    Program.json [
                        "nearest"
                        "(1 3 4)(2 5)"
                        "--matrix"
                        matrixFile folder
                        "--rank"
                        "1"
                        "--constraint"
                        symmetry
                    ]

                Assert.Equal(JsonValueKind.Null, answer.GetProperty("component").ValueKind)
                Assert.Equal(1, whole "rank" answer)))

        testCase "explain names the worst generator and an input of unit length" (fun () ->
            Program.inFolder (fun folder ->
                let answer =
                    Program.json [ "explain"; "(1 3 4)(2 5);(1 3)"; "--matrix"; matrixFile folder ]

                for symmetry in [ "invariance"; "equivariance" ] do
                    let defect = answer.GetProperty symmetry
                    Assert.True(defect.GetProperty("residual").GetDouble() > 1.0)
                    Assert.Contains(text "worstGenerator" defect, [ "(1 3 4)(2 5)"; "(1 3)" ])
                    let input = items "worstInput" defect |> List.map _.GetDouble()
                    Assert.Equal(1.0, input |> List.sumBy (fun x -> x * x), 1e-12)))

        testCase "check lists, checks by name and repeats itself for the same seed" (fun () ->
            let listed = items "theorems" (Program.json [ "check"; "--list" ])
            Assert.True(listed.Length >= 20)
            let names = listed |> List.map (text "name") |> List.truncate 2

            let arguments =
                [ "check"; "--cases"; "5"; "--max-degree"; "4"; "--seed"; "7" ]
                @ (names |> List.collect (fun name -> [ "--theorem"; name ]))

            let answer = Program.json arguments
            Assert.Equal<string list>(names, items "theorems" answer |> List.map (text "name"))

            for theorem in items "theorems" answer do
                Assert.Equal("holds", text "status" theorem)
                Assert.True(whole "cases" theorem >= 5)
                Assert.Equal("7", text "seed" theorem)

            Assert.Equal(answer.ToString(), (Program.json arguments).ToString()))

        testCase "linear finds the best component, beside which every other is worse" (fun () ->
            let best = linear [ "--rank"; "99" ]

            let loss (answer: JsonElement) =
                answer.GetProperty("trainMse").GetDouble()

            Assert.Equal(99, whole "rank" best)
            Assert.Equal("synthetic", (best.GetProperty "data").GetProperty("origin").GetString())

            Assert.Equal(
                99,
                List.sum (List.map2 (*) (1 :: List.replicate 13 2 @ [ 1 ]) (wholes (best.GetProperty "component")))
            )

            Assert.True(best.GetProperty("certifiedOptimal").GetBoolean())
            Assert.True(best.GetProperty("lowerBound").GetDouble() <= loss best)
            Assert.True(loss best < (best.GetProperty "runnerUp").GetProperty("trainMse").GetDouble())
            Assert.Equal(100, (items "lossByRank" best).Length)

            for name in [ "load"; "basisChange"; "gram"; "solve"; "total" ] do
                Assert.True(best.GetProperty("seconds").GetProperty(name).GetDouble() >= 0.0)

            let paper = linear [ "--rank"; "99"; "--component"; "paper" ]

            Assert.Equal<int list>(
                [ 13; 10; 9; 8; 7; 5; 3; 1; 0; 0; 0; 0; 0; 0; 0 ],
                wholes (paper.GetProperty "component")
            )

            Assert.Equal(5544, whole "parameters" paper)
            Assert.True(loss paper >= loss best)

            let equal = linear [ "--rank"; "99"; "--component"; "equal" ]
            Assert.Equal<int list>(21 :: List.replicate 13 3 @ [ 0 ], wholes (equal.GetProperty "component")))

        testCase "linear answers in the same bits whatever the threads, and fits maps of every kind" (fun () ->
            let figures arguments =
                let answer = linear arguments
                answer.GetProperty("trainMse").GetDouble(), answer.GetProperty("testMse").GetDouble()

            let moved threads = [ "--rank"; "5"; "--augment"; "shift:2:wrap"; "--threads"; threads ]
            Assert.Equal(figures (moved "1"), figures (moved "2"))
            let dense = figures [ "--rank"; "9"; "--constraint"; "none" ]
            let invariant = figures [ "--rank"; "9"; "--constraint"; "invariant" ]
            Assert.True(fst dense < fst invariant))

        testCase
            "linear --out writes a model whose product explain finds equivariant, a report and the result"
            (fun () ->
                Program.inFolder (fun folder ->
                    let out = Path.Combine(folder, "fit")
                    let answer = linear [ "--rank"; "9"; "--out"; out ]
                    let model = Path.Combine(out, "model.safetensors")

                    let explained =
                        Program.json [ "explain"; "shift:28x28:horizontal"; "--matrix"; model ]

                    Assert.True(
                        explained.GetProperty("equivariance").GetProperty("relativeResidual").GetDouble() < 1e-12
                    )

                    let kept =
                        JsonDocument.Parse(File.ReadAllText(Path.Combine(out, "result.json"))).RootElement

                    Assert.Equal(answer.ToString(), kept.ToString())
                    let page = File.ReadAllText(Path.Combine(out, "report.html"))
                    Assert.Contains("<image", page)
                    Assert.Contains(answer.GetProperty("parameters").GetInt32().ToString(), page)))

        testCase "training reaches the exact optimum of its component within one per cent" (fun () ->
            let trained = linear [ "--rank"; "9"; "--method"; "adam"; "--epochs"; "20" ]
            let loss = trained.GetProperty("trainMse").GetDouble()
            let bound = trained.GetProperty("lowerBound").GetDouble()
            Assert.True(bound <= loss && loss <= 1.01 * bound)
            Assert.Equal("adam", text "method" trained))

        testCase "reproduce equivariant writes its report whole" (fun () ->
            Program.inFolder (fun folder ->
                let out = Path.Combine(folder, "report")

                let arguments = [
                    "reproduce"
                    "equivariant"
                    "--scale"
                    "smoke"
                    "--data"
                    "synthetic"
                    "--out"
                    out
                ]

                Program.json arguments |> ignore

                for file in
                    [
                        "report.html"
                        "result.json"
                        "losses.csv"
                        "samples.png"
                        "weight-sharing-rotation.svg"
                    ] do
                    Assert.True(FileInfo(Path.Combine(out, file)).Length > 0L, file)

                Assert.Contains("--force", Program.refusal arguments)))
    ]
