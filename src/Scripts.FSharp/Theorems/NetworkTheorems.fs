/// Linear networks whose parameters express invariance and equivariance.
module internal Neurovariety.Scripts.Theorems.NetworkTheorems

open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.GroupSubjects
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
        (rankedPermutations |> Subject.upTo 64)
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
        (matrixUnderPermutation |> Subject.upTo 1000)
        ("weight-sharing-is-invariance",
         "A network with a decoder of independent columns is invariant under sigma exactly when its encoder shares the weights along each cycle.",
         "[KSS24, Learning invariant linear functions]")
        (claim injective)
        "so it is for every decoder"
        (claim (fun r -> matrix r r (fun i j -> if i = j && i + 1 < r then 1.0 else 0.0)))

let private networkOf (instance: RankedGroup) =
    let decomposition = decompose instance.Group
    let random = randomOf instance.Seed
    let ranks = (Components.Of(decomposition.Blocks, instance.Bound)).Sample random
    let variety = EquivariantVariety(decomposition.Blocks, ranks)

    let parameters =
        Array.init (int variety.ParameterCount) (fun _ -> random.NextGaussian())

    variety, EquivariantAutoencoder.FromParameters(decomposition, ranks, parameters)

let private equivariantNetworks =
    let claim (expectedRank: EquivariantVariety -> int) (instance: RankedGroup) =
        let variety, network = networkOf instance
        let m = network.EndToEnd()
        // The basis of several generators is certified, not exact; its residual scales with the factors.
        let scale = 16.0 * (1.0 + norm network.Encoder * norm network.Decoder)

        instance.Group
        |> List.forall (fun p -> agree scale (PermutationAction.Conjugate(p, m)) m)
        && bigint network.ParameterCount = variety.ParameterCount
        && rank m = expectedRank variety

    Theorem.about
        (rankedGroups |> Subject.upTo 64)
        ("equivariant-networks",
         "Any weights of the network of a rank vector give an equivariant matrix, almost all of them one of rank sum delta_i r_i; there are 2 sum e_i m_i r_i weights.",
         "[KSS24, Weight sharing on de- and encoder]; [FORMULAS, Any permutation group]")
        (claim _.GenericRank)
        "the rank is the sum of the entries of the rank vector"
        (claim (fun variety -> Seq.sum variety.Ranks))

let private sharedEdges =
    let claim (sign: WeightEdge -> float) (instance: RankedGroup) =
        let _, network = networkOf instance
        let sharing = network.WeightSharing()
        let weights = network.Parameters()

        let layer rows columns (edges: WeightEdge seq) =
            let entries = Array.zeroCreate (rows * columns)

            for edge in edges do
                entries[edge.To * columns + edge.From] <- sign edge * weights[edge.WeightClass]

            Matrix.FromEntries(rows, columns, entries)

        let encoder = layer sharing.LatentCount sharing.InputCount sharing.EncoderEdges
        let decoder = layer sharing.OutputCount sharing.LatentCount sharing.DecoderEdges
        let q = network.Decomposition.OrthogonalMatrix()

        sharing.LatentCount = 0
        || agree (norm encoder) (times network.Encoder q) encoder
           && agree (norm decoder) (MatrixProduct.MultiplyTransposedLeft(q, network.Decoder)) decoder

    Theorem.about
        (rankedGroups |> Subject.upTo 64)
        ("weight-sharing-edges",
         "In the adapted basis the layers of an equivariant network carry each weight on the edges of its class, with the stated signs, and nothing elsewhere.",
         "[KSS24, Weight sharing on de- and encoder]")
        (claim (fun edge -> float edge.Sign))
        "no edge carries the negative of a weight"
        (claim (fun _ -> 1.0))

let all = [ factorisations; weightSharing; equivariantNetworks; sharedEdges ]
