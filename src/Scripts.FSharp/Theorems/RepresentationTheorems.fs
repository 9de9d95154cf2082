/// Isotypic components, adapted bases and realification.
module internal Neurovariety.Scripts.Theorems.RepresentationTheorems

open System
open System.Numerics
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.GroupSubjects

let private permutationMatrix (p: Permutation) = PermutationAction.PermutationMatrix p

let private transposedTimes (a: Matrix) (b: Matrix) =
    MatrixProduct.MultiplyTransposedLeft(a, b)

/// l and m of the label "l,m".
let private eigenvalue (block: IsotypicBlock) =
    let parts = block.Label.Split ','
    int parts[0], int parts[1]

/// Start and size e·m of each block of one generator in the adapted basis.
let private extents (blocks: IsotypicBlock seq) =
    let sizes =
        blocks |> Seq.map (fun b -> b.AlgebraDimension * b.Multiplicity) |> List.ofSeq

    List.zip (List.scan (+) 0 sizes |> List.take sizes.Length) sizes

let private part (start: int) (size: int) (a: Matrix) =
    matrix size size (fun i j -> a[start + i, start + j])

let private orthogonalBasis =
    /// The basis of the slides, cycle by cycle: w_0, w_j, w_-j, and w_{n/2} with the given prefactor.
    let printed (middle: int -> float) (p: Permutation) =
        let vectors = [
            for cycle in p.Cycles() do
                let length = cycle.Length

                let vector (value: int -> float) =
                    let x = Array.zeroCreate p.Degree
                    cycle |> Array.iteri (fun t point -> x[point] <- value t)
                    x

                let angle j t =
                    2.0 * Math.PI * float (j * t) / float length

                vector (fun _ -> 1.0 / sqrt (float length))

                for j in 1 .. (length - 1) / 2 do
                    vector (fun t -> 2.0 * cos (angle j t) / sqrt (2.0 * float length))
                    vector (fun t -> 2.0 * sin (angle j t) / sqrt (2.0 * float length))

                if length % 2 = 0 then
                    vector (fun t -> middle length * cos (angle (length / 2) t))
        ]

        Matrix.FromRows(List.toArray vectors)

    let orthonormal (rows: Matrix) =
        agree 1.0 (MatrixProduct.MultiplyTransposedRight(rows, rows)) (Matrix.Identity rows.RowCount)

    let rotates (generators: Permutation list) (q: Matrix) =
        let decomposition = decompose generators
        let image = transposedTimes q (times (permutationMatrix generators.Head) q)

        let expected sign =
            let blocks = Seq.zip decomposition.Blocks (extents decomposition.Blocks)

            let entry i j =
                blocks
                |> Seq.tryFind (fun (_, (start, size)) -> start <= i && i < start + size)
                |> Option.map (fun (b, (start, _)) ->
                    let l, m = eigenvalue b

                    let lambda =
                        Complex.FromPolarCoordinates(1.0, sign * 2.0 * Math.PI * float m / float l)

                    let e = b.AlgebraDimension

                    if (i - start) / e <> (j - start) / e || j < start then 0.0
                    elif i = j then lambda.Real
                    elif i < j then -lambda.Imaginary
                    else lambda.Imaginary)

            matrix q.RowCount q.RowCount (fun i j -> (entry i j).Value)

        agree 1.0 (expected 1.0) image || agree 1.0 (expected -1.0) image

    Theorem.about
        (permutations |> Subject.upTo 64)
        ("adapted-basis",
         "Q_sigma is orthogonal, and Q^T P_sigma Q consists of the eigenvalues 1 and -1 and of one 2 x 2 rotation R(lambda) for each pair of conjugate eigenvalues, equal ones side by side.",
         "[KSS24, Real orthogonal base change]; Correction of w_{n/2}")
        (fun generators ->
            let q = (decompose generators).OrthogonalMatrix()
            orthonormal (q.Transpose()) && rotates generators q)
        "w_{n/2} has the prefactor of the other w_j, as printed in the slides"
        (fun generators -> orthonormal (printed (fun length -> 2.0 / sqrt (2.0 * float length)) generators.Head))

