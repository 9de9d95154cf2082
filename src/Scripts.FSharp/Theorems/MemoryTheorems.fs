/// Universal Hopfield networks and the named memories inside them.
module internal Neurovariety.Scripts.Theorems.MemoryTheorems

open System
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Numerics
open Neurovariety.Scripts.Theorems.StoredPatterns
open Neurovariety.Scripts.Theorems.Subjects

let private nearest =
    let claim similarity (instance: Stored) =
        let patterns, query, _ = drawn real instance

        let answer =
            UniversalMemory.Of(patterns, corrected similarity Separation.Max 1.0).Retrieve(rowOf query)

        let best =
            [ 0 .. instance.Count - 1 ]
            |> List.minBy (fun i -> squared (patterns.Row(i).ToArray()) query)

        answer.Row(0).ToArray() = patterns.Row(best).ToArray()

    Theorem.about
        instances
        ("nearest-pattern",
         "With Euclidean similarity and the largest score alone a universal memory answers with the nearest pattern, bit for bit.",
         "[MSSLB22, Section 2]")
        (claim Similarity.Euclidean)
        "the similarity is the dot product"
        (claim Similarity.Dot)

let private modernEnergy =
    let claim (step: ModernHopfield -> float[] -> float[]) (instance: Stored) =
        let patterns, query, _ = drawn real instance
        let memory = ModernHopfield.Of(patterns, 2.0)

        let states = Seq.unfold (fun q -> Some(q, step memory q)) query |> Seq.truncate 8

        let energies =
            states |> Seq.map (fun q -> memory.Energy(ReadOnlySpan q)) |> Array.ofSeq

        let slack =
            Tolerance.Identity(instance.Width + instance.Count, 1.0 + Array.max (Array.map abs energies))

        energies |> Array.pairwise |> Array.forall (fun (a, b) -> b <= a + slack)

    Theorem.about
        instances
        ("modern-hopfield-energy",
         "A step q <- M' softmax(beta M q) of the modern Hopfield network never raises its energy.",
         "[RSL20, Theorem 1]")
        (claim (fun memory q -> memory.Step(ReadOnlySpan q)))
        "the step is taken twice as far"
        (claim (fun memory q -> Array.map2 (fun a b -> 2.5 * a - 1.5 * b) (memory.Step(ReadOnlySpan q)) q))

let private classicalEnergy =
    let claim order (instance: Stored) =
        let patterns, state, _ = drawn sign instance
        let recall = (ClassicalHopfield.Of patterns).Run(ReadOnlySpan state, order)

        recall.Energies |> Seq.pairwise |> Seq.forall (fun (a, b) -> b <= a)
        && recall.IsFixedPoint

    Theorem.about
        instances
        ("classical-hopfield-energy",
         "The classical Hopfield network, one unit after the other, never raises its energy and ends in a fixed point.",
         "[Hopfield82]")
        (claim UpdateOrder.Asynchronous)
        "all units are set at once"
        (claim UpdateOrder.Synchronous)

let private classicalIsUniversal =
    let claim similarity (instance: Stored) =
        let patterns, state, _ = drawn sign instance

        let answer =
            UniversalMemory.Of(patterns, corrected similarity Separation.Identity 1.0).Retrieve(rowOf state).ToArray()

        // Hebb's weights with their diagonal.
        let hebb = MatrixProduct.MultiplyTransposedLeft(patterns, patterns)
        let fields = MatrixProduct.Apply(hebb, ReadOnlySpan state)

        Array.forall2 (fun field z -> field = 0.0 || Math.Sign(field: float) = Math.Sign(z: float)) fields answer

    Theorem.about
        instances
        ("classical-is-universal",
         "z = P (M q), the universal memory with dot product and identity, has the signs of Hebb's weights times q: a step of the classical network but for the diagonal.",
         "[MSSLB22, Section 3.1]")
        (claim Similarity.Dot)
        "the similarity is the Euclidean one"
        (claim Similarity.Euclidean)

