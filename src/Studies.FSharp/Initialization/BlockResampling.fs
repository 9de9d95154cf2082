namespace Neurovariety.Studies

open System
open Neurovariety.Numerics

/// A sample of some numbers per image, in the order of the images. NaN stands where an image has one less.
type ImageSample = { PerImage: int; Values: float[] }

/// Resamples of images in blocks: the images are dealt out to blocks in turn, and whole blocks are drawn with replacement.
/// So a resample costs what the blocks cost, however many images there are.
[<RequireQualifiedAccess>]
module BlockResampling =

    /// Number of blocks.
    let blocks = 100

    /// How often each block is drawn, for each of some resamples. The same seed gives the same resamples, so that what was
    /// measured on the same images after other epochs is resampled alike.
    let weights (seed: uint64) count = [|
        for index in 0 .. count - 1 do
            let random = (RandomSource.FromSeed seed).Split $"resample {index}"
            let drawn = Array.zeroCreate<int> blocks

            for _ in 1..blocks do
                let block = random.NextInt blocks
                drawn[block] <- drawn[block] + 1

            drawn
    |]

    /// For each block the number of its numbers up to each of some rising edges, and above all of them.
    let private countUpTo (edges: float[]) (sample: ImageSample) =
        let counts = Array.init blocks (fun _ -> Array.zeroCreate<int>(edges.Length + 1))

        for index in 0 .. sample.Values.Length - 1 do
            let value = sample.Values[index]

            if not (Double.IsNaN value) then
                let found = Array.BinarySearch(edges, value)
                let block = counts[index / sample.PerImage % blocks]
                let cell = if found >= 0 then found else ~~~found
                block[cell] <- block[cell] + 1

        for block in counts do
            for cell in 1 .. edges.Length do
                block[cell] <- block[cell] + block[cell - 1]

        counts

    // The share of numbers up to each edge when blocks count as often as they were drawn.
    let private shares (counts: int[][]) (drawn: int[]) (into: float[]) =
        Array.Clear into

        for block in 0 .. blocks - 1 do
            if drawn[block] > 0 then
                let weight = float drawn[block]
                let cells = counts[block]

                for cell in 0 .. into.Length - 1 do
                    into[cell] <- into[cell] + weight * float cells[cell]

        let all = into[into.Length - 1]

        if all > 0.0 then
            for cell in 0 .. into.Length - 1 do
                into[cell] <- into[cell] / all

    let private largest (one: float[]) (other: float[]) =
        let mutable found = 0.0

        for cell in 0 .. one.Length - 1 do
            found <- max found (abs (one[cell] - other[cell]))

        found

    // Edges between which neither sample has more than about this share.
    let private cells = 256

    let private edges (sorted: float[]) (other: float[]) =
        let quantiles (values: float[]) =
            Array.init (cells + 1) (fun k -> values[int (int64 k * int64 (values.Length - 1) / int64 cells)])

        Array.append (quantiles sorted) (quantiles other)
        |> Array.distinct
        |> Array.sort

    /// Kolmogorov-Smirnov distances of resamples of a sample to a fixed sample in rising order, read at 512 places.
    let toFixed (weights: int[][]) (sorted: float[]) (sample: ImageSample) (reference: float[]) =
        let edges = edges sorted reference
        let counts = countUpTo edges sample

        let fixedShares =
            let all = { PerImage = 1; Values = reference }
            let into = Array.zeroCreate<float>(edges.Length + 1)
            shares (countUpTo edges all) (Array.create blocks 1) into
            into

        let own = Array.zeroCreate<float>(edges.Length + 1)

        weights
        |> Array.map (fun drawn ->
            shares counts drawn own
            largest own fixedShares)

    /// The same to another sample of the same images, which is resampled alike.
    let toSample (weights: int[][]) (sorted: float[]) sample (otherSorted: float[]) other =
        let edges = edges sorted otherSorted
        let counts, otherCounts = countUpTo edges sample, countUpTo edges other
        let own = Array.zeroCreate<float>(edges.Length + 1)
        let others = Array.zeroCreate<float>(edges.Length + 1)

        weights
        |> Array.map (fun drawn ->
            shares counts drawn own
            shares otherCounts drawn others
            largest own others)
