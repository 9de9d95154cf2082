using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Networks;

/// <summary>The derivatives of an autoencoder at single points, in double precision; immutable.</summary>
/// <remarks>
/// Source: [ADGL21, Sections 2 and 4.1]. At x, with z = E(x) and x' = D(z): J_I(x) = DD(z)·DE(x) is N × N of rank at most d, and
/// J_L(z) = DE(x')·DD(z) is d × d. Since AB and BA have the same eigenvalues but for zeros, those of J_I(x) are those of the
/// d × d matrix DE(x)·DD(z), and zeros. Correction: the source takes the spectrum of J_I for expensive; it costs as much as that
/// of J_L. The slope of the ReLU at 0 is 0, see <see cref="Activations.Derivative"/>.
/// </remarks>
public sealed class JacobianMap
{
    private readonly DerivedLayer[] _encoder;
    private readonly DerivedLayer[] _decoder;

    private JacobianMap(Autoencoder network)
    {
        Network = network;
        _encoder = [.. network.Encoder.Select(layer => new DerivedLayer(layer))];
        _decoder = [.. network.Decoder.Select(layer => new DerivedLayer(layer))];
    }

    /// <summary>The autoencoder.</summary>
    public Autoencoder Network { get; }

    /// <summary>The derivatives of an autoencoder.</summary>
    /// <param name="network">An autoencoder with as many outputs as inputs.</param>
    /// <returns>The map from points to Jacobians.</returns>
    /// <exception cref="ArgumentException">The numbers of outputs and inputs differ.</exception>
    public static JacobianMap Of(Autoencoder network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.InputCount == network.OutputCount
            ? new JacobianMap(network)
            : throw new ArgumentException(
                $"Jacobians: expected as many outputs as inputs, got {network.InputCount} inputs and {network.OutputCount} outputs",
                nameof(network)
            );
    }

    /// <summary>E(x).</summary>
    /// <param name="sample">x, N numbers.</param>
    /// <returns>z, d numbers.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public double[] Encode(ReadOnlySpan<double> sample) => Forward(_encoder, Checked(sample, Network.InputCount));

    /// <summary>D(z).</summary>
    /// <param name="latent">z, d numbers.</param>
    /// <returns>x', N numbers.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public double[] Decode(ReadOnlySpan<double> latent) => Forward(_decoder, Checked(latent, Network.LatentCount));

    /// <summary>DE(x).</summary>
    /// <param name="sample">x, N numbers.</param>
    /// <returns>Matrix, d × N.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public Matrix EncoderJacobian(ReadOnlySpan<double> sample) => Derive(_encoder, Checked(sample, Network.InputCount));

    /// <summary>DD(z).</summary>
    /// <param name="latent">z, d numbers.</param>
    /// <returns>Matrix, N × d.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public Matrix DecoderJacobian(ReadOnlySpan<double> latent) =>
        Derive(_decoder, Checked(latent, Network.LatentCount));

    /// <summary>J_I(x) = DD(E(x))·DE(x), the derivative of D∘E.</summary>
    /// <param name="sample">x, N numbers.</param>
    /// <returns>Matrix, N × N, of rank at most d.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public Matrix InputJacobian(ReadOnlySpan<double> sample) =>
        MatrixProduct.Multiply(DecoderJacobian(Encode(sample)), EncoderJacobian(sample));

    /// <summary>K_I(x) = DE(x)·DD(E(x)), whose eigenvalues are those of J_I(x) but for N − d zeros.</summary>
    /// <param name="sample">x, N numbers.</param>
    /// <returns>Matrix, d × d.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public Matrix SmallInputJacobian(ReadOnlySpan<double> sample) =>
        MatrixProduct.Multiply(EncoderJacobian(sample), DecoderJacobian(Encode(sample)));

    /// <summary>J_L(z) = DE(D(z))·DD(z) at z = E(x), the derivative of E∘D.</summary>
    /// <param name="sample">x, N numbers.</param>
    /// <returns>Matrix, d × d.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public Matrix LatentJacobian(ReadOnlySpan<double> sample)
    {
        double[] latent = Encode(sample);
        return MatrixProduct.Multiply(EncoderJacobian(Decode(latent)), DecoderJacobian(latent));
    }

    private static double[] Checked(ReadOnlySpan<double> values, int count)
    {
        if (values.Length != count)
        {
            throw new ArgumentException($"point: expected {count} numbers, got {values.Length}", nameof(values));
        }

        int wrong = values.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue);
        return wrong < 0
            ? values.ToArray()
            : throw new ArgumentException(
                $"point: number {wrong} is {values[wrong]}, expected finite numbers",
                nameof(values)
            );
    }

    private static double[] Forward(IEnumerable<DerivedLayer> layers, double[] values) =>
        layers.Aggregate(values, (input, layer) => layer.Value(layer.PreActivation(input)));

    private static Matrix Derive(IEnumerable<DerivedLayer> layers, double[] values)
    {
        Matrix? product = null;
        foreach (DerivedLayer layer in layers)
        {
            double[] sums = layer.PreActivation(values);
            Matrix factor = layer.Derivative(sums);
            product = product is null ? factor : MatrixProduct.Multiply(factor, product);
            values = layer.Value(sums);
        }

        return product!;
    }

    private sealed class DerivedLayer(AffineLayer layer)
    {
        private readonly Matrix _weights = Matrix.Adopt(
            layer.Outputs,
            layer.Inputs,
            Array.ConvertAll(layer.WeightStorage, weight => (double)weight)
        );

        public double[] PreActivation(double[] input)
        {
            double[] sums = MatrixProduct.Apply(_weights, input);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += layer.BiasStorage[i];
            }

            return sums;
        }

        public double[] Value(double[] sums) => Array.ConvertAll(sums, x => Activations.Value(layer.Activation, x));

        public Matrix Derivative(double[] sums)
        {
            double[] slopes = Array.ConvertAll(sums, x => Activations.Derivative(layer.Activation, x));
            return Matrix.Create(layer.Outputs, layer.Inputs, (i, j) => slopes[i] * _weights[i, j]);
        }
    }
}