let private publishedBeta =
    let claim mode (instance: Stored) =
        let patterns, query, _ = drawn positive instance

        let at beta =
            options mode Similarity.Manhattan (Separation.SoftmaxOf 3.0) beta
            |> weights patterns query

        close 1.0 (at 0.01) (at 40.0)

    Theorem.about
        instances
        ("published-beta-cancels",
         "In the published mode the scores are divided by their sum before the separation: weights do not depend on beta.",
         "[MSSLB22, Section 5], as measured")
        (claim MemoryMode.Published)
        "the mode is the corrected one"
        (claim MemoryMode.Corrected)

let private divergenceSign =
    let claim mode (instance: Stored) =
        let patterns, _, random = drawn positive instance
        let n = instance.Width

        // One entry of a share of about 1e-4 in all patterns, and a smaller one in the query: there the smoothing matters.
        let rest i =
            Seq.sum (Seq.init (n - 1) (fun j -> patterns[i, j + 1]))

        let uneven =
            Matrix.Create(instance.Count, n, (fun i j -> if j = 0 then 1.5e-4 * rest i else patterns[i, j]))

        let asked =
            Array.init n (fun j -> if j = 0 then 0.2 * uneven[0, 0] else uneven[0, j])

        let scale = random.NextDouble(0.5, 2.0)
        let same = uneven.Row(1).ToArray() |> Array.map ((*) scale)

        let scores values =
            Similarities.Scores(Similarity.KullbackLeibler, mode, uneven, rowOf values, 1).ToArray()

        let divergences =
            scores asked
            |> Array.map (fun score -> if mode = MemoryMode.Published then 1.0 / score else -score)

        let isOwn =
            let found = scores same
            mode = MemoryMode.Published || abs found[1] <= Tolerance.Identity(n, 1.0)

        Array.forall (fun value -> value >= 0.0) divergences
        && (mode = MemoryMode.Published
            || Array.exists (fun value -> value > 0.0) divergences)
        && isOwn

    Theorem.about
        instances
        ("divergence-is-positive",
         "KL is never negative, is 0 between patterns that differ by a factor only, and positive between others.",
         "Gibbs' inequality")
        (claim MemoryMode.Corrected)
        "the published formula, which adds 1e-4 inside the logarithms only"
        (claim MemoryMode.Published)

let private jensenShannon =
    let claim similarity (instance: Stored) =
        let patterns, query, _ = drawn positive instance

        let sparse =
            Matrix.Create(instance.Count, instance.Width, (fun i j -> if (i + j) % 2 = 0 then patterns[i, j] else 0.0))

        let forth =
            Similarities.Scores(similarity, MemoryMode.Corrected, sparse, rowOf query, 1).ToArray()

        let back =
            Similarities.Scores(similarity, MemoryMode.Corrected, rowOf query, sparse, 1).ToArray()

        close 1.0 forth back
        && forth |> Array.forall (fun score -> score <= 0.0 && score >= -(log 2.0) - 1e-12)

    Theorem.about
        instances
        ("jensen-shannon",
         "The Jensen-Shannon divergence is the same in both directions, and lies between 0 and log 2.",
         "[Lin91]")
        (claim Similarity.JensenShannon)
        "KL takes its place"
        (claim Similarity.KullbackLeibler)

let private permutation =
    let claim (reorder: int[] -> float[] -> float[]) (instance: Stored) =
        let patterns, query, random = drawn positive instance
        let order = [| 0 .. instance.Count - 1 |]
        let span = Span<int> order
        random.Shuffle span
        let moved = Matrix.FromRows [| for i in order -> patterns.Row(i).ToArray() |]

        [
            Separation.Identity
            Separation.Softmax
            Separation.Power 3.0
            Separation.Log
            Separation.Max
            Separation.TopK 2
        ]
        |> List.forall (fun separation ->
            Similarities.Names
            |> Seq.map Similarities.Parse
            |> Seq.forall (fun similarity ->
                let chosen = corrected similarity separation 1.5
                close 1.0 (weights moved query chosen) (reorder order (weights patterns query chosen))))

    Theorem.about
        instances
        ("permuted-patterns",
         "Permuting the stored patterns permutes the weights, for every similarity and separation.",
         "[MSSLB22, Section 2]")
        (claim (fun order values -> order |> Array.map (fun i -> values[i])))
        "the weights stay where they are"
        (claim (fun _ values -> values))

