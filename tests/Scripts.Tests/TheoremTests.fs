/// The catalogue, twice: each theorem holds, each mutant falls.
module Neurovariety.Scripts.Tests.TheoremTests

open Expecto
open Neurovariety.Scripts.Theorems
open Xunit

let private options: Options = {
    Cases = 40
    MaxDegree = 9
    Seed = 20230924UL
}

/// How to see a verdict again.
let private again (name: string) (options: Options) =
    $"check --theorem {name} --cases {options.Cases} --max-degree {options.MaxDegree} --seed {options.Seed}"

/// No instance breaks the claim, and no fewer are tried than were asked for.
let private holds (theorem: Theorem) =
    testCase theorem.Name (fun () ->
        let outcome = Catalogue.check options theorem

        outcome.Counterexample
        |> Option.iter (fun instance ->
            failtest $"falsified: {theorem.Statement}\nby: {instance}\nagain: {again theorem.Name options}")

        Assert.Equal(Holds, outcome.Status)
        Assert.True(outcome.Cases >= options.Cases))

/// Some instance breaks the claim with one error in it.
let private falls (theorem: Theorem) =
    let name = $"{theorem.Name}:mutant"
    let options = { options with Cases = 200 }

    testCase name (fun () ->
        let verdict = theorem.Mutant options

        match verdict.Counterexample with
        | Some instance -> Assert.NotEqual<string>("", instance)
        | None ->
            failtest $"{verdict.Cases} instances pass with one error: {theorem.Mutation}\nagain: {again name options}")

let private find (name: string) = (Catalogue.tryFind name).Value

[<Tests>]
let tests =
    testList "TheoremTests" [
        testList "the theorem holds" (List.map holds Catalogue.all)
        testList "the mutant falls with a counterexample" (List.map falls Catalogue.all)

        testCase "names are unique and every theorem states its source" (fun () ->
            let listed = Catalogue.all |> List.map _.Name
            Assert.Equal<string list>(List.distinct listed, listed)

            for theorem in Catalogue.all do
                Assert.NotEqual<string>("", theorem.Statement)
                Assert.NotEqual<string>("", theorem.Source)
                Assert.NotEqual<string>("", theorem.Mutation))

        testCase "the same seed finds the same counterexample" (fun () ->
            for theorem in Catalogue.all |> List.truncate 4 do
                Assert.Equal(theorem.Mutant options, theorem.Mutant options))

        testCase "a falsified property is reported as such with its smallest instance" (fun () ->
            let outcome = Catalogue.check options (find "invariant-rank:mutant")
            Assert.Equal("invariant-rank:mutant", outcome.Name)
            Assert.EndsWith("With one error: fixed points are not counted.", outcome.Statement)
            Assert.Equal(Falsified, outcome.Status)
            // One fixed point and one entry are enough.
            Assert.Contains("on 1 points", outcome.Counterexample.Value))
    ]