let private multiplicities =
    let claim (count: int -> int -> bool) (generators: Permutation list) =
        let sigma = generators.Head
        let p = permutationMatrix sigma
        let n = sigma.Degree

        // The kernel of P - 1, P + 1 or P^2 - 2 cos(2 pi m / l) P + 1.
        let eigenspace (b: IsotypicBlock) =
            let l, m = eigenvalue b
            let cosine = cos (2.0 * Math.PI * float m / float l)
            let identity = Matrix.Identity n

            let polynomial =
                match l with
                | 1 -> minus p identity
                | 2 -> MatrixArithmetic.Add(p, identity)
                | _ -> MatrixArithmetic.Add(minus (times p p) (MatrixArithmetic.Scale(p, 2.0 * cosine)), identity)

            n - rank polynomial

        (decompose generators).Blocks
        |> Seq.forall (fun b ->
            let l, _ = eigenvalue b
            let cycles = sigma.Cycles() |> Seq.filter (fun c -> count l c.Length) |> Seq.length
            eigenspace b = b.AlgebraDimension * cycles)

    Theorem.about
        (permutations |> Subject.upTo 64)
        ("multiplicity-counts-cycles",
         "An eigenvalue of order l of P_sigma has as multiplicity the number of cycles whose length l divides.",
         "[FORMULAS, Cyclic]; Correction of [KSS24]")
        (claim (fun l length -> length % l = 0))
        "the number of cycles of length exactly l"
        (claim (fun l length -> length = l))

let private commutingBlocks =
    let claim (linear: DivisionAlgebra -> Matrix -> Matrix) (instance: GroupMatrix) =
        let m = instance.Matrix
        let sigma = instance.Generators.Head
        let decomposition = decompose instance.Generators
        let q = decomposition.OrthogonalMatrix()
        let image = transposedTimes q (times m q)
        let scale = max 1.0 (norm m)
        let n = m.RowCount
        let diagonal = Array.zeroCreate (n * n)

        for b, (start, size) in Seq.zip decomposition.Blocks (extents decomposition.Blocks) do
            let block = linear b.Type (part start size image)

            for i in 0 .. size - 1 do
                for j in 0 .. size - 1 do
                    diagonal[(start + i) * n + start + j] <- block[i, j]

        let commutes = PermutationAction.Conjugate(sigma, m).Equals m
        commutes = agree scale image (Matrix.FromEntries(n, n, diagonal))

    // A reflection maps each rotation plane of a cycle of three into itself, but is not complex linear there.
    let reflection = {
        Generators = [ PermutationText.ParsePermutation "(1 2 3)" ]
        Matrix = permutationMatrix (PermutationText.ParsePermutation("(2 3)", Nullable 3))
    }

    let squares = squareUnderPermutation |> wholeNumbers |> Subject.upTo 64

    Theorem.about
        {
            squares with
                Instances = {
                    squares.Instances with
                        Shipped = reflection :: squares.Instances.Shipped
                }
        }
        ("commuting-block-form",
         "M commutes with P_sigma exactly when Q^T M Q is block diagonal with one real block for each eigenvalue 1 and -1 and one realified complex block for each pair of conjugate eigenvalues.",
         "[KSS24, Characterizing equivariance]")
        (claim (fun algebra block -> Realification.ProjectToDLinear(block, algebra)))
        "any real block will do for a pair of conjugate eigenvalues"
        (claim (fun _ block -> block))

