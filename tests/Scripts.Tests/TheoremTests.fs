/// The catalogue as a theory, twice: each theorem holds, each mutant falls.
module Neurovariety.Scripts.Tests.TheoremTests

open Neurovariety.Scripts.Theorems
open Xunit

let names () =
    Catalogue.all
    |> List.map (fun theorem -> [| box theorem.Name |])
    |> List.toArray

let private find (name: string) = (Catalogue.tryFind name).Value

let private options: Options = {
    Cases = 40
    MaxDegree = 9
    Seed = 20230924UL
}

[<Theory; MemberData(nameof names)>]
let ``the theorem holds`` (name: string) =
    let outcome = Catalogue.check options (find name)
    Assert.Equal(None, outcome.Counterexample)
    Assert.Equal(Holds, outcome.Status)
    Assert.True(outcome.Cases >= options.Cases)

[<Theory; MemberData(nameof names)>]
let ``the mutant falls with a counterexample`` (name: string) =
    let theorem = find name

    let verdict = theorem.Mutant { options with Cases = 200 }

    Assert.True(verdict.Counterexample.IsSome, $"the mutant of {name} survived: {theorem.Mutation}")
    Assert.NotEqual<string>("", verdict.Counterexample.Value)

[<Fact>]
let ``names are unique and every theorem states its source`` () =
    let listed = Catalogue.all |> List.map _.Name
    Assert.Equal<string list>(List.distinct listed, listed)

    for theorem in Catalogue.all do
        Assert.NotEqual<string>("", theorem.Statement)
        Assert.NotEqual<string>("", theorem.Source)
        Assert.NotEqual<string>("", theorem.Mutation)

[<Fact>]
let ``the same seed finds the same counterexample`` () =
    for theorem in Catalogue.all |> List.truncate 4 do
        Assert.Equal(theorem.Mutant options, theorem.Mutant options)

[<Fact>]
let ``a falsified property is reported as such with its smallest instance`` () =
    let outcome = Catalogue.check options (find "invariant-rank:mutant")
    Assert.Equal("invariant-rank:mutant", outcome.Name)
    Assert.EndsWith("With one error: fixed points are not counted.", outcome.Statement)
    Assert.Equal(Falsified, outcome.Status)
    // One fixed point and one entry are enough.
    Assert.Contains("on 1 points", outcome.Counterexample.Value)
