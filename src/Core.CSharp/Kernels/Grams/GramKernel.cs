using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Gram matrices xᵀ·x of samples × features: only the lower half is computed, then mirrored.</summary>
internal static unsafe class GramKernel
{
    private const int LongestDepth = 384;

    /// <summary>Products of bytes are at most 255², so sums of 256 of them are whole numbers below 2^24, exact in float.</summary>
    private const int LongestByteDepth = 256;

    /// <summary>Writes xᵀ·x (n × n, row by row) for x of k × n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GramInto<T>(Operand<T> x, T[] destination, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckSize(x.Columns, destination.Length);
        if (!Vector128.IsHardwareAccelerated || x.Rows == 0 || x.Columns == 0)
        {
            MatMulKernel.MultiplyScalarInto(x.Transpose(), x, new Target<T>(destination, x.Columns));
            return;
        }

        fixed (T* source = x.Entries)
        fixed (T* result = destination)
        {
            ProductJob<T> job = JobOf(source + x.Offset, x);
            job.C = result;
            MatMulKernel.Run(ref job, x.Rows, LongestDepth, threads);
        }

        Mirror(destination, x.Columns);
    }

    /// <summary>Writes xᵀ·x in double for x in float: sums of at most 384 float products are added up in double.</summary>
    public static void GramWideInto(Operand<float> x, double[] destination, int threads)
    {
        CheckSize(x.Columns, destination.Length);
        if (!Vector128.IsHardwareAccelerated || x.Rows == 0 || x.Columns == 0)
        {
            GramScalarInto(
                (k, i) => x.Entries[x.Offset + (k * x.RowStep) + (i * x.ColumnStep)],
                x.Rows,
                x.Columns,
                destination
            );
            return;
        }

        fixed (float* source = x.Entries)
        fixed (double* result = destination)
        {
            ProductJob<float> job = JobOf(source + x.Offset, x);
            job.Wide = result;
            MatMulKernel.Run(ref job, x.Rows, LongestDepth, threads);
        }

        Mirror(destination, x.Columns);
    }

    /// <summary>Writes xᵀ·x for bytes x, samples × features: exact while the sums stay below 2^53.</summary>
    public static void GramBytesInto(ReadOnlySpan<byte> x, int samples, int features, double[] destination, int threads)
    {
        CheckSize(features, destination.Length);
        if ((long)samples * features > x.Length)
        {
            throw new ArgumentException($"x: expected {samples} x {features} bytes, got {x.Length}", nameof(x));
        }

        if (!Vector128.IsHardwareAccelerated || samples == 0 || features == 0)
        {
            byte[] copy = x.ToArray();
            GramScalarInto((k, i) => copy[(k * features) + i], samples, features, destination);
            return;
        }

        if (ByteGramKernel.Supports(features))
        {
            ByteGramKernel.LowerInto(x, samples, features, destination, threads);
            Mirror(destination, features);
            return;
        }

        fixed (byte* source = x)
        fixed (double* result = destination)
        {
            ProductJob<float> job = new()
            {
                Bytes = source,
                ADepth = features,
                BDepth = features,
                Wide = result,
                Stride = features,
                Rows = features,
                Columns = features,
                LowerOnly = true,
            };
            MatMulKernel.Run(ref job, samples, LongestByteDepth, threads);
        }

        Mirror(destination, features);
    }

    /// <summary>Scalar twin: sums in double, sample by sample.</summary>
    public static void GramScalarInto(Func<int, int, double> entry, int samples, int features, double[] destination)
    {
        Array.Clear(destination);
        for (int k = 0; k < samples; k++)
        {
            for (int i = 0; i < features; i++)
            {
                double factor = entry(k, i);
                for (int j = 0; j <= i; j++)
                {
                    destination[(i * features) + j] += factor * entry(k, j);
                }
            }
        }

        Mirror(destination, features);
    }

    /// <summary>Copies the lower half of an n × n matrix to the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mirror<T>(T[] square, int n)
        where T : unmanaged
    {
        const int Block = 16;
        for (int rows = 0; rows < n; rows += Block)
        {
            for (int columns = 0; columns <= rows; columns += Block)
            {
                for (int i = rows; i < Math.Min(n, rows + Block); i++)
                {
                    for (int j = columns; j < Math.Min(i, columns + Block); j++)
                    {
                        square[(j * n) + i] = square[(i * n) + j];
                    }
                }
            }
        }
    }

    private static ProductJob<T> JobOf<T>(T* source, Operand<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new()
        {
            A = source,
            AAcross = x.ColumnStep,
            ADepth = x.RowStep,
            B = source,
            BAcross = x.ColumnStep,
            BDepth = x.RowStep,
            Stride = x.Columns,
            Rows = x.Columns,
            Columns = x.Columns,
            LowerOnly = true,
        };

    private static void CheckSize(int features, int length)
    {
        if ((long)features * features > length)
        {
            throw new ArgumentException($"destination: expected {features} x {features} numbers, got {length}");
        }
    }
}
