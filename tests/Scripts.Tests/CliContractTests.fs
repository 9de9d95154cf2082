module Neurovariety.Scripts.Tests.CliContractTests

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

[<Fact>]
let ``group answers with orders as strings and points counted from 1`` () =
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
    )

[<Fact>]
let ``variety determinantal has exact strings and a singular locus`` () =
    let answer =
        Program.json [ "variety"; "determinantal"; "--rows"; "3"; "--cols"; "4"; "--rank"; "2" ]

    Assert.Equal("10", text "dimension" answer)
    Assert.Equal("6", text "degree" answer)
    Assert.Equal("3", text "edDegree" answer)
    Assert.Equal("6", text "dimension" (answer.GetProperty "singularLocus"))
    Assert.Equal("real", text "field" answer)
    Assert.NotEqual<string>("", text "isomorphicTo" answer)

[<Fact>]
let ``variety invariant counts orbits, not cycles`` () =
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

    Assert.Equal(("10", "6", "3"), (text "dimension" answer, text "degree" answer, text "edDegree" answer))

[<Fact>]
let ``a component without singular points has a null dimension of its singular locus`` () =
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
    Assert.Equal(JsonValueKind.Null, answer.GetProperty("singularLocus").GetProperty("dimension").ValueKind)

[<Fact>]
let ``components of the published experiment are counted as published, and in all`` () =
    let answer = Program.json [ "components"; "shift:28x28:horizontal"; "--rank"; "99" ]
    Assert.Equal("72425986088826", text "count" answer)
    Assert.Equal("72426340906146", text "countAllMaximal" answer)
    Assert.Equal(99, whole "rank" answer)
    Assert.Equal("real", text "field" answer)
    Assert.Equal(15, (items "blocks" answer).Length)
    Assert.False(answer.TryGetProperty("components") |> fst)

[<Fact>]
let ``components are listed in falling order with their figures`` () =
    let answer =
        Program.json [ "--json"; "components"; "--rank=4"; "(1 3 4)(2 5)"; "--list" ]

    let listed = items "components" answer

    Assert.Equal<int list list>(
        [ [ 2; 1; 0 ]; [ 2; 0; 1 ]; [ 1; 1; 1 ] ],
        listed |> List.map (fun c -> wholes (c.GetProperty "r"))
    )

    let last = List.last listed
    Assert.Equal((4, 10), (whole "rank" last, whole "parameters" last))
    Assert.Equal(("6", "2", "2"), (text "dimension" last, text "degree" last, text "edDegree" last))

[<Fact>]
let ``components over the complex numbers are those of the complexified blocks`` () =
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
    Assert.Equal(3, (items "components" answer).Length)

[<Fact>]
let ``one component is found by its place and others are drawn by seed, without listing`` () =
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
    Assert.NotEqual<int list list>(drawn "1", drawn "2")

[<Fact>]
let ``a listing whose reader leaves ends quietly`` () =
    use running =
        Program.launch [ "components"; "shift:28x28:horizontal"; "--rank"; "99"; "--list" ]

    let first = running.StandardOutput.ReadLine()
    running.StandardOutput.Close()
    Assert.True(running.WaitForExit 20000)
    Assert.StartsWith("components with", first)
    Assert.Equal("", running.StandardError.ReadToEnd())
    Assert.Equal(0, running.ExitCode)

[<Fact>]
let ``an interrupted listing ends with status 130`` () =
    use running =
        Program.launch [ "components"; "shift:28x28:horizontal"; "--rank"; "99"; "--list"; "--json" ]

    let buffer = Array.zeroCreate<char> 4096
    running.StandardOutput.ReadBlock(buffer, 0, buffer.Length) |> ignore
    use kill = Diagnostics.Process.Start("kill", [ "-TERM"; string running.Id ])
    kill.WaitForExit()
    running.StandardOutput.BaseStream.CopyTo Stream.Null
    Assert.True(running.WaitForExit 20000)
    Assert.Equal(130, running.ExitCode)

[<Theory>]
[<InlineData("--help", "COMMANDS")>]
[<InlineData("variety --help", "determinantal")>]
[<InlineData("variety equivariant --help", "--component")>]
[<InlineData("components --help", "--unrank")>]
let ``help is there on every level, with an example`` (line: string, expected: string) =
    let outcome = Program.run (List.ofArray (line.Split ' '))
    Assert.Equal(0, outcome.Status)
    Assert.Contains(expected, outcome.Output)
    Assert.Contains("EXAMPLE", outcome.Output)

[<Fact>]
let ``the version is one line`` () =
    let outcome = Program.run [ "--version" ]
    Assert.Equal(0, outcome.Status)
    Assert.Matches("^neurovariety [0-9]+[.][0-9]+[.][0-9]+\n$", outcome.Output)

[<Fact>]
let ``data synthesize writes files that data info reads, the same for the same seed`` () =
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
        Assert.Equal((60, 10), (whole "count" (info.GetProperty "train"), whole "count" (info.GetProperty "test")))
        Assert.Equal(hash one, hash info)
        Assert.Equal("requested", text "origin" info))
