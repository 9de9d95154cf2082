/// What a chart draws, read from the JSON that its page carries.
module Neurovariety.Scripts.Tests.Support.Figures

open System.Text.Json
open Neurovariety.Scripts.Charts

let private json chart =
    JsonDocument.Parse(Figure.toJson chart).RootElement

/// The layout as JSON.
let layout chart = (json chart).GetProperty "layout"

/// The traces as JSON, in order.
let traces chart =
    (json chart).GetProperty("data").EnumerateArray() |> List.ofSeq

/// The name of a trace.
let name (trace: JsonElement) = trace.GetProperty("name").GetString()

/// The numbers of a member; NaN where there is a gap.
let numbers (memberName: string) (trace: JsonElement) = [|
    for value in trace.GetProperty(memberName).EnumerateArray() ->
        if value.ValueKind = JsonValueKind.Null then
            nan
        else
            value.GetDouble()
|]
