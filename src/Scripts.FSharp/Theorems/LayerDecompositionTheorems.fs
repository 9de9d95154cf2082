/// The decomposition of a layer by graphs on its samples: optima that it cannot beat, cases in which it is exact, its gauge, and
/// what Laplacians of graphs are.
module internal Neurovariety.Scripts.Theorems.LayerDecompositionTheorems

open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Scripts.Theorems.LayerSubjects
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.ShapeGenerators

let private instances = Subject.alone "drawn layers and graphs" (shapeInstances 8 0)

let private geometryOf (layer: LayerSamples) =
    LayerGeometry.Of(layer, LayerGeometryOptions(4, 0, LaplacianOptions(Threads = 1)))

let private readings (layer: LayerSamples) =
    let geometry = geometryOf layer

    [
        LayerMatrixDecomposition.OfGraph geometry
        LayerMatrixDecomposition.OfDiffusion(geometry, DiffusionWeights.HeatKernel, 0.5)
        LayerMatrixDecomposition.OfIdentity layer
    ]

// What the singular values beyond the first ones leave.
let private tail (values: float[]) kept =
    values
    |> Array.skip (min kept values.Length)
    |> Array.sumBy (fun x -> x * x)
    |> sqrt

let private onData (layer: LayerSamples) (w: Matrix) =
    MatrixProduct.MultiplyTransposedRight(w, layer.Inputs)

let private frobeniusOptimum =
    let claim (kept: int -> int) (case: LayerCase) =
        let layer = case.Layer
        let singular = Factorizations.SingularValues layer.Weights
        let size = layer.Weights.RowCount + layer.Weights.ColumnCount
        let slack = Tolerance.Factorization(size, norm layer.Weights)

        readings layer
        |> List.forall (fun found ->
            Seq.forall
                (fun latent ->
                    norm (minus layer.Weights (found.Reconstruct latent))
                    >= tail singular (kept latent) - slack)
                (seq { 1 .. found.LargestLatent }))

    Theorem.about
        layerCases
        ("lmd-frobenius-optimum",
         "No reading of the layer decomposition with n' latent dimensions comes nearer to W in the Frobenius norm than the truncated singular value decomposition of rank n'.",
         "[EY36] on [NLQ23, Eq. 3]")
        (claim id)
        "the optimum is that of rank n' - 1"
        (claim (fun latent -> latent - 1))

let private dataOptimum =
    // The best of rank n' for the data keeps the first left singular vectors of W·Xᵀ.
    let bestForData (layer: LayerSamples) latent =
        let u = (Factorizations.Svd(onData layer layer.Weights)).U
        let first = matrix u.RowCount (min latent u.ColumnCount) (fun i j -> u[i, j])
        times first (MatrixProduct.MultiplyTransposedLeft(first, layer.Weights))

    let optimum (layer: LayerSamples) latent =
        let gram = SymmetricEigen.Decompose(MatrixProduct.Gram layer.Inputs, 1)

        let root =
            matrix gram.Vectors.RowCount gram.Vectors.ColumnCount (fun i j ->
                gram.Vectors[i, j] * sqrt (max 0.0 gram.Values[j]))

        tail (Factorizations.SingularValues(times layer.Weights root)) latent

    let ofTruncated (layer: LayerSamples) latent =
        let truncated = (LayerMatrixDecomposition.OfIdentity layer).Reconstruct latent
        norm (onData layer (minus layer.Weights truncated))

    let claim (least: LayerSamples -> int -> float) (case: LayerCase) =
        let layer = case.Layer
        // Roots of eigenvalues of a Gram matrix carry the root of its rounding errors.
        let slack =
            norm (onData layer layer.Weights)
            * sqrt (Tolerance.Factorization(layer.Weights.ColumnCount, 1.0))

        let rivals latent = [
            for found in readings layer do
                if latent <= found.LargestLatent then
                    found.Reconstruct latent
            bestForData layer latent
        ]

        seq { 1 .. min layer.Weights.RowCount layer.Weights.ColumnCount }
        |> Seq.forall (fun latent ->
            let bound = least layer latent - slack

            rivals latent
            |> List.forall (fun rival -> norm (onData layer (minus layer.Weights rival)) >= bound))

    Theorem.about
        layerCases
        ("lmd-data-optimum",
         "No matrix of rank n' has a smaller error on the data than what the first n' singular values of S (X'X)^(1/2) leave, with X in the coordinates of the right singular vectors.",
         "[EY36] on the data of [NLQ23, Eq. 8]")
        (claim optimum)
        "the optimum is the error of the truncated singular value decomposition of W"
        (claim ofTruncated)

