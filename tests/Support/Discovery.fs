/// All tests of an assembly as one tree.
module Neurovariety.Tests.Support.Discovery

open System
open System.Reflection
open Microsoft.FSharp.Reflection
open Expecto

let private everyStatic =
    BindingFlags.Static
    ||| BindingFlags.Public
    ||| BindingFlags.NonPublic
    ||| BindingFlags.DeclaredOnly

/// Values and functions; the compiler marks the field behind a value too.
let private isMarked (member': MemberInfo) =
    not (member' :? FieldInfo)
    && (member'.IsDefined typeof<TestsAttribute>
        || member'.IsDefined typeof<PTestsAttribute>
        || member'.IsDefined typeof<FTestsAttribute>)

/// The value marked as tests: a list that is called as its module is, since the names of tests follow from it.
let private listed (home: Type) (marked: MemberInfo) =
    let value =
        match marked with
        | :? PropertyInfo as property when marked.IsDefined typeof<TestsAttribute> -> property.GetValue null
        | _ -> null

    match value with
    | :? Test as tests ->
        match tests with
        | TestLabel(label, _, _) when label = home.Name -> tests
        | _ -> invalidOp $"{home.FullName}.{marked.Name} must be testList \"{home.Name}\""
    | _ -> invalidOp $"{home.FullName}.{marked.Name} must be a value of type Test, marked by [<Tests>]"

/// The tests of one module, one after the other: modules run beside each other.
let private ofModule (home: Type) =
    let tests = [
        for marked in home.GetMembers everyStatic |> Array.filter isMarked -> listed home marked
    ]

    if not tests.IsEmpty then
        testList home.Namespace tests |> testSequencedGroup home.FullName |> Some
    elif FSharpType.IsModule home && home.Name.EndsWith "Tests" then
        invalidOp $"{home.FullName} has no value marked by [<Tests>]"
    else
        None

/// A test is called by the full name of its module and its own name, with dots between.
let tests (assembly: Assembly) =
    assembly.GetTypes()
    |> Array.sortBy _.FullName
    |> Array.choose ofModule
    |> Array.toList
    |> fun modules -> TestList(modules, Normal)
