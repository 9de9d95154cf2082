namespace Neurovariety.Scripts.Analyses

open System
open Neurovariety.Spectra
open Neurovariety.Statistics

/// One point with its figures and its two places, 1 for the point at which failure is expected first.
type RankedPoint = {
    Index: int
    Trace: float
    /// log|omega|; minus infinity where the Jacobian is singular.
    LogOmega: float
    Mse: float
    LatentCycle: float
    /// By trace and log omega alone, as [ADGL21] reads them.
    SpectralPlace: int
    /// By the error of the reconstruction and the latent cycle, which cost one pass through the network.
    BaselinePlace: int
}

/// Points in the order in which a network is expected to fail, without any knowledge of its training data.
[<RequireQualifiedAccess>]
module PointRanking =

    let private ranks (values: float[]) = Ranking.Ranks(ReadOnlySpan values)

    let private sums (first: float[]) (second: float[]) =
        Array.map2 (+) (ranks first) (ranks second)

    // Places by falling mean of two ranks; of equals the earlier point comes first.
    let private places (first: float[]) (second: float[]) =
        let sums = sums first second

        let order =
            [| 0 .. sums.Length - 1 |] |> Array.sortBy (fun point -> -sums[point], point)

        let places = Array.zeroCreate sums.Length
        order |> Array.iteri (fun place point -> places[point] <- place + 1)
        places

    /// Every point with its places: high trace and high log|omega| of J_I together, and high error and high latent cycle
    /// together, each by the mean of the two ranks.
    let all (table: SpectrumTable) =
        let trace = table.Input.Trace.ToArray()
        let logOmega = table.Input.LogOmega.ToArray()
        let mse = table.Mse.ToArray()
        let cycle = table.LatentCycle.ToArray()
        let spectral = places trace logOmega
        let baseline = places mse cycle

        Array.init table.Count (fun point -> {
            Index = point
            Trace = trace[point]
            LogOmega = logOmega[point]
            Mse = mse[point]
            LatentCycle = cycle[point]
            SpectralPlace = spectral[point]
            BaselinePlace = baseline[point]
        })

    /// Rank correlation of the two orders, ties as ties; None for fewer than three points.
    let agreement (points: RankedPoint[]) =
        if points.Length < 3 then
            None
        else
            // A high sum of ranks is an early place, in both orders.
            let x = sums (points |> Array.map _.Trace) (points |> Array.map _.LogOmega)
            let y = sums (points |> Array.map _.Mse) (points |> Array.map _.LatentCycle)
            Some(Ranking.Spearman(ReadOnlySpan x, ReadOnlySpan y))
