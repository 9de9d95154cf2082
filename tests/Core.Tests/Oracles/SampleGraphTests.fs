module Neurovariety.Tests.Oracles.SampleGraphTests

open Expecto
open System
open Xunit
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics

let private gaussian seed rows columns =
    let random = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, fun _ _ -> random.NextGaussian())

// Whole numbers of a small range: many samples coincide, and many distances are equal.
let private crowded seed rows columns =
    let random = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, fun _ _ -> float (random.NextInt 3))

let private distance (samples: Matrix) i j =
    let a, b = samples.Row(i).ToArray(), samples.Row(j).ToArray()
    sqrt (Array.fold2 (fun sum x y -> sum + (x - y) * (x - y)) 0.0 a b)

let private dense (graph: SampleGraph) =
    let p = graph.SampleCount

    Matrix.Create(
        p,
        p,
        fun i j ->
            if i = j then
                Seq.sum (Seq.init p (fun other -> graph.Weight(i, other)))
            else
                -graph.Weight(i, j)
    )

let private cases: (string * Matrix * int) list = [
    "gaussian", gaussian 1UL 300 7, 10
    "several blocks", gaussian 2UL 1100 2, 4
    "ties and duplicates", crowded 3UL 200 3, 10
    "far from the origin", Matrix.Create(60, 3, fun i j -> 1e6 + sin (float (i * 3 + j))), 5
    "one column", gaussian 4UL 40 1, 3
    "as many as there are", gaussian 5UL 11 4, 10
]

let private twoClouds =
    let random = RandomSource.FromSeed 21UL
    Matrix.Create(50, 2, fun i _ -> random.NextGaussian() + (if i < 30 then 0.0 else 1000.0))

