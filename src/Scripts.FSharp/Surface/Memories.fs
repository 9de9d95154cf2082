namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Memories

/// Universal Hopfield networks, z = P sep(sim(M, q)), and how many patterns they retrieve.
[<RequireQualifiedAccess>]
module Memory =

    /// Similarity and separation from their names, as `memory` reads them: corrected mode, beta 1.
    let options (similarity: string) (separation: string) =
        MemoryOptions(Similarity = Similarities.Parse similarity, Separation = Separation.Parse separation)

    /// The same in the mode of the published experiments.
    let published (similarity: string) (separation: string) =
        MemoryOptions(
            Similarity = Similarities.Parse similarity,
            Separation = Separation.Parse separation,
            Mode = MemoryMode.Published
        )

    /// A memory of the rows of an array.
    let store (options: MemoryOptions) (patterns: float[][]) =
        UniversalMemory.Of(Matrix.FromRows patterns, options)

    /// What a memory answers to one query.
    let ask (query: float[]) (memory: UniversalMemory) =
        memory.Retrieve(Matrix.FromRows [| query |]).ToArray()

    /// The weight of each pattern for one query.
    let weights (query: float[]) (memory: UniversalMemory) =
        memory.Weights(Matrix.FromRows [| query |]).ToArray()

    /// Training digits as patterns, pixels from 0 to 1.
    let digits (data: Dataset) = PatternPool.FromImages data.Train

    /// How many of so many patterns are retrieved from damaged copies, over five runs.
    let capacity (options: MemoryOptions) (perturbation: Perturbation) (count: int) (pool: PatternPool) =
        Capacity.Measure(pool, MemoryTrial(PatternCount = count, Perturbation = perturbation, Options = options))

    /// Noise on every pixel.
    let noise (deviation: float) = Perturbation.Noise deviation

    /// The lower part of an image set to 0.
    let maskBelow (share: float) =
        Perturbation.Masking(PerturbationKind.Mask, share)

    /// The modern continuous Hopfield network run to rest: state and energies.
    let runModern (beta: float) (start: float[]) (patterns: float[][]) =
        ModernHopfield.Of(Matrix.FromRows patterns, beta).Run(ReadOnlySpan start)

    /// The classical Hopfield network on signs, one unit after the other, run to rest.
    let runClassical (start: float[]) (patterns: float[][]) =
        ClassicalHopfield.Of(Matrix.FromRows patterns).Run(ReadOnlySpan start)
