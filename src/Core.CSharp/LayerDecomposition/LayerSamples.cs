using System;
using System.Linq;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>The weights of a layer and the samples as they reach and leave its linear part.</summary>
/// <remarks>
/// Inputs are centred, so outputs are, and a bias plays no part. With the bias absorbed, as [NLQ23, Eq. 1] has it, the weights
/// get one more column, the inputs one more column of ones, and neither side is centred. A column of inputs that is constant (a dead
/// unit, the rim of an image) carries nothing once centred: it is left out of everything that the samples decide and counted here.
/// The weights keep their column.
/// </remarks>
public sealed class LayerSamples
{
    private const int LargestExponent = 400;
    private readonly Lazy<SvdResult> _svd;
    private readonly Lazy<LayerMoments> _moments;
    private readonly Lazy<(Matrix OnData, double[] SingularValues)> _onData;

    private LayerSamples(
        Matrix weights,
        Matrix inputs,
        (Centring Samples, double Unit) centred,
        double precision,
        bool isBiasAbsorbed,
        int threads
    )
    {
        Precision = precision;
        Weights = weights;
        Inputs = inputs;
        Centred = centred.Samples;
        IsBiasAbsorbed = isBiasAbsorbed;
        Outputs = MatrixProduct.MultiplyTransposedRight(inputs, weights, threads);
        InputRounding = 0.5 * centred.Unit * centred.Samples.Largest;
        OutputRounding = 0.5 * centred.Unit * MatrixArithmetic.LargestMagnitude(Outputs);
        _svd = new Lazy<SvdResult>(() => ThinSvd.Of(weights));
        _moments = new Lazy<LayerMoments>(() => new LayerMoments(this, threads));
        _onData = new Lazy<(Matrix, double[])>(() =>
        {
            Matrix onData = MatrixProduct.Multiply(weights, Moments.Root, threads);
            return (onData, ThinSvd.Of(onData).SingularValues);
        });
    }

    /// <summary>W, o × i; with the bias absorbed o × (i + 1).</summary>
    public Matrix Weights { get; }

    /// <summary>X, p × i, centred; with the bias absorbed p × (i + 1), not centred, the last column 1.</summary>
    public Matrix Inputs { get; }

    /// <summary>Y = X·Wᵀ, p × o.</summary>
    public Matrix Outputs { get; }

    /// <summary>Whether weights and inputs have a column for the bias.</summary>
    public bool IsBiasAbsorbed { get; }

    /// <summary>Inputs of the layer that are the same number at every sample.</summary>
    public int ConstantInputCount => Centred.ConstantCount;

    /// <summary>Number of samples, p.</summary>
    public int SampleCount => Inputs.RowCount;

    /// <summary>The inputs less their means, p × i: distances are those of the inputs.</summary>
    internal Centring Centred { get; }

    /// <summary>The thin singular value decomposition of W, computed once.</summary>
    internal SvdResult Svd => _svd.Value;

    /// <summary>Rank of W.</summary>
    internal int Rank
    {
        get
        {
            double threshold = Tolerance.RoundedRank(
                Svd.SingularValues[0],
                MatrixArithmetic.FrobeniusNorm(Weights),
                Weights.RowCount,
                Weights.ColumnCount,
                Precision
            );
            return Array.FindAll(Svd.SingularValues, value => value > threshold).Length;
        }
    }

    /// <summary>Unit of rounding of the weights.</summary>
    internal double Precision { get; }

    /// <summary>How far rounding can have moved an input.</summary>
    internal double InputRounding { get; }

    /// <summary>How far rounding of the inputs and weights can have moved an output: in relation as an input.</summary>
    internal double OutputRounding { get; }

    /// <summary>The Gram matrices of both sides, computed once.</summary>
    internal LayerMoments Moments => _moments.Value;

    /// <summary>W·C with C·Cᵀ = XᵀX, whose norms are those on the data, and its singular values.</summary>
    internal (Matrix OnData, double[] SingularValues) OnData => _onData.Value;

    /// <summary>A layer without regard to its bias.</summary>
    /// <param name="weights">W, o × i, finite.</param>
    /// <param name="inputs">p × i, finite, p at least 2; centred here.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Layer and samples.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, an entry is not finite, all samples coincide, or squares leave the range of double.</exception>
    public static LayerSamples Of(Matrix weights, Matrix inputs, int threads = 0)
    {
        return Plain(weights, inputs, null, threads);
    }

    /// <summary>A layer with its bias absorbed.</summary>
    /// <param name="weights">W, o × i, finite.</param>
    /// <param name="bias">b, o numbers.</param>
    /// <param name="inputs">p × i, finite, p at least 2; not centred.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Layer and samples.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, an entry is not finite, all samples coincide, or squares leave the range of double.</exception>
    public static LayerSamples WithBias(Matrix weights, ReadOnlySpan<double> bias, Matrix inputs, int threads = 0)
    {
        return WithBias(weights, bias, inputs, null, threads);
    }

