namespace Neurovariety.Studies

open System.Globalization
open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// What [NLQ23] says of the weights of trained networks, and what became of it.
[<RequireQualifiedAccess>]
module LayerClaims =

    open ClaimReading

    /// The networks after the last epoch.
    let final (result: LayerStudyResult) =
        result.Models
        |> List.filter (fun model -> model.Epoch = List.max result.Plan.MeasuredEpochs)

    /// The networks before training.
    let untrained (result: LayerStudyResult) =
        result.Models |> List.filter (fun model -> model.Epoch = 0)

    let private layers (models: LayerModel list) =
        models |> List.collect _.Layers |> List.filter (fun one -> one.Refused.IsNone)

    let private at (result: LayerStudyResult) reading (one: LayerFigures) =
        (LayerFigures.residuals reading one |> LayerFigures.at result.Plan.Compared).Value

    let private small (value: float) =
        value.ToString("0.0e-0", CultureInfo.InvariantCulture)

    // ---- Theorem 1 ---------------------------------------------------------------------------------------------------------

    let private bounded result =
        let models = final result

        let ratio model =
            model.LargestTenfold / model.LargestActivation

        claim
            "bounded-activations"
            "Theorem 1, assumption 2"
            "Activations such as ReLU are continuous and bounded on their domain."
            (models |> List.forall (fun model -> ratio model <= 1.0),
             $"The largest output of a hidden ReLU layer is {range 1 (models |> List.map _.LargestActivation)} at the images and {range 1 (models |> List.map ratio)} times as much at images ten times as bright: ReLU is bounded on no domain that is not.")

    let private encoded result =
        let after, before =
            final result |> List.map _.RelativeError, untrained result |> List.map _.RelativeError

        {
            Key = "encoded-function"
            Where = "Theorem 1"
            Claim = "After convergence the weights have encoded a function that approximates the data within a margin."
            Verdict =
                if List.max after < List.min before then
                    ClaimVerdict.Confounded
                else
                    ClaimVerdict.NotReproduced
            Finding =
                $"Squared error over that of the mean image: {range 3 before} untrained, {range 3 after} trained. That the trained loss is small is what the proof assumes (f(x) is near y at the optimum), not what it shows: nothing in it excludes a network that converges stably to a large loss."
        }

    // ---- equations 3 and 4 -------------------------------------------------------------------------------------------------

    let private equality result =
        let half (one: LayerFigures) =
            (one.Identity |> LayerFigures.at (max 1 (one.Spectrum.Rank / 2))).Value.Frobenius

        let halves = layers (final result) |> List.map half

        claim
            "five-factors"
            "Equation 3"
            "W = U O S' I V' with n' below the rank of W."
            (halves |> List.forall (fun value -> value <= 1e-6),
             $"With n' half the rank the best factors of that form leave {range 3 halves} of the norm of W: an approximation. It is an equality from n' = rank on.")

    let private identity result =
        let full =
            layers (final result)
            |> List.map (fun one -> (Array.last one.Identity).Frobenius)

        claim
            "identity-exact"
            "Equation 4"
            "With I and O the identity on the first n' coordinates the factors multiply to W."
            (full |> List.forall (fun value -> value <= 1e-6),
             $"At n' = rank the relative error is {small (List.max full)} at most. Below the rank this is the truncated singular value decomposition.")

    // ---- equations 5 to 8 --------------------------------------------------------------------------------------------------

    let private metric result =
        let graphs = layers result.Models |> List.choose _.Graphs

        let connected =
            graphs
            |> shareOf (fun one -> one.InputComponents = 1 && one.JointComponents = 1 && one.OutputComponents = 1)

        claim
            "metric-map"
            "Equation 7"
            "L_B = g(L_A) with g = L_B L_A^-1."
            (connected >= 1.0,
             $"It holds exactly when the kernel of L_A lies in that of L_B, so for connected graphs; the inverse must be a pseudo-inverse. Of {graphs.Length} layers {percent connected} have all three graphs connected (k = 10).")

    let private graph result =
        let all = layers (final result)

        let readings reading value =
            all |> List.map (at result reading >> value)

        let found, least =
            readings LayerReading.Graph _.Data, readings LayerReading.Graph _.DataOptimum

        let frobenius = show 3 (median (readings LayerReading.Graph _.Frobenius))

        let leastFrobenius =
            show 3 (median (readings LayerReading.Graph _.FrobeniusOptimum))

        claim
            "graph-factors"
            "Equations 6 and 8"
            "With I and O from the Laplacians of the inputs, the outputs and both, Y = U O S' I V' x approximates the layer."
            (List.map2 (fun a b -> a <= 2.0 * b + 0.01) found least |> List.forall id,
             $"At n' = {result.Plan.Compared} (or the rank, where it is smaller) the graph reading leaves {range 3 found} of the layers' outputs, median {show 3 (median found)}; the least possible is {range 3 least}, median {show 3 (median least)}. Frobenius errors: median {frobenius} against {leastFrobenius}.")

    let private topology result =
        let all =
            layers (final result)
            |> List.filter (fun one -> one.Spectrum.Rank > result.Plan.Compared)

        let better reading =
            all
            |> shareOf (fun one -> (at result reading one).Data <= (at result LayerReading.Identity one).Data)

        let middle reading value =
            all |> List.map (at result reading >> value) |> median |> show 3

        let graph, diffusion = better LayerReading.Graph, better LayerReading.Diffusion

        let ofGraph, ofDiffusion =
            middle LayerReading.Graph _.Data, middle LayerReading.Diffusion _.Data

        let truncated, least =
            middle LayerReading.Identity _.Data, middle LayerReading.Identity _.DataOptimum

        claim
            "topology"
            "Text before Equation 5"
            "Where the latent manifold has another topology than inputs and outputs, graphs generalise the truncated singular value decomposition."
            (not all.IsEmpty && graph >= 0.5,
             $"At n' = {result.Plan.Compared} the graph reading has a smaller error on the data than the truncated decomposition in {percent graph} of {all.Length} layers of larger rank, the diffusion reading in {percent diffusion}. Medians: graph {ofGraph}, diffusion {ofDiffusion}, truncated {truncated}, least {least}.")

    let private diagonal result =
        let shares = layers (final result) |> List.choose _.BesideDiagonal

        claim
            "core-diagonal"
            "Text after Equation 8"
            "S' is an n' x n' diagonal matrix."
            (shares |> List.forall (fun share -> share <= 0.01),
             $"Of S' = O^+ S I^+ (the printed order of the factors does not fit) {range 2 shares} of the norm stands beside the diagonal, median {show 2 (median shares)}. S' is defined up to invertible matrices on both sides.")

    // ---- dimensions --------------------------------------------------------------------------------------------------------

    // n' at which an error is small, beside the dimension of the joint samples.
    let private dimensions (result: LayerStudyResult) reading value = [
        for one in layers (final result) do
            match
                one.JointDimension
                |> Option.bind (fun found -> Option.ofNullable found.TwoNearest)
            with
            | Some dimension ->
                dimension,
                LayerFigures.residuals reading one
                |> LayerFigures.latentBelow result.Plan.Epsilon value
            | None -> ()
    ]

    let private latentDimension result =
        let graph = dimensions result LayerReading.Graph _.Data
        let least = dimensions result LayerReading.Identity _.DataOptimum

        let reached pairs =
            pairs |> List.choose (fun (d, n) -> n |> Option.map (fun n -> d, float n))

        let within pairs =
            pairs |> shareOf (fun (d, n) -> n <= 2.0 * d && 2.0 * n >= d)

        let correlation pairs =
            correlate (List.map fst pairs) (List.map snd pairs)

        let found, best = reached graph, reached least
        let epsilon = show 2 result.Plan.Epsilon

        claim
            "latent-dimension"
            "Theorem 2"
            "S' shows the dimension of the latent manifold that a layer encodes."
            (found.Length = graph.Length && correlation found >= trend && within found >= 0.8,
             $"The samples take up {range 1 (List.map fst graph)} dimensions (two nearest neighbours, joint samples). In the graph reading the error on the data falls to {epsilon} in {found.Length} of {graph.Length} layers, at n' = {range 0 (List.map snd found)}; within a factor 2 of the dimension in {percent (within found)} of these, rank correlation {show 2 (correlation found)}. The least n' of any matrix is {range 0 (List.map snd best)}, within a factor 2 in {percent (within best)}, rank correlation {show 2 (correlation best)}: a linear map needs more dimensions than a curved manifold has.")

    let private training result =
        let pairs = [
            for after in final result do
                for before in untrained result do
                    if before.Latent = after.Latent && before.Seed = after.Seed then
                        for a, b in List.zip after.Layers before.Layers do
                            if a.Refused.IsNone && b.Refused.IsNone then
                                at result LayerReading.Graph b, at result LayerReading.Graph a
        ]

        let value (select: LayerResidual -> float) choose = pairs |> List.map (choose >> select)
        let lower = pairs |> shareOf (fun (before, after) -> after.Data < before.Data)

        claim
            "every-layer"
            "Theorem 2"
            "Every layer encodes a latent representation of the data's manifold after stable convergence."
            (lower >= trend,
             $"If training wrote the manifold into the weights, the graph reading should fit them better afterwards. Its error on the data at n' = {result.Plan.Compared} is smaller after training in {percent lower} of {pairs.Length} layers: median {show 3 (median (value _.Data fst))} before, {show 3 (median (value _.Data snd))} after. The least possible error goes from {show 3 (median (value _.DataOptimum fst))} to {show 3 (median (value _.DataOptimum snd))}.")

    let private reduction result =
        let encoders (model: LayerModel) =
            model.Layers |> List.truncate (model.Layers.Length / 2)

        let steps = [
            for model in final result do
                for one in encoders model do
                    match one.InputDimension, one.OutputDimension with
                    | Some input, Some output when input.TwoNearest.HasValue && output.TwoNearest.HasValue ->
                        input.TwoNearest.Value, output.TwoNearest.Value
                    | _ -> ()
        ]

        let falls = steps |> shareOf (fun (input, output) -> output <= input)

        claim
            "layer-by-layer"
            "After Theorem 1, and after Equation 8"
            "Deep networks reduce the dimension of the data's manifold with each layer (of the encoder)."
            (falls >= trend,
             $"The dimension by two nearest neighbours is smaller after the linear map than before in {percent falls} of {steps.Length} layers of encoders; from {range 1 (steps |> List.map fst)} to {range 1 (steps |> List.map snd)}. The source adds that it assumes neither a rise nor a fall.")

    // ---- what this study does not reach ------------------------------------------------------------------------------------

    let private untested key where text finding = {
        Key = key
        Where = where
        Claim = text
        Verdict = ClaimVerdict.NotTested
        Finding = finding
    }

    /// Every claim, in the order of the source.
    let all (result: LayerStudyResult) : ClaimFinding list = [
        bounded result
        encoded result
        equality result
        identity result
        topology result
        metric result
        graph result
        diagonal result
        latentDimension result
        training result
        reduction result
        untested
            "piecewise-units"
            "After Equation 8"
            "S' is the smallest number of ReLU units that solve for the latent manifold."
            "No procedure is given that would turn S' into ReLU units, and S' is defined up to invertible matrices."
        untested
            "capacity"
            "Previous works"
            "Polynomial activations of degree n raise the capacity by the power n - 1, exponential ones without bound."
            "A claim about memories: see the study of associative memories."
    ]
