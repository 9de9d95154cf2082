namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Scripts.Analyses

/// Universal Hopfield networks, z = P sep(sim(M, q)), step by step; `Retrievals` counts what they retrieve.
[<RequireQualifiedAccess>]
module Memory =

    /// Similarity and separation from their names, as `memory` reads them: corrected mode, beta 1. A FormatException for other names.
    let options (similarity: string) (separation: string) : MemoryOptions =
        MemoryOptions(Similarity = Similarities.Parse similarity, Separation = Separation.Parse separation)

    /// The same in the mode of the published experiments.
    let published (similarity: string) (separation: string) : MemoryOptions =
        MemoryOptions(
            Similarity = Similarities.Parse similarity,
            Separation = Separation.Parse separation,
            Mode = MemoryMode.Published
        )

    /// A memory of the rows of an array, each a pattern and its own answer.
    let store (options: MemoryOptions) (patterns: float[][]) : UniversalMemory =
        UniversalMemory.Of(Matrix.FromRows patterns, options)

    /// A memory whose patterns stand for other rows, as many of them.
    let associate (options: MemoryOptions) (patterns: float[][]) (values: float[][]) : UniversalMemory =
        UniversalMemory.Associating(Matrix.FromRows patterns, Matrix.FromRows values, options)

    /// What a memory answers to one query.
    let ask (query: float[]) (memory: UniversalMemory) : float[] =
        memory.Retrieve(Matrix.FromRows [| query |]).ToArray()

    /// How alike each pattern and one query are; larger is more alike.
    let scores (query: float[]) (memory: UniversalMemory) : float[] =
        memory.Scores(Matrix.FromRows [| query |]).ToArray()

    /// The weight of each pattern for one query.
    let weights (query: float[]) (memory: UniversalMemory) : float[] =
        memory.Weights(Matrix.FromRows [| query |]).ToArray()

/// Memories that run from a state until they come to rest: the end, the energies on the way, and whether it is a fixed point.
[<RequireQualifiedAccess>]
module IteratedMemory =

    /// The modern continuous Hopfield network of a beta above 0, patterns and state of any numbers.
    let modern (beta: float) (start: float[]) (patterns: float[][]) : Recall =
        ModernHopfield.Of(Matrix.FromRows patterns, beta).Run(ReadOnlySpan start)

    /// The classical Hopfield network on signs -1 and 1, in an order of updates: one unit after the other, or all at once.
    let classical (order: UpdateOrder) (start: float[]) (patterns: float[][]) : Recall =
        ClassicalHopfield.Of(Matrix.FromRows patterns).Run(ReadOnlySpan start, order)

    /// The dense associative memory of an order, 2 to 20, on signs -1 and 1. Order 2 is the classical network.
    let dense (order: int) (start: float[]) (patterns: float[][]) : Recall =
        DenseMemory.Of(Matrix.FromRows patterns, order).Run(ReadOnlySpan start)

    /// The dense associative memory with the exponential function on signs -1 and 1.
    let exponential (start: float[]) (patterns: float[][]) : Recall =
        DenseMemory.Exponential(Matrix.FromRows patterns).Run(ReadOnlySpan start)

    /// The most random patterns of signs of which a dense memory of an order (0: the exponential one) holds nine in ten, measured, and
    /// what theory says: (units, measured, theory) for each number of units, at least 2.
    let denseCapacity (seed: uint64) (order: int) (units: int list) : (int * int * float) list = [
        for n in units -> n, DenseCapacity.largest seed order n, DenseCapacity.theory order n
    ]

/// An autoencoder as a memory, x to D(E(x)) until it rests.
[<RequireQualifiedAccess>]
module AutoencoderMemories =

    /// 1000 steps, a step of 1e-5 counts as none, ends closer than 0.01 are one attractor.
    let defaults: AttractorOptions = AttractorOptions.Default

    /// Where starts end (rows of the width of the network's input, numbers from -1 to 1), the attractors with their basins and spectral
    /// radii. ArgumentException for sizes that do not fit, OperationCanceledException when asked to stop.
    let runWith
        (work: Work)
        (options: AttractorOptions)
        (starts: float32[])
        (network: Autoencoder)
        : AutoencoderMemory =
        let options =
            AttractorOptions(options.StepLimit, options.Tolerance, options.SameWithin, work.Threads)

        AutoencoderMemory.Run(network, ReadOnlySpan starts, options, work.Cancel)

    /// The same on all cores, never cancelled.
    let run (options: AttractorOptions) (starts: float32[]) (network: Autoencoder) : AutoencoderMemory =
        runWith Work.quiet options starts network

/// Kanerva's sparse distributed memory on signs -1 and 1.
[<RequireQualifiedAccess>]
module SparseMemory =

    /// An empty memory: so many hard locations at random addresses, the width of addresses and of data, and the Hamming radius within
    /// which a location takes part. An ArgumentException for sizes below 1 and a radius beyond the width.
    let draw
        (seed: uint64)
        (locations: int)
        (addressWidth: int)
        (dataWidth: int)
        (radius: int)
        : SparseDistributedMemory =
        SparseDistributedMemory.Draw(locations, addressWidth, dataWidth, radius, RandomSource.FromSeed seed)

    /// The memory with data written at an address.
    let write (address: float[]) (data: float[]) (memory: SparseDistributedMemory) : SparseDistributedMemory =
        memory.Write(ReadOnlySpan address, ReadOnlySpan data)

    /// What is read at an address: a sign for each number of the data.
    let read (address: float[]) (memory: SparseDistributedMemory) : float[] = memory.Read(ReadOnlySpan address)

    /// The same memory as a universal one: its locations are the patterns, their counters the values.
    let asUniversal (memory: SparseDistributedMemory) : UniversalMemory = memory.AsUniversal()
