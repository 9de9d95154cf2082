/// The public surface of Core as a checked-in listing: a change shows as a diff.
module Neurovariety.Tests.Architecture.PublicSurfaceTests

open Expecto
open System
open System.IO
open System.Reflection
open Xunit
open Neurovariety.Tests.Support

let private listing =
    Path.Combine(Repository.root, "tests/Core.Tests/Architecture/PublicSurface.txt")

let rec private name (t: Type) =
    if t.IsByRef then
        "ref " + name (t.GetElementType())
    elif t.IsArray then
        name (t.GetElementType()) + "[]"
    elif t.IsGenericType then
        let arguments = t.GetGenericArguments() |> Array.map name |> String.concat ", "
        let bare = t.Name.Split('`')[0]
        $"{bare}<{arguments}>"
    else
        t.Name

let private member' (entry: MemberInfo) =
    match entry with
    | :? MethodInfo as m when not m.IsSpecialName ->
        let parameters =
            m.GetParameters() |> Array.map (fun p -> $"{name p.ParameterType} {p.Name}")

        let kind = if m.IsStatic then "static " else ""
        Some $"""{kind}{name m.ReturnType} {m.Name}({String.concat ", " parameters})"""
    | :? ConstructorInfo as c ->
        let parameters =
            c.GetParameters() |> Array.map (fun p -> $"{name p.ParameterType} {p.Name}")

        Some $"""new({String.concat ", " parameters})"""
    | :? PropertyInfo as p -> Some $"{name p.PropertyType} {p.Name}"
    | :? FieldInfo as f when not f.IsSpecialName -> Some $"{name f.FieldType} {f.Name}"
    | _ -> None

let private surface () =
    let shown =
        BindingFlags.Public
        ||| BindingFlags.Instance
        ||| BindingFlags.Static
        ||| BindingFlags.DeclaredOnly

    let generated =
        set [ "Equals"; "GetHashCode"; "ToString"; "Deconstruct"; "<Clone>$" ]

    typeof<Neurovariety.Numerics.RandomSource>.Assembly.GetExportedTypes()
    |> Array.sortBy _.FullName
    |> Array.collect (fun t ->
        let members =
            t.GetMembers shown
            |> Array.filter (fun m -> not (generated.Contains m.Name))
            |> Array.choose member'
            |> Array.distinct
            |> Array.sort
            |> Array.map (fun line -> "    " + line)

        Array.append [| t.FullName |] members)

[<Tests>]
let tests =
    testList "PublicSurfaceTests" [
        testCase "the public surface is the one that is listed" (fun () ->
            let now = surface ()

            if Environment.GetEnvironmentVariable "NEUROVARIETY_ACCEPT" = "1" then
                File.WriteAllLines(listing, now)

            let listed = File.ReadAllLines listing
            let added = Array.except listed now
            let removed = Array.except now listed

            Assert.True(
                (listed = now),
                $"added: %A{added}\nremoved: %A{removed}\n(NEUROVARIETY_ACCEPT=1 writes the listing anew)"
            ))
    ]
