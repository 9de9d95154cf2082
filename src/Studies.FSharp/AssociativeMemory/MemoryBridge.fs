namespace Neurovariety.Studies

open System
open System.Threading
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics

/// One way to compare a query with the stored digits, and what it retrieves.
type BridgeRow = {
    /// The layer whose maps are used; None for pixels and the latent code.
    Layer: int option
    Name: string
    /// For each damage: its name and the share of queries whose own digit comes out as the nearest.
    Own: (string * RetrievalFigures) list
}

/// What [NLQ23] asserts of layers and universal Hopfield networks, put to the test on a trained autoencoder.
type BridgeFigures = {
    Digits: int
    Latent: int
    Layers: int list
    Rows: BridgeRow list
}

/// I_dist as a similarity and S' as a separation inside z = P sep(sim(M, q)).
[<RequireQualifiedAccess>]
module MemoryBridge =

    // The first two layers of the encoder: later ones are as wide as the latent layer, or nearly.
    let private layers = [ 1; 2 ]

    let private neighbours = 10

    let private damages = [
        "noise .3", Perturbation.Noise 0.3
        "noise .5", Perturbation.Noise 0.5
        "lower half masked", Perturbation.Masking(PerturbationKind.Mask, 0.5)
    ]

    let private toNetwork (pixels: Matrix) =
        pixels.Entries.ToArray()
        |> Array.map (fun p -> float32 (InputScale.Symmetric.OfBrightness p))

    let private widen rows (values: float32[]) =
        let entries = values |> Array.map float
        Matrix.FromEntries(rows, values.Length / rows, ReadOnlySpan entries)

    // What reaches a layer.
    let private reaching (network: Autoencoder) layer (pixels: Matrix) =
        let samples = toNetwork pixels

        if layer = 1 then
            widen pixels.RowCount samples
        else
            let before, after = network.Layers |> Array.ofSeq |> Array.splitAt (layer - 1)
            let front = Autoencoder.Of(before, after)
            widen pixels.RowCount (front.Encode(ReadOnlySpan samples))

    let private times (a: Matrix) (b: Matrix) =
        MatrixProduct.MultiplyTransposedRight(a, b)

    // The share of queries whose nearest stored code is their own. Query i is made from pattern i.
    let private own threads (patterns: Matrix) (queries: Matrix) =
        let scores =
            Similarities.Scores(Similarity.Euclidean, MemoryMode.Corrected, patterns, queries, threads)

        let isOwn i =
            let row = scores.Row(i).ToArray()
            Array.IndexOf(row, Array.max row) = i

        float (Seq.init queries.RowCount id |> Seq.filter isOwn |> Seq.length)
        / float queries.RowCount

    let private row threads layer name (map: Matrix -> Matrix) (patterns: Matrix) (asked: (string * Matrix) list) =
        let stored = map patterns

        {
            Layer = layer
            Name = name
            Own = [
                for damage, queries in asked ->
                    damage, RetrievalFigures.Of([| own threads stored (map queries) |], patterns.RowCount)
            ]
        }

    let private ofLayer (network: Autoencoder) latent threads cancel layer (patterns: Matrix) asked =
        let one = Seq.item (layer - 1) network.Layers

        let weights =
            let entries = one.Weights.ToArray() |> Array.map float
            Matrix.FromEntries(one.Outputs, one.Inputs, ReadOnlySpan entries)

        let before = reaching network layer
        let samples = LayerSamples.Of(weights, before patterns, threads)

        let geometry =
            LayerGeometry.Of(
                samples,
                LayerGeometryOptions(neighbours, latent, LaplacianOptions(Threads = threads)),
                null,
                cancel
            )

        let readings = [
            "graph", LayerMatrixDecomposition.OfGraph(geometry, cancel)
            "identity", LayerMatrixDecomposition.OfIdentity samples
            "diffusion", LayerMatrixDecomposition.OfDiffusion geometry
        ]

        [
            row threads (Some layer) "what reaches the layer" before patterns asked
            row threads (Some layer) "W x" (fun pixels -> times (before pixels) weights) patterns asked

            for name, found in readings do
                let width = min latent found.LargestLatent
                let inputMap = found.InputMap width
                let core = found.Core width
                let output = found.OutputMap width
                let code pixels = times (before pixels) inputMap
                row threads (Some layer) $"I_dist, {name}" code patterns asked
                row threads (Some layer) $"S' I_dist, {name}" (fun pixels -> times (code pixels) core) patterns asked

                row
                    threads
                    (Some layer)
                    $"U O_dist S' I_dist, {name}"
                    (fun pixels -> times (times (code pixels) core) output)
                    patterns
                    asked
        ]

    /// Stores training digits, asks with damaged copies, and compares by pixels, by the code and by what layers make of them.
    let run
        (images: ImageSet)
        (settings: MemorySettings)
        (network: Autoencoder)
        (follow: Progress -> unit)
        (cancel: CancellationToken)
        =
        let count = min settings.BridgeDigits images.Count
        let random = RandomSource.FromSeed(settings.Seed).Split "memory bridge"
        let patterns = (PatternPool.FromImages images).Draw(count, random.Split "digits")

        let asked = [
            for name, damage in damages ->
                name, damage.Apply(patterns, images.Rows, MemoryMode.Corrected, random.Split name)
        ]

        // No more eigenpairs than the samples and the narrower of the two layers have.
        let latent = [ network.LatentCount; count - neighbours - 1 ] |> List.min |> max 2

        let encode (pixels: Matrix) =
            let samples = toNetwork pixels
            widen pixels.RowCount (network.Encode(ReadOnlySpan samples))

        let used = layers |> List.filter (fun layer -> layer < network.Encoder.Count)

        let raw = row settings.Threads None

        {
            Digits = count
            Latent = latent
            Layers = used
            Rows = [
                raw "pixels" id patterns asked
                raw "the code E(x)" encode patterns asked

                for layer in used do
                    cancel.ThrowIfCancellationRequested()
                    follow (Progress($"layer {layer}", int64 layer, int64 used.Length))
                    yield! ofLayer network latent settings.Threads cancel layer patterns asked
            ]
        }

    /// The share of a row at a damage.
    let share (result: BridgeFigures) layer name damage =
        result.Rows
        |> List.find (fun row -> row.Layer = layer && row.Name = name)
        |> _.Own
        |> List.find (fun (found, _) -> found = damage)
        |> snd
        |> _.Accuracy
