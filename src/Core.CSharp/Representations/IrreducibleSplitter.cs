using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Representations;

/// <summary>Splits R^n into irreducible copies: eigenspaces of random symmetric commutant elements.</summary>
/// <remarks>
/// A space is cut only at wide gaps, so that its parts are accurate to the rounding over the gap; what stays together is cut by
/// the next element, whose gaps are others. A space is irreducible when a fresh element acts on it as a multiple of the
/// identity.
/// </remarks>
internal static class IrreducibleSplitter
{
    private const int LargestRoundCount = 60;

    // Eigenvalues nearer than this, relative to the norm, count as equal; a wrong merger shows in the certificate's integers.
    private const double Coincidence = 1e-9;

    // Cuts need this share of the mean gap.
    private const double WideGap = 0.25;

    /// <summary>Each result has orthonormal rows, delta x n.</summary>
    /// <remarks>Null when the rounds run out.</remarks>
    internal static List<Matrix>? Split(Orbitals orbitals, RandomSource random)
    {
        List<Matrix> done = [];
        List<Matrix> pending = [];
        Matrix first = orbitals.Random(random, symmetric: true);
        SymmetricEigenResult whole = SymmetricEigen.Decompose(first);
        double norm = Norm(whole.Values);
        Cut(whole.Values, whole.Vectors.Transpose(), norm, pending);
        for (int round = 0; pending.Count > 0; round++)
        {
            if (round == LargestRoundCount)
            {
                return null;
            }

            List<Matrix> next = [];
            Matrix element = orbitals.Random(random, symmetric: true);
            Matrix stacked = RowStack.Join(pending);
            Matrix image = MatrixProduct.Multiply(stacked, element);
            int start = 0;
            foreach (Matrix space in pending)
            {
                Matrix part = RowStack.Rows(image, start, space.RowCount);
                start += space.RowCount;
                Refine(space, MatrixProduct.MultiplyTransposedRight(part, space), norm, done, next);
            }

            pending = next;
        }

        return done;
    }

    private static void Refine(Matrix space, Matrix restricted, double norm, List<Matrix> done, List<Matrix> next)
    {
        int size = space.RowCount;
        double mean = MatrixArithmetic.Trace(restricted) / size;
        Matrix rest = MatrixArithmetic.Subtract(restricted, MatrixArithmetic.Scale(Matrix.Identity(size), mean));
        if (size == 1 || MatrixArithmetic.FrobeniusNorm(rest) <= Coincidence * norm * Math.Sqrt(size))
        {
            done.Add(space);
            return;
        }

        SymmetricEigenResult eigen = SymmetricEigen.Decompose(restricted);
        Cut(eigen.Values, MatrixProduct.MultiplyTransposedLeft(eigen.Vectors, space), norm, next);
    }

    private static void Cut(double[] values, Matrix rows, double norm, List<Matrix> spaces)
    {
        int distinct = 1;
        for (int i = 1; i < values.Length; i++)
        {
            distinct += values[i - 1] - values[i] > Coincidence * norm ? 1 : 0;
        }

        double wide = Math.Max(WideGap * (values[0] - values[^1]) / distinct, Coincidence * norm);
        int start = 0;
        for (int i = 1; i <= values.Length; i++)
        {
            if (i == values.Length || values[i - 1] - values[i] > wide)
            {
                spaces.Add(RowStack.Rows(rows, start, i - start));
                start = i;
            }
        }
    }

    private static double Norm(double[] values) => Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
}
