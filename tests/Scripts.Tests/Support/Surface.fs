/// What tests of the F# surface share: bounds, refusals, and what a command prints beside what a call gives.
module Neurovariety.Scripts.Tests.Support.Surface

open System.Text.Json
open Xunit
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

/// Asserts a number within a bound of another.
let close (bound: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - bound, expected + bound)

/// The line of a refusal.
let error (result: Result<'a, string>) =
    match result with
    | Error line -> line
    | Ok _ -> failwith "expected an error"

/// Asserts that a call is refused with a line that holds a text.
let refused (part: string) (job: unit -> 'a) =
    Assert.Contains(part, Attempt.run (job >> ignore) |> error)

// The fields of a document, but for the time it took.
let private untimed (document: string) =
    let element = JsonDocument.Parse(document).RootElement

    [
        for field in element.EnumerateObject() do
            if field.Name <> "seconds" then
                field.Name, field.Value.GetRawText()
    ]

/// Asserts that a command prints a document, but for the time it took.
let same (json: Json) arguments =
    Assert.Equal<(string * string) list>(untimed (Json.compact json), untimed ((Program.json arguments).GetRawText()))
