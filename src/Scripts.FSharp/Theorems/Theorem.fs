namespace Neurovariety.Scripts.Theorems

open FsCheck
open FsCheck.FSharp

/// How far a check goes.
type Options = {
    /// Generated instances for each theorem, besides the shipped ones.
    Cases: int
    /// Largest degree of a permutation and largest size of a matrix, at least 1.
    MaxDegree: int
    /// The same seed gives the same instances.
    Seed: uint64
} with

    /// Enough for a minute in all.
    static member Default = {
        Cases = 60
        MaxDegree = 9
        Seed = 0UL
    }

/// What came of checking a claim: how many instances were tried, and a smallest one that breaks it, if any.
type Verdict = {
    Cases: int
    Counterexample: string option
}

/// A statement as a property over instances, and the same statement with one deliberate error.
type Theorem = {
    /// Short name, as in `check --theorem NAME`.
    Name: string
    Statement: string
    /// Key of the references, with the place.
    Source: string
    /// What is wrong in the mutant.
    Mutation: string
    Property: Options -> Verdict
    Mutant: Options -> Verdict
}

/// Whether a property survived.
type Status =
    | Holds
    | Falsified

/// The record that `check` prints for a theorem.
type Outcome = {
    Name: string
    Statement: string
    Source: string
    Cases: int
    Status: Status
    Counterexample: string option
    Seed: uint64
}

/// Where the instances of a theorem come from.
type Instances<'a> = {
    /// Instances from the literature: each is tried that is not too large.
    Shipped: 'a list
    /// Size of an instance, compared with the largest degree.
    Size: 'a -> int
    /// Random instances up to a size.
    Generate: int -> Gen<'a>
    /// Simpler instances, the simplest first.
    Shrink: 'a -> 'a seq
    Show: 'a -> string
}

/// Properties of instances, checked by FsCheck.
[<RequireQualifiedAccess>]
module Theorem =
    /// Keeps the result that FsCheck would otherwise print.
    type private Recorder() =
        member val Result: TestResult option = None with get, set

        interface IRunner with
            member _.OnStartFixture _ = ()
            member _.OnArguments(_, _, _) = ()
            member _.OnShrink(_, _) = ()
            member this.OnFinished(_, result) = this.Result <- Some result

    let rec private simplest (instances: Instances<'a>) (claim: 'a -> bool) (broken: 'a) =
        match instances.Shrink broken |> Seq.tryFind (claim >> not) with
        | Some simpler -> simplest instances claim simpler
        | None -> broken

    let private ofResult (instances: Instances<'a>) (tried: int) (result: TestResult option) =
        match result with
        | Some(TestResult.Failed(data, _, shrunk, _, _, _, _)) ->
            let instance = shrunk |> List.head |> unbox<'a>

            {
                Cases = tried + data.NumberOfTests
                Counterexample = Some(instances.Show instance)
            }
        | Some(TestResult.Passed(data, _))
        | Some(TestResult.Exhausted data) -> {
            Cases = tried + data.NumberOfTests
            Counterexample = None
          }
        | None -> invalidOp "the property was not run"

    let private generated (instances: Instances<'a>) (claim: 'a -> bool) (tried: int) (options: Options) =
        let recorder = Recorder()

        let config =
            Config.Quick
                .WithMaxTest(options.Cases)
                .WithReplay(Some { Rnd = Rnd options.Seed; Size = None })
                .WithRunner(recorder)

        let arbitrary =
            Arb.fromGenShrink (instances.Generate options.MaxDegree, instances.Shrink)

        Check.One(config, Prop.forAll arbitrary claim)
        ofResult instances tried recorder.Result

    /// The claim on every shipped instance within the bound, then on generated ones.
    let forAll (instances: Instances<'a>) (claim: 'a -> bool) (options: Options) : Verdict =
        let shipped =
            instances.Shipped
            |> List.filter (fun i -> instances.Size i <= options.MaxDegree)

        match shipped |> List.tryFindIndex (claim >> not) with
        | Some index -> {
            Cases = index + 1
            Counterexample = Some(instances.Show(simplest instances claim shipped[index]))
          }
        | None -> generated instances claim shipped.Length options

    /// A theorem whose mutant is about the same instances.
    let about
        (instances: Instances<'a>)
        (name: string, statement: string, source: string)
        (claim: 'a -> bool)
        (mutation: string)
        (mutant: 'a -> bool)
        : Theorem = {
        Name = name
        Statement = statement
        Source = source
        Mutation = mutation
        Property = forAll instances claim
        Mutant = forAll instances mutant
    }
