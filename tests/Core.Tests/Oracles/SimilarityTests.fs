module Neurovariety.Tests.Oracles.SimilarityTests

open Expecto
open System
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Numerics

// The formulas as they stand, pair by pair.
let private sumsTo1 (x: float[]) = Array.map (fun v -> v / Array.sum x) x

let private smooth (x: float[]) =
    let n = float x.Length

    if Array.sum x = 0.0 then
        Array.map (fun _ -> 1.0 / n) x
    else
        sumsTo1 x |> Array.map (fun v -> (v + 1e-4) / (1.0 + 1e-4 * n))

let private total f (x: float[]) (z: float[]) =
    Array.fold2 (fun sum a b -> sum + f a b) 0.0 x z

let private dot = total (*)
let private kl = total (fun p q -> p * (log p - log q))

let private klPublished x z =
    total (fun p q -> p * (log (p + 1e-4) - log (q + 1e-4))) (sumsTo1 x) (sumsTo1 z)

let private jensenShannon p q =
    let middle = Array.map2 (fun a b -> (a + b) / 2.0) p q
    (kl p middle + kl q middle) / 2.0

let private expected similarity mode (x: float[]) (z: float[]) =
    let euclidean = total (fun a b -> (a - b) * (a - b)) x z
    let manhattan = total (fun a b -> abs (a - b)) x z

    match similarity, mode with
    | Similarity.Dot, MemoryMode.Corrected -> dot x z
    | Similarity.Dot, _
    | Similarity.NormalisedDot, _ -> dot (sumsTo1 x) (sumsTo1 z)
    | Similarity.Cosine, _ -> dot x z / sqrt (dot x x * dot z z)
    | Similarity.Euclidean, MemoryMode.Corrected -> -euclidean
    | Similarity.Euclidean, _ -> 1.0 / euclidean
    | Similarity.Manhattan, MemoryMode.Corrected -> -manhattan
    | Similarity.Manhattan, _ -> 1.0 / manhattan
    | Similarity.KullbackLeibler, MemoryMode.Corrected -> -(kl (smooth x) (smooth z))
    | Similarity.KullbackLeibler, _ -> 1.0 / klPublished x z
    | Similarity.ReverseKullbackLeibler, MemoryMode.Corrected -> -(kl (smooth z) (smooth x))
    | Similarity.ReverseKullbackLeibler, _ -> 1.0 / klPublished z x
    | _, MemoryMode.Corrected -> -(jensenShannon (smooth x) (smooth z))
    | _ -> 1.0 / (0.5 / klPublished x z + 0.5 / klPublished z x)

let private draw seed rows columns =
    let random = RandomSource.FromSeed seed

    // A third of the entries is 0, as in images.
    Array.init rows (fun _ -> Array.init columns (fun _ -> max 0.0 (random.NextDouble() - 0.33)))

let private matrix (rows: float[][]) = Matrix.FromRows rows

let private all = [ for name in Similarities.Names -> Similarities.Parse name ]

let private refusal (act: unit -> unit) =
    let error = Assert.ThrowsAny<ArgumentException> act
    Assert.DoesNotContain("\n", error.Message)
    error.Message

[<Tests>]
let tests =
    testList "SimilarityTests" [
        testCase "every score of every pair is what the formula says, in both modes" (fun () ->
            for count, asked, width in [ 1, 1, 5; 3, 2, 17; 13, 9, 64; 40, 33, 101 ] do
                let patterns, queries = draw 1UL count width, draw 2UL asked width

                for similarity in all do
                    for mode in [ MemoryMode.Corrected; MemoryMode.Published ] do
                        let scores = Similarities.Scores(similarity, mode, matrix patterns, matrix queries)
                        Assert.Equal((asked, count), (scores.RowCount, scores.ColumnCount))

                        for i in 0 .. asked - 1 do
                            for j in 0 .. count - 1 do
                                let wanted = expected similarity mode patterns[j] queries[i]
                                // A reciprocal of a difference of sums: its relative error is that of the difference.
                                Assert.True(
                                    abs (scores[i, j] - wanted) <= 1e-10 * (1.0 + abs wanted),
                                    $"{similarity} {mode} {scores[i, j]} {wanted}"
                                ))

        testCase "an exact match has the distance 0, and nothing is nearer" (fun () ->
            let patterns = draw 3UL 20 50

            for similarity in all |> List.filter Similarities.IsDistance do
                let scores =
                    Similarities.Scores(similarity, MemoryMode.Corrected, matrix patterns, matrix patterns)

                for i in 0..19 do
                    Assert.Equal(0.0, scores[i, i])
                    Assert.All([ 0..19 ], (fun j -> Assert.True((j = i) || scores[i, j] < 0.0))))

        testCase "any number of threads gives the same bits" (fun () ->
            let patterns, queries = matrix (draw 4UL 150 200), matrix (draw 5UL 140 200)

            for similarity in all do
                let one =
                    Similarities.Scores(similarity, MemoryMode.Corrected, patterns, queries, 1)

                Assert.Equal(one, Similarities.Scores(similarity, MemoryMode.Corrected, patterns, queries, 2)))

        testCase "blank patterns and queries have finite scores in corrected mode" (fun () ->
            let patterns = matrix [| Array.zeroCreate 9; Array.create 9 0.5 |]
            let queries = matrix [| Array.zeroCreate 9; Array.init 9 float |]

            for similarity in all do
                let scores =
                    Similarities.Scores(similarity, MemoryMode.Corrected, patterns, queries)

                Assert.All(scores.ToArray(), (fun value -> Assert.True(Double.IsFinite value, string similarity))))

        testCase "patterns that are of no use are refused in one line" (fun () ->
            let good = matrix [| [| 1.0; 2.0 |] |]

            let scores similarity patterns queries () =
                Similarities.Scores(similarity, MemoryMode.Corrected, patterns, queries)
                |> ignore

            Assert.Contains("memory is empty", refusal (scores Similarity.Dot (Matrix.Zero(0, 2)) good))
            Assert.Contains("expected 2 numbers", refusal (scores Similarity.Dot good (matrix [| [| 1.0 |] |])))
            Assert.Contains("NaN", refusal (scores Similarity.Manhattan (matrix [| [| 1.0; nan |] |]) good))
            Assert.Contains("square", refusal (scores Similarity.Euclidean (matrix [| [| 1.0; 1e200 |] |]) good))

            for similarity in all |> List.filter Similarities.NeedsDistributions do
                Assert.Contains("negative entry -1", refusal (scores similarity (matrix [| [| 1.0; -1.0 |] |]) good))
                Assert.Contains("query 1: negative", refusal (scores similarity good (matrix [| [| -1.0; 1.0 |] |]))))

        testCase "names are read back, and others refused" (fun () ->
            for similarity in all do
                Assert.Equal(similarity, Similarities.Parse(Similarities.Name similarity))

            let error =
                Assert.Throws<FormatException>(fun () -> Similarities.Parse "hamming" |> ignore)

            Assert.Contains("expected dot, normalised-dot", error.Message))
    ]
