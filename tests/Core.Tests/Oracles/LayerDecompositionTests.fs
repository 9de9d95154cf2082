module Neurovariety.Tests.Oracles.LayerDecompositionTests

open Expecto
open System
open Xunit
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics

let private gaussian seed rows columns =
    let random = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, fun _ _ -> random.NextGaussian())

let private ( *| ) a b = MatrixProduct.Multiply(a, b)

let private distance a b =
    MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(a, b))

let private norm = MatrixArithmetic.FrobeniusNorm

// Curved samples, so that the graphs have something to see.
let private layer seed outputs inputs samples =
    let plane = gaussian (seed + 100UL) 3 inputs
    let noise = gaussian (seed + 200UL) samples inputs
    let curved = gaussian (seed + 300UL) samples 3 *| plane

    let bent =
        Matrix.Create(samples, inputs, fun i j -> tanh curved[i, j] + 0.2 * noise[i, j] + 0.1 * float j)

    LayerSamples.Of(gaussian seed outputs inputs, bent)

let private options neighbours =
    LayerGeometryOptions(neighbours, 0, LaplacianOptions(1e-13))

let private denseLaplacian (graph: SampleGraph) =
    graph.ApplyLaplacian(Matrix.Identity graph.SampleCount)

// The formulas as they stand in the issue of the decomposition, with dense matrices and MathNet's factorisations only.
let private direct (geometry: LayerGeometry) latent =
    let layer = geometry.Layer
    let w = layer.Weights
    let gram = Factorizations.Svd(MatrixProduct.MultiplyTransposedRight(w, w))

    // Full orthogonal matrices: W here has at least as many columns as rows and full rank.
    let u = gram.U
    let full = Factorizations.Svd(MatrixProduct.MultiplyTransposedLeft(w, w)).U
    let s = MatrixProduct.MultiplyTransposedLeft(u, w) *| full
    let pinv (a: Matrix) = Factorizations.PseudoInverse(a, 1e-9)
    let x, y = layer.Inputs *| full, layer.Outputs *| u
    let eigen = Factorizations.Svd(denseLaplacian geometry.JointGraph)
    let p = layer.SampleCount
    let first = p - geometry.JointGraph.ComponentCount - 1
    let psi = Matrix.Create(p, latent, fun i j -> eigen.U[i, first - j])

    let diagonal f =
        Matrix.Create(latent, latent, fun i j -> if i = j then f eigen.SingularValues[first - i] else 0.0)

    let input =
        diagonal id
        *| psi.Transpose()
        *| pinv (denseLaplacian geometry.InputGraph)
        *| x
        *| pinv (MatrixProduct.Gram x)

    let output =
        pinv (MatrixProduct.Gram y)
        *| y.Transpose()
        *| denseLaplacian geometry.OutputGraph
        *| psi
        *| diagonal (fun value -> 1.0 / value)

    let core = pinv output *| s *| pinv input
    u *| output *| core *| input *| full.Transpose(), core, input

