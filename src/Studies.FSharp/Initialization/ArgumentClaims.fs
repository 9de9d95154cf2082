namespace Neurovariety.Studies

open System

/// What [DAL22] says of the arguments of the eigenvalues, Figure 3.
[<RequireQualifiedAccess>]
module ArgumentClaims =

    open ClaimReading
    open InitializationReading

    let private median = argument _.Median
    let private top = argument _.NinetyFivePercent
    let private toUniform = distance _.ArgumentToUniform

    let private quarterTurn = Math.PI / 2.0

    // Medians this near to a quarter turn, in radians, tend to it.
    let private near = 0.2

    // Distance from which on a distribution is clearly not uniform.
    let private clearly = 0.1

    let private start result =
        let epoch0 = after 0 result
        let medians = values median epoch0

        let off =
            epoch0
            |> high
            |> values median
            |> List.map (fun value -> abs (value - quarterTurn))

        let uniform = overWidths toUniform epoch0

        // Each width over many starts, not the one start that a seed gives.
        let starts (pick: UntrainedFigures -> float) (isKept: int -> bool) =
            result.Widths
            |> List.filter (fun one -> isKept one.Latent)
            |> List.map (fun one -> ClaimReading.median (List.map pick one.Untrained))

        let started = starts _.ArgumentMedian (fun latent -> latent >= highLatent)

        [
            claim
                "start-varies"
                "Section III-A, Figure 3"
                "The median arguments at epoch 0 vary considerably."
                (List.max medians - List.min medians >= 0.5,
                 $"Medians {range 2 medians} radians over the widths (considerably means a range of 0.5).")
            claim
                "start-quarter-turn"
                "Section III-A, Figure 3"
                "As the latent width grows, the median argument at epoch 0 tends to pi/2."
                (List.forall (fun value -> value <= near) off,
                 $"From d = {highLatent} on the medians differ from pi/2 by {range 2 off} (needed: at most {show 1 near} each); the median over {result.Plan.UntrainedSeeds.Length} starts is {range 2 started} there.")
            claim
                "start-more-uniform"
                "Section III-A, Figure 3"
                "As the latent width grows, the arguments at epoch 0 become more uniform."
                (uniform <= -trend,
                 $"Kolmogorov's distance to the uniform distribution from {show 3 (toUniform (snd epoch0.Head))} at d = {fst epoch0.Head} to {show 3 (toUniform (snd (List.last epoch0)))} at d = {fst (List.last epoch0)}; rank correlation with d {show 2 uniform} (needed: {show 1 -trend}). Real eigenvalues, which stay at 0 or pi: {epoch0 |> values _.RealShare |> range 2}.")
        ]

    let private training (result: InitializationResult) =
        let first, ten, fifty = after 1 result, after 10 result, after 50 result
        let last = after result.Plan.Epochs result
        let one = values toUniform first
        let highNegative = high ten |> values _.NegativeShare
        let highLeft = high ten |> values _.LeftShare

        let straight = last |> values _.StraightShare
        let negative50 = values _.NegativeShare fifty
        let topAfter50 = values top fifty

        let spread =
            [ 4; 10 ]
            |> List.map (fun epoch -> overWidths (argument _.Mean) (after epoch result))

        [
            claimAfter
                [ 1 ]
                result
                "epoch-1-not-uniform"
                "Section III-A, Figure 3"
                "At epoch 1 the arguments are clearly not uniform at any latent width."
                (fun () ->
                    one |> List.forall (fun value -> value >= clearly),
                    $"Kolmogorov's distance to the uniform distribution {range 3 one} (clearly means {show 1 clearly}); at epoch 0 it is {after 0 result |> values toUniform |> range 3}.")
            claimAfter
                [ 10 ]
                result
                "epoch-10-median"
                "Section III-A, Figure 3"
                "By epoch 10 the median argument is close to 0."
                (fun () ->
                    values median ten |> List.forall (fun value -> value <= 0.1),
                    $"Medians {values median ten |> range 3} radians (close means 0.1 at every width).")
            claimAfter
                [ 10 ]
                result
                "epoch-10-negative"
                "Section III-A, Figure 3"
                "At epoch 10 more than 5 % of the eigenvalues are still negative at high latent widths."
                (fun () ->
                    highNegative |> List.forall (fun share -> share > 0.05),
                    $"Real negative eigenvalues from d = {highLatent} on: {range 4 highNegative}; those with negative real part: {range 4 highLeft}.")
            claimAfter
                [ 50 ]
                result
                "epoch-50-high"
                "Section III-A, Figure 3"
                "The 95th percentile of the arguments stays fairly high through epoch 50, at least at the largest widths."
                (fun () ->
                    List.last topAfter50 >= 1.0 && overWidths top fifty >= trend,
                    $"95th percentiles at epoch 50: {range 2 topAfter50} radians, {show 2 (List.last topAfter50)} at the largest width (fairly high means 1); rank correlation with d {show 2 (overWidths top fifty)} (needed: {show 1 trend}).")
            claimAfter
                [ 50 ]
                result
                "epoch-50-few-negative"
                "Section III-A, Figure 3"
                "By epoch 50 there are not many negative eigenvalues."
                (fun () ->
                    negative50 |> List.forall (fun share -> share <= 0.05),
                    $"Real negative eigenvalues at epoch 50: {range 4 negative50} (not many means at most 5 %% at every width); with negative real part {fifty |> values _.LeftShare |> range 4}.")
            claim
                "trained-straight"
                "Section III-A, Figure 3"
                "In the trained networks the vast majority of the arguments is quite close to 0."
                (straight |> List.forall (fun share -> share >= 0.9),
                 $"Share within pi/4: {range 3 straight} (vast majority means 90 %% at every width).")
            claim
                "trained-few-left"
                "Section III-A"
                "The trained networks have very few negative eigenvalues, and relatively few with negative real parts."
                (last |> values _.NegativeShare |> List.forall (fun share -> share <= 0.02)
                 && last |> values _.LeftShare |> List.forall (fun share -> share <= 0.05),
                 $"Negative {last |> values _.NegativeShare |> range 4} (very few means 2 %%), negative real part {last |> values _.LeftShare |> range 4} (relatively few means 5 %%).")
            claimAfter
                [ 4; 10 ]
                result
                "arguments-faster-low"
                "Section III-A, Figure 3"
                "The arguments shrink faster at lower latent widths."
                (fun () ->
                    spread |> List.forall (fun value -> value >= trend),
                    $"""Rank correlation of the mean argument with d after 4 and 10 epochs: {spread |> List.map (show 2) |> String.concat ", "} (needed: {show 1 trend} each).""")
        ]

    let private order result =
        let halfWay quantity =
            trajectories quantity result
            |> List.choose (fun one ->
                match one.Latent, one.HalfWay with
                | Some latent, Some epoch -> Some(latent, epoch.Value)
                | _ -> None)
            |> Map.ofList

        let moduli, arguments = halfWay Moduli, halfWay Arguments

        let both =
            Map.keys moduli
            |> Seq.filter arguments.ContainsKey
            |> Seq.map (fun latent -> moduli[latent], arguments[latent])
            |> List.ofSeq

        let earlier = both |> shareOf (fun (modulus, argument) -> modulus < argument)

        claim
            "norms-first"
            "Section III-A"
            "The norms of the eigenvalues train more quickly than the arguments."
            (both.Length = (main result).Length && earlier >= generally,
             $"Epoch after which half of Kolmogorov's distance to the trained network is gone: moduli {both |> List.map fst |> range 2}, arguments {both |> List.map snd |> range 2}; the moduli are earlier at {percent earlier} of the {both.Length} widths (needed: {percent generally}).")

    /// The claims in the order of the text.
    let all result = [ yield! start result; yield! training result; order result ]
