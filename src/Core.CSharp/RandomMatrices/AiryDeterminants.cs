using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>The Fredholm determinants det(I ∓ V) with V the integral operator of ½Ai((x + y)/2) on (s, ∞).</summary>
/// <remarks>Source: [Bornemann10]: det(δ_ij ∓ √w_i V(x_i, x_j) √w_j) at Gauss and Legendre's nodes between s and 19, beyond which Ai is below 1e-24.</remarks>
internal sealed class AiryDeterminants
{
    private const int NodeCount = 64;
    private const double End = 19.0;
    private readonly AiryFunction _airy = new();
    private readonly GaussLegendre _rule = new(NodeCount);

    /// <summary>det(I − V) and det(I + V) for −16 ≤ s &lt; 19.</summary>
    public (double Minus, double Plus) At(double s)
    {
        double half = 0.5 * (End - s);
        double[] x = Array.ConvertAll(_rule.Nodes, node => s + (half * (1.0 + node)));
        double[] root = Array.ConvertAll(_rule.Weights, weight => Math.Sqrt(half * weight));
        double[,] minus = new double[NodeCount, NodeCount];
        double[,] plus = new double[NodeCount, NodeCount];
        for (int i = 0; i < NodeCount; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double entry = 0.5 * root[i] * root[j] * _airy.Value(0.5 * (x[i] + x[j]));
                double unit = i == j ? 1.0 : 0.0;
                minus[i, j] = minus[j, i] = unit - entry;
                plus[i, j] = plus[j, i] = unit + entry;
            }
        }

        return (Determinant(minus), Determinant(plus));
    }

    // Gaussian elimination with the largest pivot of each column.
    private static double Determinant(double[,] a)
    {
        int n = a.GetLength(0);
        double determinant = 1.0;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                pivot = Math.Abs(a[i, k]) > Math.Abs(a[pivot, k]) ? i : pivot;
            }

            if (a[pivot, k] == 0.0)
            {
                return 0.0;
            }

            if (pivot != k)
            {
                determinant = -determinant;
                for (int j = k; j < n; j++)
                {
                    (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
                }
            }

            determinant *= a[k, k];
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                for (int j = k + 1; j < n; j++)
                {
                    a[i, j] -= factor * a[k, j];
                }
            }
        }

        return determinant;
    }
}
