/// Dimensions, degrees, components and singular points.
module internal Neurovariety.Scripts.Theorems.VarietyTheorems

open System.Numerics
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Theorems.Generators

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
        (shapeInstances 6 0)
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
        (shapeInstances 6 0)
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
        (columnInstances 3)
        ("invariant-dimension",
         "The invariant m x n matrices of rank at most r have dimension p(m + k - p), p = min(r, k, m), for k orbits.",
         "[FORMULAS, Invariant]; Correction of [KSS24]")
        (claim (fun k s -> InvariantVariety(k, s.Columns, s.Rows, s.Rank).Dimension))
        "p = min(r, k) as printed, which forgets the number of rows"
        (claim (fun k s ->
            let p = min s.Rank k
            bigint (p * (s.Rows + k - p))))

let private minorsDetectSingularPoints =
    // A point of rank at most r with integer entries, its true rank anywhere from 0 to r.
    let point (s: Shape) =
        let random = randomOf s.Seed
        let trueRank = random.NextInt(s.Rank + 1)

        let entries rows columns =
            matrix rows columns (fun _ _ -> float (random.NextInt 7 - 3))

        times (entries s.Rows trueRank) (entries trueRank s.Columns)

    let claim (singular: Shape -> int -> bool) (s: Shape) =
        let s = {
            s with
                Rank = min s.Rank (min s.Rows s.Columns)
        }

        let p = point s
        let jacobian = MinorJacobian.Of(p, s.Rank + 1)
        let codimension = bigint (s.Rows * s.Columns) - (determinantal s).Dimension
        (bigint (rank jacobian) < codimension) = singular s (rank p)

    Theorem.about
        (shapeInstances 4 0)
        ("determinantal-singular-points",
         "The singular points of the matrices of rank at most r, 0 < r < min(m, n), are those of rank at most r - 1; otherwise there are none.",
         "[KSS24, The determinantal variety]")
        (claim (fun s actual ->
            let locus = (determinantal s).SingularLocus
            not locus.IsEmpty && actual <= locus.RankAtMost.Value))
        "only the zero matrix is singular"
        (claim (fun s actual -> not (determinantal s).SingularLocus.IsEmpty && actual = 0))

let private cost (components: Components) (v: int list) =
    List.sum (List.map2 (fun (b: MatrixBlock) r -> b.Dimension * r) (List.ofSeq components.Blocks) v)

let rec private boxes (sizes: int list) : int list list =
    match sizes with
    | [] -> [ [] ]
    | m :: rest -> [
        for r in m .. -1 .. 0 do
            for tail in boxes rest do
                r :: tail
      ]

let private maximal (components: Components) =
    let sizes = [ for b in components.Blocks -> b.Multiplicity ]

    let grows v =
        v
        |> List.mapi (fun i r -> r < sizes[i] && cost components (List.updateAt i (r + 1) v) <= components.Rank)
        |> List.exists id

    boxes sizes
    |> List.filter (fun v -> cost components v <= components.Rank && not (grows v))

let private componentsAreSolutions =
    let claim (expected: Components -> int list list) (instance: RankedBlocks) =
        let components = componentsOf instance
        (components.Enumerate() |> Seq.map List.ofSeq |> List.ofSeq) = expected components

    Theorem.about
        blockInstances
        ("components-are-maximal-vectors",
         "The irreducible components of the equivariant matrices of rank at most r are the rank vectors that are maximal under sum delta_i r_i <= r.",
         "[KSS24, Characterizing equivariance]; [FORMULAS, Any permutation group]")
        (claim maximal)
        "only the solutions of sum delta_i r_i = r are components"
        (claim (fun components -> maximal components |> List.filter (fun v -> cost components v = components.Rank)))

let private countsAreCoefficients =
    let claim (count: RankedBlocks -> bigint) (instance: RankedBlocks) =
        let components = componentsOf instance
        bigint (maximal components).Length = count instance

    Theorem.about
        blockInstances
        ("component-count",
         "The number of components is the sum over t <= r of the coefficients [x^t] of prod_(delta <= r-t) x^(delta m) prod_(delta > r-t) (1 + ... + x^(delta m)).",
         "[FORMULAS, Any permutation group]")
        (claim (fun i -> ComponentCount.AllMaximal(List.toArray i.Blocks, i.Bound)))
        "the number is that of the components with a matrix of rank exactly r"
        (claim (fun i -> ComponentCount.ContainingExactRank(List.toArray i.Blocks, i.Bound)))

let private numbering =
    let claim (position: int -> int -> int) (instance: RankedBlocks) =
        let components = componentsOf instance
        let listed = components.Enumerate() |> Seq.toArray

        listed
        |> Array.indexed
        |> Array.forall (fun (k, v) ->
            let index = bigint (position listed.Length k)
            components.Unrank index = v && components.IndexOf v = index)

    Theorem.about
        blockInstances
        ("component-numbering",
         "The k-th component in falling lexicographic order is found without listing, and so is the position of a component.",
         "Derivation: counts of completions")
        (claim (fun _ k -> k))
        "the order is rising"
        (claim (fun count k -> count - 1 - k))

