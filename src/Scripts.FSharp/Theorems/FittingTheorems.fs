/// Exact optima, critical points and nearest matrices.
module internal Neurovariety.Scripts.Theorems.FittingTheorems

open System.Linq
open Neurovariety.Fitting
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.GroupSubjects

let private squared (a: Matrix) = MatrixArithmetic.SquaredFrobeniusNorm a

let private singularTruncation (a: Matrix) (rank: int) =
    let svd = Factorizations.Svd a
    let kept = min rank svd.SingularValues.Length

    matrix a.RowCount a.ColumnCount (fun i j ->
        seq { 0 .. kept - 1 }
        |> Seq.sumBy (fun k -> svd.U[i, k] * svd.SingularValues[k] * svd.V[j, k]))

let private dataLoss (x: Matrix) (y: Matrix) (m: Matrix) = squared (minus (times m x) y)

let private neverBeaten =
    let claim (best: EquivariantLeastSquares -> Components -> RankVector) (instance: RankedGroup) =
        let n = degree instance.Group
        let random = randomOf instance.Seed
        let x, y = gaussian n (n + 2) random, gaussian n (n + 2) random
        let decomposition = decompose instance.Group
        let problem = EquivariantLeastSquares.Regression(decomposition, x, y)
        let components = Components.Of(decomposition.Blocks, instance.Bound)
        let chosen = problem.Network(best problem components)
        let loss (network: EquivariantAutoencoder) = dataLoss x y (network.EndToEnd())
        let least = loss chosen

        let moved (network: EquivariantAutoencoder) =
            let parameters =
                network.Parameters() |> Array.map (fun w -> w + 0.1 * random.NextGaussian())

            EquivariantAutoencoder.FromParameters(decomposition, network.Component, parameters)

        let rivals =
            seq {
                for ranks in components.Enumerate().Take(30) do
                    let optimum = problem.Network ranks
                    optimum
                    moved optimum

                for _ in 1..4 do
                    moved chosen
            }

        let slack = Tolerance.Factorization(n, 16.0 * squared y)

        components.Contains chosen.Component
        && abs (least - problem.SquaredError chosen.Component) <= slack
        && rivals |> Seq.forall (fun rival -> loss rival >= least - slack)

    Theorem.about
        (rankedGroups |> Subject.upTo 24)
        ("exact-fit-is-never-beaten",
         "The best component by dynamic programming, with its closed-form network, has a squared error that no member of any component undercuts.",
         "[FORMULAS, Least squares]; [EY36]")
        (claim (fun problem components -> (problem.Allocate components.Rank).Best(components.Rank).Component))
        "the first component in the list is the best"
        (claim (fun _ components -> components.Enumerate().First()))

let private knapsack =
    let energies (instance: RankedBlocks) =
        let random = randomOf (instance.Bound + 13 * instance.Blocks.Length)

        instance.Blocks
        |> List.map (fun b ->
            Array.init b.Multiplicity (fun _ -> float (random.NextInt 50))
            |> Array.sortDescending)

    let value (energies: float[] list) (ranks: int seq) =
        Seq.map2 (fun (e: float[]) r -> Array.sum (Array.take r e)) energies ranks
        |> Seq.sum

    let claim (solve: RankedBlocks -> float[] list -> float) (instance: RankedBlocks) =
        let energies = energies instance

        let best =
            (componentsOf instance).Enumerate() |> Seq.map (value energies) |> Seq.max

        solve instance energies = best

    let exact (instance: RankedBlocks) (energies: float[] list) =
        let lists =
            energies
            |> List.map (fun e -> e :> System.Collections.Generic.IReadOnlyList<float>)
            |> List.toArray

        let best =
            RankAllocation.Solve(List.toArray instance.Blocks, lists, instance.Bound).Best instance.Bound

        if (componentsOf instance).Contains best.Component then
            best.Value
        else
            nan

    // The unit with the largest energy for its cost first, as long as it fits.
    let rec greedy (blocks: IsotypicBlock list) (bound: int) (ranks: int list) (energies: float[] list) =
        let affordable =
            List.zip3 blocks ranks energies
            |> List.indexed
            |> List.filter (fun (_, (b, r, _)) -> r < b.Multiplicity && b.Dimension <= bound)

        match affordable with
        | [] -> value energies ranks
        | _ ->
            let i, (b, r, _) =
                affordable |> List.maxBy (fun (_, (b, r, e)) -> e[r] / float b.Dimension)

            greedy blocks (bound - b.Dimension) (List.updateAt i (r + 1) ranks) energies

    Theorem.about
        (rankedBlocks 1000)
        ("best-rank-vector",
         "Dynamic programming over the blocks finds the component that keeps the most energy, as trying all of them does.",
         "[FORMULAS, Least squares]")
        (claim exact)
        "spending the rank greedily, by energy per cost, finds it too"
        (claim (fun instance energies ->
            greedy instance.Blocks instance.Bound (List.map (fun _ -> 0) energies) energies))

