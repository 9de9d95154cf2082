/// Theorems on objects that a user gives: groups, networks, matrices; symmetry of layers; public arbitraries.
module Neurovariety.Scripts.Tests.TheoremInstanceTests

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open System.Threading.Tasks
open FsCheck
open FsCheck.FSharp
open Xunit
open Neurovariety.Data
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Theorems
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Tests.Support

let private options: Options = {
    Cases = 12
    MaxDegree = 9
    Seed = 20240611UL
}

let private holds (theorem: Theorem) =
    let outcome = Theorem.check options theorem
    Assert.Equal(None, outcome.Counterexample)
    Assert.Equal(Holds, outcome.Status)
    Assert.True(outcome.Cases >= 1)

let private names (theorems: Theorem list) =
    theorems |> List.map _.Name |> Set.ofList

let private refusalOf act =
    Assert.ThrowsAny<ArgumentException>(fun () -> act () |> ignore).Message

// ---------------------------------------------------------------- groups

// S_3 acting on two blocks of three, with the swap of the blocks.
let private wreath = "(1 2 3);(1 2);(1 4)(2 5)(3 6)"

[<Theory>]
[<InlineData("()", 1, 30)>]
[<InlineData("()", 4, 30)>]
[<InlineData("(1 2 3)(4 5)", 5, 30)>]
[<InlineData("cyclic:6", 6, 30)>]
[<InlineData("symmetric:5", 5, 30)>]
[<InlineData("(1 2 3);(1 2);(1 4)(2 5)(3 6)", 6, 30)>]
[<InlineData("(1 2 4 7)(3 5 8 6);(1 3 4 8)(2 6 7 5)", 8, 30)>]
let ``every theorem on groups holds on small ones`` (text: string) (degree: int) (count: int) =
    let theorems = Theorems.forGroup (Group.parseOn degree text)
    Assert.Equal(count, theorems.Length)
    List.iter holds theorems

[<Theory>]
[<InlineData("dihedral:8x8", 19)>]
[<InlineData("shift:28x28:horizontal", 9)>]
[<InlineData("translations:28x28", 9)>]
[<InlineData("symmetric:784", 9)>]
let ``large groups have the theorems that take seconds there`` (text: string) (count: int) =
    let theorems = Theorems.forGroup (Group.parse text)
    Assert.Equal(count, theorems.Length)

    for theorem in theorems do
        let outcome = Theorem.check { options with Cases = 4 } theorem
        Assert.Equal(None, outcome.Counterexample)

[<Fact>]
let ``every theorem is either tried or left out with a reason`` () =
    for given in
        [
            Given.Group(Group.parse "shift:28x28:horizontal")
            Given.Matrix(Group.parse "(1 2)", Matrix.Create(2, 2, (fun i j -> 0.5 * float (i + j))))
            Given.Network(Architecture.parse 2 "6-4-d" |> Autoencoder.initialise 1UL)
        ] do
        let found = Theorems.on given
        let left = found.LeftOut |> List.map _.Name |> Set.ofList
        Assert.Empty(Set.intersect (names found.Theorems) left)
        Assert.Equal<Set<string>>(names Catalogue.all, Set.union (names found.Theorems) left)
        Assert.All(found.LeftOut, (fun one -> Assert.NotEqual<string>("", one.Reason)))

[<Fact>]
let ``theorems that would take minutes are left out with their bound`` () =
    let found = Theorems.on (Given.Group(Group.parse "translations:28x28"))

    let reason name =
        (found.LeftOut |> List.find (fun one -> one.Name = name)).Reason

    Assert.Equal("its cost grows fast: checked up to 64 points, here are 784", reason "commutant-dimension")
    Assert.Equal("it speaks of random matrices", reason "circular-law-uniform")

