namespace Neurovariety.Scripts.Theorems

open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks

/// An object that a user gives, for theorems to be tried on.
[<RequireQualifiedAccess>]
type Given =
    /// A permutation group.
    | Group of PermutationGroup
    /// A matrix with a group on its columns.
    | Matrix of PermutationGroup * Matrix
    /// An autoencoder.
    | Network of Autoencoder

    /// Number of points that the group permutes, or of the network's inputs.
    member given.Size: int =
        match given with
        | Group group
        | Matrix(group, _) -> group.Degree
        | Network network -> network.InputCount

/// What a theorem speaks of: where its instances come from by themselves, and those that a given object has.
type Subject<'a> = {
    /// In words, such as "a permutation group with a matrix".
    Name: string
    /// Shipped and generated instances.
    Instances: Instances<'a>
    /// The instances on a given object, which stays as it is while everything else is drawn; or why there are none.
    On: Given -> Result<Instances<'a>, string>
}

/// What theorems speak of.
[<RequireQualifiedAccess>]
module Subject =

    /// A subject that no given object has; its instances are its own.
    let alone (name: string) (instances: Instances<'a>) : Subject<'a> = {
        Name = name
        Instances = instances
        On = fun _ -> Error("it speaks of " + name)
    }

    /// The same subject, but a given object must pass a test: the function gives the reason why it does not.
    let requiring (reason: Given -> string option) (subject: Subject<'a>) : Subject<'a> = {
        subject with
            On =
                fun given ->
                    subject.On given
                    |> Result.bind (fun instances ->
                        match reason given with
                        | Some text -> Error text
                        | None -> Ok instances)
    }

    /// The same subject, but left out on given objects with more points or inputs, where its check would take minutes.
    let upTo (largest: int) (subject: Subject<'a>) : Subject<'a> =
        subject
        |> requiring (fun given ->
            let what =
                match given with
                | Given.Network _ -> "inputs"
                | _ -> "points"

            if given.Size > largest then
                Some $"its cost grows fast: checked up to {largest} {what}, here are {given.Size}"
            else
                None)

/// A statement over instances, and the same statement with one deliberate error.
type Theorem = {
    /// Short name, as in `check --theorem NAME`.
    Name: string
    Statement: string
    /// Key of the references, with the place.
    Source: string
    /// What is wrong in the mutant.
    Mutation: string
    /// What the theorem speaks of, in words.
    About: string
    /// The statement over its instances.
    Claim: Claim
    /// The mutant over the same instances.
    MutantClaim: Claim
    /// The theorem on a given object alone, or why it cannot be tried there.
    On: Given -> Result<Theorem, string>
} with

    /// The statement on listed and generated instances.
    member theorem.Property(options: Options) : Verdict = theorem.Claim.Check options

    /// The mutant on the same instances.
    member theorem.Mutant(options: Options) : Verdict = theorem.MutantClaim.Check options

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
    /// Whether the mutant falls on the same instances, so that they tell the statement from a false one; None where that was
    /// not asked.
    MutantFalls: bool option
}

/// Theorems from claims.
[<RequireQualifiedAccess>]
module Theorem =

    /// A theorem whose mutant is about the same instances.
    let rec about
        (subject: Subject<'a>)
        (name: string, statement: string, source: string)
        (claim: 'a -> bool)
        (mutation: string)
        (mutant: 'a -> bool)
        : Theorem =
        let bound (instances: Instances<'a>) =
            about
                {
                    Name = subject.Name
                    Instances = instances
                    On = fun _ -> Error "it is bound to its object already"
                }
                (name, statement, source)
                claim
                mutation
                mutant

        {
            Name = name
            Statement = statement
            Source = source
            Mutation = mutation
            About = subject.Name
            Claim = Claim.over subject.Instances claim
            MutantClaim = Claim.over subject.Instances mutant
            On = subject.On >> Result.map bound
        }

    /// The theorem on a given object: the object stays, everything else is drawn. Error: why it cannot be tried there.
    let on (given: Given) (theorem: Theorem) : Result<Theorem, string> = theorem.On given

    /// The mutant as a claim of its own, NAME:mutant: checking it must find a counterexample.
    let mutant (theorem: Theorem) : Theorem = {
        theorem with
            Name = theorem.Name + ":mutant"
            Statement = $"{theorem.Statement} With one error: {theorem.Mutation}."
            Claim = theorem.MutantClaim
            On =
                theorem.On
                >> Result.map (fun bound -> {
                    bound with
                        Name = theorem.Name + ":mutant"
                        Statement = $"{theorem.Statement} With one error: {theorem.Mutation}."
                        Claim = bound.MutantClaim
                })
    }

    /// Checks a theorem on its listed and generated instances.
    let check (options: Options) (theorem: Theorem) : Outcome =
        let verdict = theorem.Property options

        {
            Name = theorem.Name
            Statement = theorem.Statement
            Source = theorem.Source
            Cases = verdict.Cases
            Status = if verdict.Counterexample.IsNone then Holds else Falsified
            Counterexample = verdict.Counterexample
            Seed = options.Seed
            MutantFalls = None
        }
