module Neurovariety.Tests.Oracles.SmallEigenTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.Numerics
open Neurovariety.LinearAlgebra

let private random (seed: uint64) = RandomSource.FromSeed seed

let private gaussian seed n =
    let source = random seed
    Matrix.Create(n, n, fun _ _ -> source.NextGaussian())

let private uniform seed n =
    let source = random seed
    Matrix.Create(n, n, fun _ _ -> source.NextDouble())

let private orthogonal seed n = Factorizations.Qr(gaussian seed n).Q

let private product seed n factors =
    List.init factors (fun k -> gaussian (seed + uint64 k) n)
    |> List.reduce (fun x y -> MatrixProduct.Multiply(x, y))

/// The companion matrix of x^n + c_(n-1)·x^(n-1) + … + c_0.
let private companion (c: float[]) =
    let n = c.Length

    Matrix.Create(
        n,
        n,
        fun i j ->
            if j = n - 1 then -c[i]
            elif i = j + 1 then 1.0
            else 0.0
    )

/// The coefficients below the leading 1 of the polynomial with these roots.
let private coefficients (roots: float list) =
    let times (c: float[]) root =
        Array.init (c.Length + 1) (fun i ->
            (if i > 0 then c[i - 1] else 0.0) - (if i < c.Length then root * c[i] else 0.0))

    let all = List.fold times [| 1.0 |] roots
    all[.. all.Length - 2]

let private jordan n value =
    Matrix.Create(
        n,
        n,
        fun i j ->
            if i = j then value
            elif j = i + 1 then 1.0
            else 0.0
    )

let private conjugated seed (a: Matrix) =
    let q = orthogonal seed a.RowCount
    MatrixProduct.MultiplyTransposedRight(MatrixProduct.Multiply(q, a), q)

/// Two equal blocks of a rotation on the diagonal, coupled: a pair of double complex eigenvalues, defective.
let private doublePair =
    Matrix.FromRows(
        [| 0.6; 0.8; 1.0; 0.0 |],
        [| -0.8; 0.6; 0.0; 1.0 |],
        [| 0.0; 0.0; 0.6; 0.8 |],
        [| 0.0; 0.0; -0.8; 0.6 |]
    )

let private cases = [
    for n in [ 1; 2; 3; 5; 20; 33; 64 ] do
        let seed = 100UL * uint64 n
        $"normal {n}", gaussian seed n
        $"uniform {n}", uniform (seed + 1UL) n
        $"orthogonal {n}", orthogonal (seed + 2UL) n
        $"cycle {n}", Matrix.Create(n, n, fun i j -> if j = (i + 1) % n then 1.0 else 0.0)
        $"zero {n}", Matrix.Zero(n, n)
        $"identity {n}", Matrix.Identity n
        $"ones {n}", Matrix.Create(n, n, fun _ _ -> 1.0)
        $"upper triangular {n}", Matrix.Create(n, n, fun i j -> if i <= j then sin (float (i + 3 * j + 1)) else 0.0)
        $"lower triangular {n}", Matrix.Create(n, n, fun i j -> if i >= j then cos (float (i + 3 * j + 1)) else 0.0)
        $"Jordan {n}", jordan n 0.5
        $"conjugated Jordan {n}", conjugated (seed + 3UL) (jordan n 0.5)
        $"nilpotent, conjugated {n}", conjugated (seed + 4UL) (jordan n 0.0)

    for n in [ 3; 5; 20; 33 ] do
        $"graded down {n}", Matrix.Create(n, n, fun i j -> Math.Pow(10.0, float (i - j)))
        $"graded noise {n}", (let g = gaussian 7UL n in Matrix.Create(n, n, fun i j -> g[i, j] * 10.0 ** float (i - j)))

        $"graded diagonally {n}",
        (let g = gaussian 8UL n in Matrix.Create(n, n, fun i j -> g[i, j] * 10.0 ** float (-i - j)))

        $"repeated {n}", conjugated 9UL (Matrix.Create(n, n, fun i j -> if i = j then float (i % 3) else 0.0))
        $"product of eight {n}", product 10UL n 8
        $"roots of unity {n}", companion (Array.init n (fun i -> if i = 0 then -1.0 else 0.0))
        $"skew {n}", (let g = gaussian 11UL n in MatrixArithmetic.Subtract(g, g.Transpose()))
        $"symmetric {n}", (let g = gaussian 12UL n in MatrixArithmetic.Add(g, g.Transpose()))
        $"rank one {n}", Matrix.Create(n, n, fun i j -> float (i + 1) * cos (float j))

        $"Grcar {n}",
        Matrix.Create(
            n,
            n,
            fun i j ->
                if j = i - 1 then -1.0
                elif j >= i && j <= i + 3 then 1.0
                else 0.0
        )

        $"zero row {n}", (let g = gaussian 13UL n in Matrix.Create(n, n, fun i j -> if i = 1 then 0.0 else g[i, j]))
        $"tiny {n}", MatrixArithmetic.Scale(gaussian 14UL n, 1e-290)
        $"huge {n}", MatrixArithmetic.Scale(gaussian 15UL n, 1e290)

    "Wilkinson 10", companion (coefficients [ 1.0 .. 10.0 ])
    "double pair", doublePair
    "double pair, conjugated", conjugated 16UL doublePair
    // A case where balancing by the 1-norm without the diagonal does harm [JLL14].
    "rounding below the diagonal",
    (let g = gaussian 17UL 12 in Matrix.Create(12, 12, fun i j -> if i <= j + 1 then g[i, j] else 1e-17 * g[i, j]))
    // Without exceptional shifts the double-shift iteration stands still on it.
    "cycle of four",
    Matrix.FromRows(
        [| 0.0; 0.0; 0.0; 1.0 |],
        [| 1.0; 0.0; 0.0; 0.0 |],
        [| 0.0; 1.0; 0.0; 0.0 |],
        [| 0.0; 0.0; 1.0; 0.0 |]
    )
]