    private static LayerSamples Plain(Matrix weights, Matrix inputs, double? precision, int threads)
    {
        Centring centred = Check(weights, inputs);
        double unit = precision ?? Tolerance.PrecisionOf(weights.Entries);
        (Centring, double) samples = (centred, Tolerance.PrecisionOf(inputs.Entries));
        return new LayerSamples(weights, centred.Samples, samples, unit, false, threads);
    }

    private static LayerSamples WithBias(
        Matrix weights,
        ReadOnlySpan<double> bias,
        Matrix inputs,
        double? precision,
        int threads
    )
    {
        Centring centred = Check(weights, inputs);
        if (bias.Length != weights.RowCount)
        {
            throw new ArgumentException(
                $"bias: expected {weights.RowCount} numbers, one for each row of the weights, got {bias.Length}",
                nameof(bias)
            );
        }

        double[] biases = bias.ToArray();
        int i = weights.ColumnCount;
        Matrix wide = Matrix.Create(weights.RowCount, i + 1, (r, c) => c < i ? weights[r, c] : biases[r]);
        Matrix ones = Matrix.Create(inputs.RowCount, i + 1, (r, c) => c < i ? inputs[r, c] : 1.0);
        double unit = precision ?? Tolerance.PrecisionOf(wide.Entries);
        return new LayerSamples(wide, ones, (centred, Tolerance.PrecisionOf(inputs.Entries)), unit, true, threads);
    }

    /// <summary>A layer of a network, with samples sent through all layers before it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">Number of the layer, from 1 on.</param>
    /// <param name="samples">samples × inputs of the network, row by row.</param>
    /// <param name="absorbBias">Whether the bias becomes a column of the weights.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Layer and samples.</returns>
    /// <exception cref="ArgumentException">No such layer, sizes that do not fit, or all samples coincide when they reach the layer.</exception>
    public static LayerSamples OfNetwork(
        Autoencoder network,
        int layer,
        ReadOnlySpan<float> samples,
        bool absorbBias = false,
        int threads = 0
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        AffineLayer[] layers = [.. network.Layers];
        if (layer < 1 || layer > layers.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(layer),
                $"layer {layer}: expected 1 ... {layers.Length}, the layers of {network}"
            );
        }

        AffineLayer one = layers[layer - 1];
        float[] reaching = layer == 1 ? samples.ToArray() : LayerChain.Apply(layers[..(layer - 1)], samples, threads);
        if (reaching.Length % one.Inputs != 0)
        {
            throw new ArgumentException(
                $"samples: {reaching.Length} numbers are no whole number of rows of {one.Inputs}",
                nameof(samples)
            );
        }

        Matrix inputs = Widen(reaching, one.Inputs);
        Matrix weights = Widen(one.WeightStorage, one.Inputs);
        return absorbBias
            ? WithBias(weights, Array.ConvertAll(one.BiasStorage, x => (double)x), inputs, one.Precision, threads)
            : Plain(weights, inputs, one.Precision, threads);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Weights.RowCount} x {Weights.ColumnCount} weights at {SampleCount} samples, {ConstantInputCount} constant inputs";

    private static Matrix Widen(float[] values, int columns)
    {
        double[] entries = new double[values.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertChecked<float, double>(values, entries);
        return Matrix.Adopt(values.Length / columns, columns, entries);
    }

    private static Centring Check(Matrix weights, Matrix inputs)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(inputs);
        MatrixArithmetic.CheckFinite(weights, nameof(weights));
        MatrixArithmetic.CheckFinite(inputs, nameof(inputs));
        if (weights.ColumnCount != inputs.ColumnCount || weights.RowCount == 0 || weights.ColumnCount == 0)
        {
            throw new ArgumentException(
                $"weights: expected o x {inputs.ColumnCount} (out x in) for inputs of {inputs.ColumnCount} columns, got {weights.Shape}",
                nameof(weights)
            );
        }

        if (inputs.RowCount < 2)
        {
            throw new ArgumentException($"inputs: expected at least 2 samples, got {inputs.RowCount}", nameof(inputs));
        }

        CheckRange(weights, inputs);
        Centring centred = Centring.Centre(inputs);
        if (centred.ConstantCount == inputs.ColumnCount)
        {
            throw new ArgumentException(
                $"inputs: all {inputs.ColumnCount} columns are constant over the {inputs.RowCount} samples, so there is no geometry"
                    + " to decompose by; expected samples that differ",
                nameof(inputs)
            );
        }

        return centred;
    }

    // Everything that follows is made of squares of weights, of inputs, and of their products.
    private static void CheckRange(Matrix weights, Matrix inputs)
    {
        int weight = BinaryScale.Exponent(weights);
        int input = BinaryScale.Exponent(inputs);
        if (Math.Max(Math.Max(Math.Abs(weight), Math.Abs(input)), Math.Abs(weight + input)) > LargestExponent)
        {
            throw new ArgumentException(
                $"weights: they reach 2^{weight} and the inputs 2^{input}, so that squares leave the range of double;"
                    + $" expected both, and their product, within 2^{-LargestExponent} ... 2^{LargestExponent}: scale them",
                nameof(weights)
            );
        }
    }
}