let private softmaxLimit =
    let claim beta (instance: Stored) =
        let patterns, query, _ = drawn real instance

        let scores =
            (UniversalMemory.Of(patterns, corrected Similarity.Euclidean Separation.Max 1.0))
                .Scores(rowOf query)
                .ToArray()

        let sorted = Array.sortDescending scores
        let gap = sorted[0] - sorted[1]
        // At this beta the second score weighs at most exp(-40).
        let sharp = corrected Similarity.Euclidean Separation.Softmax (beta gap)

        close
            1.0
            (weights patterns query sharp)
            (weights patterns query (corrected Similarity.Euclidean Separation.Max 1.0))

    Theorem.about
        instances
        ("softmax-becomes-max",
         "As beta grows softmax becomes the largest score alone: at beta = 40 over the gap of the two largest they agree to rounding.",
         "[MSSLB22, Section 3]")
        (claim (fun gap -> 40.0 / gap))
        "beta is 1"
        (claim (fun _ -> 1.0))

let private denseIsClassical =
    let claim order (instance: Stored) =
        let patterns, state, _ = drawn sign instance
        let classical = (ClassicalHopfield.Of patterns).Run(ReadOnlySpan state)
        let dense = (DenseMemory.Of(patterns, order)).Run(ReadOnlySpan state)
        Seq.toList classical.State = Seq.toList dense.State

    Theorem.about
        instances
        ("dense-of-order-2",
         "The dense memory of order 2 goes through the same states as the classical network.",
         "[KH16]")
        (claim 2)
        "the order is 3"
        (claim 3)

let private attention =
    let claim beta (instance: Stored) =
        let patterns, query, random = drawn real instance

        let values = Matrix.Create(instance.Count, 3, (fun _ _ -> random.NextGaussian()))

        let answer =
            UniversalMemory
                .Associating(patterns, values, corrected Similarity.Dot Separation.Softmax 0.7)
                .Retrieve(rowOf query)
                .ToArray()

        // softmax(beta K q) V as it stands.
        let keys = [|
            for i in 0 .. instance.Count - 1 ->
                exp (
                    beta
                    * Array.fold2 (fun s a b -> s + a * b) 0.0 (patterns.Row(i).ToArray()) query
                )
        |]

        let total = Array.sum keys

        let expected = [|
            for j in 0..2 ->
                Array.sum [| for i in 0 .. instance.Count - 1 -> keys[i] * values[i, j] |]
                / total
        |]

        Array.forall2 (fun a b -> abs (a - b) <= 1e-11 * (1.0 + abs b)) answer expected

    Theorem.about
        instances
        ("attention",
         "The hetero-associative memory with dot product and softmax is attention: softmax(beta K q) V.",
         "[RSL20]; [MSSLB22, Section 3.3]")
        (claim 0.7)
        "beta is taken for 1"
        (claim 1.0)

let private sparseDistributed =
    let claim (shift: int) (instance: Stored) =
        let patterns, query, random = drawn sign instance
        let width = instance.Width
        let radius = (width - 1) / 2

        let empty = SparseDistributedMemory.Draw(20, width, width, radius, random)

        let filled =
            Seq.init instance.Count id
            |> Seq.fold (fun (memory: SparseDistributedMemory) i -> memory.Write(patterns.Row i, patterns.Row i)) empty

        let active = filled.Active(ReadOnlySpan query)
        let read = filled.Read(ReadOnlySpan query)
        let universal = filled.AsUniversal().Retrieve(rowOf query).ToArray()

        // Where nothing is active the universal memory averages over all locations, and the sparse one is silent.
        if Array.exists id active then
            Array.forall2
                (fun a (z: float) -> a = 0.0 && abs z < 1e-12 || Math.Sign(z + float shift) = int a)
                read
                universal
        else
            read |> Array.forall ((=) 0.0)

    Theorem.about
        instances
        ("sparse-distributed-is-universal",
         "Reading a sparse distributed memory gives the signs of a universal memory with dot product and threshold over its hard locations.",
         "[MSSLB22, Section 3.2]; [Kanerva88]")
        (claim 0)
        "every sum is larger by 1000"
        (claim 1000)

let all = [
    nearest
    modernEnergy
    classicalEnergy
    classicalIsUniversal
    publishedBeta
    divergenceSign
    jensenShannon
    permutation
    softmaxLimit
    denseIsClassical
    attention
    sparseDistributed
]
