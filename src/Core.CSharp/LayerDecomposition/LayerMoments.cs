using System;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>The Gram matrices of inputs and outputs of a layer, with what least squares take from them.</summary>
/// <remarks>
/// Eigenvalues of a Gram matrix up to n·ε of the largest count as zero. That is a ratio of singular values near 1e-7, about what
/// activations in single precision carry.
/// </remarks>
internal sealed class LayerMoments
{
    private readonly LayerSamples _layer;
    private readonly SymmetricEigenResult _inputs;
    private readonly SymmetricEigenResult _outputs;

    public LayerMoments(LayerSamples layer, int threads)
    {
        _layer = layer;
        _inputs = SymmetricEigen.Decompose(MatrixProduct.Gram(layer.Inputs, threads), threads);
        _outputs = SymmetricEigen.Decompose(MatrixProduct.Gram(layer.Outputs, threads), threads);
        int rank = Rank(_inputs);
        Root = Matrix.Create(
            _inputs.Vectors.RowCount,
            rank,
            (i, j) => _inputs.Vectors[i, j] * Math.Sqrt(_inputs.Values[j])
        );
    }

    /// <summary>C, i × rank, with C·Cᵀ = XᵀX: ‖E·Xᵀ‖ = ‖E·C‖ for every E.</summary>
    public Matrix Root { get; }

    /// <summary>Fᵀ·X(XᵀX)⁺ of functions F on the samples, p × n: n × i.</summary>
    public Matrix OnInputs(Matrix functions, int threads) =>
        MatrixProduct.Multiply(
            MatrixProduct.MultiplyTransposedLeft(functions, _layer.Inputs, threads),
            PseudoInverse(_inputs),
            threads
        );

    /// <summary>(YᵀY)⁺Yᵀ·F of functions F on the samples, p × n: o × n.</summary>
    public Matrix OnOutputs(Matrix functions, int threads) =>
        MatrixProduct.Multiply(
            PseudoInverse(_outputs),
            MatrixProduct.MultiplyTransposedLeft(_layer.Outputs, functions, threads),
            threads
        );

    private static int Rank(SymmetricEigenResult eigen)
    {
        double threshold = Tolerance.Rank(Math.Max(eigen.Values[0], 0.0), eigen.Values.Length, eigen.Values.Length);
        return Array.FindAll(eigen.Values, value => value > threshold).Length;
    }

    private static Matrix PseudoInverse(SymmetricEigenResult eigen)
    {
        int rank = Rank(eigen);
        Matrix scaled = Matrix.Create(
            eigen.Vectors.RowCount,
            rank,
            (i, j) => eigen.Vectors[i, j] / Math.Sqrt(eigen.Values[j])
        );
        return MatrixProduct.MultiplyTransposedRight(scaled, scaled);
    }
}
