/// How each public function that takes a matrix scales: f(s·A) = s^d·f(A) for s a power of two.
module Neurovariety.Tests.Oracles.ScaleCases

open System
open System.Numerics
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Spectra
open Neurovariety.Varieties
open Neurovariety.Tests.Support.Representations

/// Whether squares of what is scaled are among the results, or nothing but first powers and ratios.
type Range =
    | Squares
    | Lengths

type Case =
    /// Results at the scale s, each with its degree.
    | Scales of Range * (float -> (int * float[]) list)
    /// Why there is no degree.
    | HasNone of string

let private random = RandomSource.FromSeed 20UL
let private wide = gaussian random 5 8
let private other = gaussian random 5 8
let private tall = gaussian random 9 5
let private square = gaussian random 6 6
let private second = gaussian random 6 6
let private symmetric = MatrixArithmetic.Add(square, square.Transpose())
let private samples = gaussian random 40 6
let private targets = gaussian random 6 40
let private weights = gaussian random 7 6
let private complex = complexGaussian random 4 4
let private quaternion = quaternionGaussian random 3 3

let private group =
    ofCycles 6 [ [ [ 1; 2; 4 ]; [ 3; 5; 6 ] ]; [ [ 1; 3 ]; [ 2; 6 ]; [ 4; 5 ] ] ]

let private rotation = ofCycles 6 [ [ [ 1; 2; 3 ]; [ 4; 5; 6 ] ] ]
let private decomposition = IsotypicDecomposition.Of group
let private complexBlocks = IsotypicDecomposition.Of rotation
let private graph = SampleGraph.OfSamples(samples, 6)
let private neighbours = NearestNeighbours.Find(samples, 6)

let private times (a: Matrix) (s: float) = MatrixArithmetic.Scale(a, s)
let private ctimes (a: ComplexMatrix) (s: float) = a.Scale(Complex(s, 0.0))

let private qtimes (a: QuaternionMatrix) (s: float) =
    let part i = times a.Parts[i] s
    QuaternionMatrix.FromParts(part 0, part 1, part 2, part 3)

let private ofComplex (values: Complex seq) =
    [| for z in values -> [| z.Real; z.Imaginary |] |] |> Array.concat

let private c (a: ComplexMatrix) = ofComplex (a.ToArray())

let private q (a: QuaternionMatrix) =
    Array.concat [ for part in a.Parts -> part.ToArray() ]

let private m (a: Matrix) = a.ToArray()

let private all (parts: Matrix seq) =
    Array.concat [ for part in parts -> m part ]

let private flag value = [| if value then 1.0 else 0.0 |]

/// A function of one matrix that is linear in it.
let private linear f (a: Matrix) =
    Scales(Lengths, (fun s -> [ 1, m (f (times a s)) ]))

let private fit matrix error (f: LeastSquaresFit) = [
    matrix, m f.Matrix
    2 * error, [| f.SquaredError; f.LowerBound |]
    error, [| f.Error |]
    0, flag f.CertifiedOptimal
    0, flag f.SquaresLeaveRange
    0, [| float f.Rank |]
    0,
    (if isNull f.Component then
         [||]
     else
         [| for r in f.Component -> float r |])
]

let private problem matrix error (p: EquivariantLeastSquares) = [
    let best = p.Allocate(3).Best(3).Component
    2 * error, [| p.ZeroError; p.LowerBound 3; p.SquaredError best |]

    2 * error,
    [|
        for b in p.Blocks do
            yield! b.Energies
    |]

    2 * error, [| for b in p.Blocks -> b.Slack |]
    matrix, m (p.Network(best).EndToEnd())
    0, flag (CriticalPoints.Of(p, best).IsDegenerate)
]

let private defect (d: SymmetryDefect) = [
    1, [| d.Residual; d.WorstOutputDefect; d.NearestDistance |]
    1, Array.ofSeq d.ResidualByGenerator
    0, [| d.RelativeResidual; float d.WorstGenerator |]
    0, Array.ofSeq d.WorstInput
]

let private linearFit (f: LinearFit) = [
    0, m (f.Network.EndToEnd())
    1, [| f.TrainLoss; f.LowerBound |]
    1, [| for loss in f.LossByRank -> loss.Loss |]
    0, flag f.CertifiedOptimal
]

