/// The irreducible components of equivariant matrices.
module internal Neurovariety.Scripts.Theorems.ComponentTheorems

open System.Numerics
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.GroupSubjects

let cost (components: Components) (v: int list) =
    List.sum (List.map2 (fun (b: MatrixBlock) r -> b.Dimension * r) (List.ofSeq components.Blocks) v)

let rec boxes (sizes: int list) : int list list =
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
        (rankedBlocks 1000)
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
        (rankedBlocks 1000)
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
        (rankedBlocks 1000)
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
        (rankedGroups |> Subject.upTo 16)
        ("component-dimension",
         "A component has dimension sum e_i r_i (2 m_i - r_i): the rank of the Jacobian of its network, as n x n matrices.",
         "[FORMULAS, Any permutation group]")
        (claim _.Dimension)
        "complex blocks are counted by their complex dimension, without e_i"
        (claim (fun variety ->
            Seq.map2 (fun (b: MatrixBlock) r -> bigint (r * (2 * b.Multiplicity - r))) variety.Blocks variety.Ranks
            |> Seq.sum))

let all = [ componentsAreSolutions; countsAreCoefficients; numbering; componentDimension ]