let private identityExact =
    let claim (width: int -> int) (case: LayerCase) =
        let layer = case.Layer
        let found = LayerMatrixDecomposition.OfIdentity layer
        agree (norm layer.Weights) layer.Weights (found.Reconstruct(width found.Rank))

    Theorem.about
        layerCases
        ("lmd-identity-exact",
         "The identity reading with n' = rank W gives W back.",
         "[NLQ23, Eq. 4], corrected: an equality from n' = rank W on")
        (claim id)
        "n' is one less than the rank"
        (claim (fun rank -> max 1 (rank - 1)))

let private truncatedCase =
    let claim (samples: LayerSamples -> RandomSource -> Matrix) (shape: Shape) =
        let layer, random = draw shape
        let x = samples layer random
        let graph = SampleGraph.OfSamples(x, min 20 (x.RowCount - 1), 1)
        let latent = max 1 (min shape.Rank shape.Columns)
        let psi = matrix x.RowCount latent (fun i j -> x[i, j])
        let options = LaplacianOptions(1e-13, Threads = 1)

        let image =
            LaplacianSolver.Solve(graph, graph.ApplyLaplacian(psi, 1), options).Solution

        let gram = MatrixProduct.Gram x

        let input =
            times (MatrixProduct.MultiplyTransposedLeft(image, x)) (Factorizations.PseudoInverse gram)

        let onSpan = times (Factorizations.PseudoInverse gram) gram
        let expected = matrix latent shape.Columns (fun i j -> onSpan[i, j])

        // One component, else L·L⁺ takes off more than the mean.
        graph.ComponentCount > 1 || norm (minus input expected) <= 1e-7

    Theorem.about
        instances
        ("lmd-equal-graphs",
         "With L = L_in, connected, and the first n' columns of the centred X as functions on the samples, I_dist = (L^+ L Psi)' X (X'X)^+ is [I 0] on the span of the data: the truncated case.",
         "[NLQ23, note to Eq. 7]")
        (claim (fun layer _ -> layer.Inputs))
        "the samples are not centred"
        (claim (fun layer random ->
            let shift = random.NextGaussian() + 2.0
            matrix layer.Inputs.RowCount layer.Inputs.ColumnCount (fun i j -> layer.Inputs[i, j] + shift)))

let private gauge =
    let claim (moved: Matrix -> Matrix -> Matrix -> Matrix) (shape: Shape) =
        let layer, random = draw shape
        let found = LayerMatrixDecomposition.OfDiffusion(geometryOf layer)
        let latent = max 1 (min shape.Rank found.LargestLatent)

        // Orthogonal times a diagonal of 1 to 2: invertible, and kind to rounding.
        let invertible () =
            let q = (Factorizations.Qr(gaussian latent latent random)).Q
            matrix latent latent (fun i j -> q[i, j] * (1.0 + float j / float latent))

        let t, r = invertible (), invertible ()
        let inverse (a: Matrix) = Factorizations.PseudoInverse a

        let input, output, core =
            found.InputMap latent, found.OutputMap latent, found.Core latent

        let product =
            times (times (times output (inverse t)) (moved t core r)) (times r input)

        let size = norm output * norm core * norm input

        let again =
            times (times (inverse (times output (inverse t))) layer.Weights) (inverse (times r input))

        norm (minus product (found.Reconstruct latent)) <= 1e-9 * size
        && norm (minus again (moved t core r))
           <= 1e-9 * size * norm (inverse output) * norm (inverse input)

    Theorem.about
        instances
        ("lmd-gauge",
         "(O T^-1, T S' R^-1, R I) gives the same product as (O, S', I) for all invertible T and R, and T S' R^-1 is the core that the moved maps have.",
         "derivation in LayerMatrixDecomposition; [NLQ23, Eq. 8]")
        (claim (fun t core r -> times (times t core) (Factorizations.PseudoInverse r)))
        "the core stays as it is"
        (claim (fun _ core _ -> core))