[<Fact>]
let ``mutants fall on a group that can tell them, with the group kept`` () =
    let group = Group.parse "(1 2 3)(4 5)"

    for name in
        [
            "invariant-columns"
            "adapted-basis"
            "commutant-dimension"
            "equivariant-networks"
            "component-count"
        ] do
        let theorem =
            Theorems.forGroup group |> List.find (fun theorem -> theorem.Name = name)

        let outcome = Theorems.checkWithMutant options theorem
        Assert.Equal(Holds, outcome.Status)
        Assert.Equal(Some true, outcome.MutantFalls)

    let mutant =
        Catalogue.tryFind "commutant-dimension:mutant"
        |> Option.get
        |> Theorem.on (Given.Group group)

    match mutant with
    | Ok bound ->
        let outcome = Theorem.check options bound
        Assert.Equal("commutant-dimension:mutant", outcome.Name)
        Assert.Equal(Falsified, outcome.Status)
        // Nothing of a given group is taken away: the smallest generating set is the given one.
        Assert.Equal(Some "(1 2 3)(4 5) on 5 points", outcome.Counterexample)
    | Error reason -> failwith reason

[<Fact>]
let ``a mutant can hold on a group that is too simple for it`` () =
    let trivial = Group.parseOn 3 "()"

    let theorem =
        Theorems.forGroup trivial
        |> List.find (fun theorem -> theorem.Name = "commutant-dimension")

    Assert.Equal(Some false, (Theorems.checkWithMutant options theorem).MutantFalls)

[<Fact>]
let ``the same seed tries the same instances of a group, another seed others`` () =
    let group = Group.parse "dihedral:3x3"

    let seen seed =
        let found = ResizeArray<string>()

        let spy =
            Theorem.about
                (GroupSubjects.permutations)
                ("spy", "", "")
                (fun generators ->
                    found.Add(Subjects.showGenerators generators)
                    true)
                ""
                (fun _ -> true)

        match Theorem.on (Given.Group group) spy with
        | Ok bound -> Theorem.check { options with Seed = seed } bound |> ignore
        | Error reason -> failwith reason

        List.ofSeq found

    Assert.Equal<string list>(seen 3UL, seen 3UL)
    Assert.NotEqual<string list>(seen 3UL, seen 4UL)
    // Listed generators first, then elements of the group only.
    let elements = seen 3UL
    Assert.Equal(options.Cases + 2, elements.Length)

    for text in elements do
        let cycles = text.Substring(0, text.IndexOf " on ")
        Assert.True(group.Contains(Permutation.parseOn 9 cycles), text)

// ---------------------------------------------------------------- networks

let private small hidden output =
    Architecture.parse 2 "6-5-d"
    |> Architecture.withActivations hidden output
    |> Autoencoder.initialise 7UL

[<Fact>]
let ``theorems on networks hold on small ones`` () =
    for hidden, output in
        [
            Activation.Tanh, Activation.Identity
            Activation.Relu, Activation.Tanh
            Activation.Sigmoid, Activation.Sigmoid
            Activation.Identity, Activation.Identity
        ] do
        let theorems = small hidden output |> Theorems.forNetwork
        Assert.Contains("trace-of-jacobian", names theorems)
        Assert.Contains("narrow-layer-rank", names theorems)
        Assert.Contains("training-resumes", names theorems)
        List.iter holds theorems

[<Fact>]
let ``mutants on networks fall with the simplest point`` () =
    let network = small Activation.Tanh Activation.Identity

    for theorem in Theorems.forNetwork network do
        if
            [
                "shared-spectrum"
                "spectra-at-fixed-points"
                "training-resumes"
                "backpropagation"
            ]
            |> List.contains theorem.Name
        then
            Assert.True((theorem.Mutant options).Counterexample.IsSome, theorem.Name)

[<Fact>]
let ``networks without as many outputs as inputs have few theorems`` () =
    let layer inputs outputs =
        AffineLayer.Of(
            inputs,
            outputs,
            ReadOnlySpan(Array.init (inputs * outputs) (fun k -> 0.1f * float32 (k % 7))),
            ReadOnlySpan(Array.zeroCreate<float32> outputs),
            Activation.Identity
        )

    let found =
        Theorems.on (Given.Network(Autoencoder.Of([| layer 4 2 |], [| layer 2 3 |])))

    Assert.Equal<string list>(
        [
            "narrow-layer-rank"
            "lmd-frobenius-optimum"
            "lmd-data-optimum"
            "lmd-identity-exact"
        ],
        found.Theorems |> List.map _.Name
    )

    Assert.Contains(
        "it needs as many outputs as inputs, here are 3 and 4",
        found.LeftOut |> List.map _.Reason |> List.distinct
    )