let private realification =
    let complexOf (a: Matrix) =
        ComplexMatrix.Create(
            a.RowCount,
            a.ColumnCount,
            (fun i j -> Complex(a[i, j], a[(i + 1) % a.RowCount, j] - a[i, (j + 1) % a.ColumnCount]))
        )

    let add (a: ComplexMatrix) (b: ComplexMatrix) =
        ComplexMatrix.Create(a.RowCount, a.ColumnCount, (fun i j -> a[i, j] + b[i, j]))

    let multiply (a: ComplexMatrix) (b: ComplexMatrix) =
        ComplexMatrix.Create(
            a.RowCount,
            b.ColumnCount,
            (fun i j ->
                seq { 0 .. a.ColumnCount - 1 }
                |> Seq.fold (fun sum k -> sum + a[i, k] * b[k, j]) Complex.Zero)
        )

    let squaredNorm (a: ComplexMatrix) =
        Seq.sum (
            seq {
                for i in 0 .. a.RowCount - 1 do
                    for j in 0 .. a.ColumnCount - 1 do
                        a[i, j].Real ** 2.0 + a[i, j].Imaginary ** 2.0
            }
        )

    /// Rank over C by elimination with complete pivoting.
    let complexRank (a: ComplexMatrix) =
        let work = Array2D.init a.RowCount a.ColumnCount (fun i j -> a[i, j])
        let scale = max 1.0 (sqrt (squaredNorm a))

        let rec eliminate (rows: int list) (columns: int list) =
            let candidates = List.allPairs rows columns

            match candidates with
            | [] -> 0
            | _ ->
                let i, j = candidates |> List.maxBy (fun (i, j) -> work[i, j].Magnitude)

                if work[i, j].Magnitude <= 1e-9 * scale then
                    0
                else
                    let restRows = List.except [ i ] rows
                    let restColumns = List.except [ j ] columns

                    for row in restRows do
                        let factor = work[row, j] / work[i, j]

                        for column in restColumns do
                            work[row, column] <- work[row, column] - factor * work[i, column]

                    1 + eliminate restRows restColumns

        eliminate [ 0 .. a.RowCount - 1 ] [ 0 .. a.ColumnCount - 1 ]

    let claim (normOfImage: float -> float) (factors: Factors) =
        let a, b = complexOf factors.Left, complexOf factors.Right
        let image (x: ComplexMatrix) = Realification.Realify x

        (image (multiply a b)).Equals(times (image a) (image b))
        && (image (add a a)).Equals(MatrixArithmetic.Add(image a, image a))
        && rank (image a) = 2 * complexRank a
        && rank (image (multiply a b)) = 2 * complexRank (multiply a b)
        && abs (norm (image a) - normOfImage (sqrt (squaredNorm a)))
           <= Tolerance.Identity(4, norm (image a))

    Theorem.about
        factors
        ("realification",
         "Realification is a ring homomorphism that doubles the rank and the squared Frobenius norm.",
         "[KSS24, Realization map]")
        (claim (fun length -> sqrt 2.0 * length))
        "it doubles the norm, not its square"
        (claim (fun length -> 2.0 * length))

let private commutantDimension =
    /// Dimension of the solutions of P M P^T = M for all generators.
    let nullity (generators: Permutation list) =
        let n = degree generators

        let equations =
            generators
            |> List.map (fun p ->
                matrix (n * n) (n * n) (fun row column ->
                    let i, j = row / n, row % n
                    let here = if row = column then 1.0 else 0.0
                    let there = if column = p[i] * n + p[j] then 1.0 else 0.0
                    here - there))

        let entries = equations |> Seq.collect _.ToArray() |> Seq.toArray
        n * n - rank (Matrix.FromEntries(equations.Length * n * n, n * n, entries))

    let claim (dimension: IsotypicBlock seq -> int) (generators: Permutation list) =
        let byPairs = pairOrbits generators |> Array.distinct |> Array.length
        let byBlocks = dimension (decompose generators).Blocks
        byPairs = byBlocks && (degree generators > 6 || nullity generators = byBlocks)

    Theorem.about
        (groups |> Subject.upTo 64)
        ("commutant-dimension",
         "The equivariant matrices form a space of dimension sum e_i m_i^2: the number of orbits on pairs of points, and of independent solutions of M P = P M.",
         "[FORMULAS, Any permutation group]")
        (claim (Seq.sumBy (fun b -> b.AlgebraDimension * b.Multiplicity * b.Multiplicity)))
        "blocks of complex and quaternionic type are counted like real ones"
        (claim (Seq.sumBy (fun b -> b.Multiplicity * b.Multiplicity)))

