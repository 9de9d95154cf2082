namespace Neurovariety.Studies

open System
open System.Threading
open Neurovariety.Data
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra

/// Starts at one noise, iterated: what each came to.
type OrbitRow = {
    Noise: float
    /// The share within the threshold of the digit they were made from, after so many steps; the last entry is the end.
    Retrieved: (string * float) list
    /// The share of noisy starts that end where the clean digit ends.
    SameBasin: float
    /// The share of noisy starts whose digit is the nearest stored one to the end.
    NearestIsOwn: float
    Settled: float
}

/// A trained autoencoder read as an associative memory.
type AutoencoderFigures = {
    Name: string
    Latent: int
    Epoch: int option
    Digits: int
    Rows: OrbitRow list
    /// Where the clean digits end: attractors, the share of starts in the largest, largest |lambda| of J_I there.
    AttractorCount: int
    LargestBasin: float
    AttractorRadii: float list
    /// The largest |lambda| of J_I at the digits themselves.
    DigitRadii: float list
    MedianSteps: float
    /// Clean digits, noisy ones, after one step, at the end.
    Pictures: (string * float[] list) list
}

/// Is a trained autoencoder an associative memory of its training digits?
[<RequireQualifiedAccess>]
module MemoryAutoencoders =

    let private noises = [ 0.0; 0.1; 0.2; 0.3; 0.5 ]

    // Starts shown as pictures, and the noise they carry.
    let private shown = 10
    let private shownNoise = 0.3

    let private toNetwork (pixels: float[]) =
        pixels |> Array.map (fun p -> float32 (InputScale.Symmetric.OfBrightness p))

    let private toPixels (values: float32[]) =
        values |> Array.map (fun v -> 0.5 * (float v + 1.0))

    let private squared (a: float[]) (b: float[]) =
        Array.fold2 (fun sum x y -> sum + (x - y) * (x - y)) 0.0 a b

    let private rows width (values: float32[]) = values |> Array.chunkBySize width

    let private steps count (network: Autoencoder) (starts: float32[]) =
        Seq.init count id
        |> Seq.fold (fun (state: float32[]) _ -> network.Apply(ReadOnlySpan state)) starts

    let private radii (network: Autoencoder) (points: float32[]) =
        let table =
            JacobianSpectrum.OfSamples(
                network,
                ReadOnlyMemory points,
                SpectrumOptions(SpectrumPrecision.DoublePrecision)
            )

        [
            for i in 0 .. table.Count - 1 ->
                table.Input.EigenvaluesAt(i).ToArray()
                |> Array.map Numerics.Complex.Abs
                |> Array.max
        ]

    /// Iterates from training digits and from noisy copies of them.
    let run
        (images: ImageSet)
        settings
        (name: string, epoch: int option, network: Autoencoder)
        (follow: Progress -> unit)
        (cancel: CancellationToken)
        =
        let count = min settings.AutoencoderDigits images.Count
        let random = RandomSource.FromSeed(settings.Seed).Split "autoencoder memory"
        let digits = (PatternPool.FromImages images).Draw(count, random.Split "digits")
        let clean = [| for i in 0 .. count - 1 -> digits.Row(i).ToArray() |]
        let limit = Capacity.Threshold digits.ColumnCount
        let orbitOptions = AttractorOptions(Threads = settings.Threads)

        let starts noise =
            (Perturbation.Noise noise).Apply(digits, images.Rows, MemoryMode.Corrected, random.Split $"noise {noise}")
            |> fun queries -> Array.concat [ for i in 0 .. count - 1 -> toNetwork (queries.Row(i).ToArray()) ]

        let orbits (from: float32[]) =
            cancel.ThrowIfCancellationRequested()
            AutoencoderMemory.Run(network, ReadOnlySpan from, orbitOptions, cancel)

        let width = digits.ColumnCount
        let pixelRows (values: float32[]) = rows width values |> Array.map toPixels
        let home = orbits (starts 0.0)
        let homeEnds = pixelRows (home.Ends.ToArray())

        let retrieved (ends: float[][]) =
            Array.map2 squared clean ends
            |> fun distances -> Capacity.Share(ReadOnlySpan distances, limit)

        // Two ends are one when the pixels, from 0 to 1, differ by at most half of what makes two attractors from -1 to 1.
        let same = float width * (0.5 * orbitOptions.SameWithin) ** 2.0

        let row place noise =
            follow (Progress("autoencoder", int64 place, int64 noises.Length))
            let from = starts noise
            let orbit = orbits from
            let ends = pixelRows (orbit.Ends.ToArray())

            let share condition =
                float (Seq.init count id |> Seq.filter condition |> Seq.length) / float count

            {
                Noise = noise
                Retrieved = [
                    "1 step", retrieved (pixelRows (steps 1 network from))
                    "3 steps", retrieved (pixelRows (steps 3 network from))
                    "10 steps", retrieved (pixelRows (steps 10 network from))
                    "the end", retrieved ends
                ]
                SameBasin = share (fun i -> squared ends[i] homeEnds[i] <= 4.0 * same)
                NearestIsOwn = share (fun i -> (Seq.init count id |> Seq.minBy (fun j -> squared ends[i] clean[j])) = i)
                Settled = share (fun i -> orbit.Statuses[i] = IterationStatus.Converged)
            }

        let noisy = starts shownNoise

        let first (values: float[][]) =
            values |> Array.truncate shown |> List.ofArray

        {
            Name = name
            Latent = network.LatentCount
            Epoch = epoch
            Digits = count
            Rows = List.mapi row noises
            AttractorCount = home.Attractors.Count
            LargestBasin =
                if home.Attractors.Count = 0 then
                    0.0
                else
                    float home.Attractors[0].BasinCount / float count
            AttractorRadii = [ for one in home.Attractors -> one.SpectralRadius ]
            DigitRadii = radii network (starts 0.0)
            MedianSteps = ClaimReading.median [ for steps in home.Steps -> float steps ]
            Pictures = [
                "digit", first clean
                "with noise", first (pixelRows noisy)
                "after 1 step", first (pixelRows (steps 1 network noisy))
                "after 10 steps", first (pixelRows (steps 10 network noisy))
                "at the end", first (pixelRows ((orbits noisy).Ends.ToArray()))
            ]
        }