[<Tests>]
let tests =
    testList "LayerDecompositionTests" [
        testCase "the graph reading is that of its formulas with dense matrices" (fun () ->
            let samples = layer 1UL 4 6 60
            let geometry = LayerGeometry.Of(samples, options 7)
            let found = LayerMatrixDecomposition.OfGraph geometry

            for latent in 1..4 do
                let expected, core, input = direct geometry latent
                let scale = norm samples.Weights

                // Eigenvectors differ by residual over gap: with residuals of 1e-13 of the norm and gaps of 1e-3 that is 1e-8.
                Assert.True(distance expected (found.Reconstruct latent) <= 1e-7 * scale)
                Assert.True(abs (norm core - norm (found.Core latent)) <= 1e-6 * norm core)
                Assert.True(abs (norm input - norm (found.InputDistances latent)) <= 1e-6 * norm input))

        testCase "the five factors multiply to the reconstruction" (fun () ->
            let samples = layer 2UL 5 9 80
            let geometry = LayerGeometry.Of(samples, options 8)

            for found in
                [
                    LayerMatrixDecomposition.OfGraph geometry
                    LayerMatrixDecomposition.OfDiffusion(geometry, DiffusionWeights.HeatKernel, 0.5)
                    LayerMatrixDecomposition.OfIdentity samples
                ] do
                for latent in 1 .. found.LargestLatent do
                    let product = found.OutputMap latent *| found.Core latent *| found.InputMap latent
                    Assert.True(distance product (found.Reconstruct latent) <= 1e-7 * norm samples.Weights)

                    let u, v = FullBasis.Complete found.Svd.U, FullBasis.Complete found.Svd.V

                    let factors =
                        u
                        *| found.OutputDistances latent
                        *| found.Core latent
                        *| found.InputDistances latent
                        *| v.Transpose()

                    Assert.True(distance product factors <= 1e-7 * norm samples.Weights))

        testCase "residuals of all widths are those of each reconstruction, never below their optimum" (fun () ->
            for outputs, inputs in [ 5, 9; 9, 5; 6, 6; 12, 30 ] do
                let samples = layer 3UL outputs inputs 90
                let geometry = LayerGeometry.Of(samples, options 8)
                let weights = samples.Weights

                let onData (w: Matrix) =
                    MatrixProduct.MultiplyTransposedRight(w, samples.Inputs)

                for found in
                    [
                        LayerMatrixDecomposition.OfGraph geometry
                        LayerMatrixDecomposition.OfIdentity samples
                    ] do
                    let singular = Factorizations.SingularValues weights
                    let singularOnData = Factorizations.SingularValues(onData weights)

                    let tail (values: float[]) n =
                        sqrt (Array.sumBy (fun x -> x * x) values[n..])
                        / sqrt (Array.sumBy (fun x -> x * x) values)

                    for row in found.Residuals do
                        let rest = MatrixArithmetic.Subtract(weights, found.Reconstruct row.Latent)
                        Assert.True(abs (row.Frobenius - norm rest / norm weights) <= 1e-12)
                        Assert.True(abs (row.Data - norm (onData rest) / norm (onData weights)) <= 1e-12)
                        Assert.True(abs (row.FrobeniusOptimum - tail singular row.Latent) <= 1e-12)
                        Assert.True(abs (row.DataOptimum - tail singularOnData row.Latent) <= 1e-7)
                        Assert.True(row.Frobenius >= row.FrobeniusOptimum - 1e-12)
                        Assert.True(row.Data >= row.DataOptimum - 1e-7))

        testCase "the identity reading is the truncated singular value decomposition, exact at full rank" (fun () ->
            let samples = layer 4UL 6 10 40
            let found = LayerMatrixDecomposition.OfIdentity samples
            let svd = Factorizations.Svd samples.Weights

            for latent in 1..6 do
                let truncated =
                    Matrix.Create(6, latent, fun i j -> svd.U[i, j] * svd.SingularValues[j])
                    *| Matrix.Create(latent, 10, fun i j -> svd.V[j, i])

                Assert.True(
                    distance truncated (found.Reconstruct latent)
                    <= Tolerance.Factorization(10, norm samples.Weights)
                )

                Assert.True(
                    abs (
                        found.Residuals[latent - 1].Frobenius
                        - found.Residuals[latent - 1].FrobeniusOptimum
                    )
                    <= 1e-13
                )

            Assert.True(found.Residuals[5].Frobenius <= 1e-13))

        testCase "the weights of diffusion change the core and not the product" (fun () ->
            let geometry = LayerGeometry.Of(layer 5UL 5 7 70, options 8)
            let one = LayerMatrixDecomposition.OfDiffusion geometry

            let other =
                LayerMatrixDecomposition.OfDiffusion(geometry, DiffusionWeights.HeatKernel, 2.0)

            Assert.True(
                distance (one.Reconstruct 3) (other.Reconstruct 3)
                <= 1e-9 * norm geometry.Layer.Weights
            )

            Assert.True(distance (one.Core 3) (other.Core 3) > 0.01 * norm (one.Core 3)))

        testCase "an absorbed bias is a column of the weights, and an input of ones" (fun () ->
            let weights = gaussian 6UL 3 4
            let inputs = gaussian 7UL 30 4
            let bias = [| 1.0; -2.0; 0.5 |]
            let samples = LayerSamples.WithBias(weights, ReadOnlySpan bias, inputs)
            Assert.Equal(5, samples.Weights.ColumnCount)

            for i in 0..29 do
                let expected = MatrixProduct.Apply(weights, inputs.Row i)
                let actual = samples.Outputs.Row(i).ToArray()

                Assert.All(
                    Array.zip expected (Array.map2 (-) actual bias),
                    fun (a, b) -> Assert.True(abs (a - b) <= 1e-13)
                )

            Assert.True((LayerMatrixDecomposition.OfIdentity samples).Residuals[2].Frobenius <= 1e-13))

        testCase "constant inputs are counted and move nothing" (fun () ->
            let inputs = gaussian 8UL 60 5
            let weights = gaussian 9UL 3 5
            let widened = Matrix.Create(60, 7, fun i j -> if j < 5 then inputs[i, j] else 0.1)
            let wide = Matrix.Create(3, 7, fun i j -> if j < 5 then weights[i, j] else 0.0)
            let plain = LayerSamples.Of(weights, inputs)
            let more = LayerSamples.Of(wide, widened)
            Assert.Equal(0, plain.ConstantInputCount)
            Assert.Equal(2, more.ConstantInputCount)

            let rows (samples: LayerSamples) =
                (LayerMatrixDecomposition.OfGraph(LayerGeometry.Of(samples, options 6))).Residuals

            for a, b in Seq.zip (rows plain) (rows more) do
                Assert.True(abs (a.Data - b.Data) <= 1e-8)
                Assert.True(abs (a.Frobenius - b.Frobenius) <= 1e-8))

        testCase "a layer that has no geometry is refused in words" (fun () ->
            let refused (part: string) (work: unit -> obj) =
                let thrown = Assert.ThrowsAny<ArgumentException>(fun () -> work () |> ignore)
                Assert.Contains(part, thrown.Message)

            let weights = gaussian 1UL 2 3

            refused "all 3 columns are constant" (fun () ->
                LayerSamples.Of(weights, Matrix.Create(20, 3, fun _ j -> float j)))

            refused "expected o x 4" (fun () -> LayerSamples.Of(weights, gaussian 2UL 20 4))

            refused "finite" (fun () ->
                LayerSamples.Of(weights, Matrix.Create(20, 3, fun i _ -> if i = 3 then nan else float i)))

            refused "nothing to decompose" (fun () ->
                LayerMatrixDecomposition.OfIdentity(LayerSamples.Of(Matrix.Zero(2, 3), gaussian 2UL 20 3)))

            refused "expected 1 ... 2" (fun () ->
                (LayerMatrixDecomposition.OfIdentity(LayerSamples.Of(weights, gaussian 2UL 20 3))).Core 3)

            refused "time 0" (fun () ->
                LayerMatrixDecomposition.OfDiffusion(
                    LayerGeometry.Of(layer 1UL 2 3 30, options 5),
                    DiffusionWeights.HeatKernel,
                    0.0
                )))

        testCase
            "two neighbours tell the dimension of manifolds, the participation ratio that of a flat cloud"
            (fun () ->
                let random = RandomSource.FromSeed 31UL
                let turn = gaussian 32UL 6 20

                let circle =
                    Array.init 1500 (fun _ ->
                        let t = random.NextDouble(0.0, 2.0 * Math.PI)
                        [| cos t; sin t; cos (2.0 * t); 0.0; 0.0; 0.0 |])

                let sphere =
                    Array.init 2000 (fun _ ->
                        let v = Array.init 3 (fun _ -> random.NextGaussian())
                        let length = sqrt (Array.sumBy (fun x -> x * x) v)
                        Array.append (Array.map (fun x -> x / length) v) [| 0.0; 0.0; 0.0 |])

                let cube =
                    Array.init 2500 (fun _ -> Array.append (Array.init 5 (fun _ -> random.NextDouble())) [| 0.0 |])

                // The estimate's deviation is about d/sqrt p; the cube loses a little to its faces.
                for points, dimension, slack in [ circle, 1.0, 0.1; sphere, 2.0, 0.2; cube, 5.0, 0.6 ] do
                    let samples = Matrix.FromRows points *| turn
                    let found = IntrinsicDimension.Of(samples, NearestNeighbours.Find(samples, 2))
                    Assert.InRange(found.TwoNearest.Value, dimension - slack, dimension + slack)

                let flat =
                    Matrix.Create(4000, 9, fun _ j -> if j < 4 then random.NextGaussian() else 3.0)

                let found = IntrinsicDimension.Of(flat, NearestNeighbours.Find(flat, 2))
                Assert.InRange(found.ParticipationRatio, 3.9, 4.0))

        testCase "samples that coincide have no dimension" (fun () ->
            let samples = Matrix.Create(40, 2, fun i _ -> float (i % 4))
            let found = IntrinsicDimension.Of(samples, NearestNeighbours.Find(samples, 3))
            Assert.False found.TwoNearest.HasValue
            Assert.Equal(40, found.LeftOut))
    ]
