namespace Neurovariety.Studies

open System

/// What [DAL22] says of the moduli of the eigenvalues, Figures 1 and 2.
[<RequireQualifiedAccess>]
module ModulusClaims =

    open ClaimReading
    open InitializationReading

    let private median figures = figures.Modulus.Median

    // "On the order of": within half a power of ten.
    let private order = sqrt 10.0

    let private start result =
        let epoch0 = after 0 result
        let greatest = epoch0 |> values _.Modulus.Greatest
        let middle = after result.Plan.Epochs result |> values _.MiddleShare
        let falls = overWidths median epoch0

        [
            claim
                "start-small"
                "Section III-A, Figure 2"
                "All eigenvalues at epoch 0 have extremely small moduli, at most on the order of 0.005."
                (List.max greatest <= 0.005 * order,
                 $"The greatest modulus of each width is {range 4 greatest}, the median {range 5 (values median epoch0)}; on the order of 0.005 means at most {show 4 (0.005 * order)}.")
            claim
                "trained-larger"
                "Section III-A"
                "They are much smaller than those of the trained networks, most of which lie between 0.2 and 1.5."
                (List.forall (fun share -> share > 0.5) middle && List.max greatest < 0.2,
                 $"Share of the trained moduli between 0.2 and 1.5: {range 3 middle} (most means more than half at every width); the greatest modulus before training is {show 4 (List.max greatest)}.")
            claim
                "start-falls"
                "Section III-A, Figure 2"
                "At epoch 0 the median modulus decreases with the latent width."
                (falls <= -trend,
                 $"Rank correlation with d {show 2 falls} (needed: {show 1 -trend}); medians from {show 5 (List.head (values median epoch0))} to {show 5 (List.last (values median epoch0))}.")
        ]

    let private predictions result =
        let epoch0 = after 0 result

        let against (predicted: RandomTheory -> float) =
            epoch0
            |> List.map (fun (latent, figures) -> median figures / predicted (width latent result).Theory)

        let formula = against _.FormulaMedian
        let law = against _.LawMedian
        let printed = RandomTheory.printedMedians

        let ours =
            printed
            |> List.choose (fun (latent, (printedSquare, _)) ->
                result.Widths
                |> List.tryFind (fun one -> one.Latent = latent)
                |> Option.map (fun one -> latent, printedSquare, one.Theory.FormulaMedian ** 2.0))

        let text =
            ours
            |> List.map (fun (latent, printed, ours) ->
                $"{printed:G2} printed and {ours:G3} by the formula at d = {latent}")
            |> String.concat ", "

        let isPrinted =
            not ours.IsEmpty
            && ours
               |> List.forall (fun (_, printed, ours) -> abs (printed / ours - 1.0) < 0.05)

        let maximum = result.Widths |> List.map _.Theory.FormulaMaximum

        let within (ratios: float list) =
            shareOf (fun ratio -> ratio >= 0.1 && ratio <= 10.0) ratios

        [
            claim
                "printed-medians"
                "Section II"
                "The formula's median squared modulus is 0.00013 at n_1 = 2 and 0.000043 at n_1 = 20."
                (isPrinted, $"{text}: the printed numbers leave out the formula's factor 0.5.")
            claim
                "printed-maximum"
                "Section II"
                "The formula's greatest modulus is 1/81, about 0.012, at every width."
                (maximum |> List.forall (fun value -> abs (value * 81.0 - 1.0) < 1e-9),
                 $"The formula gives {range 6 maximum}.")
            claim
                "below-prediction"
                "Section III-A"
                "Observed moduli at epoch 0 are slightly smaller than the formula predicts."
                (shareOf (fun ratio -> ratio < 1.0 && ratio > 0.5) formula >= generally,
                 $"Observed over predicted median, formula without ReLU: {range 3 formula} (slightly smaller means 0.5 to 1 at {percent generally} of the widths). Of the law with half of the units off it is {range 2 law}.")
            claim
                "order-of-magnitude"
                "Section III-A"
                "Observed moduli are generally within an order of magnitude of the predictions."
                (within formula >= generally,
                 $"Observed median within a factor 10 of the formula's at {percent (within formula)} of the widths, of that of the law with half of the units off at {percent (within law)} (generally means {percent generally}).")
        ]

    let private random result =
        let epoch0 = after 0 result

        let closer =
            epoch0
            |> shareOf (fun (_, figures) -> figures.ModulusToLaw.Kolmogorov < figures.ModulusToTrained.Kolmogorov)

        claim
            "start-is-random"
            "Sections III-A and V"
            "At initialization the distributions bear little resemblance to the trained ones and are better described by random matrices."
            (closer = 1.0,
             $"Kolmogorov's distance of the moduli to the law of random products is {epoch0 |> values _.ModulusToLaw.Kolmogorov |> range 3}, to the trained network {epoch0 |> values _.ModulusToTrained.Kolmogorov |> range 3}; nearer to the law at {percent closer} of the widths.")

    let private training (result: InitializationResult) =
        let last = after result.Plan.Epochs result
        let early = after 1 result
        let lowMedians = low early |> values median
        let lowShift = low early |> values _.ModulusToLaw.Kolmogorov

        let order =
            [ 1; 4; 10 ] |> List.map (fun epoch -> overWidths median (after epoch result))

        let isNear values =
            values |> List.forall (fun value -> abs (value - 1.0) <= nearOne)

        let ten, fifty = after 10 result, after 50 result
        let distance50 = fifty |> values _.ModulusToTrained.Kolmogorov

        let medianRange points =
            let medians = values median points
            List.max medians - List.min medians

        [
            claimAfter
                [ 1 ]
                result
                "epoch-1-low"
                "Section III-A, Figure 1"
                "At epoch 1 the median modulus is far from 0 in low dimensions, and the distribution has clearly shifted."
                (fun () ->
                    List.forall (fun value -> value >= 0.1) lowMedians
                    && List.forall (fun value -> value >= 0.5) lowShift,
                    $"Up to d = {lowLatent} the medians are {range 3 lowMedians} (far means 0.1), the distances to the law of random products {range 3 lowShift} (clearly means 0.5). Over all widths the medians are {values median early |> range 3}.")
            claimAfter
                [ 10 ]
                result
                "epoch-10"
                "Section III-A, Figure 1"
                "By epoch 10 the median modulus is at least 0.5 at every width."
                (fun () ->
                    ten |> values median |> List.forall (fun value -> value >= 0.5),
                    $"Medians {ten |> values median |> range 3}.")
            claimAfter
                [ 50 ]
                result
                "epoch-50"
                "Section III-A, Figure 1"
                "By epoch 50 the median modulus is near 1 at every width."
                (fun () ->
                    fifty |> values median |> isNear,
                    $"Medians {fifty |> values median |> range 3} (near means within {show 2 nearOne}).")
            claimAfter
                [ 50 ]
                result
                "epoch-50-like-trained"
                "Section III-A, Figure 1"
                "By epoch 50 the distributions of the moduli quite closely resemble those of the trained network."
                (fun () ->
                    distance50 |> List.forall (fun value -> value <= 0.1),
                    $"Kolmogorov's distance to the trained network at epoch 50: {range 3 distance50} (closely means 0.1 at every width).")
            claimAfter
                [ 1; 4; 10 ]
                result
                "converge-to-one"
                "Section III-A, Figure 1"
                "With training the median modulus converges to 1, faster at lower latent widths."
                (fun () ->
                    isNear (values median last)
                    && order |> List.forall (fun value -> value <= -trend),
                    $"""Trained medians {values median last |> range 3} (near 1 means within {show 2 nearOne}); rank correlation of the median with d after 1, 4 and 10 epochs {order |> List.map (show 2) |> String.concat ", "} (needed: {show 1 -trend} each).""")
            claimAfter
                [ 1; 4; 10; 50 ]
                result
                "more-consistent"
                "Figure 1"
                "As training progresses the distribution of the moduli becomes more consistent across widths."
                (fun () ->
                    let ranges =
                        [ 1; 4; 10; 50; result.Plan.Epochs ]
                        |> List.map (fun epoch -> medianRange (after epoch result))

                    List.pairwise ranges |> List.forall (fun (before, later) -> later <= before),
                    $"""Range of the medians over the widths after 1, 4, 10, 50 and {result.Plan.Epochs} epochs: {ranges |> List.map (show 3) |> String.concat ", "} (needed: never rising).""")
        ]

    let private trained (result: InitializationResult) =
        let last = after result.Plan.Epochs result
        let contracting = last |> values _.ContractingShare
        let grows = overWidths _.SmallShare last

        [
            claim
                "trained-below-one"
                "Section III-A"
                "After training the moduli are usually below 1."
                (contracting |> List.forall (fun share -> share > 0.5),
                 $"Share of the moduli below 1: {range 3 contracting} (usually means more than half at every width).")
            claim
                "trained-small"
                "Section III-A"
                "The share of small moduli of the trained networks grows with the latent width."
                (grows >= trend,
                 $"Share of the moduli below 0.1: {last |> values _.SmallShare |> range 4}; rank correlation with d {show 2 grows} (needed: {show 1 trend}).")
        ]

    /// The claims in the order of the text.
    let all result = [
        yield! predictions result
        yield! start result
        random result
        yield! training result
        yield! trained result
    ]
