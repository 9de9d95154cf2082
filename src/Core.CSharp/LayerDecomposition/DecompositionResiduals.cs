using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics.Tensors;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>How far Ŵ of rank n' is from W, beside the least distance that any matrix of that rank has.</summary>
/// <param name="Latent">n'.</param>
/// <param name="Frobenius">‖W − Ŵ‖/‖W‖, Frobenius norms.</param>
/// <param name="FrobeniusOptimum">The least for rank n', of the truncated singular value decomposition [EY36].</param>
/// <param name="Data">‖(W − Ŵ)Xᵀ‖/‖W·Xᵀ‖; 0 where W·Xᵀ is 0.</param>
/// <param name="DataOptimum">The least for rank n': what the first n' singular values of S·(X̂ᵀX̂)^½ leave.</param>
public sealed record LayerResidual(
    int Latent,
    double Frobenius,
    double FrobeniusOptimum,
    double Data,
    double DataOptimum
);

/// <summary>The residuals of a decomposition for every latent width, from one pass over nested bases.</summary>
/// <remarks>
/// Ŵ for n' is Q_B·Q_Bᵀ·W·Q_A·Q_Aᵀ with orthonormal bases of the first n' columns of U·O_dist and rows of I_dist·Vᵀ. A further
/// latent dimension adds a vector to each basis and a matrix of rank 2 to Ŵ: the rest W − Ŵ is kept and not computed anew.
/// </remarks>
internal sealed class DecompositionResiduals
{
    private readonly Matrix _weights;
    private readonly double[] _rest;
    private readonly double[] _dataRest;
    private readonly Matrix _root;
    private readonly NestedBasis _inputs = new();
    private readonly NestedBasis _outputs = new();
    private readonly List<(int Inputs, int Outputs)> _sizes = [];

    private DecompositionResiduals(LayerSamples layer, LatentMaps maps)
    {
        _weights = layer.Weights;
        _root = layer.Moments.Root;
        (Matrix onData, double[] singularOnData) = layer.OnData;
        _rest = _weights.ToArray();
        _dataRest = onData.ToArray();
        double[] least = Tails(layer.Svd.SingularValues);
        double[] leastOnData = Tails(singularOnData);
        Matrix output = maps.Output.Transpose();
        LayerResidual[] rows = new LayerResidual[maps.Input.RowCount];
        for (int n = 0; n < rows.Length; n++)
        {
            Extend(maps.Input.Row(n), output.Row(n));
            rows[n] = new LayerResidual(
                n + 1,
                Ratio(TensorPrimitives.Norm<double>(_rest), least[0]),
                Ratio(least[Math.Min(n + 1, least.Length - 1)], least[0]),
                Ratio(TensorPrimitives.Norm<double>(_dataRest), leastOnData[0]),
                Ratio(leastOnData[Math.Min(n + 1, leastOnData.Length - 1)], leastOnData[0])
            );
        }

        Rows = rows;
    }

    /// <summary>The residuals for n' = 1, 2, ….</summary>
    public IReadOnlyList<LayerResidual> Rows { get; }

    /// <summary>The residuals of given maps.</summary>
    public static DecompositionResiduals Of(LayerSamples layer, LatentMaps maps) => new(layer, maps);

    /// <summary>Ŵ for a latent width.</summary>
    public Matrix Reconstruct(int latent)
    {
        (int inputs, int outputs) = _sizes[latent - 1];
        Matrix q = Stack(_outputs, outputs, _weights.RowCount);
        Matrix r = Stack(_inputs, inputs, _weights.ColumnCount);
        Matrix core = MatrixProduct.MultiplyTransposedRight(MatrixProduct.Multiply(q, _weights), r);
        return MatrixProduct.Multiply(MatrixProduct.MultiplyTransposedLeft(q, core), r);
    }

    private static Matrix Stack(NestedBasis basis, int count, int length) =>
        Matrix.FromEntries(count, length, basis.Vectors.Take(count).SelectMany(vector => vector).ToArray());

    private static double Ratio(double part, double whole) => whole > 0.0 ? part / whole : 0.0;

    // Entry n: the root of the sum of the squares from n on, added from the smallest up.
    private static double[] Tails(double[] singularValues)
    {
        double[] tails = new double[singularValues.Length + 1];
        double squares = 0.0;
        for (int i = singularValues.Length - 1; i >= 0; i--)
        {
            squares += singularValues[i] * singularValues[i];
            tails[i] = Math.Sqrt(squares);
        }

        return tails;
    }

    // Takes from the rest what one more input direction a and one more output direction b add to Q_B·Q_Bᵀ·W·Q_A·Q_Aᵀ:
    // (Q_B·Q_Bᵀ·W·a)·aᵀ with the output directions before, and b·(bᵀ·W·Q_A·Q_Aᵀ) with all input directions.
    private void Extend(ReadOnlySpan<double> input, ReadOnlySpan<double> output)
    {
        if (_inputs.Add(input) is double[] a)
        {
            Subtract(Project(_outputs, MatrixProduct.Apply(_weights, a)), a);
        }

        if (_outputs.Add(output) is double[] b)
        {
            double[] row = MatrixProduct.Multiply(Matrix.FromEntries(1, b.Length, b), _weights).ToArray();
            Subtract(b, Project(_inputs, row));
        }

        _sizes.Add((_inputs.Vectors.Count, _outputs.Vectors.Count));
    }

    private static double[] Project(NestedBasis basis, double[] vector)
    {
        double[] result = new double[vector.Length];
        foreach (double[] known in basis.Vectors)
        {
            double share = TensorPrimitives.Dot<double>(known, vector);
            TensorPrimitives.MultiplyAdd(known, share, result, result);
        }

        return result;
    }

    private void Subtract(double[] column, double[] row)
    {
        double[] onData = MatrixProduct.Multiply(Matrix.FromEntries(1, row.Length, row), _root).ToArray();
        for (int i = 0; i < column.Length; i++)
        {
            Span<double> rest = _rest.AsSpan(i * row.Length, row.Length);
            TensorPrimitives.MultiplyAdd(row, -column[i], rest, rest);
            Span<double> dataRest = _dataRest.AsSpan(i * onData.Length, onData.Length);
            TensorPrimitives.MultiplyAdd(onData, -column[i], dataRest, dataRest);
        }
    }
}