let private commutantProjection =
    let claim (expected: GroupMatrix -> Matrix) (instance: GroupMatrix) =
        let projected = (decompose instance.Generators).ProjectToCommutant instance.Matrix
        agree (16.0 * (1.0 + norm instance.Matrix)) projected (expected instance)

    // One step of the mean over the generators and the identity, which is no projection.
    let oneStep (instance: GroupMatrix) =
        let images =
            instance.Generators
            |> List.map (fun p -> PermutationAction.Conjugate(p, instance.Matrix))

        let sum =
            images |> List.fold (fun a b -> MatrixArithmetic.Add(a, b)) instance.Matrix

        MatrixArithmetic.Scale(sum, 1.0 / float (1 + images.Length))

    Theorem.about
        (squareUnderGroup |> Subject.upTo 64)
        ("commutant-projection",
         "The blocks of a matrix in the adapted basis, made linear over the division algebras and put back, give its average over the group.",
         "[FORMULAS, Least squares]")
        (claim (fun instance -> average instance.Generators instance.Matrix))
        "they give the average over the identity and the generators"
        (claim oneStep)

let private similarity =
    // T = 1 + N with N^2 = 0: its inverse 1 - N has small integer entries too.
    let nilpotent n =
        let half = (n + 1) / 2
        matrix n n (fun i j -> if j = i + half then float (1 + i % 3) else 0.0)

    let transform n =
        MatrixArithmetic.Add(Matrix.Identity n, nilpotent n)

    let inverse n = minus (Matrix.Identity n) (nilpotent n)

    let claim (moved: Matrix -> Matrix -> bool) (instance: GroupMatrix) =
        let m, n = instance.Matrix, instance.Matrix.RowCount
        let p = permutationMatrix instance.Generators.Head
        let t, back = transform n, inverse n
        let similar x = times back (times x t)
        let commutes (a: Matrix) (b: Matrix) = (times a b).Equals(times b a)
        let invariant = (times m p).Equals m

        commutes m p = moved m p
        && invariant = (times (similar m) (similar p)).Equals(similar m)
        && invariant = (times (times m t) (similar p)).Equals(times m t)
        && rank (times m t) = rank m
        && rank (similar m) = rank m

    let commutes (a: Matrix) (b: Matrix) = (times a b).Equals(times b a)

    Theorem.about
        (squareUnderPermutation |> wholeNumbers |> Subject.upTo 24)
        ("similarity-transforms",
         "M commutes with P exactly when T^-1 M T commutes with T^-1 P T; M P = M exactly when M T (T^-1 P T) = M T; M T has the rank of M.",
         "[KSS24, Similarity transforms]")
        (claim (fun m p ->
            let n = m.RowCount

            let similar x =
                times (inverse n) (times x (transform n))

            commutes (similar m) (similar p)))
        "M commutes with P exactly when M T does"
        (claim (fun m p -> commutes (times m (transform m.RowCount)) p))

let private fastBasisChange =
    let claim (change: IsotypicDecomposition -> float[] -> float[]) (generators: Permutation list) =
        let decomposition = decompose generators
        let random = randomOf (degree generators)
        let x = Array.init (degree generators) (fun _ -> random.NextGaussian())
        let q = decomposition.OrthogonalMatrix()
        let expected = MatrixProduct.Apply(q.Transpose(), x)
        let column (v: float[]) = Matrix.FromEntries(v.Length, 1, v)
        agree (norm (column x)) (column expected) (column (change decomposition x))

    Theorem.about
        (permutations |> Subject.upTo 1000)
        ("basis-change-by-fourier",
         "The transforms of the cycles compute Q^T x.",
         "[KSS24, Real orthogonal base change]")
        (claim (fun decomposition x -> decomposition.ToIsotypic x))
        "they compute Q x"
        (claim (fun decomposition x -> decomposition.FromIsotypic x))

let all = [
    orthogonalBasis
    fastBasisChange
    multiplicities
    commutingBlocks
    commutantDimension
    commutantProjection
    realification
    similarity
]