// ---------------------------------------------------------------- symmetry of matrices, layers, functions

let private ring = Group.parse "cyclic:6"

let private circulant =
    Matrix.Create(6, 6, (fun i j -> [| 2.0; -1.0; 0.25; 0.0; 0.25; -1.0 |][(i - j + 6) % 6]))

/// One entry moved.
let private moved (by: float) (m: Matrix) =
    Matrix.Create(m.RowCount, m.ColumnCount, (fun i j -> if i = 2 && j = 4 then m[i, j] + by else m[i, j]))

[<Fact>]
let ``a matrix is told equivariant to the rounding that it has`` () =
    let level by =
        (Symmetry.ofMatrix ring (moved by circulant)).Equivariance.Value.Level

    Assert.Equal(Exact, level 0.0)
    Assert.Equal(ToDoubleRounding, level 1e-15)
    Assert.Equal(ToSingleRounding, level 1e-7)
    Assert.Equal(Broken, level 1e-3)
    let report = Symmetry.ofMatrix ring (moved 1e-3 circulant)
    // One entry off by h: the defect has two entries h, one on each side of it.
    Assert.Equal(sqrt 2.0 * 1e-3, report.Equivariance.Value.Residual, 12)
    Assert.Equal(Broken, report.Invariance.Level)
    Assert.Equal(2.0 * 6.0 * 2.0 ** -52.0, report.DoubleRounding)
    Assert.Equal(2.0 * 6.0 * 2.0 ** -23.0, report.SingleRounding)
    Assert.Contains("equivariant no", string report)
    Assert.Contains("equivariant exactly", string (Symmetry.ofMatrix ring circulant))

[<Fact>]
let ``a matrix of equal columns is invariant, and one that is not square has no equivariance`` () =
    let report =
        Symmetry.ofMatrix ring (Matrix.Create(2, 6, (fun i _ -> float i + 0.5)))

    Assert.Equal(Exact, report.Invariance.Level)
    Assert.Equal(None, report.Equivariance)
    Assert.Contains("not as many outputs", string report)

[<Fact>]
let ``a layer of a file is found by its name`` () =
    Program.inFolder (fun folder ->
        let path = Path.Combine(folder, "layers.safetensors")

        let tensors = [
            StoredTensor.FromMatrix("mix.weight", circulant, ElementType.F32)
            StoredTensor.FromDoubles("mix.bias", ReadOnlySpan [| 6 |], ReadOnlySpan(Array.zeroCreate<float> 6))
        ]

        Safetensors.Of(tensors, Seq.empty).Write path
        let report = Symmetry.ofLayer ring path "mix.weight"
        Assert.Equal(Exact, report.Equivariance.Value.Level)
        Assert.Equal(Broken, report.Invariance.Level)

        let error name group =
            match Symmetry.tryOfLayer group path name with
            | Error text -> text
            | Ok _ -> "no error"

        Assert.Contains("no array 'mix'; its matrices are mix.weight", error "mix" ring)
        Assert.Contains("1 dimensions", error "mix.bias" ring)
        Assert.Contains("expected 5 columns", error "mix.weight" (Group.parse "cyclic:5"))
        Assert.Contains("6", refusalOf (fun () -> Symmetry.ofLayer (Group.parse "cyclic:5") path "mix.weight"))
        let missing = Path.Combine(folder, "none.safetensors")
        Assert.True(Result.isError (Symmetry.tryOfLayer ring missing "mix.weight")))