[<Tests>]
let tests =
    testList "SampleGraphTests" [
        testCase "neighbours are those of a comparison of all pairs" (fun () ->
            for name, samples, count in cases do
                let found = NearestNeighbours.Find(samples, count, 2)

                for i in 0 .. samples.RowCount - 1 do
                    let expected =
                        Seq.init samples.RowCount id
                        |> Seq.filter ((<>) i)
                        |> Seq.map (distance samples i)
                        |> Seq.sort
                        |> Seq.take count

                    // The lists may differ in the order of ties within rounding; the distances may not.
                    for one, other in Seq.zip expected (found.Distances(i).ToArray()) do
                        Assert.True(abs (one - other) <= 1e-9 * (1.0 + one), $"{name}: sample {i}, {one} and {other}")

                    for place, index in Seq.indexed (found.Indices(i).ToArray()) do
                        Assert.NotEqual(i, index)

                        Assert.True(
                            abs (distance samples i index - found.Distances(i)[place])
                            <= 1e-9 * (1.0 + distance samples i index)
                        ))

        testCase "of exact ties the smaller index comes first" (fun () ->
            let found = NearestNeighbours.Find(crowded 3UL 200 3, 10, 2)

            for i in 0..199 do
                let pairs = Array.zip (found.Distances(i).ToArray()) (found.Indices(i).ToArray())

                Assert.Equal<(float * int)[]>(Array.sort pairs, pairs))

        testCase "neighbours, eigenpairs and solutions are the same bits for any number of threads" (fun () ->
            let samples = gaussian 8UL 2500 6

            let run threads =
                let options = LaplacianOptions(Threads = threads)
                let graph = SampleGraph.OfSamples(samples, 8, threads)
                let eigen = LaplacianEigen.Smallest(graph, 5, options)
                let solution = LaplacianSolver.Solve(graph, eigen.Vectors, options)
                graph.Degrees.ToArray(), eigen.Values, eigen.Vectors, solution.Solution

            Assert.Equal(run 1, run 3))

        testCase "weights are self-tuned Gaussians, the larger of both directions" (fun () ->
            let samples = gaussian 9UL 80 3
            let neighbours = NearestNeighbours.Find(samples, 6)
            let graph = SampleGraph.OfNeighbours neighbours
            let width i = neighbours.Distances(i)[5]

            for i in 0..79 do
                for j in 0..79 do
                    let tied =
                        i <> j && (neighbours.Indices(i).Contains j || neighbours.Indices(j).Contains i)

                    let expected =
                        if tied then
                            exp (-(distance samples i j ** 2.0) / (width i * width j))
                        else
                            0.0

                    Assert.True(abs (expected - graph.Weight(i, j)) <= 1e-12))

        testCase "samples that coincide are tied by weight 1" (fun () ->
            let samples =
                Matrix.Create(30, 2, fun i j -> if i < 20 then 1.0 else float (i * (j + 1)))

            let graph = SampleGraph.OfSamples(samples, 4)
            Assert.Equal(1.0, graph.Weight(0, 1))
            Assert.All(graph.Degrees.ToArray(), fun degree -> Assert.True(degree > 0.0)))

        testCase "a ring has the eigenvalues 2 - 2 cos(2 pi k / p), each twice" (fun () ->
            let p = 300

            let ring =
                SampleGraph.OfTies(p, [| for i in 0 .. p - 1 -> struct (i, (i + 1) % p, 1.0) |])

            let found = LaplacianEigen.Smallest(ring, 21)
            Assert.Equal(IterationStatus.Converged, found.Status)

            for k, value in Seq.indexed found.Values do
                let expected = 2.0 - 2.0 * cos (2.0 * Math.PI * float (k / 2 + 1) / float p)
                Assert.True(abs (value - expected) <= 1e-9, $"eigenvalue {k}: {value}, expected {expected}"))

        testCase "a long path has the eigenvalues 2 - 2 cos(pi k / p), down to a millionth of the largest" (fun () ->
            let p = 1500

            let path =
                SampleGraph.OfTies(p, [| for i in 0 .. p - 2 -> struct (i, i + 1, 1.0) |])

            let found = LaplacianEigen.Smallest(path, 12)
            Assert.Equal(IterationStatus.Converged, found.Status)

            for k, value in Seq.indexed found.Values do
                let expected = 2.0 - 2.0 * cos (Math.PI * float (k + 1) / float p)
                Assert.True(abs (value - expected) <= 1e-9, $"eigenvalue {k}: {value}, expected {expected}"))

        testCase "eigenpairs agree with those of the dense Laplacian, and their residuals are true" (fun () ->
            for samples, neighbours, count in
                [
                    gaussian 11UL 70 3, 5, 12
                    gaussian 12UL 40 2, 4, 39
                    crowded 13UL 60 2, 6, 8
                ] do
                let graph = SampleGraph.OfSamples(samples, neighbours)
                let count = min count (graph.SampleCount - graph.ComponentCount)
                let found = LaplacianEigen.Smallest(graph, count)
                let laplacian = dense graph

                // MathNet's solver of general matrices shares no code with ours.
                let expected =
                    (Factorizations.GeneralEigen laplacian).Values
                    |> Array.map _.Real
                    |> Array.sort
                    |> Array.skip graph.ComponentCount

                for k in 0 .. count - 1 do
                    Assert.True(
                        abs (found.Values[k] - expected[k]) <= 1e-8,
                        $"eigenvalue {k}: {found.Values[k]}, {expected[k]}"
                    )

                let image = MatrixProduct.Multiply(laplacian, found.Vectors)

                for k in 0 .. count - 1 do
                    let rest =
                        Seq.init graph.SampleCount (fun i ->
                            (image[i, k] - found.Values[k] * found.Vectors[i, k]) ** 2.0)
                        |> Seq.sum
                        |> sqrt

                    Assert.True(
                        rest <= found.Residuals[k] + 1e-12
                        && rest <= 1e-10 * graph.EigenvalueBound + 1e-12
                    )

                let gram = MatrixProduct.Gram found.Vectors

                Assert.True(
                    MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(gram, Matrix.Identity count))
                    <= 1e-11
                ))

        testCase "a graph in two pieces is solved on each, and reported" (fun () ->
            let graph = SampleGraph.OfSamples(twoClouds, 5)
            Assert.Equal<int[]>([| 30; 20 |], graph.ComponentSizes.ToArray())
            Assert.Equal(0, graph.Components[29])
            Assert.Equal(1, graph.Components[30])

            let found = LaplacianEigen.Smallest(graph, 48)
            Assert.True(found.Values[0] > 1e-6)
            let right = gaussian 22UL 50 20
            let solution = LaplacianSolver.Solve(graph, right)

            // By the singular values of the dense matrix.
            let expected =
                MatrixProduct.Multiply(Factorizations.PseudoInverse(dense graph, 1e-9), right)

            Assert.Equal(IterationStatus.Converged, solution.Status)
            Assert.True(solution.Residual <= 1e-9)
            let difference = MatrixArithmetic.Subtract(solution.Solution, expected)

            Assert.True(
                MatrixArithmetic.FrobeniusNorm difference
                <= 1e-8 * MatrixArithmetic.FrobeniusNorm expected
            ))

        testCase
            "too few samples, eigenpairs that do not exist and numbers that are none are refused in words"
            (fun () ->
                let refused (part: string) (work: unit -> obj) =
                    let thrown = Assert.ThrowsAny<ArgumentException>(fun () -> work () |> ignore)
                    Assert.Contains(part, thrown.Message)

                refused "10 neighbours need at least 11 samples, got 10" (fun () ->
                    SampleGraph.OfSamples(gaussian 1UL 10 2))

                refused "finite" (fun () ->
                    SampleGraph.OfSamples(Matrix.Create(30, 2, fun i _ -> if i = 7 then nan else float i)))

                refused "48 nonzero eigenvalues" (fun () ->
                    LaplacianEigen.Smallest(SampleGraph.OfSamples(twoClouds, 5), 49))

                refused "tied twice" (fun () -> SampleGraph.OfTies(3, [| struct (0, 1, 1.0); struct (1, 0, 1.0) |]))
                refused "positive weight" (fun () -> SampleGraph.OfTies(3, [| struct (0, 1, 0.0) |]))

                refused "expected 50 rows" (fun () ->
                    LaplacianSolver.Solve(SampleGraph.OfSamples(twoClouds, 5), gaussian 1UL 49 1)))
    ]
