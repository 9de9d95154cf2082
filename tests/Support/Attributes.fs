/// The marks of test functions that are not written as Expecto's lists; `Marked` makes tests of them.
namespace Xunit

open System
open System.Collections
open System.Collections.Generic

/// A test: a function of nothing.
[<AttributeUsage(AttributeTargets.Method); AllowNullLiteral>]
type FactAttribute() =
    inherit Attribute()
    /// Why the test is skipped, or null.
    member val Skip: string = null with get, set

/// A test for each row of arguments.
[<AttributeUsage(AttributeTargets.Method)>]
type TheoryAttribute() =
    inherit FactAttribute()

/// A row of arguments.
[<AttributeUsage(AttributeTargets.Method, AllowMultiple = true)>]
type InlineDataAttribute([<ParamArray>] row: obj[]) =
    inherit Attribute()
    member _.Row = if isNull row then [| null |] else row

/// Rows of arguments from a value or function of the module.
[<AttributeUsage(AttributeTargets.Method, AllowMultiple = true)>]
type MemberDataAttribute(name: string) =
    inherit Attribute()
    member _.Name = name

/// Rows of one argument each.
type TheoryData<'a>(values: 'a seq) =
    let rows = List<obj[]>(values |> Seq.map (fun value -> [| box value |]))
    new() = TheoryData<'a>(Seq.empty)
    member _.Add(value: 'a) = rows.Add [| box value |]

    interface IEnumerable<obj[]> with
        member _.GetEnumerator() : IEnumerator<obj[]> = rows.GetEnumerator()
        member _.GetEnumerator() : IEnumerator = rows.GetEnumerator()