[<Fact>]
let ``a function is tried on generated inputs, and a broken symmetry shown by the simplest`` () =
    let apply (m: Matrix) (x: float[]) =
        MatrixProduct.Apply(m, x) |> Array.map tanh

    let kept = Symmetry.ofFunction ring (apply circulant)
    Assert.True(kept.Equivariance.Value.Level <> Broken)
    Assert.Equal(Some 100, kept.Inputs)

    let broken =
        Symmetry.ofFunctionOn { Count = 20; Seed = 5UL } ring (apply (moved 0.1 circulant))

    let witness = broken.Equivariance.Value.WorstInput
    Assert.Equal(Broken, broken.Equivariance.Value.Level)
    // One number is enough: the input of the entry that was moved, or the one that the generator moves there.
    let place = Array.findIndex ((<>) 0.0) witness
    Assert.Equal(1, witness |> Array.filter ((<>) 0.0) |> Array.length)
    Assert.Equal(1.0, abs witness[place])
    Assert.Contains(place, [ 3; 4; 5 ])

    let sum = Symmetry.ofFunction ring (fun x -> [| Array.max x |])
    Assert.Equal(Exact, sum.Invariance.Level)
    Assert.Equal(None, sum.Equivariance)
    Assert.Contains("finite", refusalOf (fun () -> Symmetry.ofFunction ring (fun _ -> [| nan |])))

    Assert.Contains(
        "1 or more",
        refusalOf (fun () -> Symmetry.ofFunctionOn { Count = 0; Seed = 0UL } ring (apply circulant))
    )

/// An autoencoder of one layer on each side, the second the transpose of the first.
let private networkOf (weights: Matrix) =
    let layer (m: Matrix) =
        AffineLayer.Of(
            m.ColumnCount,
            m.RowCount,
            ReadOnlySpan(m.ToArray() |> Array.map float32),
            ReadOnlySpan(Array.zeroCreate<float32> m.RowCount),
            Activation.Tanh
        )

    Autoencoder.Of([| layer weights |], [| layer (weights.Transpose()) |])

[<Fact>]
let ``an equivariant network is told from one with a perturbed layer`` () =
    let level network =
        (Symmetry.ofNetwork FunctionInputs.Default ring network).Equivariance.Value.Level

    Assert.True(level (networkOf circulant) <> Broken)
    Assert.Equal(Broken, level (networkOf (moved 0.05 circulant)))

    Assert.Contains(
        "acts on 5",
        refusalOf (fun () -> Symmetry.ofNetwork FunctionInputs.Default (Group.parse "cyclic:5") (networkOf circulant))
    )

// ---------------------------------------------------------------- matrices with a group

[<Fact>]
let ``theorems on a matrix with a group hold, and say nothing of the group alone`` () =
    let whole = Matrix.Create(5, 5, (fun i j -> float ((i * 3 + j * j) % 5 - 2)))
    let group = Group.parse "(1 2 3)(4 5)"
    let theorems = Theorems.forMatrix group whole
    Assert.Equal(12, theorems.Length)
    List.iter holds theorems
    let real = Theorems.on (Given.Matrix(group, MatrixArithmetic.Scale(whole, 0.3)))

    let reason name =
        (real.LeftOut |> List.find (fun one -> one.Name = name)).Reason

    Assert.Contains("whole numbers", reason "similarity-transforms")
    Assert.Equal("it speaks of a permutation group without a matrix", reason "commutant-dimension")
    List.iter holds real.Theorems
    Assert.Contains("expected 6 columns", refusalOf (fun () -> Theorems.forMatrix ring whole))

// ---------------------------------------------------------------- arbitraries

