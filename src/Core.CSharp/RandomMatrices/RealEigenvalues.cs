using System;

namespace Neurovariety.RandomMatrices;

/// <summary>How many eigenvalues of a real matrix with independent Gaussian entries are real.</summary>
/// <remarks>Source: [EKS94], [Edelman97].</remarks>
public static class RealEigenvalues
{
    /// <summary>The expected number of real eigenvalues of an n × n matrix, exactly.</summary>
    /// <param name="size">n, at least 1.</param>
    /// <returns>√2 Σ_{k &lt; n/2} (4k − 1)!!/(4k)!! for even n, 1 + √2 Σ_{k = 1}^{(n − 1)/2} (4k − 3)!!/(4k − 2)!! for odd n.</returns>
    /// <exception cref="ArgumentOutOfRangeException">n below 1.</exception>
    public static double ExpectedCount(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        bool odd = size % 2 == 1;
        // The quotient (j − 1)!!/j!! for j = 0, 4, 8, … or j = 2, 6, 10, …
        double quotient = odd ? 0.5 : 1.0;
        double sum = 0.0;
        int j = odd ? 2 : 0;
        for (int k = 0; k < size / 2; k++)
        {
            sum += quotient;
            quotient *= (j + 1.0) * (j + 3.0) / ((j + 2.0) * (j + 4.0));
            j += 4;
        }

        return (odd ? 1.0 : 0.0) + (Math.Sqrt(2.0) * sum);
    }

    /// <summary>The expected share of real eigenvalues.</summary>
    /// <param name="size">n, at least 1.</param>
    /// <returns>The expected count over n: 1 at n = 1, .707 at n = 2, about √(2/(πn)) for large n.</returns>
    public static double ExpectedShare(int size) => ExpectedCount(size) / size;

    /// <summary>The asymptotic expansion of the expected number for large n.</summary>
    /// <param name="size">n, at least 1.</param>
    /// <returns>√(2n/π)(1 − 3/(8n) − 3/(128n²) + 27/(1024n³) + 499/(32768n⁴)) + 1/2.</returns>
    /// <exception cref="ArgumentOutOfRangeException">n below 1.</exception>
    public static double AsymptoticCount(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        double n = size;
        double series =
            1.0
            - (3.0 / (8.0 * n))
            - (3.0 / (128.0 * n * n))
            + (27.0 / (1024.0 * n * n * n))
            + (499.0 / (32768.0 * n * n * n * n));
        return (Math.Sqrt(2.0 * n / Math.PI) * series) + 0.5;
    }

    /// <summary>The chance that all eigenvalues of one n × n matrix are real.</summary>
    /// <param name="size">n, at least 1.</param>
    /// <returns>2^(−n(n − 1)/4).</returns>
    /// <exception cref="ArgumentOutOfRangeException">n below 1.</exception>
    /// <remarks>For products of several matrices it tends to 1 with their number [Forrester14]; for two 2 × 2 matrices it is π/4.</remarks>
    public static double AllRealProbability(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return Math.Pow(2.0, -0.25 * size * (size - 1.0));
    }
}
