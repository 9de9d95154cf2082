namespace Neurovariety.Studies

open System
open System.Numerics
open Neurovariety.Networks
open Neurovariety.RandomMatrices

/// What random matrices say of J_L before training at one latent width.
type RandomTheory = {
    /// Of |lambda| by the limit law of products without ReLU, rescaled as [DAL22] does.
    FormulaMedian: float
    FormulaMaximum: float
    /// Of |lambda| by the law of finite widths with half of the hidden units off.
    LawMedian: float
    LawNinetyFive: float
    LawZeroShare: float
    /// Its quantiles at RandomTheory.levels.
    LawQuantiles: float[]
    /// Expected share of real eigenvalues of one real Gaussian matrix, d x d.
    GinibreRealShare: float
    /// The share in simulated products of real Gaussian matrices of the network's widths.
    ProductRealShare: float
    /// The same with half of the hidden units off, of the eigenvalues that are not 0.
    ThinnedRealShare: float
    ThinnedZeroShare: float
    /// |argument| in the latter; None when all its eigenvalues are 0.
    ThinnedArgument: BoxFigures option
}

/// What random matrices say at one latent width, as samples in rising order.
type RandomSpectra = {
    /// Numbers that stand for the law of |lambda|: its quantiles at the middles of equal shares.
    Modulus: float[]
    /// |argument| in simulated products with half of the hidden units off.
    Argument: float[]
}

/// Random matrices of the widths of an autoencoder before training.
[<RequireQualifiedAccess>]
module RandomTheory =

    // To be raised when the meaning of a figure changes.
    let private version = "1"

    // Numbers that stand for a law.
    let private lawNumbers = 2048

    /// The medians that [DAL22, Section II] prints, of |lambda|^2 and of |lambda|.
    let printedMedians = [ 2, (0.00013, 0.011); 20, (0.000043, 0.0066) ]

    /// Shares at which quantiles are kept.
    let levels = [| for percent in 0..100 -> float percent / 100.0 |]

    /// The widths of the factors of J_L = DE(D(z)) DD(z): d, the hidden widths of the decoder, N, and those of the encoder.
    let widths (architecture: Architecture) =
        let encoder = Array.ofSeq architecture.Widths
        Array.append (Array.rev encoder) encoder[1 .. encoder.Length - 2]

    /// What the figures depend on.
    let key (settings: InitializationSettings) architecture =
        let widths = widths architecture |> Array.map string |> String.concat "-"
        $"{version} {widths} {settings.SimulatedProducts} products of seed {settings.Seeds.Head}"

    let private share condition (values: Complex[]) =
        if values.Length = 0 then
            0.0
        else
            float (values |> Array.filter condition |> Array.length) / float values.Length

    let private isReal (value: Complex) = value.Imaginary = 0.0

    /// The figures, and the samples behind them.
    let compute (settings: InitializationSettings) architecture =
        let widths = widths architecture
        let law = FiniteProduct.OfRelu(ReadOnlySpan widths)
        let formula = RectangularProduct.FromWidths(ReadOnlySpan widths)

        let simulate isHalved =
            GaussianProducts.eigenvalues settings.Seeds.Head settings.Threads widths isHalved settings.SimulatedProducts

        let products = simulate (fun _ -> false)
        // d and N are no hidden layers.
        let thinned = simulate (fun place -> place > 0 && place <> widths.Length / 2)
        let nonZero = thinned |> Array.filter ((<>) Complex.Zero)
        let arguments = nonZero |> Array.map (fun value -> abs value.Phase) |> Array.sort

        {
            FormulaMedian = formula.Median
            FormulaMaximum = formula.Upper
            LawMedian = law.Median
            LawNinetyFive = law.Quantile 0.95
            LawZeroShare = law.MassAtZero
            LawQuantiles = levels |> Array.map law.Quantile
            GinibreRealShare = RealEigenvalues.ExpectedShare widths[0]
            ProductRealShare = share isReal products
            ThinnedRealShare = share isReal nonZero
            ThinnedZeroShare = share ((=) Complex.Zero) thinned
            ThinnedArgument = BoxFigures.tryOfSorted arguments
        },
        {
            Modulus = Array.init lawNumbers (fun k -> law.Quantile((float k + 0.5) / float lawNumbers))
            Argument = arguments
        }