let private samples (arbitrary: Arbitrary<'a>) =
    arbitrary.Generator |> Gen.sampleWithSeed (Rnd 11UL) 10 40

/// The simplest value that is reached when a property is kept; shrinking must come to an end.
let rec private simplest keeps (arbitrary: Arbitrary<'a>) (value: 'a) =
    match arbitrary.Shrinker value |> Seq.tryFind keeps with
    | Some simpler -> simplest keeps arbitrary simpler
    | None -> value

[<Fact>]
let ``arbitrary permutations shrink to the smallest that moves a point`` () =
    let arbitrary = Arbitraries.permutation 9
    let found = samples arbitrary
    Assert.Contains(found, (fun p -> p.Degree = 9 || p.Degree = 8))

    for p in found |> Array.filter (fun p -> not p.IsIdentity) do
        let smallest = simplest (fun (q: Permutation) -> not q.IsIdentity) arbitrary p
        Assert.Equal("(1 2)", Permutation.show smallest)

[<Fact>]
let ``arbitrary groups and elements stay what they are`` () =
    let groups = Arbitraries.group 7

    for g in samples groups do
        Assert.InRange(g.Degree, 1, 7)
        Assert.InRange(g.Generators.Count, 1, 3)
        Assert.True((simplest (fun _ -> true) groups g).Degree = 1)

    let group = Group.parse "dihedral:3x3"
    let elements = Arbitraries.element group
    Assert.All(samples elements, (fun p -> Assert.True(group.Contains p)))
    let large = samples elements |> Array.maxBy _.Order
    Assert.All(elements.Shrinker large, (fun p -> Assert.True(group.Contains p)))
    Assert.True((simplest (fun _ -> true) elements large).IsIdentity)

[<Fact>]
let ``arbitrary rank vectors fit their blocks and shrink to zero`` () =
    let blocks = Group.blocks (Group.parse "(1 3 4)(2 5)")
    let arbitrary = Arbitraries.rankVector blocks

    for ranks in samples arbitrary do
        Assert.All(Seq.zip ranks blocks, (fun (r, b) -> Assert.InRange(r, 0, b.Multiplicity)))
        Assert.Equal(0, Seq.sum (simplest (fun _ -> true) arbitrary ranks))

[<Fact>]
let ``arbitrary matrices have their symmetry, and keep it when they shrink`` () =
    let group = Group.parse "(1 2 3)(4 5)"
    let invariant = Arbitraries.invariantMatrix 3 group
    let equivariant = Arbitraries.equivariantMatrix group

    for m in samples invariant do
        Assert.Equal(Exact, (Symmetry.ofMatrix group m).Invariance.Level)
        let small = simplest (fun (a: Matrix) -> a[0, 0] <> 0.0) invariant m
        Assert.Equal(Exact, (Symmetry.ofMatrix group small).Invariance.Level)

    for m in samples equivariant |> Array.filter (fun m -> m[0, 1] <> 0.0) do
        Assert.Equal(Exact, (Symmetry.ofMatrix group m).Equivariance.Value.Level)
        let small = simplest (fun (a: Matrix) -> a[0, 1] <> 0.0) equivariant m
        Assert.Equal(Exact, (Symmetry.ofMatrix group small).Equivariance.Value.Level)
        // One orbit of pairs is left: 1 to 2, 2 to 3, 3 to 1.
        Assert.Equal(3, small.ToArray() |> Array.filter ((<>) 0.0) |> Array.length)

    let any = Arbitraries.matrix 4 5
    Assert.Equal<Set<int>>(set [ 1..4 ], samples any |> Seq.map _.RowCount |> Set.ofSeq)

    for m in samples any |> Array.filter (fun m -> Array.exists ((<>) 0.0) (m.ToArray())) do
        let small =
            simplest (fun (a: Matrix) -> Array.exists ((<>) 0.0) (a.ToArray())) any m

        Assert.Equal("1 x 1", string small)
        Assert.Equal(1.0, abs small[0, 0])

[<Fact>]
let ``arbitrary networks shrink in width and weights`` () =
    let arbitrary = Arbitraries.network 6

    for network in samples arbitrary |> Array.truncate 10 do
        Assert.Equal(network.InputCount, network.OutputCount)
        Assert.InRange(network.InputCount, 2, 6)
        let small = simplest (fun _ -> true) arbitrary network

        for layer in small.Layers do
            Assert.All(layer.Weights.ToArray(), (fun w -> Assert.Equal(0.0f, w)))

        Assert.Equal(1, small.LatentCount)

[<Fact>]
let ``FsCheck finds the arbitraries by their types`` () =
    let seen = ResizeArray<int>()

    let config =
        Config.QuickThrowOnFailure.WithMaxTest(20).WithArbitrary([ typeof<NeurovarietyArbitraries> ])

    Check.One(
        config,
        fun (p: Permutation) (g: PermutationGroup) (m: Matrix) (n: Autoencoder) ->
            seen.Add p.Degree
            g.Degree <= 9 && m.RowCount <= 9 && n.InputCount <= 9
    )

    Assert.Equal(20, seen.Count)
    Assert.All(seen, (fun degree -> Assert.InRange(degree, 1, 9)))

// ---------------------------------------------------------------- the program

let private text (name: string) (element: JsonElement) = element.GetProperty(name).GetString()

let private items (name: string) (element: JsonElement) =
    element.GetProperty(name).EnumerateArray() |> List.ofSeq

[<Fact>]
let ``check --group runs the theorems that speak of a group and says what it leaves out`` () =
    let document = Program.json [ "check"; "--group"; "(1 2 3)(4 5)"; "--cases"; "20" ]
    let group = Group.parse "(1 2 3)(4 5)"
    let theorems = document |> items "theorems"

    Assert.Equal<string list>(Theorems.forGroup group |> List.map _.Name, theorems |> List.map (text "name"))

    for theorem in theorems do
        Assert.Equal("holds", text "status" theorem)
        Assert.NotEqual<string>("", text "statement" theorem)
        Assert.Equal("0", text "seed" theorem)

    // What the program prints is what the library gives.
    let first = Theorems.forGroup group |> List.find (fun t -> t.Name = "adapted-basis")

    let outcome = Theorems.checkWithMutant { Options.Default with Cases = 20 } first

    let printed = theorems |> List.find (fun t -> text "name" t = "adapted-basis")
    Assert.Equal(outcome.Cases, printed.GetProperty("cases").GetInt32())
    Assert.Equal(outcome.MutantFalls, Some(printed.GetProperty("mutantFalls").GetBoolean()))
    Assert.Equal("5", document.GetProperty("checked") |> text "degree")
    Assert.Equal(Catalogue.all.Length, theorems.Length + (document |> items "leftOut").Length)

[<Fact>]
let ``check --group falsifies a mutant on that group, with status 1`` () =
    let outcome =
        Program.run [
            "check"
            "--group"
            "(1 2 3)"
            "--degree"
            "4"
            "--theorem"
            "adapted-basis:mutant"
            "--json"
        ]

    Assert.True((outcome.Status = 0 || outcome.Status = 1), outcome.Error)
    let document = JsonDocument.Parse(outcome.Output).RootElement
    // The prefactor of w_{n/2} matters only where a cycle has even length: not here.
    Assert.Equal("holds", document |> items "theorems" |> List.head |> text "status")

    let even =
        Program.run [
            "check"
            "--group"
            "(1 2)"
            "--degree"
            "3"
            "--theorem"
            "adapted-basis:mutant"
            "--json"
        ]

    Assert.Equal(1, even.Status)

    let theorem =
        JsonDocument.Parse(even.Output).RootElement |> items "theorems" |> List.head

    Assert.Equal("falsified", text "status" theorem)
    Assert.Equal("(1 2) on 3 points", text "counterexample" theorem)

[<Fact>]
let ``check --matrix --group answers, and fails only what is claimed by name`` () =
    Program.inFolder (fun folder ->
        let path = Path.Combine(folder, "m.npy")
        MatrixFile.Write(path, moved 0.5 circulant)
        let given = [ "check"; "--matrix"; path; "--group"; "cyclic:6" ]
        let document = Program.json given

        let status name =
            document
            |> items "theorems"
            |> List.find (fun t -> text "name" t = name)
            |> text "status"

        Assert.Equal("falsified", status "equivariant")
        Assert.Equal("falsified", status "invariant")
        Assert.Equal("holds", status "invariant-columns")
        let found = document.GetProperty("symmetry").GetProperty("equivariance")
        Assert.Equal("broken", text "level" found)
        Assert.Equal(sqrt 2.0 * 0.5, found.GetProperty("residual").GetDouble(), 12)
        Assert.Equal(1, (Program.run (given @ [ "--theorem"; "equivariant" ])).Status)
        Assert.Equal(0, (Program.run (given @ [ "--theorem"; "invariant-columns" ])).Status)
        MatrixFile.Write(path, circulant)
        let exact = Program.json (given @ [ "--theorem"; "equivariant" ])
        Assert.Equal("exact", exact.GetProperty("symmetry").GetProperty("equivariance") |> text "level")
        Assert.Equal(1, (exact |> items "theorems").Length))

[<Fact>]
let ``check --model runs the theorems that speak of a network, and with a group its symmetry`` () =
    Program.inFolder (fun folder ->
        let path = Path.Combine(folder, "model.safetensors")
        small Activation.Tanh Activation.Tanh |> Autoencoder.save path
        let document = Program.json [ "check"; "--model"; path; "--cases"; "10" ]
        let names = document |> items "theorems" |> List.map (text "name")
        Assert.Contains("shared-spectrum", names)
        Assert.DoesNotContain("invariant", names)
        Assert.Equal("6-5-2", document.GetProperty("checked") |> text "architecture")

        let both =
            Program.json [ "check"; "--model"; path; "--group"; "cyclic:6"; "--cases"; "10" ]

        let symmetry = both.GetProperty "symmetry"
        Assert.Equal("broken", symmetry.GetProperty("equivariance") |> text "level")
        Assert.Equal(100, symmetry.GetProperty("inputs").GetInt32()))

[<Theory>]
[<InlineData("--matrix|m.npy", "--matrix needs the group")>]
[<InlineData("--matrix|m.npy|--model|x.safetensors|--group|(1 2)", "exclude each other")>]
[<InlineData("--degree|4", "--degree goes with --group")>]
[<InlineData("--latent|4", "--latent goes with --model")>]
[<InlineData("--activation|relu|--group|(1 2)", "--activation goes with --model")>]
[<InlineData("--output-activation|relu", "--output-activation goes with --model")>]
[<InlineData("--group|(1 2", "not closed")>]
[<InlineData("--group|(1 2)|--matrix|no-such.npy", "does not exist")>]
[<InlineData("--model|no-such.safetensors", "does not exist")>]
[<InlineData("--theorem|equivariant", "needs a matrix or model")>]
[<InlineData("--group|(1 2)|--theorem|invariant", "needs a matrix or model")>]
[<InlineData("--group|(1 2)|--theorem|tracy-widom-mean", "cannot be tried here: it speaks of random matrices")>]
[<InlineData("--group|(1 2)|--theorem|invarient", "did you mean 'invariant'")>]
let ``wrong combinations are refused with one line`` (arguments: string) (words: string) =
    let line = Program.refusal ("check" :: List.ofArray (arguments.Split '|'))
    Assert.Contains(words, line)

// ---------------------------------------------------------------- a project of a user's own

[<Fact>]
let ``the Expecto project of the examples passes, its own tests next to ours`` () =
    let project = Path.Combine(Repository.root, "examples", "expecto")

    let configuration =
        DirectoryInfo(AppContext.BaseDirectory.TrimEnd Path.DirectorySeparatorChar).Parent.Name

    let info =
        ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(project, "bin", configuration, "net10.0", "Necklace.dll")
                "--no-spinner"
                "--colours"
                "0"
            ],
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    use running = Process.Start info
    let error = Task.Run running.StandardError.ReadToEnd
    let output = running.StandardOutput.ReadToEnd()
    running.WaitForExit()
    Assert.True((running.ExitCode = 0), output + error.Result)

    let counts =
        Regex.Match(output, "([0-9]+) passed, ([0-9]+) ignored, 0 failed, 0 errored")

    Assert.True(counts.Success, output)
    let count (group: int) = int counts.Groups[group].Value

    // Own tests, an own theorem, three tests for each theorem on the group, and for each on the network but the one that
    // has nothing to generate there.
    let onGroup = Theorems.forGroup (Group.parse "(1 2 3 4 5 6);(2 6)(3 5)")

    let onNetwork =
        Theorems.forNetwork (Architecture.parse 2 "6-4-d" |> Autoencoder.initialise 1UL)

    Assert.Equal(4 + 3 + 3 * onGroup.Length + 3 * onNetwork.Length - 1, count 1 + count 2)
    // Mutants that hold for this group or network too are ignored; they are few.
    Assert.InRange(count 2, 1, 12)
