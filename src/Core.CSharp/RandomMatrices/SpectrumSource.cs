using System;
using System.Numerics;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Draws matrices by their number and computes their eigenvalues; used by one thread.</summary>
internal abstract class SpectrumSource
{
    /// <summary>The eigenvalues of matrices first … first + count − 1, one matrix after the other.</summary>
    public abstract void Fill(ulong first, int count, Span<Complex> destination);
}

/// <summary>Draws real matrices that are not symmetric.</summary>
internal abstract class MatrixSource(int size) : SpectrumSource
{
    private double[] _matrices = [];
    private IterationStatus[] _statuses = [];

    /// <summary>Size d of a matrix.</summary>
    protected int Size { get; } = size;

    /// <inheritdoc/>
    public override void Fill(ulong first, int count, Span<Complex> destination)
    {
        int entries = Size * Size;
        if (_matrices.Length < count * entries)
        {
            _matrices = new double[count * entries];
            _statuses = new IterationStatus[count];
        }

        Span<double> matrices = _matrices.AsSpan(0, count * entries);
        for (int i = 0; i < count; i++)
        {
            Draw(first + (ulong)i, matrices.Slice(i * entries, entries));
        }

        if (Size > SmallEigen.LargestSize)
        {
            FillLarge(matrices, count, destination);
            return;
        }

        Span<IterationStatus> statuses = _statuses.AsSpan(0, count);
        SmallEigen.ValuesInto<double>(matrices, Size, destination, statuses, 1);
        int failed = statuses.IndexOfAnyExcept(IterationStatus.Converged);
        if (failed >= 0)
        {
            throw new InvalidOperationException(
                $"eigenvalues of matrix {first + (ulong)failed}: the iteration ended with {statuses[failed]}; try another variance"
            );
        }
    }

    /// <summary>Writes matrix number index, d × d, row by row.</summary>
    protected abstract void Draw(ulong index, Span<double> destination);

    private void FillLarge(ReadOnlySpan<double> matrices, int count, Span<Complex> destination)
    {
        for (int i = 0; i < count; i++)
        {
            Matrix a = Matrix.FromEntries(Size, Size, matrices.Slice(i * Size * Size, Size * Size));
            Factorizations.GeneralEigen(a).Values.AsSpan().CopyTo(destination[(i * Size)..]);
        }
    }
}