let private componentDimension =
    // Tangent vectors as actual n x n matrices: the images of A_i B_i' + A_i' B_i under the basis change.
    let claim (dimension: EquivariantVariety -> bigint) (instance: RankedGroup) =
        let decomposition = decompose instance.Group
        let components = Components.Of(decomposition.Blocks, instance.Bound)
        let random = randomOf instance.Seed
        let v = components.Sample random
        let variety = components.Variety v
        let units (b: IsotypicBlock) = Realification.UnitMatrices b.Type

        let realified (b: IsotypicBlock) rows columns (coordinate: int -> int -> int -> float) =
            let e = b.AlgebraDimension
            let units = units b

            matrix (rows * e) (columns * e) (fun i j ->
                seq { 0 .. e - 1 }
                |> Seq.sumBy (fun u -> coordinate (i / e) (j / e) u * units[u][i % e, j % e]))

        let random3 rows columns (e: int) =
            let values = Array3D.init rows columns e (fun _ _ _ -> random.NextGaussian())
            fun i j u -> values[i, j, u]

        let embed block (tangent: Matrix) =
            decomposition.FromBlocks [|
                for i in 0 .. decomposition.Blocks.Count - 1 do
                    let size =
                        decomposition.Blocks[i].AlgebraDimension * decomposition.Blocks[i].Multiplicity

                    if i = block then tangent else Matrix.Zero(size, size)
            |]

        let tangents = [
            for i in 0 .. v.Count - 1 do
                let b = decomposition.Blocks[i]
                let m, e, r = b.Multiplicity, b.AlgebraDimension, v[i]
                let left = realified b m r (random3 m r e)
                let right = realified b r m (random3 r m e)

                let unit p q s i j u =
                    if i = p && j = q && u = s then 1.0 else 0.0

                for a in 0 .. m - 1 do
                    for k in 0 .. r - 1 do
                        for s in 0 .. e - 1 do
                            embed i (times (realified b m r (unit a k s)) right)
                            embed i (times left (realified b r m (unit k a s)))
        ]

        let rows = tangents |> List.map _.ToArray() |> List.toArray
        bigint (rank (Matrix.FromRows rows)) = dimension variety

    Theorem.about
        (rankedGroupInstances 2)
        ("component-dimension",
         "A component has dimension sum e_i r_i (2 m_i - r_i): the rank of the Jacobian of its network, as n x n matrices.",
         "[FORMULAS, Any permutation group]")
        (claim _.Dimension)
        "complex blocks are counted by their complex dimension, without e_i"
        (claim (fun variety ->
            Seq.map2 (fun (b: MatrixBlock) r -> bigint (r * (2 * b.Multiplicity - r))) variety.Blocks variety.Ranks
            |> Seq.sum))

let private componentSingularPoints =
    // At a member whose blocks have integer entries, the Jacobian of all minors of the blocks of types R and C.
    let claim (singular: EquivariantVariety -> int list -> bool) (instance: RankedBlocks) =
        let blocks =
            instance.Blocks
            |> List.map (fun b ->
                if b.Type = DivisionAlgebra.Quaternionic then
                    IsotypicBlock(b.Label, DivisionAlgebra.Complex, b.Dimension, b.Multiplicity)
                else
                    b)

        let components = Components.Of(List.toArray blocks, instance.Bound)
        let random = randomOf (instance.Bound + 7 * blocks.Length)

        components.Enumerate()
        |> Seq.truncate 6
        |> Seq.forall (fun v ->
            let variety = components.Variety v

            let pieces =
                Seq.map2
                    (fun (b: MatrixBlock) r ->
                        let m = b.Multiplicity
                        // A diagonal block has the rank of its ones; e copies of the minors' derivatives over C.
                        let lowered = random.NextInt(r + 1)
                        let point = matrix m m (fun i j -> if i = j && i < lowered then 1.0 else 0.0)
                        lowered, b.AlgebraDimension * rank (MinorJacobian.Of(point, r + 1)))
                    variety.Blocks
                    v
                |> List.ofSeq

            let ambient =
                blocks
                |> List.sumBy (fun b -> b.AlgebraDimension * b.Multiplicity * b.Multiplicity)

            let jacobianRank = pieces |> List.sumBy snd
            (bigint jacobianRank < bigint ambient - variety.Dimension) = singular variety (List.map fst pieces))

    Theorem.about
        blockInstances
        ("component-singular-points",
         "A member of a component is a singular point exactly when a block with 0 < r_i < m_i drops rank.",
         "[FORMULAS, Any permutation group]; Correction of [KSS24]")
        (claim (fun variety actual -> variety.SingularBlocks |> Seq.exists (fun i -> actual[i] < variety.Ranks[i])))
        "every member of smaller total rank is singular, as printed in the slides"
        (claim (fun variety actual -> Seq.exists2 (<) actual variety.Ranks))

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
        (shapeInstances 5 0)
        ("eckart-young-critical-points",
         "For a general matrix U the critical points of the distance on the matrices of rank r are the C(min(m, n), r) sums of r singular triplets.",
         "[EY36]; [KSS24, Euclidean distance degree]")
        (claim (fun s -> (determinantal s).EuclideanDistanceDegree))
        "their number is C(max(m, n), r)"
        (claim (fun s -> binomial (max s.Rows s.Columns) s.Rank))

let all = [
    dimensionIsTangentRank
    degreeIsPathCount
    minorsDetectSingularPoints
    criticalPoints
    invariantDimension
    componentsAreSolutions
    countsAreCoefficients
    numbering
    componentDimension
    componentSingularPoints
]
