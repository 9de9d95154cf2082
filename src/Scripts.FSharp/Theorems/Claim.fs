namespace Neurovariety.Scripts.Theorems

open FsCheck
open FsCheck.FSharp

/// How far a check goes.
type Options = {
    /// Generated instances for each theorem, besides the listed ones.
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

/// Where the instances of a claim come from.
type Instances<'a> = {
    /// Instances from the literature, or those that a given object has by itself: each is tried that is not too large.
    Shipped: 'a list
    /// Size of an instance, compared with the largest degree.
    Size: 'a -> int
    /// Random instances up to a size; None where the listed ones are all there are.
    Generate: (int -> Gen<'a>) option
    /// Simpler instances, the simplest first. It must come to an end.
    Shrink: 'a -> 'a seq
    Show: 'a -> string
}

/// Making instances of one thing from instances of another.
[<RequireQualifiedAccess>]
module Instances =

    /// The same instances seen as something that is built from them; the second function gives back what it was built from.
    let map (build: 'a -> 'b) (origin: 'b -> 'a) (instances: Instances<'a>) : Instances<'b> = {
        Shipped = instances.Shipped |> List.map build
        Size = origin >> instances.Size
        Generate = instances.Generate |> Option.map (fun generate -> generate >> Gen.map build)
        Shrink = origin >> instances.Shrink >> Seq.map build
        Show = origin >> instances.Show
    }

    /// FsCheck's generator and shrinker of instances up to a size; None where nothing is generated.
    let toArbitrary (size: int) (instances: Instances<'a>) : Arbitrary<'a> option =
        instances.Generate
        |> Option.map (fun generate -> Arb.fromGenShrink (generate size, instances.Shrink))

/// A claim bound to its instances; what an instance is stays inside.
type Claim = {
    /// The claim on every listed instance within the bound; a counterexample is made as simple as possible.
    Listed: Options -> Verdict
    /// The claim on generated instances as a property of FsCheck, labelled with the instance; None where nothing is generated.
    Generated: Options -> Property option
    /// The listed instances, then the generated ones.
    Check: Options -> Verdict
}

/// Claims on instances, checked by FsCheck.
[<RequireQualifiedAccess>]
module Claim =
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

    let private ofResult (instances: Instances<'a>) (result: TestResult option) =
        match result with
        | Some(TestResult.Failed(data, _, shrunk, _, _, _, _)) ->
            let instance = shrunk |> List.head |> unbox<'a>

            {
                Cases = data.NumberOfTests
                Counterexample = Some(instances.Show instance)
            }
        | Some(TestResult.Passed(data, _))
        | Some(TestResult.Exhausted data) -> {
            Cases = data.NumberOfTests
            Counterexample = None
          }
        | None -> invalidOp "the property was not run"

    let private generated (instances: Instances<'a>) (claim: 'a -> bool) (options: Options) =
        let recorder = Recorder()

        let config =
            Config.Quick
                .WithMaxTest(options.Cases)
                .WithReplay(Some { Rnd = Rnd options.Seed; Size = None })
                .WithRunner(recorder)

        match Instances.toArbitrary options.MaxDegree instances with
        | None -> { Cases = 0; Counterexample = None }
        | Some arbitrary ->
            Check.One(config, Prop.forAll arbitrary claim)
            ofResult instances recorder.Result

    let private listed (instances: Instances<'a>) (claim: 'a -> bool) (options: Options) =
        let shipped =
            instances.Shipped
            |> List.filter (fun i -> instances.Size i <= options.MaxDegree)

        match shipped |> List.tryFindIndex (claim >> not) with
        | Some index -> {
            Cases = index + 1
            Counterexample = Some(instances.Show(simplest instances claim shipped[index]))
          }
        | None -> {
            Cases = shipped.Length
            Counterexample = None
          }

    let private both (instances: Instances<'a>) (claim: 'a -> bool) (options: Options) =
        let first = listed instances claim options

        if first.Counterexample.IsSome then
            first
        else
            let second = generated instances claim options

            {
                second with
                    Cases = first.Cases + second.Cases
            }

    let private labelled (instances: Instances<'a>) (claim: 'a -> bool) (options: Options) =
        Instances.toArbitrary options.MaxDegree instances
        |> Option.map (fun arbitrary ->
            Prop.forAll arbitrary (fun instance -> claim instance |> Prop.label (instances.Show instance)))

    /// A claim over instances.
    let over (instances: Instances<'a>) (claim: 'a -> bool) : Claim = {
        Listed = listed instances claim
        Generated = labelled instances claim
        Check = both instances claim
    }
