namespace Neurovariety.Expecto

open Expecto
open FsCheck
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Theorems

/// The theorems as native tests of Expecto, to stand in a test project next to its own. Each theorem is a list of tests: its
/// listed instances, its generated ones (a property of FsCheck whose label is the instance, with the seed that repeats it), and
/// its mutant, the statement with one deliberate error.
[<RequireQualifiedAccess>]
module TheoremTests =

    /// The same seed draws the same instances here and in `check --seed`.
    let private config (options: Options) : FsCheckConfig =
        let seed = Rnd options.Seed

        {
            FsCheckConfig.defaultConfig with
                maxTest = options.Cases
                replay = Some(seed.Seed, seed.Gamma, None)
        }

    let private listed (options: Options) (theorem: Theorem) =
        testCase "on listed instances" (fun () ->
            match (theorem.Claim.Listed options).Counterexample with
            | None -> ()
            | Some instance -> failtest $"{theorem.Statement} It fails for {instance} (seed {options.Seed})")

    let private generated (options: Options) (theorem: Theorem) =
        theorem.Claim.Generated options
        |> Option.map (testPropertyWithConfig (config options) "on generated instances")
        |> Option.toList

    let private property (options: Options) (theorem: Theorem) =
        listed options theorem :: generated options theorem

    // Mutants are rare to find on some instances: so many are tried.
    let private mutantCases = 200

    let private mutant (survived: Theorem -> unit) (options: Options) (theorem: Theorem) =
        let tried = {
            options with
                Cases = max mutantCases options.Cases
        }

        testCase "the mutant falls" (fun () ->
            if (theorem.Mutant tried).Counterexample.IsNone then
                survived theorem)

    let private mustFall (theorem: Theorem) =
        failtest $"the mutant of {theorem.Name} survived: {theorem.Mutation}"

    // On one object a wrong statement may be right: nothing permutes the columns of a trivial group.
    let private mayHold (theorem: Theorem) =
        skiptest $"here it holds too that {theorem.Mutation}, so the object cannot tell it from the theorem"

    /// A theorem on its own instances: it holds, and its mutant falls.
    let ofTheorem (options: Options) (theorem: Theorem) : Test =
        testList theorem.Name (property options theorem @ [ mutant mustFall options theorem ])

    /// Every theorem of the catalogue on its own instances, each with its mutant.
    let catalogueWith (options: Options) : Test =
        testList "theorems" (Catalogue.all |> List.map (ofTheorem options))

    /// Every theorem of the catalogue on 40 generated instances besides the shipped ones, each with its mutant.
    let catalogue: Test = catalogueWith { Options.Default with Cases = 40 }

    let private onGiven (options: Options) (name: string) (theorems: Theorem list) =
        theorems
        |> List.map (fun theorem ->
            testList theorem.Name (property options theorem @ [ mutant mayHold options theorem ]))
        |> testList name

    /// The theorems that speak of a permutation group, on this one. A mutant that holds for the group too is skipped.
    let forGroupWith (options: Options) (group: PermutationGroup) : Test =
        onGiven options $"theorems on a group of {group.Degree} points" (Theorems.forGroup group)

    /// The same with the standard options.
    let forGroup (group: PermutationGroup) : Test = forGroupWith Options.Default group

    /// The theorems that speak of an autoencoder, on this one.
    let forNetworkWith (options: Options) (network: Autoencoder) : Test =
        onGiven options $"theorems on a network of {network.InputCount} inputs" (Theorems.forNetwork network)

    /// The same with the standard options.
    let forNetwork (network: Autoencoder) : Test = forNetworkWith Options.Default network

    /// The theorems that speak of a matrix with a group on its columns, on these. That the matrix has the symmetry is not
    /// among them: `invariant` and `equivariant` test that.
    let forMatrixWith (options: Options) (group: PermutationGroup) (matrix: Matrix) : Test =
        onGiven options $"theorems on a {matrix.Shape} matrix with a group" (Theorems.forMatrix group matrix)

    /// The same with the standard options.
    let forMatrix (group: PermutationGroup) (matrix: Matrix) : Test =
        forMatrixWith Options.Default group matrix

    let private asked (question: string) (name: string) (group: PermutationGroup) (report: unit -> SymmetryReport) =
        testCase name (fun () ->
            match
                Theorems.symmetry 0UL group (report ())
                |> List.tryFind (fun o -> o.Name = question)
            with
            | Some { Counterexample = None } -> ()
            | Some { Counterexample = Some instance } -> failtest $"not {question}: {instance}"
            | None -> failtest "not equivariant: there are not as many outputs as inputs")

    /// A test, of a name, that a function is invariant under a group, up to the rounding of floats, on a hundred inputs; it
    /// fails with the simplest input that was found to break it.
    let invariant (name: string) (group: PermutationGroup) (f: float[] -> float[]) : Test =
        asked "invariant" name group (fun () -> Symmetry.ofFunction group f)

    /// The same for equivariance.
    let equivariant (name: string) (group: PermutationGroup) (f: float[] -> float[]) : Test =
        asked "equivariant" name group (fun () -> Symmetry.ofFunction group f)
