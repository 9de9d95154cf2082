/// Functions that are marked as tests, as Expecto's tests.
module Neurovariety.Tests.Support.Marked

open System
open System.Collections
open System.Globalization
open System.Reflection
open System.Runtime.ExceptionServices
open Expecto
open Xunit

let private everyStatic =
    BindingFlags.Static
    ||| BindingFlags.Public
    ||| BindingFlags.NonPublic
    ||| BindingFlags.DeclaredOnly

/// An argument as the parameter wants it: whole numbers stand for floating ones too.
let private converted (parameter: ParameterInfo) (value: obj) =
    match value with
    | null -> null
    | value when parameter.ParameterType.IsInstanceOfType value -> value
    | value -> Convert.ChangeType(value, parameter.ParameterType, CultureInfo.InvariantCulture)

let private call (method: MethodInfo) (arguments: obj[]) =
    try
        method.Invoke(null, arguments) |> ignore
    with :? TargetInvocationException as thrown ->
        ExceptionDispatchInfo.Throw thrown.InnerException

/// The rows that the named member of the method's module holds.
let private memberRows (method: MethodInfo) (data: MemberDataAttribute) : obj[] list =
    let home = method.DeclaringType

    let source =
        match home.GetMethod(data.Name, everyStatic), home.GetProperty(data.Name, everyStatic) with
        | null, null -> invalidOp $"{home.FullName} has no member {data.Name}"
        | null, property -> property.GetValue null
        | method, _ -> method.Invoke(null, [||])

    source :?> IEnumerable |> Seq.cast<obj[]> |> Seq.toList

let private rows (method: MethodInfo) = [
    for given in method.GetCustomAttributes<InlineDataAttribute>() do
        given.Row
    for data in method.GetCustomAttributes<MemberDataAttribute>() do
        yield! memberRows method data
]

let private theory (method: MethodInfo) =
    let cases = rows method

    if cases.IsEmpty then
        invalidOp $"{method.Name} has no rows"

    testList method.Name [
        for index, row in List.indexed cases do
            let arguments = Array.map2 converted (method.GetParameters()) row
            let shown = arguments |> Array.map (sprintf "%A") |> String.concat ", "
            testCase $"{index + 1}: {shown}" (fun () -> call method arguments)
    ]

let private test (method: MethodInfo) (mark: FactAttribute) =
    match mark with
    | mark when not (isNull mark.Skip) -> testCase method.Name (fun () -> skiptest mark.Skip)
    | :? TheoryAttribute -> theory method
    | _ -> testCase method.Name (fun () -> call method [||])

/// The tests that a module's functions are marked as, in the order of the source.
let tests (home: Type) = [
    for method in home.GetMethods everyStatic |> Array.sortBy _.MetadataToken do
        match method.GetCustomAttribute<FactAttribute>() with
        | null -> ()
        | mark -> test method mark
]
