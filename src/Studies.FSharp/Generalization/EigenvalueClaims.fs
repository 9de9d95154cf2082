namespace Neurovariety.Studies

open Neurovariety.Scripts.Analyses
open Neurovariety.Studies


/// What [ADGL21] says of the eigenvalues, Figures 1 to 6.
[<RequireQualifiedAccess>]
module EigenvalueClaims =

    open ClaimReading
    open GeneralizationReading

    // ---- eigenvalues -------------------------------------------------------------------------------------------------------

    let private distances result =
        let all = everyArchitecture result
        let main = main result

        let absolute =
            all |> List.map (fun model -> (allPoints model).AbsoluteDistance.Median)

        let medians =
            overWidths (fun model -> (allPoints model).AbsoluteDistance.Median) main

        let deviations =
            overWidths (fun model -> (allPoints model).AbsoluteDistance.Deviation) main

        let euclidean =
            overWidths (fun model -> (allPoints model).EuclideanDistance.Median) main

        [
            claim
                "distances-small"
                "Figure 1"
                "The ordered spectra of J_I and J_L are close to each other."
                (absolute |> List.forall (fun value -> value < smallDistance),
                 $"The median over the points of the mean |lambda_k - mu_k| is {range 3 absolute} over all networks; small means below {show 1 smallDistance} at each.")
            claim
                "distances-decrease"
                "Figure 1"
                "Their distance over d decreases with d, in median and in standard deviation."
                (medians <= -trend && deviations <= -trend,
                 $"Rank correlation with d: median of the L1 distance over d {show 2 medians}, its standard deviation {show 2 deviations}, median of the L2 distance over d {show 2 euclidean} (needed: {show 1 -trend} for the first two). An L2 norm over d falls as 1/sqrt(d) even where every eigenvalue is off by as much as before.")
        ]

    let private arguments result =
        let medians space =
            everyArchitecture result
            |> List.choose (fun model -> (figures space (allPoints model)).Argument |> Option.map _.Median)

        let latent, input = medians LatentSpace, medians InputSpace

        let complex =
            main result
            |> List.map (fun model -> (allPoints model).LatentSpace.ComplexShare)

        claim
            "arguments"
            "Figure 2"
            "The median |argument| of the eigenvalues is below 0.06 for every architecture and width."
            (latent @ input |> List.forall (fun value -> value < smallArgument),
             $"Medians of J_L {range 4 latent}, of J_I {range 4 input}. At most half of the eigenvalues of a point may be turned before a median says so: {range 3 complex} of those of J_L are not real.")

    let private means result =
        let all = everyArchitecture result
        let main = main result

        let medians pick space models =
            models
            |> List.map (fun model -> (pick (figures space (allPoints model)): Spread).Median)

        let arithmetic = medians _.ArithmeticMean
        let geometric = medians _.GeometricMean

        let every =
            [ LatentSpace; InputSpace ]
            |> List.collect (fun space -> arithmetic space all @ geometric space all)

        let later = main |> List.filter (fun model -> model.Latent >= falling)

        let trends = [
            for pick in [ arithmetic; geometric ] do
                for space in [ LatentSpace; InputSpace ] -> correlate (widths later) (pick space later)
        ]

        let isLowest pick space model =
            let median (points: PointGroup) =
                (pick (figures space points): Spread).Median

            let others =
                model.Figures.Groups
                |> List.filter (fun points -> not (List.contains points.Name [ "all"; "train"; "test"; "1" ]))

            match group "1" model with
            | Some one when not others.IsEmpty -> others |> List.forall (fun other -> median one < median other)
            | _ -> false

        let lowest =
            high main
            |> List.map (fun model ->
                isLowest _.ArithmeticMean LatentSpace model
                && isLowest _.GeometricMean LatentSpace model)

        let above pick =
            List.zip (pick InputSpace main) (pick LatentSpace main)
            |> shareOf (fun (input, latent) -> input > latent)

        let onesMedian pick =
            high main
            |> List.choose (group "1")
            |> List.map (fun points -> (pick points.LatentSpace: Spread).Median)

        let allMedian pick =
            high main
            |> List.map (fun model -> (pick (allPoints model).LatentSpace: Spread).Median)

        [
            claim
                "means-near-one"
                "Figures 3 and 4"
                "The median arithmetic and geometric means of the eigenvalues are near 1 at every width and architecture."
                (every |> List.forall (fun value -> abs (value - 1.0) <= nearOne),
                 $"Arithmetic, J_L {range 3 (arithmetic LatentSpace all)}, J_I {range 3 (arithmetic InputSpace all)}; geometric, J_L {range 3 (geometric LatentSpace all)}, J_I {range 3 (geometric InputSpace all)}. Near means within {show 2 nearOne} of 1.")
            claim
                "means-below-one"
                "Figures 3 and 4"
                "No median mean is above 1."
                (every |> List.forall (fun value -> value <= 1.0),
                 $"The largest of the {every.Length} medians is {show 3 (List.max every)}; {percent (shareOf (fun value -> value > 1.0) every)} are above 1.")
            claim
                "means-fall"
                "Figures 3 and 4"
                "After d = 4 the medians of the means decrease with d."
                (trends |> List.forall (fun value -> value <= -trend),
                 $"""Rank correlation with d from {falling} on, arithmetic of J_L and J_I, geometric of J_L and J_I: {trends |> List.map (show 2) |> String.concat ", "} (needed: {show 1 -trend} each).""")
            claim
                "class-one-lower"
                "Figures 3 and 4"
                "At high d the medians of class 1 are well below those of the other classes."
                (not lowest.IsEmpty && shareOf id lowest >= consistently,
                 $"From d = {highLatent} on class 1 is the lowest in both means at {percent (shareOf id lowest)} of the widths; arithmetic {range 3 (onesMedian _.ArithmeticMean)} against {range 3 (allMedian _.ArithmeticMean)} over all points, geometric {range 3 (onesMedian _.GeometricMean)} against {range 3 (allMedian _.GeometricMean)}.")
            claim
                "input-above-latent"
                "Figures 3 and 4"
                "The median means of J_I are larger than those of J_L."
                (above arithmetic >= consistently && above geometric >= consistently,
                 $"J_I above J_L at {percent (above arithmetic)} of the widths (arithmetic) and {percent (above geometric)} (geometric).")
        ]

    let private small result =
        let main = main result

        let mean name model =
            group name model |> Option.map _.LatentSpace.SmallCount.Mean

        let shares =
            everyArchitecture result
            |> List.map (fun model -> (allPoints model).LatentSpace.SmallCount.Mean / float model.Latent)

        let classes model =
            model.Figures.Groups
            |> List.filter (fun points -> not (List.contains points.Name [ "all"; "train"; "test" ]))

        let most =
            high main
            |> List.map (fun model -> (classes model |> List.maxBy _.LatentSpace.SmallCount.Mean).Name = "1")

        let ones =
            main |> List.choose (group "1") |> List.map _.LatentSpace.SmallCount.Median

        let others =
            main
            |> List.collect classes
            |> List.filter (fun points -> points.Name <> "1")
            |> List.map _.LatentSpace.SmallCount.Median

        let last = List.tryLast main

        let lastText =
            match last |> Option.bind (mean "1"), last |> Option.bind (mean "all") with
            | Some one, Some all ->
                $" At d = {last.Value.Latent} the mean number is {show 2 one} in class 1, {show 2 all} over all."
            | _ -> ""

        claim
            "few-small"
            "Figure 5"
            "Very few eigenvalues have |lambda| < 0.1, most of them in class 1, and there at most 2."
            (shares |> List.forall (fun share -> share <= 0.05)
             && not ones.IsEmpty
             && List.max ones <= 2.0
             && shareOf id most >= consistently,
             $"Share of small eigenvalues {range 4 shares} (few means at most 0.05). Medians by width: class 1 {range 0 ones}, other classes {range 0 others}. Class 1 has most of them at {percent (shareOf id most)} of the widths from {highLatent} on.{lastText}")

    let private reversals result =
        let main = main result

        let share space model =
            (figures space (allPoints model)).ReversingShare

        let low = main |> List.filter (fun model -> model.Latent <= falling)
        let top = main |> List.filter (fun model -> model.Latent >= 15)
        let lowShares = low |> List.map (share LatentSpace)
        let topShares = top |> List.map (share LatentSpace)

        let higher =
            main |> shareOf (fun model -> share InputSpace model > share LatentSpace model)

        [
            claim
                "reversals"
                "Figure 6"
                "omega_L < 0 at about 6 % of the points at low d and below 1 % at higher d."
                (not lowShares.IsEmpty
                 && not topShares.IsEmpty
                 && List.max lowShares >= 0.03
                 && List.max lowShares <= 0.12
                 && List.max topShares < 0.01,
                 $"J_L: {range 4 lowShares} up to d = {falling} (about 6 %% means a largest share of 3 to 12 %%), {range 4 topShares} from d = 15 on.")
            claim
                "reversals-input"
                "Figure 6"
                "Reversals are slightly more frequent for J_I than for J_L."
                (higher >= 0.75,
                 $"""More frequent at {percent higher} of the widths (needed: 75 %%); J_I {range 4 (main |> List.map (share InputSpace))}, J_L {range 4 (main |> List.map (share LatentSpace))}.""")
        ]


    /// The claims in the order of the figures.
    let all result = [
        yield! distances result
        arguments result
        yield! means result
        small result
        yield! reversals result
    ]
