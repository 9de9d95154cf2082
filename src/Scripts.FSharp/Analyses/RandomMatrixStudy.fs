namespace Neurovariety.Scripts.Analyses

open System
open System.Diagnostics
open System.Numerics
open System.Threading
open System.Threading.Tasks
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.RandomMatrices
open Neurovariety.Spectra

/// The laws that can be put beside samples.
type ComparedLaw =
    | SemicircleLaw
    | Circular
    | GinibreProductLaw
    | RectangularProductLaw
    | ReluProductLaw
    | MarchenkoPasturLaw
    | Elliptic of correlation: float

/// Where the entries come from.
type EntrySource =
    | Gaussian
    /// Uniform on +-1/sqrt(fan_in).
    | Uniform
    /// As torch's linear layers begin; with the ReLU law whole networks at real images.
    | Torch

/// One comparison of a law with samples.
type RandomMatrixSettings = {
    Law: ComparedLaw
    /// n_1, ..., n_k; m, n for Marchenko and Pastur's law.
    Widths: int[]
    Entries: EntrySource
    Samples: int64
    Seed: uint64
    Threads: int
}

/// The law beside the samples.
type RandomMatrixResult = {
    /// The law of |lambda|.
    Law: Law
    Observed: EigenvalueHistogram
    Distances: Distances
    /// Eigenvalues of the first matrices, for pictures.
    Cloud: Complex[]
    /// The product of real Gaussian matrices with masks, for the ReLU law: what the law's complex matrices leave out.
    RealGaussian: EigenvalueHistogram option
    /// The share of real eigenvalues that one real Gaussian matrix would have; None for symmetric matrices.
    SingleRealShare: float option
    Seconds: float
}

