using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Sums and multiples of vectors of doubles, optimised from the first call on.</summary>
internal static unsafe class VectorKernel
{
    /// <summary>The sum of the products x_i·y_i: eight partial sums, then the rest in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            return DotScalar(x, y);
        }

        int n = Math.Min(x.Length, y.Length);
        fixed (double* a = x)
        fixed (double* b = y)
        {
            Vector512<double> sums = Vector512<double>.Zero;
            int i = 0;
            for (; i + 8 <= n; i += 8)
            {
                sums = Vector512.MultiplyAddEstimate(Vector512.Load(a + i), Vector512.Load(b + i), sums);
            }

            double sum = Vector512.Sum(sums);
            for (; i < n; i++)
            {
                sum += a[i] * b[i];
            }

            return sum;
        }
    }

    /// <summary>Scalar twin of <see cref="Dot"/>.</summary>
    public static double DotScalar(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0.0;
        for (int i = 0; i < Math.Min(x.Length, y.Length); i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>Adds factor·x to the target, entry by entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddMultiple(Span<double> target, ReadOnlySpan<double> x, double factor)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            AddMultipleScalar(target, x, factor);
            return;
        }

        int n = Math.Min(target.Length, x.Length);
        fixed (double* a = target)
        fixed (double* b = x)
        {
            Vector512<double> factors = Vector512.Create(factor);
            int i = 0;
            for (; i + 8 <= n; i += 8)
            {
                Vector512.MultiplyAddEstimate(Vector512.Load(b + i), factors, Vector512.Load(a + i)).Store(a + i);
            }

            for (; i < n; i++)
            {
                a[i] += factor * b[i];
            }
        }
    }

    /// <summary>Scalar twin of <see cref="AddMultiple"/>.</summary>
    public static void AddMultipleScalar(Span<double> target, ReadOnlySpan<double> x, double factor)
    {
        for (int i = 0; i < Math.Min(target.Length, x.Length); i++)
        {
            target[i] += factor * x[i];
        }
    }

    /// <summary>The largest magnitude; infinite when an entry is infinite or not a number; 0 when empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double LargestMagnitude(ReadOnlySpan<double> x)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            return LargestMagnitudeScalar(x);
        }

        fixed (double* a = x)
        {
            // A sign bit aside, larger magnitudes are larger integers, and NaN is beyond infinity.
            Vector512<long> mask = Vector512.Create(long.MaxValue);
            Vector512<long> largest = Vector512<long>.Zero;
            int i = 0;
            for (; i + 8 <= x.Length; i += 8)
            {
                largest = Vector512.Max(largest, Vector512.Load((long*)(a + i)) & mask);
            }

            long best = 0;
            for (int lane = 0; lane < 8; lane++)
            {
                best = Math.Max(best, largest.GetElement(lane));
            }

            double found = BitConverter.Int64BitsToDouble(best);
            return Math.Max(double.IsNaN(found) ? double.PositiveInfinity : found, LargestMagnitudeScalar(x[i..]));
        }
    }

    /// <summary>Scalar twin of <see cref="LargestMagnitude"/>.</summary>
    public static double LargestMagnitudeScalar(ReadOnlySpan<double> x)
    {
        double largest = 0.0;
        foreach (double entry in x)
        {
            double magnitude = Math.Abs(entry);
            largest = double.IsNaN(magnitude) ? double.PositiveInfinity : Math.Max(largest, magnitude);
        }

        return largest;
    }
}
