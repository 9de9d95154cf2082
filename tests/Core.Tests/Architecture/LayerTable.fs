/// The table of layers in CONTRIBUTING.md, read as it stands there, and the namespaces that a source text of Core uses.
module Neurovariety.Tests.Architecture.LayerTable

open System
open System.IO
open System.Text.RegularExpressions
open Neurovariety.Tests.Support

let private row =
    Regex(@"^\|\s*`(\w+)`\s*\|([^|]*)\|[^|]*\|\s*$", RegexOptions.Compiled)

/// The namespaces that a cell allows: names and ranges such as `Numerics to LinearAlgebra`, "the above", or "nothing".
let private parse (above: string list) (cell: string) =
    let place name =
        match List.tryFindIndex ((=) name) above with
        | Some index -> index
        | None -> failwith $"CONTRIBUTING, table of layers: '{name}' in '{cell}' is not a namespace of a row above"

    cell.Split(',', StringSplitOptions.TrimEntries)
    |> Array.toList
    |> List.collect (fun part ->
        match part.Split(" to ", StringSplitOptions.TrimEntries) with
        | [| "nothing" |] -> []
        | [| "the above" |] -> above
        | [| one |] -> [ above[place one] ]
        | [| first; last |] -> above[place first .. place last]
        | _ -> failwith $"CONTRIBUTING, table of layers: '{part}' is not understood")

/// Each namespace of Core with those that it may use, from the rows of a table.
let read (lines: string seq) =
    (([], Map.empty), lines)
    ||> Seq.fold (fun (above, table) line ->
        let found = row.Match line

        if found.Success then
            let name = found.Groups[1].Value
            above @ [ name ], Map.add name (Set.ofList (parse above found.Groups[2].Value)) table
        else
            above, table)
    |> snd

/// The table of the checkout.
let allowed =
    File.ReadLines(Path.Combine(Repository.root, "CONTRIBUTING.md"))
    |> Seq.skipWhile (fun line -> not (line.StartsWith "| namespace of Core |"))
    |> Seq.takeWhile (fun line -> line.StartsWith '|')
    |> read

let private names = String.Join('|', allowed.Keys)
let private absolute = Regex($@"\bNeurovariety\.({names})\b")

// `using Groups;` and `using static Kernels.VectorKernel;`, `using G = Groups.Permutation;` inside `namespace Neurovariety.…`.
let private directive =
    Regex($@"^\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?({names})\s*[.;]", RegexOptions.Multiline)

let private qualified = Regex($@"(?<![\w.])({names})\.(\w+)")

/// Names of the types of a namespace, without the mark of their type parameters.
let private types =
    typeof<Neurovariety.Numerics.RandomSource>.Assembly.GetTypes()
    |> Seq.filter (fun t -> not (isNull t.Namespace))
    |> Seq.map (fun t -> t.Namespace, t.Name.Split('`')[0])
    |> Set.ofSeq

/// Namespaces of Core that a source text names: in full, relative to `Neurovariety` in a directive, or before a type's name.
let named (text: string) =
    let first (regex: Regex) =
        regex.Matches text |> Seq.map (fun found -> found.Groups[1].Value)

    let relative =
        qualified.Matches text
        |> Seq.map (fun found -> found.Groups[1].Value, found.Groups[2].Value)
        |> Seq.filter (fun (home, name) -> types.Contains($"Neurovariety.{home}", name))
        |> Seq.map fst

    Seq.concat [ first absolute; first directive; relative ] |> Set.ofSeq

/// The uses in a text of namespace `home` that its layer forbids.
let forbidden home text = named text - Set.add home allowed[home]

/// The folder right below the sources of Core, which names the namespace, of a file.
let home (path: string) =
    Path.GetRelativePath(Path.Combine(Repository.root, "src/Core.CSharp"), path).Split(Path.DirectorySeparatorChar)[0]