/// Laws of random matrices beside samples of them.
[<RequireQualifiedAccess>]
module RandomMatrixStudy =

    /// Eigenvalues below this share of the largest one of their matrix are exact zeros blurred by rounding.
    let zeroShare = 1e-9

    /// Images at which each untrained network is taken: one, since the Jacobians of one network are much alike.
    let imagesPerNetwork = 1

    // Pictures show at most so many eigenvalues.
    let private cloudSize = 3000

    /// v of the entries' variance v/fan_in: 1/3 for weights as torch draws them, and for products of layers whatever the law.
    let variance law entries =
        match law, entries with
        | (RectangularProductLaw | ReluProductLaw), _
        | _, (Uniform | Torch) -> 1.0 / 3.0
        | _, Gaussian -> 1.0

    /// The law of |lambda|.
    let law (settings: RandomMatrixSettings) : Law =
        let widths = settings.Widths
        let variance = variance settings.Law settings.Entries
        let sigma = sqrt variance

        match settings.Law with
        | SemicircleLaw -> Semicircle(2.0 * sigma).Modulus()
        | Circular -> CircularLaw sigma
        | Elliptic correlation -> EllipticLaw(correlation, sigma)
        | GinibreProductLaw -> GinibreProduct(widths.Length, Math.Pow(sigma, float widths.Length))
        | RectangularProductLaw -> RectangularProduct.FromWidths(ReadOnlySpan widths, variance)
        | ReluProductLaw -> FiniteProduct.OfRelu(ReadOnlySpan widths)
        | MarchenkoPasturLaw ->
            let small, large = Array.min widths, Array.max widths
            let law = MarchenkoPastur(float small / float large, sigma)
            if widths[0] > widths[1] then law.BigSide() else law

    let private ensemble (settings: RandomMatrixSettings) : SpectralEnsemble =
        let entries =
            match settings.Entries with
            | Gaussian -> EntryLaw.Gaussian
            | Uniform
            | Torch -> EntryLaw.Uniform

        let variance = variance settings.Law settings.Entries
        let widths = settings.Widths

        match settings.Law with
        | SemicircleLaw -> SymmetricEnsemble.Real(widths[0], entries, variance)
        | MarchenkoPasturLaw -> SymmetricEnsemble.Covariance(widths[0], widths[1], entries, variance)
        | Elliptic correlation -> EllipticEnsemble.Of(widths[0], correlation, entries, variance)
        | Circular
        | GinibreProductLaw
        | RectangularProductLaw -> ProductEnsemble.Of(ReadOnlySpan widths, entries, variance)
        | ReluProductLaw ->
            let shares = FiniteProduct.ReluShares(ReadOnlySpan widths)
            ProductEnsemble.Of(ReadOnlySpan widths, entries, variance, ReadOnlySpan shares)

    // Half the side of the grid in the plane: the law's outer end and a margin.
    let private radius (law: Law) =
        1.5
        * (if Double.IsInfinity law.Upper then
               law.Quantile 0.9999
           else
               law.Upper)

    /// The architecture of which J_L has these widths: d, ..., N, ... and back the same way.
    let architecture (widths: int[]) =
        let half = widths.Length / 2
        let encoder = widths[half..]
        let decoder = widths[1..half] |> Array.rev

        if encoder <> decoder then
            invalidArg
                (nameof widths)
                "widths: an untrained autoencoder goes back the way it came, as in 20,32,64,128,784,128,64,32; for others use --ensemble uniform"

        Architecture.Parse(String.Join('-', encoder) + "-d", Nullable widths[0])

    let private exactZeros (eigenvalues: Complex[]) =
        let floor = zeroShare * eigenvalues[0].Magnitude

        eigenvalues
        |> Array.map (fun value -> if value.Magnitude <= floor then Complex.Zero else value)

    // J_L of one network at its images, in double precision: exact zeros stay below rounding.
    let private ofNetwork (images: ImageSet) architecture (settings: RandomMatrixSettings) index =
        let random = RandomSource.FromSeed(settings.Seed).Split("untrained " + string index)

        let network = Autoencoder.Initialise(architecture, random)

        let count =
            int (min (int64 imagesPerNetwork) (settings.Samples - int64 index * int64 imagesPerNetwork))

        [|
            for _ in 1..count do
                let one = images.Slice(random.NextInt images.Count, 1)

                let table =
                    JacobianSpectrum.OfImages(
                        network,
                        null,
                        one,
                        SpectrumOptions(SpectrumPrecision.DoublePrecision, 1, 1)
                    )

                yield! exactZeros (table.LatentSpace.EigenvaluesAt(0).ToArray())
        |]

    let private untrained
        (images: ImageSet)
        (settings: RandomMatrixSettings)
        radius
        (progress: IProgress<Progress>)
        (cancel: CancellationToken)
        =
        let architecture = architecture settings.Widths

        if architecture.Widths[0] <> images.PixelCount then
            invalidArg
                "widths"
                $"widths: N = {architecture.Widths[0]} is in the middle, but the images have {images.PixelCount} pixels"

        let networks =
            int ((settings.Samples + int64 imagesPerNetwork - 1L) / int64 imagesPerNetwork)

        let found = EigenvalueHistogram radius
        let mutable cloud = [||]
        let mutable finished = 0

        let options =
            ParallelOptions(
                CancellationToken = cancel,
                MaxDegreeOfParallelism = (if settings.Threads = 0 then -1 else settings.Threads)
            )

        // Counts add up the same in any order; the pictures take the first networks.
        let first =
            Array.zeroCreate<Complex[]>(min networks (1 + cloudSize / (imagesPerNetwork * settings.Widths[0])))

        Parallel.For(
            0,
            networks,
            options,
            fun index ->
                let values = ofNetwork images architecture settings index

                lock found (fun () ->
                    found.Add(ReadOnlySpan values)
                    finished <- finished + 1
                    progress.Report(Progress("untrained networks", int64 finished, int64 networks))

                    if index < first.Length then
                        first[index] <- values)
        )
        |> ignore

        cloud <- Array.concat first
        found, cloud

    /// Draws the samples and puts them beside the law; images are needed for untrained networks only.
    let run (images: unit -> ImageSet) (settings: RandomMatrixSettings) progress (cancel: CancellationToken) =
        let clock = Stopwatch.StartNew()
        let law = law settings
        let radius = radius law
        let options = SamplingOptions(settings.Seed, settings.Threads)
        let drawn = ensemble settings

        let observed, cloud =
            match settings.Law, settings.Entries with
            | ReluProductLaw, Torch -> untrained (images ()) settings radius progress cancel
            | _ ->
                let shown = max 1L (min settings.Samples (int64 (cloudSize / drawn.Size)))
                drawn.Sample(settings.Samples, radius, options, progress, cancel), drawn.Eigenvalues(int shown, options)

        {
            Law = law
            Observed = observed
            Distances = observed.Moduli.DistancesFrom law
            Cloud = cloud
            RealGaussian =
                match settings.Law with
                | ReluProductLaw ->
                    Some((ensemble { settings with Entries = Gaussian }).Sample(10000L, radius, options, null, cancel))
                | _ -> None
            SingleRealShare =
                match settings.Law with
                | SemicircleLaw
                | MarchenkoPasturLaw -> None
                | _ -> Some(RealEigenvalues.ExpectedShare settings.Widths[0])
            Seconds = clock.Elapsed.TotalSeconds
        }
