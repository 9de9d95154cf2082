namespace Neurovariety.Scripts.Analyses

open System
open System.Numerics
open System.Threading
open System.Threading.Tasks
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.RandomMatrices
open Neurovariety.Spectra

/// Laws of random matrices beside samples of them.
[<RequireQualifiedAccess>]
module SampledLaws =

    /// Eigenvalues below this share of the largest one of their matrix are exact zeros blurred by rounding.
    let zeroShare = 1e-9

    /// Images at which each untrained network is taken: one, since the Jacobians of one network are much alike.
    let imagesPerNetwork = 1

    // Pictures show at most so many eigenvalues.
    let private cloudSize = 3000

    // Half the side of the grid in the plane: the law's outer end and a margin.
    let private radius (law: Law) =
        1.5
        * (if Double.IsInfinity law.Upper then
               law.Quantile 0.9999
           else
               law.Upper)

    /// The architecture of which J_L has these widths: d, ..., N, ... and back the same way.
    let architecture (widths: int[]) : Architecture =
        let half = widths.Length / 2
        let encoder = widths[half..]
        let decoder = widths[1..half] |> Array.rev

        if encoder <> decoder then
            invalidArg
                (nameof widths)
                "widths: an untrained autoencoder goes back the way it came, as in 20,32,64,128,784,128,64,32; for others take the uniform ensemble"

        Architecture.Parse(String.Join('-', encoder) + "-d", Nullable widths[0])

    let private exactZeros (eigenvalues: Complex[]) =
        let floor = zeroShare * eigenvalues[0].Magnitude

        eigenvalues
        |> Array.map (fun value -> if value.Magnitude <= floor then Complex.Zero else value)

    // J_L of one network at its images, in double precision: exact zeros stay below rounding.
    let private ofNetwork (images: ImageSet) architecture (settings: LawComparisonSettings) index =
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
        (settings: LawComparisonSettings)
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

    // What the law's complex matrices leave out: that many products of real Gaussian matrices with masks.
    let private realProducts = 10000L

    /// Draws the samples and puts them beside the law; images are asked for by untrained networks only. Raises ArgumentException for
    /// images of another size than the widths have and OperationCanceledException when asked to stop.
    let run
        (images: unit -> ImageSet)
        (settings: LawComparisonSettings)
        (progress: IProgress<Progress>)
        (cancel: CancellationToken)
        : SampledLaw =
        let law = ComparedLaw.law settings
        let radius = radius law
        let options = SamplingOptions(settings.Seed, settings.Threads)
        let drawn = ComparedLaw.ensemble settings

        let observed, cloud =
            match settings.Law, settings.Entries with
            | ComparedLaw.ReluProduct, EntrySource.Torch -> untrained (images ()) settings radius progress cancel
            | _ ->
                let shown = max 1L (min settings.Samples (int64 (cloudSize / drawn.Size)))

                drawn.Sample(settings.Samples, radius, options, progress, cancel), drawn.Eigenvalues(int shown, options)

        let realGaussian =
            match settings.Law with
            | ComparedLaw.ReluProduct ->
                let real =
                    ComparedLaw.ensemble {
                        settings with
                            Entries = EntrySource.Gaussian
                    }

                Some(real.Sample(realProducts, radius, options, null, cancel))
            | _ -> None

        {
            Law = law
            Observed = observed
            Cloud = cloud
            RealGaussian = realGaussian
            SingleRealShare =
                match settings.Law with
                | ComparedLaw.Semicircle
                | ComparedLaw.MarchenkoPastur -> None
                | _ -> Some(RealEigenvalues.ExpectedShare settings.Widths[0])
        }
