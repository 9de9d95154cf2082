/// Invariance under permutations and what cycles and orbits say about it.
module internal Neurovariety.Scripts.Theorems.GroupTheorems

open System.Collections.Generic
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.GroupSubjects

let private first (instance: GroupMatrix) = instance.Generators.Head

let private isInvariant (generators: Permutation list) (m: Matrix) =
    generators
    |> List.forall (fun p -> PermutationAction.ActOnColumns(m, p).Equals m)

let private columnsAgree (parts: int[] seq) (m: Matrix) =
    let same i j =
        seq { 0 .. m.RowCount - 1 } |> Seq.forall (fun row -> m[row, i] = m[row, j])

    parts |> Seq.forall (fun part -> part |> Array.forall (same part[0]))

let private orbits (generators: Permutation list) = (groupOf generators).Orbits()

/// ψ: one column for each part, the others deleted.
let psi (partition: SetPartition) (m: Matrix) =
    matrix m.RowCount partition.BlockCount (fun i j -> m[i, partition.Block(j)[0]])

/// E: the unit vector e_i in every column of part i.
let indicator (partition: SetPartition) =
    matrix partition.BlockCount partition.Degree (fun i j -> if partition.BlockOf j = i then 1.0 else 0.0)

let private scaled (weight: int -> float) (partition: SetPartition) (m: Matrix) =
    let reduced = psi partition m
    matrix m.RowCount partition.BlockCount (fun i j -> weight (partition.Block(j).Length) * reduced[i, j])

let private invariantColumns =
    let claim (parts: Permutation -> int[] seq) (instance: GroupMatrix) =
        isInvariant [ first instance ] instance.Matrix = columnsAgree (parts (first instance)) instance.Matrix

    let moved (p: Permutation) =
        Seq.singleton (p.Cycles() |> Seq.filter (fun c -> c.Length > 1) |> Seq.concat |> Seq.toArray)
        |> Seq.filter (fun part -> part.Length > 0)

    Theorem.about
        (matrixUnderPermutation |> Subject.upTo 1000)
        ("invariant-columns",
         "M P_sigma = M exactly when the columns of M agree along each cycle of sigma.",
         "[KSS24, Characterizing invariance]")
        (claim (fun p -> p.Cycles()))
        "all moved columns agree, not only those of one cycle"
        (claim moved)

let private invariantRank =
    let claim (bound: Permutation -> int) (instance: GroupMatrix) =
        let p = first instance
        rank (tied (p.CyclePartition()) instance.Matrix) <= bound p

    Theorem.about
        (matrixUnderPermutation |> Subject.upTo 1000)
        ("invariant-rank",
         "The rank of a matrix that is invariant under sigma is at most the number of cycles of sigma, fixed points included.",
         "[KSS24, Characterizing invariance]")
        (claim (fun p -> p.CyclePartition().BlockCount))
        "fixed points are not counted"
        (claim (fun p -> p.Cycles() |> Seq.filter (fun c -> c.Length > 1) |> Seq.length))

let private reduction =
    let claim (single: Permutation list -> Permutation) (instance: GroupMatrix) =
        isInvariant instance.Generators instance.Matrix = isInvariant [ single instance.Generators ] instance.Matrix

    let coarsening (generators: Permutation list) =
        let parts =
            FinestCommonCoarsening.Of(generators |> Seq.map (fun p -> p.CyclePartition()))

        Permutation.FromCycles(degree generators, parts.Blocks)

    Theorem.about
        (matrixUnderGroup |> Subject.upTo 1000)
        ("reduction-to-one-permutation",
         "The matrices invariant under a group are those invariant under one permutation whose cycles are the finest common coarsening of the generators' cycle partitions.",
         "[KSS24, Reduction to cyclic case]")
        (claim coarsening)
        "the one permutation is the product of the generators"
        (claim (List.reduce (*)))