let private solve (a: Matrix) =
    let result = SmallEigen.Values a
    Assert.Equal(IterationStatus.Converged, result.Statuses[0])
    result.ValuesOf(0).ToArray()

/// The smallest singular value of A − λ·I, from the real 2d × 2d matrix that stands for it.
let private distanceToSingular (a: Matrix) (value: Complex) =
    let n = a.RowCount

    let real =
        Matrix.Create(
            2 * n,
            2 * n,
            fun i j ->
                let diagonal = if i % n = j % n then 1.0 else 0.0

                match i < n, j < n with
                | true, true
                | false, false -> a[i % n, j % n] - value.Real * diagonal
                | true, false -> value.Imaginary * diagonal
                | false, true -> -value.Imaginary * diagonal
        )

    Array.last (Factorizations.SingularValues real)

/// Scaled to norm 1, so that no decomposition leaves the range of double.
let private normalised (a: Matrix) =
    let norm = MatrixArithmetic.FrobeniusNorm a

    if norm = 0.0 then
        a, 1.0
    else
        Matrix.Create(a.RowCount, a.ColumnCount, fun i j -> a[i, j] / norm), norm

let private backwardError (a: Matrix) (values: Complex[]) =
    let unit, norm = normalised a
    // Large cases: a sample, the largest and the smallest among it.
    let step = if values.Length <= 20 then 1 else (values.Length - 1) / 4

    values
    |> Array.indexed
    |> Array.filter (fun (i, _) -> i % step = 0 || i = values.Length - 1)
    |> Array.map (fun (_, value) -> distanceToSingular unit (value / Complex(norm, 0.0)))
    |> Array.max

