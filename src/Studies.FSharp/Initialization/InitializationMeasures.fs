namespace Neurovariety.Studies

open System
open System.Numerics
open System.Threading.Tasks
open Neurovariety.RandomMatrices
open Neurovariety.Spectra
open Neurovariety.Statistics

/// How far a sample is from another distribution.
type SampleDistance = {
    /// Largest difference of the shares of numbers up to a place.
    Kolmogorov: float
    /// The area between those shares, in the unit of the numbers.
    Wasserstein: float
    /// Kolmogorov's distance in each resample of the images.
    Resampled: float[]
}

/// The eigenvalues of J_L of one network after one epoch, over all images.
type EpochFigures = {
    /// Shares of all eigenvalues: exactly 0, real and below 0, with negative real part.
    ZeroShare: float
    NegativeShare: float
    LeftShare: float
    /// Share of those that are not 0: real ones, and those turned by at most InitializationMeasures.smallTurn.
    RealShare: float
    StraightShare: float
    /// Shares of moduli: below 0.1, below 1, and between 0.2 and 1.5.
    SmallShare: float
    ContractingShare: float
    MiddleShare: float
    Modulus: BoxFigures
    /// |argument| in radians of the eigenvalues that are not 0; None when all are 0.
    Argument: BoxFigures option
    /// Quantiles at 0, 1, ..., 100 %.
    ModulusQuantiles: float[]
    ArgumentQuantiles: float[]
    /// To the law of random products.
    ModulusToLaw: SampleDistance
    /// To the same network when it is trained.
    ModulusToTrained: SampleDistance
    /// To the uniform distribution on 0 to pi, to random products drawn at this width, and to the trained network.
    ArgumentToUniform: SampleDistance option
    ArgumentToProducts: SampleDistance option
    ArgumentToTrained: SampleDistance option
}

/// Moduli and arguments over all images, as they come and sorted.
type ImageSpectra = {
    Moduli: ImageSample
    SortedModuli: float[]
    Arguments: ImageSample
    SortedArguments: float[]
}

/// From tables of spectra to the figures of [DAL22].
[<RequireQualifiedAccess>]
module InitializationMeasures =

    /// An eigenvalue turned by no more than this, in radians, counts as close to the positive real axis.
    let smallTurn = Math.PI / 4.0

    /// Numbers that stand for the uniform distribution of arguments, in rising order.
    let uniformArguments =
        let count = 4096
        Array.init count (fun k -> Math.PI * (float k + 0.5) / float count)

    let private sorted (values: float[]) =
        let numbers = values |> Array.filter (fun value -> not (Double.IsNaN value))
        Array.Sort numbers
        numbers

    /// The eigenvalues of J_L in polar form; 0 has no argument.
    let polar (table: SpectrumTable) =
        let values = table.LatentSpace.Eigenvalues.ToArray()
        let moduli = Array.zeroCreate<float> values.Length
        let arguments = Array.zeroCreate<float> values.Length

        Parallel.Invoke(
            (fun () ->
                for k in 0 .. values.Length - 1 do
                    moduli[k] <- Complex.Abs values[k]),
            (fun () ->
                for k in 0 .. values.Length - 1 do
                    arguments[k] <-
                        if values[k] = Complex.Zero then
                            nan
                        else
                            abs values[k].Phase)
        )

        let one, other = ref [||], ref [||]
        Parallel.Invoke((fun () -> one.Value <- sorted moduli), (fun () -> other.Value <- sorted arguments))

        {
            Moduli = {
                PerImage = table.Latent
                Values = moduli
            }
            SortedModuli = one.Value
            Arguments = {
                PerImage = table.Latent
                Values = arguments
            }
            SortedArguments = other.Value
        }

    let private quantiles (sorted: float[]) =
        Samples.Quantiles(ReadOnlySpan sorted, RandomTheory.levels)

    let private distance (sorted: float[]) (reference: float[]) resampled =
        let distances = Distances.Between(ReadOnlySpan sorted, ReadOnlySpan reference)

        {
            Kolmogorov = distances.KolmogorovSmirnov
            Wasserstein = distances.Wasserstein1
            Resampled = resampled
        }

    /// Kolmogorov's distance of arguments to the uniform distribution on 0 to pi.
    let kolmogorovToUniform (arguments: float[]) =
        Distances.Between(ReadOnlySpan arguments, ReadOnlySpan uniformArguments).KolmogorovSmirnov

    let private toFixed weights sorted sample reference =
        BlockResampling.toFixed weights sorted sample reference
        |> distance sorted reference

    let private toSample weights sorted sample otherSorted other =
        BlockResampling.toSample weights sorted sample otherSorted other
        |> distance sorted otherSorted

    let private share condition (values: 'a[]) =
        if values.Length = 0 then
            0.0
        else
            let mutable count = 0

            for value in values do
                if condition value then
                    count <- count + 1

            float count / float values.Length

    /// Share of the eigenvalues that are exactly 0.
    let zeroShare (table: SpectrumTable) =
        table.LatentSpace.Eigenvalues.ToArray() |> share ((=) Complex.Zero)

    /// Share of real ones among the eigenvalues that are not 0; 0 when all are.
    let realShare (table: SpectrumTable) =
        table.LatentSpace.Eigenvalues.ToArray()
        |> Array.filter ((<>) Complex.Zero)
        |> share (fun value -> value.Imaginary = 0.0)

    /// The figures of one network after one epoch.
    let figures
        (weights: int[][])
        (random: RandomSpectra)
        (trained: ImageSpectra)
        (table: SpectrumTable)
        (own: ImageSpectra)
        =
        let values = table.LatentSpace.Eigenvalues.ToArray()

        let compareArguments compare reference =
            if own.SortedArguments.Length = 0 || Array.isEmpty reference then
                None
            else
                Some(compare reference)

        let fixedArguments =
            compareArguments (toFixed weights own.SortedArguments own.Arguments)

        {
            ZeroShare = zeroShare table
            NegativeShare = share (fun (value: Complex) -> value.Imaginary = 0.0 && value.Real < 0.0) values
            LeftShare = share (fun (value: Complex) -> value.Real < 0.0) values
            RealShare = realShare table
            StraightShare = share (fun turn -> turn <= smallTurn) own.SortedArguments
            SmallShare = share (fun modulus -> modulus < 0.1) own.SortedModuli
            ContractingShare = share (fun modulus -> modulus < 1.0) own.SortedModuli
            MiddleShare = share (fun modulus -> modulus >= 0.2 && modulus <= 1.5) own.SortedModuli
            Modulus = BoxFigures.ofSorted own.SortedModuli
            Argument = BoxFigures.tryOfSorted own.SortedArguments
            ModulusQuantiles = quantiles own.SortedModuli
            ArgumentQuantiles =
                (if own.SortedArguments.Length = 0 then
                     [||]
                 else
                     quantiles own.SortedArguments)
            ModulusToLaw = toFixed weights own.SortedModuli own.Moduli random.Modulus
            ModulusToTrained = toSample weights own.SortedModuli own.Moduli trained.SortedModuli trained.Moduli
            ArgumentToUniform = fixedArguments uniformArguments
            ArgumentToProducts = fixedArguments random.Argument
            ArgumentToTrained =
                compareArguments
                    (fun other -> toSample weights own.SortedArguments own.Arguments other trained.Arguments)
                    trained.SortedArguments
        }
