/// Singular points, by the rank of the Jacobian of the defining minors.
module internal Neurovariety.Scripts.Theorems.SingularityTheorems

open System.Numerics
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.GroupSubjects
open Neurovariety.Scripts.Theorems.ShapeGenerators

open Neurovariety.Scripts.Theorems.ComponentTheorems

let private variety (s: Shape) =
    DeterminantalVariety(s.Rank, s.Rows, s.Columns)

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
        let codimension = bigint (s.Rows * s.Columns) - (variety s).Dimension
        (bigint (rank jacobian) < codimension) = singular s (rank p)

    Theorem.about
        (shapes 4 0)
        ("determinantal-singular-points",
         "The singular points of the matrices of rank at most r, 0 < r < min(m, n), are those of rank at most r - 1; otherwise there are none.",
         "[KSS24, The determinantal variety]")
        (claim (fun s actual ->
            let locus = (variety s).SingularLocus
            not locus.IsEmpty && actual <= locus.RankAtMost.Value))
        "only the zero matrix is singular"
        (claim (fun s actual -> not (variety s).SingularLocus.IsEmpty && actual = 0))

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
        (rankedBlocks 1000 |> thinBlocks 4)
        ("component-singular-points",
         "A member of a component is a singular point exactly when a block with 0 < r_i < m_i drops rank.",
         "[FORMULAS, Any permutation group]; Correction of [KSS24]")
        (claim (fun variety actual -> variety.SingularBlocks |> Seq.exists (fun i -> actual[i] < variety.Ranks[i])))
        "every member of smaller total rank is singular, as printed in the slides"
        (claim (fun variety actual -> Seq.exists2 (<) actual variety.Ranks))

let private singularPointsOverC =
    let rec compositions (limits: int list) (total: int) : int list list =
        match limits with
        | [] -> if total = 0 then [ [] ] else []
        | m :: rest -> [
            for k in 0 .. min m total do
                for tail in compositions rest (total - k) do
                    k :: tail
          ]

    let diagonal m ones =
        matrix m m (fun i j -> if i = j && i < ones then 1.0 else 0.0)

    // All minors of one size of a block at its point: value and gradient. Size 0 is the empty product.
    let minors m ones size =
        if size = 0 then
            [ 1.0, Array.zeroCreate (m * m) ]
        else
            let jacobian = MinorJacobian.Of(diagonal m ones, size)

            // Euler's formula gives the value of a homogeneous function from its gradient.
            [
                for row in 0 .. jacobian.RowCount - 1 do
                    let gradient = jacobian.Row(row).ToArray()
                    let point = (diagonal m ones).ToArray()
                    Array.sum (Array.map2 (*) gradient point) / float size, gradient
            ]

    let rec products (blocks: (float * float[]) list list) : (float * float[]) list =
        match blocks with
        | [] -> [ 1.0, [||] ]
        | first :: rest -> [
            for value, gradient in first do
                for others, tail in products rest do
                    value * others, Array.append (Array.map ((*) others) gradient) (Array.map ((*) value) tail)
          ]

    // Rank of the Jacobian of all (r + 1)-minors of a block diagonal matrix; they generate a radical ideal.
    let jacobianRank (sizes: int list) (point: int list) (r: int) =
        let gradients =
            compositions sizes (r + 1)
            |> List.collect (fun split -> products (List.map3 minors sizes point split))
            |> List.map snd

        match gradients with
        | [] -> 0
        | _ -> rank (Matrix.FromRows(List.toArray gradients))

    let unitCost (instance: RankedBlocks) =
        instance.Blocks
        |> List.map (fun b -> IsotypicBlock(b.Label, DivisionAlgebra.Real, 1, min 2 b.Multiplicity))

    let overPoints (blocks: IsotypicBlock list) (bound: int) (claim: Components -> int list -> bool) =
        let n = totalCost blocks
        let components = Components.Of(List.toArray blocks, bound)

        bound < 1
        || bound >= n
        || boxes [ for b in blocks -> b.Multiplicity ]
           |> List.filter (fun s -> cost components s <= bound)
           |> List.forall (claim components)

    let containing (components: Components) (point: int list) =
        components.Enumerate()
        |> Seq.filter (fun v -> Seq.forall2 (<=) point v)
        |> Seq.map components.Variety
        |> List.ofSeq

    let claim (instance: RankedBlocks) =
        let blocks = unitCost instance
        let sizes = [ for b in blocks -> b.Multiplicity ]
        let ambient = sizes |> List.sumBy (fun m -> m * m)

        overPoints blocks instance.Bound (fun components point ->
            let local = containing components point |> List.map _.Dimension |> List.max
            let singular = bigint (ambient - jacobianRank sizes point components.Rank) > local
            singular = (List.sum point < components.Rank))

    let mutant (instance: RankedBlocks) =
        overPoints instance.Blocks instance.Bound (fun components point ->
            let drops (variety: EquivariantVariety) =
                variety.SingularBlocks |> Seq.exists (fun i -> point[i] < variety.Ranks[i])

            let singular =
                match containing components point with
                | [ single ] -> drops single
                | _ -> true

            singular = (cost components point < components.Rank))

    Theorem.about
        (Subject.alone "blocks of cost 1 over C" blockInstances)
        ("singular-points-over-c",
         "Over C, for one permutation and 0 < r < n, the singular points of all equivariant matrices of rank at most r are those of rank at most r - 1.",
         "[KSS24, Properties of E_{r,n x n}]; [FORMULAS, Any permutation group]")
        claim
        "so it is over R and for several generators, where a unit of rank may cost more than one"
        mutant

let all = [ minorsDetectSingularPoints; componentSingularPoints; singularPointsOverC ]