let private nearestEquivariant =
    // On an isotypic component the average has every singular value dim V times: read off there, by a plain n x n
    // factorisation, they give what each component keeps, and all components are tried.
    let distanceOverComponents (instance: RankedGroup) (mean: Matrix) =
        let decomposition = decompose instance.Group

        let kept =
            decomposition.Blocks
            |> Seq.mapi (fun i block ->
                let copies = [ for j in 0 .. decomposition.CopyCount i - 1 -> decomposition.Basis(i, j) ]

                let projected =
                    copies
                    |> List.map (fun basis ->
                        MatrixProduct.Multiply(basis, MatrixProduct.MultiplyTransposedLeft(basis, mean)))
                    |> List.reduce (fun a b -> MatrixArithmetic.Add(a, b))

                let values = Factorizations.SingularValues projected |> Seq.toArray

                let unit k =
                    float block.Dimension * values[k * block.Dimension] ** 2.0

                Array.scan (fun sum k -> sum + unit k) 0.0 [| 0 .. block.Multiplicity - 1 |])
            |> Seq.toArray

        Components.Of(decomposition.Blocks, instance.Bound).Enumerate()
        |> Seq.map (fun ranks -> squared mean - (ranks |> Seq.mapi (fun i r -> kept[i][r]) |> Seq.sum))
        |> Seq.min

    let claim (distance: RankedGroup -> Matrix -> float) (instance: RankedGroup) =
        let n = degree instance.Group
        let u = gaussian n n (randomOf instance.Seed)
        let mean = average instance.Group u
        let fit = NearestMatrix.Equivariant(decompose instance.Group, u, instance.Bound)
        let slack = Tolerance.Factorization(n, 16.0 * squared u)

        instance.Group
        |> List.forall (fun p -> agree (16.0 * norm u) (PermutationAction.Conjugate(p, fit.Matrix)) fit.Matrix)
        && rank fit.Matrix <= instance.Bound
        && abs (fit.SquaredError - squared (minus u mean) - distance instance mean)
           <= slack

    Theorem.about
        (rankedGroups |> Subject.upTo 24)
        ("nearest-equivariant",
         "The squared distance of U from the equivariant matrices of rank at most r is that from its average over the group, plus that of the average from them.",
         "[FORMULAS, Least squares]; [EY36]")
        (claim distanceOverComponents)
        "cutting the singular values of the average off at r gives the nearest one"
        (claim (fun instance mean -> squared (minus mean (singularTruncation mean instance.Bound))))

