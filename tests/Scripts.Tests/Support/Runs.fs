/// Small runs of train, and what they leave behind.
module Neurovariety.Scripts.Tests.Support.Runs

open System
open System.IO
open System.Security.Cryptography
open System.Text.Json
open Xunit

/// A folder with a small data set in it, both gone afterwards.
let inFolder act =
    Program.inFolder (fun folder ->
        let data = Path.Combine(folder, "data")
        let drawn = Program.run [ "data"; "synthesize"; "--count"; "240"; "--out"; data ]
        Assert.Equal(0, drawn.Status)
        act folder data)

/// A small network on that data.
let small data = [ "train"; "--arch"; "784-12-d"; "--batch"; "16"; "--data"; data ]

let text (name: string) (element: JsonElement) = element.GetProperty(name).GetString()
let whole (name: string) (element: JsonElement) = element.GetProperty(name).GetInt32()
let number (name: string) (element: JsonElement) = element.GetProperty(name).GetDouble()

/// The runs of an answer.
let runs (answer: JsonElement) =
    answer.GetProperty("runs").EnumerateArray() |> List.ofSeq

/// The files that must not depend on how a run came about, by their hashes.
let bits (run: string) =
    Directory.GetFiles(run, "*.safetensors", SearchOption.AllDirectories)
    |> Array.sort
    |> Array.map (fun path ->
        Path.GetRelativePath(run, path), Convert.ToHexString(SHA256.HashData(File.ReadAllBytes path)))

/// The losses of the history, without times.
let losses (run: string) =
    File.ReadAllLines(Path.Combine(run, "metrics.csv"))
    |> Array.map (fun line -> line.Split(',')[..3] |> String.concat ",")
