/// Drawn patterns and queries, on which the theorems on memories are tried.
module internal Neurovariety.Scripts.Theorems.StoredPatterns

open FsCheck.FSharp
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Numerics
open Neurovariety.Scripts.Theorems.Subjects

/// So many patterns of so many numbers, drawn from a seed.
type Stored = { Count: int; Width: int; Seed: int }

let private smaller (instance: Stored) =
    seq {
        if instance.Count > 2 then
            {
                instance with
                    Count = instance.Count - 1
            }

        if instance.Width > 2 then
            {
                instance with
                    Width = instance.Width - 1
            }
    }

/// Shipped and drawn instances.
let private storedInstances: Instances<Stored> = {
    Shipped = [ { Count = 2; Width = 4; Seed = 1 }; { Count = 5; Width = 9; Seed = 2 } ]
    Size = fun one -> one.Width
    Generate =
        Some(fun maxDegree ->
            gen {
                let! count = Gen.choose (2, 12)
                let! width = Gen.choose (2, max 2 (2 * maxDegree))
                let! seed = Gen.choose (0, 1000000)

                return {
                    Count = count
                    Width = width
                    Seed = seed
                }
            })
    Shrink = smaller
    Show = fun one -> $"{one.Count} patterns of {one.Width} numbers, seed {one.Seed}"
}

/// Patterns that are drawn.
let instances: Subject<Stored> =
    Subject.alone "stored patterns with a query" storedInstances

/// The patterns, a query, and the generator for whatever else is drawn.
let drawn (draw: RandomSource -> float) (instance: Stored) =
    let random = randomOf instance.Seed

    let patterns =
        Matrix.Create(instance.Count, instance.Width, (fun _ _ -> draw random))

    patterns, Array.init instance.Width (fun _ -> draw random), random

/// Entries of each kind.
let positive (random: RandomSource) = 0.05 + random.NextDouble()
let real (random: RandomSource) = random.NextGaussian()

let sign (random: RandomSource) =
    if random.NextDouble() < 0.5 then -1.0 else 1.0

let rowOf (values: float[]) = Matrix.FromRows [| values |]

let options mode similarity separation beta =
    MemoryOptions(Mode = mode, Similarity = similarity, Separation = separation, Beta = beta, Threads = 1)

/// Options of the corrected mode.
let corrected similarity separation beta =
    options MemoryMode.Corrected similarity separation beta

/// The weight of each pattern for a query.
let weights (patterns: Matrix) (query: float[]) chosen =
    (UniversalMemory.Of(patterns, chosen).Weights(rowOf query)).ToArray()

/// Equal up to the rounding of sums of that size.
let close size (a: float[]) (b: float[]) =
    Array.forall2 (fun x y -> abs (x - y) <= Tolerance.Identity(a.Length + 16, size)) a b

/// Squared distance.
let squared (a: float[]) (b: float[]) =
    Array.fold2 (fun sum x y -> sum + (x - y) * (x - y)) 0.0 a b