let private moments degree (gram: SampleGram) =
    let fits = [
        ExactFit.Dense(gram, 2)
        ExactFit.Invariant(gram, group, 2)
        ExactFit.Equivariant(BlockGram.FromSamples(decomposition, gram), 3)
    ]

    [
        degree, m gram.Moments
        for f in fits do
            for d, values in linearFit f do
                degree * d, values
    ]

// Of weights times s and inputs times t the outputs scale by both; graphs and residuals by neither.
let private layer ofWeights ofInputs (one: LayerSamples) = [
    let identity = LayerMatrixDecomposition.OfIdentity one
    let geometry = LayerGeometry.Of(one, LayerGeometryOptions(6, 2))
    let graphs = LayerMatrixDecomposition.OfGraph geometry
    ofWeights + ofInputs, m one.Outputs
    ofInputs, m one.Inputs
    0, [| float identity.Rank |]
    ofWeights, m (identity.Core 2)
    ofWeights, m (graphs.Reconstruct 2)
    -ofInputs, m (graphs.InputMap 2)
    -(ofWeights + ofInputs), m (graphs.OutputMap 2)
    0, geometry.Eigen.Values

    for readings in [ identity.Residuals; graphs.Residuals ] do
        0,
        readings
        |> Seq.collect (fun r -> [ r.Frobenius; r.FrobeniusOptimum; r.Data; r.DataOptimum ])
        |> Array.ofSeq
]

let private dimension (d: IntrinsicDimension) = [
    0, [| d.TwoNearest.GetValueOrDefault -1.0; d.ParticipationRatio; float d.LeftOut |]
]

let private spectrum (w: WeightSpectrum) = [
    1, w.SingularValues
    1, [| w.EntryDeviation; w.LowerEdge; w.UpperEdge; w.RankThreshold |]
    0, [| float w.Rank; float w.RankLoss; w.StableRank; float w.SpikeCount |]
    match Option.ofObj w.PowerLaw with
    | Some law ->
        0,
        [|
            law.Exponent
            float law.TailCount
            law.Low
            law.High
            law.KolmogorovSmirnov
            law.PValue
        |]

        2, [| law.Minimum |]
    | None -> ()
]

let private general (r: GeneralEigenResult) = [ 1, ofComplex r.Values; 0, c r.Vectors ]
let private held = HasNone "holds what it is given"
let private stored = HasNone "writes the bits of the entries as they are"
let private signs = HasNone "takes signs, 1 and -1, alone"

let private separated =
    HasNone "passes scores through an exponential or another function that is not homogeneous"

let private perSimilarity patterns queries =
    let degrees = [
        Similarity.Dot, 1, 1
        Similarity.Cosine, 0, 0
        Similarity.NormalisedDot, 0, 0
        Similarity.KullbackLeibler, 0, 0
        Similarity.ReverseKullbackLeibler, 0, 0
        Similarity.JensenShannon, 0, 0
    ]

    let positive (a: Matrix) =
        Matrix.Create(a.RowCount, a.ColumnCount, (fun i j -> abs a[i, j]))

    let p, z = positive wide, positive other

    Scales(
        Squares,
        fun s -> [
            for similarity, a, b in degrees ->
                (if patterns then a else 0) + (if queries then b else 0),
                m (
                    Similarities.Scores(
                        similarity,
                        MemoryMode.Corrected,
                        times p (if patterns then s else 1.0),
                        times z (if queries then s else 1.0)
                    )
                )
        ]
    )

let private distances =
    Scales(
        Squares,
        fun s -> [
            for similarity, degree in [ Similarity.Euclidean, 2; Similarity.Manhattan, 1 ] ->
                degree, m (Similarities.Scores(similarity, MemoryMode.Corrected, times wide s, times other s))
        ]
    )

