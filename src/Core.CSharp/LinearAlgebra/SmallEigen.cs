using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using Neurovariety.Kernels;
using Neurovariety.Numerics;

namespace Neurovariety.LinearAlgebra;

/// <summary>Eigenvalues of many real matrices of one size.</summary>
public sealed class SmallEigenResult
{
    private readonly Complex[] _values;
    private readonly IterationStatus[] _statuses;

    internal SmallEigenResult(int size, Complex[] values, IterationStatus[] statuses)
    {
        Size = size;
        _values = values;
        _statuses = statuses;
    }

    /// <summary>Size d of each matrix.</summary>
    public int Size { get; }

    /// <summary>Number of matrices.</summary>
    public int Count => _statuses.Length;

    /// <summary>How the iteration for each matrix ended: NotFinite where the matrix or an eigenvalue is not finite.</summary>
    public IReadOnlyList<IterationStatus> Statuses => _statuses;

    /// <summary>Number of matrices whose eigenvalues are there.</summary>
    public int ConvergedCount => Array.FindAll(_statuses, status => status == IterationStatus.Converged).Length;

    /// <summary>The eigenvalues of all matrices, d for each; not numbers where the status is not Converged.</summary>
    public ReadOnlySpan<Complex> Values => _values;

    /// <summary>The eigenvalues of one matrix.</summary>
    /// <param name="index">Index of the matrix, 0 … Count − 1.</param>
    /// <returns>d eigenvalues, by falling modulus, then falling imaginary part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such matrix.</exception>
    public ReadOnlySpan<Complex> ValuesOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _values.AsSpan(index * Size, Size);
    }
}

/// <summary>Eigenvalues of many small real matrices, not symmetric in general, at once.</summary>
/// <remarks>
/// Scaling, balancing, Householder reduction to Hessenberg form and double-shift QR sweeps in double, one matrix per lane of the
/// vector unit. Every computed λ is an exact eigenvalue of a matrix within 10·d·ε·‖A‖_F of A; conjugate pairs have exactly
/// equal moduli and opposite imaginary parts. Cost about 12d³ for a matrix. Sources: [GV13, chapter 7], [JLL14], [AT97].
/// </remarks>
public static class SmallEigen
{
    /// <summary>Largest size of a matrix.</summary>
    public const int LargestSize = SmallEigenvalues.LargestSize;

    /// <summary>Eigenvalues of matrices of doubles.</summary>
    /// <param name="matrices">count matrices d × d one after the other, each row by row.</param>
    /// <param name="count">Number of matrices.</param>
    /// <param name="size">d, 1 … 64.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <returns>For each matrix d eigenvalues, by falling modulus, then falling imaginary part, and a status.</returns>
    /// <exception cref="ArgumentException">matrices does not have count·d² entries, or d is outside 1 … 64.</exception>
    public static SmallEigenResult Values(ReadOnlySpan<double> matrices, int count, int size, int threads = 0) =>
        Solve(matrices, count, size, threads);

    /// <summary>Eigenvalues of matrices of floats, computed in double.</summary>
    /// <param name="matrices">count matrices d × d one after the other, each row by row.</param>
    /// <param name="count">Number of matrices.</param>
    /// <param name="size">d, 1 … 64.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <returns>For each matrix d eigenvalues, by falling modulus, then falling imaginary part, and a status.</returns>
    /// <exception cref="ArgumentException">matrices does not have count·d² entries, or d is outside 1 … 64.</exception>
    public static SmallEigenResult Values(ReadOnlySpan<float> matrices, int count, int size, int threads = 0) =>
        Solve(matrices, count, size, threads);

    /// <summary>Eigenvalues of one matrix.</summary>
    /// <param name="a">Matrix, d × d, 1 ≤ d ≤ 64.</param>
    /// <returns>d eigenvalues, by falling modulus, then falling imaginary part, and a status.</returns>
    /// <exception cref="ArgumentException">Not square, or d outside 1 … 64.</exception>
    public static SmallEigenResult Values(Matrix a)
    {
        MatrixArithmetic.CheckSquare(a, nameof(a));
        return Solve(a.Entries, 1, a.RowCount, 1);
    }

    /// <summary>Writes eigenvalues and statuses into given memory, which for kernels and streams saves the allocation.</summary>
    /// <param name="matrices">Matrices of floats or doubles, one for each status.</param>
    /// <param name="size">d, 1 … 64.</param>
    /// <param name="values">d numbers for each matrix.</param>
    /// <param name="statuses">One for each matrix.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    internal static void ValuesInto<T>(
        ReadOnlySpan<T> matrices,
        int size,
        Span<Complex> values,
        Span<IterationStatus> statuses,
        int threads
    )
        where T : unmanaged =>
        SmallEigenvalues.ValuesInto(
            matrices,
            size,
            MemoryMarshal.Cast<Complex, double>(values),
            statuses,
            threads,
            SmallEigenvalues.LaneCount(size)
        );

    private static SmallEigenResult Solve<T>(ReadOnlySpan<T> matrices, int count, int size, int threads)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestSize);
        if (matrices.Length != (long)count * size * size)
        {
            throw new ArgumentException(
                $"matrices: expected {count} x {size} x {size} entries, got {matrices.Length}",
                nameof(matrices)
            );
        }

        Complex[] values = new Complex[checked(count * size)];
        IterationStatus[] statuses = new IterationStatus[count];
        ValuesInto(matrices, size, values, statuses, threads);
        return new SmallEigenResult(size, values, statuses);
    }
}
