/// Dimensions, degrees and critical points of determinantal and invariant varieties.
module internal Neurovariety.Scripts.Theorems.VarietyTheorems

open System.Numerics
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.GroupSubjects

let private binomial (n: int) (k: int) =
    if k < 0 || k > n then
        0I
    else
        Seq.fold (fun (c: bigint) i -> c * bigint (n - i: int) / bigint (i + 1: int)) 1I (seq { 0 .. k - 1 })

let private determinantal (s: Shape) =
    DeterminantalVariety(s.Rank, s.Rows, s.Columns)

let private dimensionIsTangentRank =
    let claim (dimension: Shape -> bigint) (s: Shape) =
        bigint (TangentSpace.Dimension(determinantal s, randomOf s.Seed)) = dimension s

    Theorem.about
        (shapes 6 0)
        ("determinantal-dimension",
         "The m x n matrices of rank at most r have dimension r(m + n - r): the rank of the Jacobian of (A, B) -> A B at a general point.",
         "[KSS24, The determinantal variety]")
        (claim (fun s -> (determinantal s).Dimension))
        "the dimension is the number r(m + n) of parameters"
        (claim (fun s -> bigint (s.Rank * (s.Rows + s.Columns))))

let private degreeIsPathCount =
    // Leibniz's formula for det C(m + n - i - j, m - i), i, j = 1 ... r: families of paths that do not cross.
    let rec determinant (rows: bigint list list) : bigint =
        match rows with
        | [] -> 1I
        | top :: rest ->
            top
            |> List.mapi (fun j entry ->
                let sign = if j % 2 = 0 then 1I else -1I
                sign * entry * determinant (rest |> List.map (List.removeAt j)))
            |> List.sum

    let paths (s: Shape) =
        determinant [
            for i in 1 .. s.Rank -> [ for j in 1 .. s.Rank -> binomial (s.Rows + s.Columns - i - j) (s.Rows - i) ]
        ]

    let factorial (k: int) : bigint =
        Seq.fold (*) 1I (seq { 1I .. bigint k })

    let printed (s: Shape) =
        let indices = [ 0 .. s.Columns - s.Rank - 1 ]

        if indices |> List.exists (fun i -> s.Rows - (s.Rank + i) < 0) then
            None
        else
            let product f =
                indices |> List.map f |> List.fold (*) 1I

            Some(
                product (fun i -> factorial (s.Rows + i) * factorial i)
                / product (fun i -> factorial (s.Rank + i) * factorial (s.Rows - (s.Rank + i)))
            )

    Theorem.about
        (shapes 6 0)
        ("degree-counts-lattice-paths",
         "The degree of the matrices of rank at most r is prod (m+i)! i! / ((r+i)! (m-r+i)!), i = 0 ... n-r-1: the number of families of r lattice paths that do not cross.",
         "[FORMULAS, Determinantal]; Correction of [KSS24]")
        (fun s -> (determinantal s).Degree = paths s)
        "the last factor is (m-(r+i))!, as printed in the slides"
        (fun s -> printed s |> Option.forall (fun degree -> degree = paths s))

let private invariantDimension =
    let claim (dimension: int -> Shape -> bigint) (instance: GroupMatrix) =
        let partition = (groupOf instance.Generators).Orbits()
        let k = partition.BlockCount
        let m = instance.Matrix.RowCount
        // Any bound on the rank will do; this one may exceed the number of rows.
        let r = 1 + (degree instance.Generators + m) % (max k m + 1)
        let random = randomOf (k + 31 * m)
        let left, right = gaussian m r random, gaussian r k random
        let jacobian = TangentSpace.Jacobian(left, right)

        let repeated =
            matrix (m * partition.Degree) jacobian.ColumnCount (fun row column ->
                let i, j = row / partition.Degree, row % partition.Degree
                jacobian[i * k + partition.BlockOf j, column])

        let shape = {
            Rank = r
            Rows = m
            Columns = partition.Degree
            Seed = 0
        }

        bigint (TangentSpace.Rank repeated) = dimension k shape

    Theorem.about
        (matrixUnderGroup |> Subject.upTo 32)
        ("invariant-dimension",
         "The invariant m x n matrices of rank at most r have dimension p(m + k - p), p = min(r, k, m), for k orbits.",
         "[FORMULAS, Invariant]; Correction of [KSS24]")
        (claim (fun k s -> InvariantVariety(k, s.Columns, s.Rows, s.Rank).Dimension))
        "p = min(r, k) as printed, which forgets the number of rows"
        (claim (fun k s ->
            let p = min s.Rank k
            bigint (p * (s.Rows + k - p))))

let private criticalPoints =
    let selections (size: int) (count: int) =
        let rec choose k items =
            match k, items with
            | 0, _ -> [ [] ]
            | _, [] -> []
            | k, x :: rest -> (choose (k - 1) rest |> List.map (fun s -> x :: s)) @ choose k rest

        choose count [ 0 .. size - 1 ]

    let truncated (svd: SvdResult) (kept: int list) =
        matrix svd.U.RowCount svd.V.RowCount (fun i j ->
            kept |> List.sumBy (fun k -> svd.U[i, k] * svd.SingularValues[k] * svd.V[j, k]))

    // U - M is orthogonal to all A B' + A' B, where M = A B of rank r spans the same columns and rows.
    let isCritical (u: Matrix) (m: Matrix) =
        let gap = minus u m
        let scale = norm u * norm u
        let bound = Tolerance.Factorization(max u.RowCount u.ColumnCount, scale)

        norm (MatrixProduct.MultiplyTransposedLeft(gap, m)) <= bound
        && norm (MatrixProduct.MultiplyTransposedRight(gap, m)) <= bound

    let claim (count: Shape -> bigint) (s: Shape) =
        let s = {
            s with
                Rank = min s.Rank (min s.Rows s.Columns)
        }

        let u = gaussian s.Rows s.Columns (randomOf s.Seed)
        let svd = Factorizations.Svd u
        let points = selections (min s.Rows s.Columns) s.Rank |> List.map (truncated svd)

        let distinct =
            points
            |> List.pairwise
            |> List.forall (fun (a, b) -> norm (minus a b) > 1e-9 * norm u)

        let generic = gaussian s.Rows s.Rank (randomOf (s.Seed + 1))

        let other = times generic (gaussian s.Rank s.Columns (randomOf (s.Seed + 2)))

        bigint points.Length = count s
        && distinct
        && points |> List.forall (isCritical u)
        && (s.Rank = 0 || not (isCritical u other))

    Theorem.about
        (shapes 5 0)
        ("eckart-young-critical-points",
         "For a general matrix U the critical points of the distance on the matrices of rank r are the C(min(m, n), r) sums of r singular triplets.",
         "[EY36]; [KSS24, Euclidean distance degree]")
        (claim (fun s -> (determinantal s).EuclideanDistanceDegree))
        "their number is C(max(m, n), r)"
        (claim (fun s -> binomial (max s.Rows s.Columns) s.Rank))

let all = [
    dimensionIsTangentRank
    degreeIsPathCount
    criticalPoints
    invariantDimension
]