let private orbitPartition =
    let claim (parts: Permutation list -> SetPartition) (generators: Permutation list) =
        // The orbits by following the generators from a point until nothing new is reached.
        let partition = parts generators
        let seen = Array.create (degree generators) false

        let reach start =
            let reached = List<int> [ start ]
            seen[start] <- true
            let mutable next = 0

            while next < reached.Count do
                for p in generators do
                    let image = p[reached[next]]

                    if not seen[image] then
                        seen[image] <- true
                        reached.Add image

                next <- next + 1

            reached.ToArray() |> Array.sort

        seq { 0 .. degree generators - 1 }
        |> Seq.filter (fun point -> not seen[point])
        |> Seq.forall (fun point -> Array.sort (partition.Block(partition.BlockOf point).ToArray()) = reach point)

    Theorem.about
        (groups |> Subject.upTo 1000)
        ("orbits-are-the-coarsening",
         "The finest common coarsening of the cycle partitions of the generators is the partition into orbits.",
         "[KSS24, Reduction to cyclic case]")
        (claim (fun generators -> FinestCommonCoarsening.Of(generators |> Seq.map (fun p -> p.CyclePartition()))))
        "the last generator is left out"
        (claim (fun generators ->
            let kept =
                if generators.Length > 1 then
                    List.take (generators.Length - 1) generators
                else
                    generators

            FinestCommonCoarsening.Of(kept |> Seq.map (fun p -> p.CyclePartition()))))

let private psiIsomorphism =
    let claim (keeps: SetPartition -> Matrix -> Matrix -> bool) (instance: GroupMatrix) =
        let partition = orbits instance.Generators
        let m = tied partition instance.Matrix

        let other =
            tied partition (PermutationAction.ActOnColumns(instance.Matrix, first instance))

        let reduced = psi partition m

        let combination a b =
            MatrixArithmetic.Add(MatrixArithmetic.Scale(a, 2.0), MatrixArithmetic.Scale(b, -3.0))

        let linear =
            (psi partition (combination m other)).Equals(combination reduced (psi partition other))

        let inverse = (times reduced (indicator partition)).Equals m
        linear && inverse && keeps partition m reduced

    Theorem.about
        (matrixUnderGroup |> Subject.upTo 1000)
        ("psi-isomorphism",
         "Deleting repeated columns, psi, is a linear isomorphism from the invariant m x n matrices to all m x k matrices that keeps the rank.",
         "[KSS24, Proposition on I_{r,m x n}]")
        (claim (fun _ m reduced -> rank m = rank reduced))
        "psi keeps the Frobenius norm too"
        (claim (fun _ m reduced ->
            MatrixArithmetic.SquaredFrobeniusNorm m = MatrixArithmetic.SquaredFrobeniusNorm reduced))

let private weightedIsometry =
    let claim (weight: int -> float) (instance: GroupMatrix) =
        let partition = orbits instance.Generators
        let m = tied partition instance.Matrix
        let square = MatrixArithmetic.SquaredFrobeniusNorm m
        let image = MatrixArithmetic.SquaredFrobeniusNorm(scaled weight partition m)

        abs (square - image)
        <= Neurovariety.Numerics.Tolerance.Identity(partition.Degree, square)

    Theorem.about
        (matrixUnderGroup |> Subject.upTo 1000)
        ("weighted-psi-isometry",
         "psi followed by scaling each column by the square root of the size of its orbit is an isometry for the Frobenius norm.",
         "[FORMULAS, Invariant]")
        (claim (fun size -> sqrt (float size)))
        "the columns are scaled by the size of the orbit, without the root"
        (claim float)

let private permutationMatrices =
    let claim (product: Permutation -> Permutation -> Permutation) (generators: Permutation list) =
        let sigma, tau = generators[0], generators[1]

        (times (PermutationAction.PermutationMatrix sigma) (PermutationAction.PermutationMatrix tau))
            .Equals(PermutationAction.PermutationMatrix(product sigma tau))

    Theorem.about
        (pairs |> Subject.upTo 128)
        ("permutation-matrices-multiply",
         "P_sigma P_tau = P_(sigma tau), where sigma tau applies tau first.",
         "[KSS24, Invariant functions]")
        (claim (*))
        "the order of the product is reversed"
        (claim (fun sigma tau -> tau * sigma))

let all = [
    permutationMatrices
    invariantColumns
    invariantRank
    orbitPartition
    reduction
    psiIsomorphism
    weightedIsometry
]
