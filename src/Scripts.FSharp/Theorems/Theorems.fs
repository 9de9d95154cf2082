namespace Neurovariety.Scripts.Theorems

open System
open System.Threading
open System.Threading.Tasks
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Scripts.Surface

/// A theorem that says nothing of a given object, or needs more than it has, or would take too long on it.
type LeftOut = { Name: string; Reason: string }

/// What of the catalogue can be tried on a given object.
type Applicable = {
    Given: Given
    /// The theorems on that object: it stays, everything else is drawn.
    Theorems: Theorem list
    LeftOut: LeftOut list
}

/// The theorems of the catalogue on objects of a user's own.
[<RequireQualifiedAccess>]
module Theorems =

    /// Those of a list of theorems that can be tried on an object, and why the others cannot.
    let among (theorems: Theorem list) (given: Given) : Applicable =
        let sorted = theorems |> List.map (fun theorem -> theorem, Theorem.on given theorem)

        {
            Given = given
            Theorems = [
                for _, bound in sorted do
                    match bound with
                    | Ok theorem -> theorem
                    | Error _ -> ()
            ]
            LeftOut = [
                for theorem, bound in sorted do
                    match bound with
                    | Ok _ -> ()
                    | Error reason -> { Name = theorem.Name; Reason = reason }
            ]
        }

    /// What of the catalogue can be tried on an object, and why the rest cannot.
    let on (given: Given) : Applicable = among Catalogue.all given

    /// The theorems that speak of a permutation group, on this one: its elements, generating sets, matrices, ranks are drawn.
    let forGroup (group: PermutationGroup) : Theorem list = (on (Given.Group group)).Theorems

    /// The theorems that speak of a matrix with a group on its columns, on these. Raises where the group acts on another
    /// number of points than the matrix has columns.
    let forMatrix (group: PermutationGroup) (matrix: Matrix) : Theorem list =
        if matrix.ColumnCount <> group.Degree then
            invalidArg
                (nameof matrix)
                $"the matrix is {matrix.Shape}, but the group acts on {group.Degree} points; expected {group.Degree} columns"

        (on (Given.Matrix(group, matrix))).Theorems

    /// The theorems that speak of an autoencoder, on this one: points and training images are drawn.
    let forNetwork (network: Autoencoder) : Theorem list = (on (Given.Network network)).Theorems

    /// Checks a theorem, and whether its mutant falls on the same instances: only where it does can they tell the statement
    /// from a false one.
    let checkWithMutant (options: Options) (theorem: Theorem) : Outcome = {
        Theorem.check options theorem with
            MutantFalls = Some (theorem.Mutant options).Counterexample.IsSome
    }

    /// Checks theorems side by side: they share nothing, and the answers keep their order. 0 threads are all cores.
    let run
        (check: Theorem -> Outcome)
        (threads: int)
        (cancel: CancellationToken)
        (progress: IProgress<Progress>)
        (theorems: Theorem list)
        : Outcome list =
        let items = List.toArray theorems
        let outcomes = Array.zeroCreate<Outcome> items.Length
        let finished = ref 0L

        let checkAt index =
            cancel.ThrowIfCancellationRequested()
            outcomes[index] <- check items[index]
            let count = Interlocked.Increment &finished.contents
            progress.Report(Progress(items[index].Name, count, int64 items.Length))

        let parallelism = if threads = 0 then Environment.ProcessorCount else threads

        Parallel.For(0, items.Length, ParallelOptions(MaxDegreeOfParallelism = parallelism), checkAt)
        |> ignore

        List.ofArray outcomes

    let private show (numbers: float[]) =
        let shown =
            numbers |> Seq.truncate 12 |> Seq.map _.ToString("G6") |> String.concat ", "

        if numbers.Length <= 12 then
            $"[{shown}]"
        else
            $"[{shown}, ... {numbers.Length} numbers]"

    let private cut (text: string) =
        if text.Length <= 200 then
            text
        else
            $"{text[..199]}... ({text.Length} characters)"

    let private answer seed generators (report: SymmetryReport) name statement (finding: SymmetryFinding) : Outcome = {
        Name = name
        Statement = statement
        Source = "the definition, up to the rounding of floats"
        Cases = generators * Option.defaultValue 1 report.Inputs
        Status = if finding.Level = Broken then Falsified else Holds
        Counterexample =
            if finding.Level = Broken then
                Some
                    $"sigma = {cut (Permutation.show finding.WorstGenerator)}, x = {show finding.WorstInput}, relative residual {finding.RelativeResidual:G3}"
            else
                None
        Seed = seed
        MutantFalls = None
    }

    /// Names of the two questions that `symmetry` answers.
    let questions: string list = [ "invariant"; "equivariant" ]

    /// Whether a map with its report is invariant, and equivariant, as `check` prints it. That a map is not is an answer, no
    /// theorem that fails.
    let symmetry (seed: uint64) (group: PermutationGroup) (report: SymmetryReport) : Outcome list =
        let answer = answer seed group.Generators.Count report

        [
            answer "invariant" "f(P_sigma x) = f(x) for every sigma of the group and every x." report.Invariance
            match report.Equivariance with
            | Some finding ->
                answer "equivariant" "f(P_sigma x) = P_sigma f(x) for every sigma of the group and every x." finding
            | None -> ()
        ]
