/// All theorems, and the records that come of checking them.
[<RequireQualifiedAccess>]
module Neurovariety.Scripts.Theorems.Catalogue

/// Every theorem, in the order of the chain from permutations to fits.
let all: Theorem list =
    GroupTheorems.all
    @ RepresentationTheorems.all
    @ VarietyTheorems.all
    @ ComponentTheorems.all
    @ SingularityTheorems.all
    @ NetworkTheorems.all
    @ AutoencoderTheorems.all
    @ TrainingTheorems.all
    @ SpectrumTheorems.all
    @ RandomMatrixTheorems.all
    @ FittingTheorems.all
    @ LayerDecompositionTheorems.all
    @ MemoryTheorems.all

/// The mutant of a theorem as a claim of its own, NAME:mutant: checking it must find a counterexample.
let mutant (theorem: Theorem) : Theorem = Theorem.mutant theorem

/// The theorem of a name, or the mutant of a theorem for NAME:mutant, if there is one.
let tryFind (name: string) : Theorem option =
    let named (theorem: Theorem) = theorem.Name = name

    all
    |> List.tryFind named
    |> Option.orElseWith (fun () -> all |> List.map mutant |> List.tryFind named)

/// Checks the property of a theorem.
let check (options: Options) (theorem: Theorem) : Outcome = Theorem.check options theorem

/// Checks all theorems one after the other.
let run (options: Options) : Outcome list = all |> List.map (check options)