/// What must hold of any list of eigenvalues; a reason when it does not.
let private violation (a: Matrix) (values: Complex[]) =
    let n = a.RowCount
    let unit, norm = normalised a
    let scaled = values |> Array.map (fun value -> value / Complex(norm, 0.0))
    let sum = Array.sumBy (fun (z: Complex) -> z.Real) scaled
    // The squares sum to the trace of the square; the larger bound is the derivative's 2‖A‖ = 2.
    let squares = Array.sumBy (fun (z: Complex) -> (z * z).Real) scaled
    let square = MatrixArithmetic.Trace(MatrixProduct.Multiply(unit, unit))
    let bound = Tolerance.Identity(n, 1.0)

    let pairs =
        values
        |> Array.filter (fun z -> z.Imaginary > 0.0)
        |> Array.forall (fun z -> Array.contains (Complex.Conjugate z) values)

    let falling =
        Array.pairwise values
        |> Array.forall (fun (x, y) ->
            let mx, my = Complex.Abs x, Complex.Abs y
            // The last bits of a modulus depend on the formula.
            mx >= my * (1.0 - 4.0 * Tolerance.Epsilon)
            && (x <> Complex.Conjugate y || x.Imaginary >= y.Imaginary))

    if values.Length <> n then
        Some "count"
    elif abs (sum - MatrixArithmetic.Trace unit) > bound then
        Some $"trace, off by {sum - MatrixArithmetic.Trace unit}"
    elif abs (squares - square) > 2.0 * bound then
        Some $"trace of the square, off by {squares - square}"
    elif not pairs then
        Some "pairs"
    elif not falling then
        Some "order"
    else
        None

/// The largest distance in a matching of two lists, each number with the nearest that is left.
let private matched (x: Complex[]) (y: Complex[]) =
    let left = ResizeArray y

    x
    |> Array.map (fun value ->
        let nearest = left |> Seq.minBy (fun other -> Complex.Abs(value - other))
        left.Remove nearest |> ignore
        Complex.Abs(value - nearest))
    |> Array.max