let private blocks encoders decoders s =
    let component' =
        RankVector.Of(ReadOnlySpan [| for b in decomposition.Blocks -> min 1 b.Multiplicity |])

    let start =
        EquivariantAutoencoder.Random(decomposition, component', RandomSource.FromSeed 5UL)

    let count = decomposition.Blocks.Count - 1
    let scale on (a: Matrix) = times a (if on then s else 1.0)

    EquivariantAutoencoder.FromBlocks(
        decomposition,
        component',
        [| for i in 0..count -> scale encoders (start.EncoderBlock i) |],
        [| for i in 0..count -> scale decoders (start.DecoderBlock i) |]
    )

let private network (n: LinearAutoencoder) degree = [ degree, m (n.EndToEnd()) ]

let private orbits = group.Orbits()

/// Each function with its cases: the name is that of type, method and parameters.
let table: (string * Case list) list = [
    "Csv.Write(path, matrix)", [ stored ]
    "MatrixFile.Write(path, matrix)", [ stored ]
    "CsvReading.new(Matrix, Columns, Notes)", [ held ]
    "Npy.Write(path, matrix, type)", [ stored ]
    "StoredTensor.FromMatrix(name, matrix, type)", [ stored ]
    "BlockSolution.new(Energies, Encoder, Decoder, Slack)", [ held ]
    "BlockSvd.Of(matrix, algebraDimension)",
    [
        Scales(
            Lengths,
            fun s ->
                let svd = BlockSvd.Of(times square s, 1)

                [
                    1, Array.ofSeq svd.SingularValues
                    0, m svd.RightVectors
                    1, m (svd.Truncate 2)
                ]
        )
        Scales(
            Lengths,
            fun s ->
                let svd = BlockSvd.Of(times (Realification.Realify quaternion) s, 4)

                [
                    1, Array.ofSeq svd.SingularValues
                    0, m svd.RightVectors
                    1, m (svd.Truncate 2)
                ]
        )
    ]
    "EquivarianceAudit.Of(matrix, group)",
    [
        Scales(
            Lengths,
            fun s ->
                let audit = EquivarianceAudit.Of(times square s, group)
                defect audit.Invariance @ defect audit.Equivariance
        )
    ]
    "EquivariantLeastSquares.Nearest(decomposition, matrix)",
    [
        Scales(Squares, fun s -> problem 1 1 (EquivariantLeastSquares.Nearest(decomposition, times square s)))
        Scales(Squares, fun s -> problem 1 1 (EquivariantLeastSquares.Nearest(complexBlocks, times square s)))
    ]
    "EquivariantLeastSquares.Regression(decomposition, x, y)",
    [
        Scales(
            Squares,
            fun s ->
                problem -1 0 (EquivariantLeastSquares.Regression(decomposition, times (samples.Transpose()) s, targets))
        )
        Scales(
            Squares,
            fun s ->
                problem 1 1 (EquivariantLeastSquares.Regression(decomposition, samples.Transpose(), times targets s))
        )
    ]
    "LeastSquaresFit.new(Matrix, SquaredError, Rank, Component, LowerBound, CertifiedOptimal)", [ held ]
    "NearestMatrix.Dense(matrix, rank)", [ Scales(Squares, fun s -> fit 1 1 (NearestMatrix.Dense(times wide s, 2))) ]
    "NearestMatrix.Equivariant(decomposition, matrix, rank, component)",
    [
        Scales(Squares, fun s -> fit 1 1 (NearestMatrix.Equivariant(decomposition, times square s, 3)))
        Scales(Squares, fun s -> fit 1 1 (NearestMatrix.Equivariant(complexBlocks, times square s, 3)))
    ]
    "NearestMatrix.Invariant(group, matrix, rank)",
    [
        Scales(Squares, fun s -> fit 1 1 (NearestMatrix.Invariant(rotation, times square s, 1)))
    ]
    "OrbitalAverage.Of(matrix, group)", [ linear (fun a -> OrbitalAverage.Of(a, group)) square ]
    "ReducedRankRegression.Dense(x, y, rank)",
    [
        Scales(Squares, fun s -> fit -1 0 (ReducedRankRegression.Dense(times (samples.Transpose()) s, targets, 2)))
        Scales(Squares, fun s -> fit 1 1 (ReducedRankRegression.Dense(samples.Transpose(), times targets s, 2)))
    ]
    "ReducedRankRegression.Equivariant(decomposition, x, y, rank)",
    [
        Scales(
            Squares,
            fun s ->
                fit -1 0 (ReducedRankRegression.Equivariant(decomposition, times (samples.Transpose()) s, targets, 3))
        )
        Scales(
            Squares,
            fun s -> fit 1 1 (ReducedRankRegression.Equivariant(decomposition, samples.Transpose(), times targets s, 3))
        )
    ]
    "ReducedRankRegression.Invariant(group, x, y, rank)",
    [
        Scales(
            Squares,
            fun s -> fit -1 0 (ReducedRankRegression.Invariant(rotation, times (samples.Transpose()) s, targets, 1))
        )
        Scales(
            Squares,
            fun s -> fit 1 1 (ReducedRankRegression.Invariant(rotation, samples.Transpose(), times targets s, 1))
        )
    ]
    "SampleGram.FromMoments(moments, sampleCount)",
    [
        Scales(
            Squares,
            fun s ->
                moments 1 (SampleGram.FromMoments(times (MatrixProduct.Gram samples) (s * s), 40L))
                |> List.map (fun (d, x) -> 2 * d, x)
        )
    ]
    "SampleGram.FromSamples(samples)",
    [
        Scales(Squares, fun s -> moments 2 (SampleGram.FromSamples(times samples s)))
    ]
    "IntrinsicDimension.Of(samples, neighbours, threads, rounding)",
    [
        Scales(
            Lengths,
            fun s ->
                let scaled = times samples s
                dimension (IntrinsicDimension.Of(scaled, NearestNeighbours.Find(scaled, 6)))
        )
    ]
    "LaplacianEigenResult.new(Values, Vectors, Residuals, Products, Restarts, Status)", [ held ]
    "LaplacianSolution.new(Solution, Residual, Iterations, Status)", [ held ]
    "LaplacianSolver.Solve(graph, rightSide, options, cancel)",
    [
        Scales(
            Lengths,
            fun s ->
                let found = LaplacianSolver.Solve(graph, times samples s)
                [ 1, m found.Solution; 0, [| found.Residual; float found.Iterations |] ]
        )
    ]
    "LayerSamples.Of(weights, inputs, threads)",
    [
        Scales(Squares, fun s -> layer 1 0 (LayerSamples.Of(times weights s, samples)))
        Scales(Squares, fun s -> layer 0 1 (LayerSamples.Of(weights, times samples s)))
    ]
    "LayerSamples.WithBias(weights, bias, inputs, threads)",
    [
        Scales(
            Squares,
            fun s ->
                let bias = [| for i in 1..7 -> s * float i |]
                layer 1 0 (LayerSamples.WithBias(times weights s, ReadOnlySpan bias, samples))
        )
        HasNone "the column of ones beside the inputs does not scale with them"
    ]
    "NearestNeighbours.Find(samples, count, threads, cancel)",
    [
        Scales(
            Lengths,
            fun s ->
                let found = NearestNeighbours.Find(times samples s, 6)

                [
                    for i in 0..39 do
                        1, found.Distances(i).ToArray()
                        0, [| for j in found.Indices(i).ToArray() -> float j |]
                ]
        )
    ]
    "SampleGraph.ApplyLaplacian(x, threads)", [ linear (fun a -> graph.ApplyLaplacian a) samples ]
    "SampleGraph.OfSamples(samples, neighbours, threads, cancel)",
    [
        Scales(Lengths, fun s -> [ 0, m (SampleGraph.OfSamples(times samples s, 6).ApplyLaplacian samples) ])
    ]
    "WeightSpectrum.Of(weights, seed, precision)",
    [
        Scales(Squares, fun s -> spectrum (WeightSpectrum.Of(times (gaussian (RandomSource.FromSeed 4UL) 14 20) s)))
    ]
    "Matrix.Transpose()", [ linear _.Transpose() wide ]
    "Matrix.Row(row)", [ Scales(Lengths, fun s -> [ 1, (times wide s).Row(1).ToArray() ]) ]
    "Matrix.ToArray()", [ Scales(Lengths, fun s -> [ 1, m (times wide s) ]) ]
    "ComplexMatrix.Add(other)",
    [
        Scales(Lengths, fun s -> [ 1, c ((ctimes complex s).Add(ctimes complex s)) ])
    ]
    "ComplexMatrix.Subtract(other)",
    [
        Scales(Lengths, fun s -> [ 1, c ((ctimes complex s).Subtract(ctimes (complex.ConjugateTranspose()) s)) ])
    ]
    "ComplexMatrix.Multiply(other, threads)",
    [
        Scales(Lengths, fun s -> [ 1, c ((ctimes complex s).Multiply complex) ])
        Scales(Lengths, fun s -> [ 1, c (complex.Multiply(ctimes complex s)) ])
    ]
    "ComplexMatrix.Scale(factor)",
    [
        Scales(Lengths, fun s -> [ 1, c ((ctimes complex s).Scale(Complex(0.3, 0.7))) ])
    ]
    "ComplexMatrix.ConjugateTranspose()",
    [ Scales(Lengths, fun s -> [ 1, c ((ctimes complex s).ConjugateTranspose()) ]) ]
    "ComplexMatrix.FrobeniusNorm()", [ Scales(Lengths, fun s -> [ 1, [| (ctimes complex s).FrobeniusNorm() |] ]) ]
    "ComplexMatrix.RealPart()", [ Scales(Lengths, fun s -> [ 1, m ((ctimes complex s).RealPart()) ]) ]
    "ComplexMatrix.ImaginaryPart()", [ Scales(Lengths, fun s -> [ 1, m ((ctimes complex s).ImaginaryPart()) ]) ]
    "ComplexMatrix.Row(row)",
    [
        Scales(Lengths, fun s -> [ 1, ofComplex ((ctimes complex s).Row(1).ToArray()) ])
    ]
    "ComplexMatrix.ToArray()", [ Scales(Lengths, fun s -> [ 1, c (ctimes complex s) ]) ]
    "ComplexMatrix.FromParts(real, imaginary)",
    [
        Scales(Lengths, fun s -> [ 1, c (ComplexMatrix.FromParts(times square s, times second s)) ])
    ]
    "ComplexMatrix.FromReal(real)", [ Scales(Lengths, fun s -> [ 1, c (ComplexMatrix.FromReal(times square s)) ]) ]
    "CyclicFourier.ForwardRows(rows)", [ linear (fun a -> CyclicFourier.OfLength(8).ForwardRows a) wide ]
    "CyclicFourier.InverseRows(coefficients)", [ linear (fun a -> CyclicFourier.OfLength(8).InverseRows a) wide ]
    "Factorizations.SingularValues(a)",
    [
        for a in [ wide; tall; square ] -> Scales(Lengths, fun s -> [ 1, Factorizations.SingularValues(times a s) ])
    ]
    "Factorizations.GeneralEigen(a)",
    [
        Scales(Lengths, fun s -> general (Factorizations.GeneralEigen(times square s)))
        Scales(Lengths, fun s -> general (Factorizations.GeneralEigen(times symmetric s)))
    ]
    "Factorizations.NumericalRank(a, tolerance)",
    [
        Scales(Lengths, fun s -> [ 0, [| float (Factorizations.NumericalRank(times wide s)) |] ])
        Scales(
            Lengths,
            fun s -> [
                0, [| float (Factorizations.NumericalRank(times wide s, Nullable(1.5 * s))) |]
            ]
        )
    ]
    "Factorizations.PseudoInverse(a, tolerance)",
    [
        Scales(Lengths, fun s -> [ -1, m (Factorizations.PseudoInverse(times wide s)) ])
        Scales(Lengths, fun s -> [ -1, m (Factorizations.PseudoInverse(times tall s, Nullable(1.5 * s))) ])
    ]
    "Factorizations.Qr(a)",
    [
        for a in [ wide; tall; square ] ->
            Scales(
                Lengths,
                fun s ->
                    let qr = Factorizations.Qr(times a s)
                    [ 0, m qr.Q; 1, m qr.R ]
            )
    ]
    "Factorizations.Svd(a)",
    [
        for a in [ wide; tall; square; symmetric ] ->
            Scales(
                Lengths,
                fun s ->
                    let svd = Factorizations.Svd(times a s)
                    [ 0, m svd.U; 1, svd.SingularValues; 0, m svd.V ]
            )
    ]
    "GeneralEigenResult.new(Values, Vectors)", [ held ]
    "HermitianEigen.Decompose(h)",
    [
        Scales(
            Lengths,
            fun s ->
                let eigen =
                    HermitianEigen.Decompose((ctimes complex s).Add(ctimes (complex.ConjugateTranspose()) s))

                [ 1, eigen.Values; 0, c eigen.Vectors ]
        )
    ]
    "HermitianEigenResult.new(Values, Vectors)", [ held ]
    "MatrixArithmetic.FrobeniusNorm(a)",
    [
        Scales(Lengths, fun s -> [ 1, [| MatrixArithmetic.FrobeniusNorm(times wide s) |] ])
    ]
    "MatrixArithmetic.LargestMagnitude(a)",
    [
        Scales(Lengths, fun s -> [ 1, [| MatrixArithmetic.LargestMagnitude(times wide s) |] ])
    ]
    "MatrixArithmetic.SquaredFrobeniusNorm(a)",
    [
        Scales(Squares, fun s -> [ 2, [| MatrixArithmetic.SquaredFrobeniusNorm(times wide s) |] ])
    ]
    "MatrixArithmetic.Trace(a)",
    [
        Scales(Lengths, fun s -> [ 1, [| MatrixArithmetic.Trace(times square s) |] ])
    ]
    "MatrixArithmetic.Add(a, b)",
    [
        Scales(Lengths, fun s -> [ 1, m (MatrixArithmetic.Add(times wide s, times other s)) ])
    ]
    "MatrixArithmetic.Subtract(a, b)",
    [
        Scales(Lengths, fun s -> [ 1, m (MatrixArithmetic.Subtract(times wide s, times other s)) ])
    ]
    "MatrixArithmetic.Scale(a, factor)", [ linear (fun a -> MatrixArithmetic.Scale(a, 0.3)) wide ]
    "MatrixProduct.Apply(a, x)",
    [
        Scales(Lengths, fun s -> [ 1, MatrixProduct.Apply(times wide s, ReadOnlySpan(Array.init 8 float)) ])
    ]
    "MatrixProduct.Gram(x, threads)", [ Scales(Squares, fun s -> [ 2, m (MatrixProduct.Gram(times wide s)) ]) ]
    "MatrixProduct.Multiply(a, b, threads)",
    [
        linear (fun a -> MatrixProduct.Multiply(a, other.Transpose())) wide
        linear (fun b -> MatrixProduct.Multiply(other.Transpose(), b)) wide
    ]
    "MatrixProduct.MultiplyTransposedLeft(a, b, threads)",
    [
        linear (fun a -> MatrixProduct.MultiplyTransposedLeft(a, other)) wide
        linear (fun b -> MatrixProduct.MultiplyTransposedLeft(other, b)) wide
    ]
    "MatrixProduct.MultiplyTransposedRight(a, b, threads)",
    [
        linear (fun a -> MatrixProduct.MultiplyTransposedRight(a, other)) wide
        linear (fun b -> MatrixProduct.MultiplyTransposedRight(other, b)) wide
    ]
    "QrResult.new(Q, R)", [ held ]
    "SmallEigen.Values(a)",
    [
        Scales(Lengths, fun s -> [ 1, ofComplex (SmallEigen.Values(times square s).Values.ToArray()) ])
    ]
    "SvdResult.new(U, SingularValues, V)", [ held ]
    "SymmetricEigen.Decompose(s, threads)",
    [
        Scales(
            Lengths,
            fun s ->
                let eigen = SymmetricEigen.Decompose(times symmetric s)
                [ 1, eigen.Values; 0, m eigen.Vectors ]
        )
    ]
    "SymmetricEigen.Largest(s, count, threads)",
    [
        Scales(
            Lengths,
            fun s ->
                let eigen = SymmetricEigen.Largest(times symmetric s, 2)
                [ 1, eigen.Values; 0, m eigen.Vectors ]
        )
    ]
    "SymmetricEigenResult.new(Values, Vectors)", [ held ]
    "ClassicalHopfield.Of(patterns)", [ signs ]
    "DenseMemory.Exponential(patterns)", [ signs ]
    "DenseMemory.Of(patterns, order)", [ signs ]
    "ModernHopfield.Of(patterns, beta)",
    [
        // With beta/s² the attention stays, and the step scales.
        Scales(
            Squares,
            fun s ->
                let state = (times other s).Row(0).ToArray()
                let memory = ModernHopfield.Of(times wide s, 0.5 / (s * s))

                [
                    0, memory.Attention(ReadOnlySpan state)
                    1, memory.Step(ReadOnlySpan state)
                    2, [| memory.Energy(ReadOnlySpan state) |]
                ]
        )
    ]
    "PatternPool.FromMatrix(patterns, rows, source)",
    [
        linear
            (fun a -> PatternPool.FromMatrix(a, 1, "test").Draw(3, RandomSource.FromSeed 1UL))
            (Matrix.Create(5, 8, (fun i j -> abs wide[i, j])))
    ]
    "Perturbation.Apply(patterns, rows, mode, random)",
    [ HasNone "adds noise of a given size to grey levels in [0, 1]" ]
    "RetrievalTask.Distances(answers)",
    [
        Scales(
            Squares,
            fun s ->
                let task = RetrievalTask.Of(times wide s, times other s, times wide s)
                [ 2, task.Distances(times wide s) ]
        )
    ]
    "RetrievalTask.Of(patterns, values, queries)", [ held ]
    "Similarities.Scores(similarity, mode, patterns, queries, threads)",
    [ perSimilarity true false; perSimilarity false true; distances ]
    "UniversalMemory.Retrieve(queries)", [ separated ]
    "UniversalMemory.Scores(queries)",
    [
        Scales(
            Squares,
            fun s -> [
                1, m (UniversalMemory.Of(wide, MemoryOptions(Similarity = Similarity.Dot)).Scores(times other s))
            ]
        )
    ]
    "UniversalMemory.Weights(queries)", [ separated ]
    "UniversalMemory.Associating(patterns, values, options)", [ held ]
    "UniversalMemory.Of(patterns, options)", [ held ]
    "DenseAutoencoder.FromFactors(encoder, decoder)",
    [
        Scales(Lengths, fun s -> network (DenseAutoencoder.FromFactors(times wide s, other.Transpose())) 1)
        Scales(Lengths, fun s -> network (DenseAutoencoder.FromFactors(wide, times (other.Transpose()) s)) 1)
    ]
    "EquivariantAutoencoder.FromBlocks(decomposition, component, encoders, decoders)",
    [
        Scales(
            Lengths,
            fun s ->
                network (blocks true false s) 1
                @ [ 0, [| for r in (blocks true false s).BlockRanks() -> float r |] ]
        )
        Scales(Lengths, fun s -> network (blocks false true s) 1)
    ]
    "InvariantAutoencoder.FromParameters(orbits, orbitWeights, decoder)",
    [
        let parts = gaussian random 2 orbits.BlockCount, gaussian random 6 2

        Scales(
            Lengths,
            fun s -> network (InvariantAutoencoder.FromParameters(orbits, times (fst parts) s, snd parts)) 1
        )

        Scales(
            Lengths,
            fun s -> network (InvariantAutoencoder.FromParameters(orbits, fst parts, times (snd parts) s)) 1
        )
    ]
    "LinearAutoencoder.Apply(samples)",
    [
        linear (fun a -> DenseAutoencoder.FromFactors(wide, other.Transpose()).Apply a) other
    ]
    "LinearAutoencoder.Encode(samples)",
    [
        linear (fun a -> DenseAutoencoder.FromFactors(wide, other.Transpose()).Encode a) other
    ]
    "Commutant.Project(group, u)", [ linear (fun a -> Commutant.Project(group, a)) square ]
    "CyclicBasis.FromIsotypicRows(coefficients)",
    [
        linear (fun a -> CyclicBasis.Of(rotation.Generators[0]).FromIsotypicRows a) square
    ]
    "CyclicBasis.ToIsotypicRows(x)",
    [
        linear (fun a -> CyclicBasis.Of(rotation.Generators[0]).ToIsotypicRows a) square
    ]
    "IsotypicDecomposition.BlocksOf(u)",
    [
        Scales(Lengths, fun s -> [ 1, all (decomposition.BlocksOf(times square s)) ])
    ]
    "IsotypicDecomposition.BlockOf(u, block)", [ linear (fun a -> decomposition.BlockOf(a, 0)) square ]
    "IsotypicDecomposition.FromBlocks(blocks)",
    [
        Scales(
            Lengths,
            fun s -> [
                1, m (decomposition.FromBlocks [| for b in decomposition.BlocksOf square -> times b s |])
            ]
        )
    ]
    "IsotypicDecomposition.ProjectToCommutant(u)", [ linear decomposition.ProjectToCommutant square ]
    "Orbitals.Average(u)", [ linear (Orbitals.Of group).Average square ]
    "PermutationAction.ActOnColumns(a, sigma)",
    [
        linear (fun a -> PermutationAction.ActOnColumns(a, group.Generators[0])) square
    ]
    "PermutationAction.ActOnRows(sigma, a)",
    [ linear (fun a -> PermutationAction.ActOnRows(group.Generators[0], a)) square ]
    "PermutationAction.Conjugate(sigma, a)",
    [ linear (fun a -> PermutationAction.Conjugate(group.Generators[0], a)) square ]
    "QuaternionMatrix.Multiply(right)",
    [
        Scales(Lengths, fun s -> [ 1, q ((qtimes quaternion s).Multiply quaternion) ])
        Scales(Lengths, fun s -> [ 1, q (quaternion.Multiply(qtimes quaternion s)) ])
    ]
    "QuaternionMatrix.ConjugateTranspose()",
    [
        Scales(Lengths, fun s -> [ 1, q ((qtimes quaternion s).ConjugateTranspose()) ])
    ]
    "QuaternionMatrix.SquaredFrobeniusNorm()",
    [
        Scales(Squares, fun s -> [ 2, [| (qtimes quaternion s).SquaredFrobeniusNorm() |] ])
    ]
    "QuaternionMatrix.FromParts(real, i, j, k)", [ Scales(Lengths, fun s -> [ 1, q (qtimes quaternion s) ]) ]
    "Realification.Complexify(a)",
    [
        Scales(Lengths, fun s -> [ 1, c (Realification.Complexify(times (Realification.Realify complex) s)) ])
    ]
    "Realification.ProjectToDLinear(a, algebra)",
    [
        linear (fun a -> Realification.ProjectToDLinear(a, DivisionAlgebra.Complex)) square
    ]
    "Realification.Realify(a)",
    [
        Scales(Lengths, fun s -> [ 1, m (Realification.Realify(ctimes complex s)) ])
        Scales(Lengths, fun s -> [ 1, m (Realification.Realify(qtimes quaternion s)) ])
    ]
    "Realification.Quaternionify(a)",
    [
        Scales(
            Lengths,
            fun s -> [
                1, q (Realification.Quaternionify(times (Realification.Realify quaternion) s))
            ]
        )
    ]
    "ProjectionGeometry.Of(decoderJacobian, encoderJacobian)",
    [
        // The Jacobian is the product: one factor times s, the other over s.
        Scales(
            Lengths,
            fun s ->
                let g =
                    ProjectionGeometry.Of(times tall s, times (gaussian (RandomSource.FromSeed 3UL) 5 9) (1.0 / s))

                [
                    0, ofComplex g.Eigenvalues
                    0, c g.Eigenvectors
                    0,
                    [|
                        g.FrobeniusDistance
                        g.SpectralDistance
                        g.ProjectionNorm
                        g.LargestOverlap
                        g.ConditionNumber
                    |]
                ]
        )
    ]
    "MinorJacobian.Of(point, size)", [ Scales(Squares, fun s -> [ 2, m (MinorJacobian.Of(times wide s, 3)) ]) ]
    "TangentSpace.Rank(jacobian)",
    [
        Scales(Lengths, fun s -> [ 0, [| float (TangentSpace.Rank(times wide s)) |] ])
    ]
    "TangentSpace.Jacobian(left, right)",
    [
        Scales(Lengths, fun s -> [ 1, m (TangentSpace.Jacobian(times (other.Transpose()) s, times wide s)) ])
    ]
]
