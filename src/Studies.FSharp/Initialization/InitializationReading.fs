namespace Neurovariety.Studies

open Neurovariety.Numerics

/// What is followed from the untrained to the trained network.
type Quantity =
    | Moduli
    | Arguments

/// A figure with the range of 95 % of its resamples.
type Ranged = {
    Value: float
    Low: float
    High: float
}

/// How far spectra are from random matrices, and from the trained network, after each epoch.
type Trajectory = {
    /// The latent width; None for all networks together.
    Latent: int option
    Quantity: Quantity
    Epochs: int[]
    ToRandom: Ranged[]
    ToTrained: Ranged[]
    /// The step of the distance to random matrices.
    Change: ChangePoint option
    /// From which epoch on the spectrum is closer to the trained one than to random matrices.
    Crossing: Ranged option
    /// When half of the distance to the trained spectrum is gone.
    HalfWay: Ranged option
}

/// How the claims of [DAL22] read a result. Rules are fixed before the figures are seen; where the source says "small" or
/// "near", the number taken is part of the finding.
module InitializationReading =

    open ClaimReading

    /// "High latent dimension" begins here.
    let highLatent = 15

    /// "Low latent dimension" ends here.
    let lowLatent = 4

    /// "In all latent dimensions" allows no exception; "generally" means at this share of the widths.
    let internal generally = 0.9

    /// Medians count as near 1 within this distance.
    let internal nearOne = 0.25

    /// A step of Kolmogorov's distance counts from this height on.
    let leastStep = 0.1

    // ---- reading the result ---------------------------------------------------------------------------------------------

    /// Networks of the first seed by rising latent width: those that boxes and claims are about.
    let main (result: InitializationResult) =
        result.Networks
        |> List.filter (fun one -> one.Network.Seed = result.Plan.Seeds.Head)
        |> List.sortBy _.Network.Latent

    /// The figures of a network after an epoch; None where it keeps none.
    let tryAfter epoch (network: NetworkSpectra) =
        network.Epochs |> List.tryFind (fun (one, _) -> one = epoch) |> Option.map snd

    /// Latent widths and figures after an epoch.
    let after epoch result =
        main result
        |> List.choose (fun network ->
            tryAfter epoch network
            |> Option.map (fun figures -> network.Network.Latent, figures))

    /// What is known at a latent width beside its trained networks.
    let width latent (result: InitializationResult) =
        result.Widths |> List.find (fun one -> one.Latent = latent)

    /// Whether enough of the source's experiment was done to judge its claims: its images, its epochs, and most of its widths.
    let isComparable (result: InitializationResult) =
        not result.Images.IsSynthetic
        && result.Images.Train.Count = 60000
        && result.Images.Test.Count = 10000
        && result.Plan.Epochs >= 300
        && (main result).Length >= 15

    /// A claim about some epochs; not tested where a network was not measured after one of them.
    let internal claimAfter epochs result key where text reading =
        let isMeasured epoch =
            (after epoch result).Length = (main result).Length

        match epochs |> List.filter (isMeasured >> not) with
        | [] -> claim key where text (reading ())
        | missing -> {
            Key = key
            Where = where
            Claim = text
            Verdict = ClaimVerdict.NotTested
            Finding =
                "Not measured after epoch "
                + (missing |> List.map string |> String.concat ", ")
                + "."
          }

    let internal values (pick: EpochFigures -> float) (points: (int * EpochFigures) list) =
        points |> List.map (fun (_, figures) -> pick figures)

    let internal overWidths pick (points: (int * EpochFigures) list) =
        correlate (points |> List.map (fst >> float)) (values pick points)

    let internal low points =
        points |> List.filter (fun (latent, _) -> latent <= lowLatent)

    let internal high points =
        points |> List.filter (fun (latent, _) -> latent >= highLatent)

    /// A figure of the arguments; NaN where every eigenvalue is 0.
    let internal argument (pick: BoxFigures -> float) (figures: EpochFigures) =
        figures.Argument |> Option.map pick |> Option.defaultValue nan

    let internal distance (pick: EpochFigures -> SampleDistance option) figures =
        pick figures |> Option.map _.Kolmogorov |> Option.defaultValue nan

    // ---- distances against epochs ---------------------------------------------------------------------------------------

    // Values and resamples of a distance of one network after each epoch; None unless it is known after all.
    let private curve (pick: EpochFigures -> SampleDistance option) (network: NetworkSpectra) =
        let found = network.Epochs |> List.map (snd >> pick)

        if List.forall Option.isSome found then
            Some(found |> List.map Option.get |> Array.ofList)
        else
            None

    // The mean over networks, and its resamples: networks are drawn with replacement, each with images drawn with replacement.
    let private average (seed: uint64) (curves: SampleDistance[][]) =
        let epochs = curves[0].Length
        let count = float curves.Length

        let mean =
            Array.init epochs (fun epoch -> (curves |> Array.sumBy (fun one -> one[epoch].Kolmogorov)) / count)

        let resamples =
            curves
            |> Array.collect (Array.map (fun one -> one.Resampled.Length))
            |> Array.min

        let resampled = [|
            for index in 0 .. resamples - 1 do
                let random = (RandomSource.FromSeed seed).Split $"networks {index}"
                let drawn = curves |> Array.map (fun _ -> curves[random.NextInt curves.Length])

                Array.init epochs (fun epoch -> (drawn |> Array.sumBy (fun one -> one[epoch].Resampled[index])) / count)
        |]

        mean, resampled

    let private ranged (value: float[]) (resampled: float[][]) =
        value
        |> Array.mapi (fun epoch value ->
            let low, high = resampled |> Array.map (fun one -> one[epoch]) |> ChangePoint.middle

            {
                Value = value
                Low = min low value
                High = max high value
            })

    let private crossing epochs curve resampled =
        ChangePoint.crossing epochs curve resampled
        |> Option.map (fun (value, (low, high)) -> {
            Value = value
            Low = low
            High = high
        })

    // Of networks with the same epochs.
    let private follow (result: InitializationResult) latent quantity (networks: NetworkSpectra list) =
        let toRandom, toTrained =
            match quantity with
            | Moduli -> (fun one -> Some one.ModulusToLaw), (fun one -> Some one.ModulusToTrained)
            | Arguments -> _.ArgumentToProducts, _.ArgumentToTrained

        let pairs =
            networks
            |> List.choose (fun network ->
                Option.map2 (fun a b -> a, b) (curve toRandom network) (curve toTrained network))
            |> Array.ofList

        if pairs.Length = 0 || networks.Head.Epochs.Length < 2 then
            None
        else
            let epochs = networks.Head.Epochs |> List.map fst |> Array.ofList
            let seed = result.Plan.Seeds.Head
            let random, randomResampled = average seed (Array.map fst pairs)
            let trained, trainedResampled = average seed (Array.map snd pairs)
            let difference (one: float[]) (other: float[]) = Array.map2 (-) one other

            let half (one: float[]) =
                one |> Array.map (fun value -> value - 0.5 * one[0])

            Some {
                Latent = latent
                Quantity = quantity
                Epochs = epochs
                ToRandom = ranged random randomResampled
                ToTrained = ranged trained trainedResampled
                Change = ChangePoint.find leastStep random randomResampled
                Crossing =
                    crossing epochs (difference trained random) (Array.map2 difference trainedResampled randomResampled)
                HalfWay = crossing epochs (half trained) (Array.map half trainedResampled)
            }

    /// The trajectory of each latent width over all its seeds, then that of all networks together. Images are resampled
    /// throughout, and networks where there are several.
    let trajectories quantity (result: InitializationResult) =
        let whole =
            result.Networks
            |> List.filter (fun one -> List.map fst one.Epochs = List.map fst result.Networks.Head.Epochs)

        [
            for latent, networks in whole |> List.groupBy _.Network.Latent do
                yield! follow result (Some latent) quantity networks |> Option.toList
            yield! follow result None quantity whole |> Option.toList
        ]