[<Tests>]
let tests =
    testList "SmallEigenTests" [
        testCase "every computed number is an eigenvalue of a matrix as near as rounding allows" (fun () ->
            for name, a in cases do
                let error = backwardError a (solve a)
                let bound = 10.0 * float a.RowCount * Tolerance.Epsilon
                Assert.True(error <= bound, $"{name}: {error} of {bound}"))

        testCase
            "eigenvalues are complete, sorted and paired, and sum to the trace, their squares to that of the square"
            (fun () ->
                for name, a in cases do
                    match violation a (solve a) with
                    | Some reason -> Assert.Fail $"{name}: {reason}"
                    | None -> ())

        testCase "the mutants of that property are caught" (fun () ->
            let a = gaussian 20UL 20
            let values = solve a
            Assert.Equal(None, violation a values)
            let at = Array.findIndex (fun (z: Complex) -> z.Imaginary > 0.0) values
            let real = Array.map (fun (z: Complex) -> Complex(z.Real, 0.0)) values

            let mutants = [
                "a pair taken for two real numbers", real
                "a pair found twice",
                Array.mapi (fun i z -> if i = at || i = at + 1 then values[(i + 2) % 20] else z) values
                "a pair dropped", Array.append values[.. at - 1] values[at + 2 ..]
                "turned round", Array.rev values
                "one of a pair moved", Array.mapi (fun i z -> if i = at then z + Complex(0.0, 1e-9) else z) values
            ]

            for name, mutant in mutants do
                Assert.True((violation a mutant).IsSome, name))

        testCase "eigenvalues agree with those of MathNet" (fun () ->
            for n in [ 1; 2; 3; 5; 20; 33; 64 ] do
                let seed = uint64 n

                let tries = [
                    // Eigenvalues of normal matrices move no further than the matrix.
                    "orthogonal", orthogonal seed n, 1.0
                    "skew", (let g = gaussian seed n in MatrixArithmetic.Subtract(g, g.Transpose())), 1.0
                    // Condition numbers of single eigenvalues of these matrices are below 1000.
                    "normal", gaussian seed n, 1000.0
                    "uniform", uniform seed n, 1000.0
                ]

                for name, a, condition in tries do
                    let distance = matched (solve a) (Factorizations.GeneralEigen a).Values

                    let bound = condition * Tolerance.Factorization(n, MatrixArithmetic.FrobeniusNorm a)

                    Assert.True(distance <= bound, $"{name} {n}: {distance} of {bound}"))

        testCase "known eigenvalues come out" (fun () ->
            let check name (expected: Complex[]) bound a =
                let distance = matched (solve a) expected
                Assert.True(distance <= bound, $"{name}: {distance} of {bound}")

            let unity n =
                Array.init n (fun k -> Complex.FromPolarCoordinates(1.0, 2.0 * Math.PI * float k / float n))

            for n in [ 2; 3; 5; 20; 33 ] do
                companion (Array.init n (fun i -> if i = 0 then -1.0 else 0.0))
                |> check $"unity {n}" (unity n) (Tolerance.Factorization(n, sqrt (float n)))

            // The roots 1 … 10 of Wilkinson's polynomial of degree 10: condition numbers to about 1e9 with coefficients of 1e7.
            companion (coefficients [ 1.0 .. 10.0 ])
            |> check "Wilkinson" (Array.init 10 (fun i -> Complex(float (i + 1), 0.0))) 1e-6

            // A Jordan block of size k conjugated: an error of δ in the matrix moves eigenvalues by the k-th root of δ.
            for k in [ 2; 3; 5 ] do
                conjugated 21UL (jordan k 0.5)
                |> check
                    $"Jordan {k}"
                    (Array.create k (Complex(0.5, 0.0)))
                    (2.0 * (64.0 * float k * Tolerance.Epsilon) ** (1.0 / float k)))

        testCase "triangular matrices under any permutation give their diagonal exactly" (fun () ->
            for n in [ 1; 2; 7; 20; 64 ] do
                let order = Array.init n id
                (random (uint64 n)).Shuffle<int>(Span order)

                let diagonal =
                    Array.init n (fun i -> Math.Round(100.0 * sin (float (7 * i + 1))) / 8.0)

                let upper = gaussian 22UL n

                let a =
                    Matrix.Create(
                        n,
                        n,
                        fun i j ->
                            let p, q = order[i], order[j]

                            if p = q then diagonal[p]
                            elif p < q then upper[p, q]
                            else 0.0
                    )

                let expected = Array.sort diagonal
                Assert.Equal<float[]>(expected, solve a |> Array.map (fun z -> z.Real) |> Array.sort))

        testCase "the modulus of the determinant is the product of the moduli" (fun () ->
            for n in [ 2; 5; 20; 33 ] do
                let g = gaussian 23UL n

                let a =
                    Matrix.Create(n, n, fun i j -> (if i = j then 2.0 else 0.0) + 0.3 * g[i, j] / sqrt (float n))

                let r = Factorizations.Qr(a).R
                let expected = Seq.sumBy (fun i -> log (abs r[i, i])) [ 0 .. n - 1 ]
                let found = Array.sumBy (fun z -> log (Complex.Abs z)) (solve a)
                let singular = Factorizations.SingularValues a
                // d log det = tr(A⁻¹·dA), at most √n·‖A⁻¹‖₂·‖dA‖_F, for both routes.
                let error =
                    Tolerance.Factorization(n, MatrixArithmetic.FrobeniusNorm a)
                    / Array.last singular

                Assert.True(abs (found - expected) <= 2.0 * sqrt (float n) * error))

        testCase "arguments that do not fit are refused and an empty batch is none" (fun () ->
            let entries = Array.zeroCreate<float> 18

            let refused (f: unit -> SmallEigenResult) =
                Assert.ThrowsAny<ArgumentException>(f >> ignore) |> ignore

            refused (fun () -> SmallEigen.Values(entries, 1, 3))
            refused (fun () -> SmallEigen.Values(entries, -1, 3))
            refused (fun () -> SmallEigen.Values(entries, 18, 0))
            refused (fun () -> SmallEigen.Values(entries, 2, 3, -1))
            let large = Array.zeroCreate<float>(65 * 65)
            refused (fun () -> SmallEigen.Values(large, 1, 65))
            refused (fun () -> SmallEigen.Values(Matrix.Zero(2, 3)))
            let none = Array.empty<float>
            Assert.Equal(0, SmallEigen.Values(none, 0, 3).Count)
            let two = SmallEigen.Values(entries, 2, 3)
            Assert.Equal(2, two.ConvergedCount)

            Assert.Throws<ArgumentOutOfRangeException>(fun () -> two.ValuesOf(2).Length |> ignore)
            |> ignore)

        testCase "an eigenvalue beyond the range of double gives a status" (fun () ->
            let a = Matrix.Create(4, 4, fun _ _ -> 1e308)
            Assert.Equal(IterationStatus.NotFinite, (SmallEigen.Values a).Statuses[0]))
    ]