let private nearestInvariant =
    let claim (expected: float -> float -> float -> bool) (instance: GroupMatrix) =
        let u = instance.Matrix
        let group = groupOf instance.Generators
        let partition = group.Orbits()

        let means =
            matrix u.RowCount partition.BlockCount (fun i j ->
                partition.Block(j).ToArray() |> Array.averageBy (fun point -> u[i, point]))

        let repeated (a: Matrix) =
            matrix u.RowCount u.ColumnCount (fun i j -> a[i, partition.BlockOf j])

        let unweighted = squared (minus u (repeated (singularTruncation means 1)))
        let fit = NearestMatrix.Invariant(group, u, 1)

        // What the mean leaves, and what one singular value of the weighted mean columns leaves of that.
        let weighted =
            matrix u.RowCount partition.BlockCount (fun i j -> sqrt (float (partition.Block(j).Length)) * means[i, j])

        let optimum =
            squared (minus u (repeated means))
            + squared (minus weighted (singularTruncation weighted 1))

        let slack = Tolerance.Factorization(u.ColumnCount, 16.0 * squared u)
        abs (fit.SquaredError - optimum) <= slack && expected optimum unweighted slack

    Theorem.about
        (matrixUnderGroup |> Subject.upTo 1000)
        ("nearest-invariant",
         "The nearest invariant matrix of rank at most r weighs each mean column by the square root of its orbit's size; without the weights the distance is never smaller.",
         "[FORMULAS, Invariant]; Correction of [KSS24]")
        (claim (fun weighted unweighted slack -> weighted <= unweighted + slack))
        "without the weights the distance is the same"
        (claim (fun weighted unweighted slack -> abs (weighted - unweighted) <= slack))

let private averagedMoments =
    let claim (applies: GroupMatrix -> bool) (instance: GroupMatrix) =
        let m = instance.Matrix
        let n = m.RowCount
        let x = gaussian n (n + 1) (randomOf n)

        let moments =
            average instance.Generators (MatrixProduct.MultiplyTransposedRight(x, x))

        let residual = minus m (Matrix.Identity n)

        let byMoments =
            MatrixArithmetic.Trace(times residual (MatrixProduct.MultiplyTransposedRight(moments, residual)))

        let direct = dataLoss x x m

        not (applies instance)
        || abs (byMoments - direct)
           <= Tolerance.Factorization(n, squared residual * squared x)

    let commutes (instance: GroupMatrix) =
        instance.Generators
        |> List.forall (fun p -> PermutationAction.Conjugate(p, instance.Matrix).Equals instance.Matrix)

    Theorem.about
        (squareUnderGroup |> Subject.upTo 64)
        ("loss-sees-the-average",
         "The squared error of an equivariant autoencoder depends on the data only through the group average of X X^T.",
         "[FORMULAS, Least squares]")
        (claim commutes)
        "so does that of every linear autoencoder"
        (claim (fun _ -> true))

let private criticalPoints =
    let claim (count: EquivariantVariety -> bigint) (instance: RankedGroup) =
        let n = degree instance.Group
        let random = randomOf instance.Seed
        let u = gaussian n n random
        let decomposition = decompose instance.Group
        let problem = EquivariantLeastSquares.Nearest(decomposition, u)
        let components = Components.Of(decomposition.Blocks, instance.Bound)
        let ranks = components.Sample random
        let points = CriticalPoints.Of(problem, ranks)
        let mean = average instance.Group u
        let bound = Tolerance.Factorization(n, 16.0 * squared u)

        // The average minus M is orthogonal to all products that have the rows or the columns of M.
        let critical (point: CriticalPoint) =
            let m = points.Network(point).EndToEnd()
            let gap = minus mean m

            norm (MatrixProduct.MultiplyTransposedLeft(gap, m)) <= bound
            && norm (MatrixProduct.MultiplyTransposedRight(gap, m)) <= bound
            && abs (point.SquaredError - squared (minus u m)) <= bound

        let listed = points.Pure() |> List.ofSeq

        bigint listed.Length = count (components.Variety ranks)
        && listed |> Seq.truncate 20 |> Seq.forall critical
        && (listed |> List.minBy _.SquaredError).Kind = CriticalPointKind.Minimum

    Theorem.about
        (rankedGroups |> Subject.upTo 10)
        ("component-critical-points",
         "The critical points of the distance to a general U on a component choose r_i of the m_i singular values of each block; their number is prod C(m_i, r_i).",
         "[KSS24, Euclidean distance degree]; [FORMULAS, Any permutation group]")
        (claim _.EuclideanDistanceDegree)
        "any choice of sum r_i singular values, whatever the block, gives one"
        (claim (fun variety ->
            let size = variety.Blocks |> Seq.sumBy _.Multiplicity
            (DeterminantalVariety(Seq.sum variety.Ranks, size, size)).EuclideanDistanceDegree))

let all = [
    neverBeaten
    knapsack
    nearestEquivariant
    nearestInvariant
    averagedMoments
    criticalPoints
]
