/// Data flows one way: a namespace of Core uses only the layers below it.
module Neurovariety.Tests.Architecture.LayerTests

open Expecto
open System.IO
open System.Text.RegularExpressions
open Xunit
open Neurovariety.Tests.Support
open Neurovariety.Tests.Architecture.LayerTable

let private files = Repository.sources "src/Core.CSharp" "*.cs"

/// The folder of a file below the sources of Core, as `Training/Engine`.
let private folder (path: string) =
    Path
        .GetRelativePath(Path.Combine(Repository.root, "src/Core.CSharp"), Path.GetDirectoryName path)
        .Replace('\\', '/')

[<Tests>]
let tests =
    testList "LayerTests" [
        testCase "every file of Core lies in the folder of its namespace" (fun () ->
            let misplaced =
                files
                |> Array.filter (fun path ->
                    let declaration = $@"^namespace Neurovariety\.{home path};"
                    not (Regex.IsMatch(File.ReadAllText path, declaration, RegexOptions.Multiline)))

            Assert.NotEmpty files
            Assert.Empty misplaced)

        testCase "a namespace of Core uses only the layers below it" (fun () ->
            let faults =
                files
                |> Array.choose (fun path ->
                    let wrong = forbidden (home path) (File.ReadAllText path)

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

        testCase "relative and static names of a higher layer would be found" (fun () ->
            for text in
                [
                    "using static Neurovariety.Fitting.ExactFit;"
                    "namespace Neurovariety.Groups;\nusing Fitting;"
                    "namespace Neurovariety.Groups;\nusing static Fitting.ExactFit;"
                    "namespace Neurovariety.Groups;\n    using Exact = Fitting.ExactFit;"
                    "global using Neurovariety.Fitting;"
                    "        return Fitting.ExactFit.Of(x);"
                    "    private readonly global::Neurovariety.Fitting.ExactFit _fit;"
                ] do
                Assert.Equal<Set<string>>(Set [ "Fitting" ], forbidden "Groups" text)

            for text in
                [
                    "        return this.Fitting.ExactFit;"
                    "        return Fitting.Count;"
                    "using Neurovariety.Numerics;"
                    "        return SomeFitting.ExactFit;"
                ] do
                Assert.Empty(forbidden "Groups" text))

        testCase "the table of layers names the folders of Core, and nothing else" (fun () ->
            let folders = files |> Array.map home |> Set.ofArray
            Assert.Equal<Set<string>>(folders, Set.ofSeq allowed.Keys))

        testCase "a row of the table of layers is read as it says" (fun () ->
            let table =
                read [
                    "| namespace of Core | may use | what it holds |"
                    "| --- | --- | --- |"
                    "| `A` | nothing | a |"
                    "| `B` | A | b |"
                    "| `C` | the above | c |"
                    "| `D` | A, C | d |"
                    "| `E` | B to D | e |"
                ]

            let expected =
                Map [
                    "A", Set.empty
                    "B", Set [ "A" ]
                    "C", Set [ "A"; "B" ]
                    "D", Set [ "A"; "C" ]
                    "E", Set [ "B"; "C"; "D" ]
                ]

            Assert.Equal<Map<string, Set<string>>>(expected, table)

            Assert.ThrowsAny<exn>(fun () -> read [ "| `A` | B | uses what lies above it |" ] |> ignore)
            |> ignore)

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
                |> Array.filter (fun path -> home path <> "Data")
                |> Array.filter (fun path -> opening.IsMatch(File.ReadAllText path))

            Assert.Empty faults)

        testCase "unsafe code stays in the kernels and in the training engine" (fun () ->
            let faults =
                files
                |> Array.filter (fun path -> Regex.IsMatch(File.ReadAllText path, @"\bunsafe\b"))
                |> Array.filter (fun path -> home path <> "Kernels" && folder path <> "Training/Engine")

            Assert.Empty faults)

        testCase "vectors of a fixed width and instructions of a processor stay in the kernels" (fun () ->
            let knowing =
                files
                |> Array.filter (fun path -> (File.ReadAllText path).Contains "System.Runtime.Intrinsics")
                |> Array.map (fun path -> home path, Path.GetFileName path)
                |> Array.filter (fun (home, _) -> home <> "Kernels")

            // The description of the machine asks how wide its vectors are.
            Assert.Equal<(string * string)[]>([| "Data", "MachineDescription.cs" |], knowing))

        testCase "the kernels show nothing to the public" (fun () ->
            let shown =
                typeof<Neurovariety.Numerics.RandomSource>.Assembly.GetExportedTypes()
                |> Array.filter (fun shown -> shown.Namespace = "Neurovariety.Kernels")

            Assert.Empty shown)

        testCase "every type of Core has a summary, internal ones too" (fun () ->
            let core = typeof<Neurovariety.Numerics.RandomSource>.Assembly
            let documents = File.ReadAllText(Path.ChangeExtension(core.Location, "xml"))

            let silent =
                core.GetTypes()
                |> Array.filter (fun t ->
                    not t.IsNested
                    && not (isNull t.Namespace)
                    && t.Namespace.StartsWith "Neurovariety.")
                |> Array.filter (fun t -> not (documents.Contains $"<member name=\"T:{t.FullName}\">"))
                |> Array.map _.FullName

            Assert.Empty silent)

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
