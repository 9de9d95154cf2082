namespace Neurovariety.Studies

open Neurovariety.Studies.ClaimReading

/// What holds of the claims of [NLQ23] that trained networks are memories, each with the figures that decide it.
[<RequireQualifiedAccess>]
module internal NetworkMemoryClaims =

    let private share value = show 3 value

    /// Whether the network leads back to its training digits from them and from noise.
    let autoencoder (result: MemoryStudyResult) =
        let found = result.Autoencoder

        let row noise =
            found.Rows |> List.minBy (fun one -> abs (one.Noise - noise))

        let ends (one: OrbitRow) = one.Retrieved |> List.last |> snd
        let once (one: OrbitRow) = one.Retrieved |> List.head |> snd
        let clean, noisy = row 0.0, row 0.3

        ends clean > 0.5 && clean.NearestIsOwn > 0.5,
        $"{found.Name}: {found.Digits} training digits lead to {found.AttractorCount} attractors ({percent clean.Settled} come to rest), the largest taking {percent found.LargestBasin}. Within the threshold of their digit are {share (once clean)} after one step and {share (ends clean)} at the end; from noise of .3 {share (once noisy)} and {share (ends noisy)}, and the nearest training digit to the end is the right one for {share noisy.NearestIsOwn}. Largest |lambda| of J_I: {range 2 found.AttractorRadii} at the attractors, {show 2 (median found.DigitRadii)} (median) at the digits, below 1 at {percent (shareOf (fun radius -> radius < 1.0) found.DigitRadii)} of them: the digits themselves are no fixed points that attract."

    // The best of the maps that the paper takes for a similarity, over layers and readings.
    let private bestMap (result: MemoryStudyResult) (prefix: string) damage =
        result.Bridge.Rows
        |> List.filter (fun row -> row.Name.StartsWith prefix)
        |> List.map (fun row ->
            let figures = row.Own |> List.find (fun (found, _) -> found = damage) |> snd
            let layer = row.Layer |> Option.map string |> Option.defaultValue ""
            figures.Accuracy, $"{row.Name}, layer {layer}")
        |> List.max

    /// Whether I_dist finds damaged digits at least as well as the distance of pixels.
    let bridge (result: MemoryStudyResult) =
        let damages = result.Bridge.Rows.Head.Own |> List.map fst

        let pixels damage =
            MemoryBridge.share result.Bridge None "pixels" damage

        let line damage =
            let best, name = bestMap result "I_dist" damage

            let graph =
                result.Bridge.Rows
                |> List.filter (fun row -> row.Name = "I_dist, graph")
                |> List.map (fun row -> row.Own |> List.find (fun (found, _) -> found = damage) |> snd |> _.Accuracy)
                |> List.max

            let code = MemoryBridge.share result.Bridge None "the code E(x)" damage

            $"{damage}: pixels {share (pixels damage)}, code {share code}, best I_dist {share best} ({name}), graph reading {share graph}"

        damages
        |> List.forall (fun damage -> fst (bestMap result "I_dist" damage) >= pixels damage),
        $"own digit of {result.Bridge.Digits} found by squared distance: "
        + (damages |> List.map line |> String.concat "; ")
        + $". Rank {result.Bridge.Latent}."

    /// Whether S' behind I_dist finds more.
    let separationByCore (result: MemoryStudyResult) =
        let damages = result.Bridge.Rows.Head.Own |> List.map fst

        let pairs = [
            for row in result.Bridge.Rows do
                if row.Name.StartsWith "S' I_dist" then
                    let plain =
                        result.Bridge.Rows
                        |> List.find (fun other -> other.Layer = row.Layer && "S' " + other.Name = row.Name)

                    for (damage, own), (_, before) in List.zip row.Own plain.Own ->
                        damage, own.Accuracy - before.Accuracy
        ]

        let mean damage =
            pairs |> List.filter (fun (found, _) -> found = damage) |> List.averageBy snd

        damages |> List.forall (fun damage -> mean damage > 0.0),
        "S' behind I_dist changes the share that finds its own digit by "
        + (damages
           |> List.map (fun damage -> $"{show 3 (mean damage)} ({damage})")
           |> String.concat ", ")
        + " on average over layers and readings: it is a linear map, and separates nothing that I_dist has mixed."
