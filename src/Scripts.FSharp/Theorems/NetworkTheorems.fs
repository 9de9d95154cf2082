/// Linear networks whose parameters express invariance and equivariance.
module internal Neurovariety.Scripts.Theorems.NetworkTheorems

open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Scripts.Theorems.Generators
open Neurovariety.Scripts.Theorems.GroupTheorems

let private factorisations =
    let claim (decoder: Matrix -> Matrix -> Matrix -> bool) (instance: RankedGroup) =
        let partition = (groupOf instance.Group).Orbits()
        let k = partition.BlockCount
        let random = randomOf instance.Seed
        let reduced = gaussian (k + instance.Seed % 3) k random
        let m = times reduced (indicator partition)

        // A factorisation that knows nothing of the group: singular vectors, mixed by a random k x k matrix.
        let svd = Factorizations.Svd m
        let left = matrix m.RowCount k (fun i j -> svd.U[i, j] * svd.SingularValues[j])
        let right = matrix k m.ColumnCount (fun i j -> svd.V[j, i])

        let mix =
            MatrixArithmetic.Add(gaussian k k random, MatrixArithmetic.Scale(Matrix.Identity k, 4.0))

        let a = times left (Factorizations.PseudoInverse mix)
        let b = times mix right
        let t = psi partition b
        let scale = (1.0 + norm a) * (1.0 + norm b) * norm mix

        rank t = k
        && agree scale (times a b) m
        && agree scale b (times t (indicator partition))
        && decoder a t reduced

    Theorem.about
        (rankedGroupInstances 1)
        ("invariant-factorisations",
         "Every factorisation A B of an invariant M whose rank k is the number of cycles is (psi(M) T^-1, T E) with T invertible.",
         "[KSS24, Learning invariant linear functions]")
        (claim (fun a t reduced -> agree ((1.0 + norm a) * (1.0 + norm t) * 16.0) (times a t) reduced))
        "A is psi(M) T"
        (claim (fun a t reduced -> agree ((1.0 + norm a) * (1.0 + norm t) * 16.0) a (times reduced t)))

let private weightSharing =
    let claim (decoder: int -> Matrix) (instance: GroupMatrix) =
        let encoder = instance.Matrix
        let sigma = instance.Generators.Head
        let m = times (decoder encoder.RowCount) encoder
        let shares = (tied (sigma.CyclePartition()) encoder).Equals encoder
        PermutationAction.ActOnColumns(m, sigma).Equals m = shares

    // r independent columns, with one row more.
    let injective r =
        matrix (r + 1) r (fun i j ->
            if i = j then 1.0
            elif i = r then float (j + 1)
            else 0.0)

    Theorem.about
        (columnInstances 1)
        ("weight-sharing-is-invariance",
         "A network with a decoder of independent columns is invariant under sigma exactly when its encoder shares the weights along each cycle.",
         "[KSS24, Learning invariant linear functions]")
        (claim injective)
        "so it is for every decoder"
        (claim (fun r -> matrix r r (fun i j -> if i = j && i + 1 < r then 1.0 else 0.0)))

let all = [ factorisations; weightSharing ]
