/// Data flows one way: a namespace of Core uses only the layers below it.
module Neurovariety.Tests.Architecture.LayerTests

open Expecto
open System.IO
open System.Text.RegularExpressions
open Xunit
open Neurovariety.Tests.Support

/// Each namespace of Core with the namespaces that it may use (the table of CONTRIBUTING.md).
let private allowed =
    let numerics = [ "Numerics" ]
    let algebra = numerics @ [ "Kernels"; "LinearAlgebra" ]
    let representations = algebra @ [ "Groups"; "Representations" ]
    let networks = representations @ [ "Varieties"; "Networks" ]

    Map [
        "Numerics", []
        "Kernels", numerics
        "LinearAlgebra", algebra
        "Statistics", algebra
        "RandomMatrices", algebra @ [ "Statistics" ]
        "Groups", numerics
        "Representations", algebra @ [ "Groups" ]
        "Varieties", representations
        "Networks", representations @ [ "Varieties" ]
        "Fitting", networks
        "Data", algebra @ [ "Groups" ]
        "Training", algebra @ [ "Networks"; "Data" ]
        "Spectra", algebra @ [ "Statistics"; "RandomMatrices"; "Networks"; "Data" ]
        "LayerDecomposition", networks @ [ "Statistics"; "RandomMatrices"; "Data"; "Spectra" ]
        "Memories",
        algebra
        @ [
            "Statistics"
            "RandomMatrices"
            "Networks"
            "Data"
            "Training"
            "Spectra"
            "LayerDecomposition"
        ]
    ]

let private uses = Regex(@"\bNeurovariety\.([A-Z]\w+)", RegexOptions.Compiled)

/// Namespaces of Core that a source text names, in code or in an unqualified `using`.
let private named (text: string) =
    uses.Matches text
    |> Seq.map (fun found -> found.Groups[1].Value)
    |> Seq.filter allowed.ContainsKey
    |> Set.ofSeq

/// The uses in a text of namespace `home` that its layer forbids.
let private forbidden home text =
    named text - Set.add home (Set.ofList allowed[home])

let private files = Repository.sources "src/Core.CSharp" "*.cs"

[<Tests>]
let tests =
    testList "LayerTests" [
        testCase "every file of Core lies in the folder of its namespace" (fun () ->
            let misplaced =
                files
                |> Array.filter (fun path ->
                    let folder = Path.GetFileName(Path.GetDirectoryName path)

                    not (
                        Regex.IsMatch(
                            File.ReadAllText path,
                            $@"^namespace Neurovariety\.{folder};",
                            RegexOptions.Multiline
                        )
                    ))

            Assert.NotEmpty files
            Assert.Empty misplaced)

        testCase "a namespace of Core uses only the layers below it" (fun () ->
            let faults =
                files
                |> Array.choose (fun path ->
                    let home = Path.GetFileName(Path.GetDirectoryName path)
                    let wrong = forbidden home (File.ReadAllText path)

                    if wrong.IsEmpty then
                        None
                    else
                        Some(Path.GetFileName path, wrong))

            Assert.Empty faults)

        testCase "a use of a higher layer would be found" (fun () ->
            Assert.Equal<Set<string>>(
                Set [ "Fitting" ],
                forbidden "Groups" "using Neurovariety.Fitting;\nusing Neurovariety.Numerics;"
            ))

        testCase "only one file of Core knows MathNet" (fun () ->
            let knowing =
                files
                |> Array.filter (fun path -> (File.ReadAllText path).Contains "MathNet.Numerics.")
                |> Array.map Path.GetFileName

            Assert.All(knowing, fun name -> Assert.Equal("Factorizations.cs", name)))

        testCase "Core never writes to the console" (fun () ->
            let writing =
                files |> Array.filter (fun path -> (File.ReadAllText path).Contains "Console.")

            Assert.Empty writing)

        testCase "files are opened in Data only" (fun () ->
            let opening =
                Regex(
                    @"\b(File|FileStream|Directory|StreamReader|StreamWriter)\.?(Open|Create|Read|Write|Delete|Move|\()"
                )

            let faults =
                files
                |> Array.filter (fun path -> Path.GetFileName(Path.GetDirectoryName path) <> "Data")
                |> Array.filter (fun path -> opening.IsMatch(File.ReadAllText path))

            Assert.Empty faults)

        testCase "unsafe code stays in the kernels" (fun () ->
            let faults =
                files
                |> Array.filter (fun path -> Regex.IsMatch(File.ReadAllText path, @"\bunsafe\b"))
                |> Array.map (fun path -> Path.GetFileName(Path.GetDirectoryName path))
                |> Array.filter (fun folder -> folder <> "Kernels")

            Assert.Empty faults)

        testCase "the kernels show nothing to the public" (fun () ->
            let shown =
                typeof<Neurovariety.Numerics.RandomSource>.Assembly.GetExportedTypes()
                |> Array.filter (fun shown -> shown.Namespace = "Neurovariety.Kernels")

            Assert.Empty shown)

        testCase "no public signature of Core names a type of another library" (fun () ->
            let core = typeof<Neurovariety.Numerics.RandomSource>.Assembly

            let rec parts (t: System.Type) =
                seq {
                    if t.HasElementType then
                        yield! parts (t.GetElementType())
                    else
                        yield t

                        if t.IsGenericType then
                            yield! t.GetGenericArguments() |> Seq.collect parts
                }

            let foreign = [
                for shown in core.GetExportedTypes() do
                    for entry in shown.GetMethods() do
                        for t in
                            Seq.append [ entry.ReturnType ] (entry.GetParameters() |> Seq.map _.ParameterType)
                            |> Seq.collect parts do
                            let home = t.Assembly.GetName().Name

                            if home <> "Neurovariety" && not (home.StartsWith "System.") then
                                $"{shown.Name}.{entry.Name}: {t.FullName}"
            ]

            Assert.Empty foreign)
    ]
