using System;
using System.Numerics;
using Neurovariety.Kernels;

namespace Neurovariety.LinearAlgebra;

/// <summary>Second moments of images in the Fourier basis of equally long cycles of pixels.</summary>
internal static class CyclicMoments
{
    /// <summary>For each frequency j = 0 … L/2 the Hermitian m × m matrix Σ z_j·z_jᴴ, summed over the samples.</summary>
    /// <param name="pixels">Bytes, samples × sampleSize; a pixel's value is byte·grey.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="sampleSize">Pixels of a sample.</param>
    /// <param name="cycles">m cycles, each L positions of pixels in the order of the cycle.</param>
    /// <param name="grey">What one grey level is worth.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The bits do not depend on it.</param>
    /// <returns>L/2 + 1 Hermitian matrices; those of j = 0 and of j = L/2 (L even) are real.</returns>
    /// <remarks>
    /// z_j of a cycle is Σ_t x_t·exp(2πi·jt/L)/√L, that is ⟨w_0, x⟩ for j = 0, ⟨w_(L/2), x⟩ for j = L/2, and
    /// (⟨w_j, x⟩ + i⟨w_-j, x⟩)/√2 between, in the basis of <see cref="CyclicFourier"/>. So Σ‖x‖² over the cycles' pixels is the trace
    /// of matrix 0, plus that of matrix L/2, plus twice each other trace. Products in float, added up in double: relative error of
    /// the traces about 1e-8.
    /// </remarks>
    public static ComplexMatrix[] OfBytes(
        ReadOnlySpan<byte> pixels,
        int samples,
        int sampleSize,
        int[][] cycles,
        double grey,
        int threads
    )
    {
        CycleTable table = new(cycles, sampleSize);
        int m = table.Count;
        int square = m * m;
        double[] sums = new double[checked(((table.Length / 2) + 1) * 2 * square)];
        ShiftGramKernel.MomentsInto(pixels, samples, table, sums, threads);
        double scale = grey * grey / table.Length;
        ComplexMatrix[] result = new ComplexMatrix[(table.Length / 2) + 1];
        for (int j = 0; j < result.Length; j++)
        {
            Complex[] entries = new Complex[square];
            for (int i = 0; i < square; i++)
            {
                int real = (j * 2 * square) + i;
                entries[i] = new Complex(scale * sums[real], scale * sums[real + square]);
            }

            result[j] = ComplexMatrix.Adopt(m, m, entries);
        }

        return result;
    }
}
