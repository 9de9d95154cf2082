/// The map of the kernels says what is there: each file once, in its folder, with a twin and a test that exist.
module Neurovariety.Tests.Architecture.KernelMapTests

open Expecto
open System.IO
open System.Text.RegularExpressions
open Xunit
open Neurovariety.Tests.Support

/// A row of the map: folder, file, twin and test as they are written.
type private Row = {
    Folder: string
    File: string
    Twin: string
    Test: string
}

let private folder = Path.Combine(Repository.root, "src/Core.CSharp/Kernels")

let private rows =
    let heading = Regex @"^## (\w+):"
    let row = Regex @"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| `([\w/]+)` \|$"

    (("", []), File.ReadAllLines(Path.Combine(folder, "README.md")))
    ||> Array.fold (fun (home, rows) line ->
        match heading.Match line, row.Match line with
        | section, _ when section.Success -> section.Groups[1].Value, rows
        | _, entry when entry.Success ->
            let entry = {
                Folder = home
                File = entry.Groups[1].Value
                Twin = entry.Groups[2].Value.Trim()
                Test = entry.Groups[3].Value
            }

            home, entry :: rows
        | _ -> home, rows)
    |> snd
    |> List.rev

let private source entry =
    File.ReadAllText(Path.Combine(folder, entry.Folder, entry.File + ".cs"))

[<Tests>]
let tests =
    testList "KernelMapTests" [
        testCase "every file of the kernels is on the map, once, in its folder" (fun () ->
            let onMap = rows |> List.map (fun row -> $"{row.Folder}/{row.File}.cs") |> List.sort

            let there =
                Repository.sources "src/Core.CSharp/Kernels" "*.cs"
                |> Array.map (fun path -> Path.GetRelativePath(folder, path).Replace('\\', '/'))
                |> Array.sort
                |> Array.toList

            Assert.NotEmpty there
            Assert.Equal<string list>(there, onMap))

        testCase "every twin on the map exists" (fun () ->
            for row in rows do
                let partOf = Regex.Match(row.Twin, @"^part of `(\w+)`$")
                let own = Regex.Match(row.Twin, @"^`(\w+)`$")

                if partOf.Success then
                    let whole = rows |> List.filter (fun other -> other.File = partOf.Groups[1].Value)
                    Assert.True((whole.Length = 1 && not (whole.Head.Twin.StartsWith "part")), row.File)
                elif own.Success then
                    Assert.Matches($@"\b{own.Groups[1].Value}\b", source row)
                else
                    Assert.StartsWith("none: ", row.Twin)

                    Assert.False(
                        Regex.IsMatch(source row, @"\bVector(128|256|512)\.Load\b"),
                        $"{row.File} loads vectors and no twin"
                    ))

        testCase "every test on the map exists and names the kernel or its whole" (fun () ->
            for row in rows do
                let name =
                    if row.Test.Contains '/' then
                        row.Test
                    else
                        "Kernels/" + row.Test

                let path = Path.Combine(Repository.root, "tests/Core.Tests", name + ".fs")
                Assert.True(File.Exists path, $"{row.File}: {name}.fs is not there")
                let text = File.ReadAllText path
                let own = Regex.Match(row.Twin, @"^`(\w+)`$")

                if own.Success then
                    Assert.True(text.Contains row.File || text.Contains own.Groups[1].Value, $"{row.File} in {name}"))
    ]