// A graph in one to three pieces that have no tie between them; some pieces fall apart by themselves.
let private drawGraph (random: RandomSource) samples pieces =
    let ties = [|
        for i in 0 .. samples - 1 do
            for j in i + 1 .. samples - 1 do
                if i % pieces = j % pieces && random.NextDouble() < 0.5 then
                    struct (i, j, 0.1 + random.NextDouble())
    |]

    SampleGraph.OfTies(samples, ties)

let private dense (graph: SampleGraph) =
    graph.ApplyLaplacian(Matrix.Identity graph.SampleCount, 1)

let private zeroEigenvalues =
    let claim (count: SampleGraph -> int) (shape: Shape) =
        let random = randomOf shape.Seed
        let graph = drawGraph random (shape.Rows + shape.Columns) (1 + random.NextInt 3)
        let values = (SymmetricEigen.Decompose(dense graph, 1)).Values

        let slack =
            Tolerance.Factorization(graph.SampleCount, max 1e-3 graph.EigenvalueBound)

        let zeros = values |> Array.filter (fun value -> abs value <= slack) |> Array.length

        Array.forall (fun value -> value >= -slack && value <= graph.EigenvalueBound + slack) values
        && zeros = count graph

    Theorem.about
        instances
        ("laplacian-zero-eigenvalues",
         "The Laplacian of a graph with positive weights is positive semidefinite, below the greatest sum of the degrees of two tied samples, with as many eigenvalues 0 as the graph has components.",
         "[NLQ23, Eq. 5]; [AM85]")
        (claim _.ComponentCount)
        "there is one eigenvalue 0"
        (claim (fun _ -> 1))

let private metricMap =
    let claim (isExact: SampleGraph -> SampleGraph -> bool) (shape: Shape) =
        let random = randomOf shape.Seed
        let samples = shape.Rows + shape.Columns
        let a = drawGraph random samples (1 + random.NextInt 2)
        let b = drawGraph random samples (1 + random.NextInt 2)

        let solved =
            LaplacianSolver.Solve(a, Matrix.Identity samples, LaplacianOptions(1e-13, Threads = 1))

        let la, lb = dense a, dense b
        let g = times lb solved.Solution
        let rest = norm (minus (times g la) lb)
        let scale = max 1e-3 (norm lb) * max 1.0 (norm la * norm solved.Solution)
        (rest <= 1e-9 * scale) = isExact a b

    // Each vector that is constant on the pieces of a is constant on those of b: no piece of b lies in two of a.
    let kernelInside (a: SampleGraph) (b: SampleGraph) =
        Array.zip (b.Components.ToArray()) (a.Components.ToArray())
        |> Array.groupBy fst
        |> Array.forall (fun (_, members) -> (Array.distinctBy snd members).Length = 1)

    Theorem.about
        instances
        ("metric-map",
         "g = L_B L_A^+ satisfies g L_A = L_B exactly when ker L_A lies in ker L_B, so for all connected graphs on the same samples.",
         "[NLQ23, Eq. 7], corrected")
        (claim kernelInside)
        "it holds for any two graphs on the same samples"
        (claim (fun _ _ -> true))

/// All theorems on the decomposition of layers.
let all: Theorem list = [
    frobeniusOptimum
    dataOptimum
    identityExact
    truncatedCase
    gauge
    zeroEigenvalues
    metricMap
]
