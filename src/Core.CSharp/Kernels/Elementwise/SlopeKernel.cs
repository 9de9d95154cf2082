using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Values and slopes of the commonest activations, and what else is done entry by entry on the way to Jacobians.</summary>
internal static unsafe class SlopeKernel
{
    /// <summary>Adds the bias and replaces each number by max(·, 0); returns how many were exactly 0 before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Relu<T>(Span<T> row, ReadOnlySpan<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            return ReluScalar(row, bias);
        }

        int zeros = 0;
        int i = 0;
        fixed (T* value = row)
        fixed (T* shift = bias)
        {
            Vector512<T> zero = Vector512<T>.Zero;
            for (; i + Vector512<T>.Count <= row.Length; i += Vector512<T>.Count)
            {
                Vector512<T> x = Vector512.Load(value + i) + Vector512.Load(shift + i);
                zeros += BitOperations.PopCount(Vector512.Equals(x, zero).ExtractMostSignificantBits());
                Vector512.ConditionalSelect(Vector512.LessThan(x, zero), zero, x).Store(value + i);
            }
        }

        return zeros + ReluScalar(row[i..], bias[i..]);
    }

    /// <summary>Scalar twin of <see cref="Relu"/>.</summary>
    public static int ReluScalar<T>(Span<T> row, ReadOnlySpan<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int zeros = 0;
        for (int i = 0; i < row.Length; i++)
        {
            T x = row[i] + bias[i];
            zeros += x == T.Zero ? 1 : 0;
            row[i] = x < T.Zero ? T.Zero : x;
        }

        return zeros;
    }

    /// <summary>Adds the bias, replaces each number by its hyperbolic tangent and writes the slope there.</summary>
    /// <remarks>With e = exp(−2|x|): tanh |x| = (1 − e)/(1 + e), slope 4e/(1 + e)², exact to few ε even where the tangent rounds to 1.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tanh<T>(Span<T> row, ReadOnlySpan<T> bias, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            fixed (T* value = row)
            fixed (T* shift = bias)
            fixed (T* slope = slopes)
            {
                Vector512<T> one = Vector512<T>.One;
                Vector512<T> two = one + one;
                Vector512<T> sign = Vector512.Create(-T.Zero);
                for (; i + Vector512<T>.Count <= row.Length; i += Vector512<T>.Count)
                {
                    Vector512<T> x = Vector512.Load(value + i) + Vector512.Load(shift + i);
                    Vector512<T> magnitude = Vector512.AndNot(x, sign);
                    Vector512<T> e = ExpOfNegative(-(two * magnitude));
                    Vector512<T> share = one / (one + e);
                    Vector512<T> tangent = (one - e) * share;
                    (tangent | (x & sign)).Store(value + i);
                    (two * two * e * share * share).Store(slope + i);
                }
            }
        }

        TanhScalar(row[i..], bias[i..], slopes[i..]);
    }

    /// <summary>Scalar twin of <see cref="Tanh"/>.</summary>
    public static void TanhScalar<T>(Span<T> row, ReadOnlySpan<T> bias, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T two = T.One + T.One;
        for (int i = 0; i < row.Length; i++)
        {
            T x = row[i] + bias[i];
            T e = T.Exp(-(two * T.Abs(x)));
            T share = T.One / (T.One + e);
            row[i] = T.CopySign((T.One - e) * share, x);
            slopes[i] = two * two * e * share * share;
        }
    }

    /// <summary>Adds the bias.</summary>
    public static void Shift<T>(Span<T> row, ReadOnlySpan<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T> => System.Numerics.Tensors.TensorPrimitives.Add(row, bias, row);

    /// <summary>Writes the entrywise product.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        System.Numerics.Tensors.TensorPrimitives.Multiply(x, y, target);

    /// <summary>Writes the numbers times a factor, in double.</summary>
    /// <param name="row">Numbers.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="target">At least as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<T>(ReadOnlySpan<T> row, double factor, Span<double> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated && typeof(T) == typeof(float))
        {
            fixed (T* source = row)
            fixed (double* wide = target[..row.Length])
            {
                for (; i + Vector256<float>.Count <= row.Length; i += Vector256<float>.Count)
                {
                    Vector256<float> eight = Vector256.Load((float*)source + i);
                    (Vector256.WidenLower(eight) * factor).Store(wide + i);
                    (Vector256.WidenUpper(eight) * factor).Store(wide + i + Vector256<double>.Count);
                }
            }
        }

        for (; i < row.Length; i++)
        {
            target[i] = double.CreateTruncating(row[i]) * factor;
        }
    }

    /// <summary>Sums over panels of the absolute slopes times weights.</summary>
    /// <param name="slopes">Slopes.</param>
    /// <param name="weights">Weights, at least as many.</param>
    /// <param name="sums">A sum for each panel as wide as a vector; the last one may be short.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PanelSums<T>(ReadOnlySpan<T> slopes, ReadOnlySpan<T> weights, Span<T> sums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector512<T>.Count;
        int panel = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            fixed (T* slope = slopes)
            fixed (T* weight = weights)
            {
                for (; (panel + 1) * width <= slopes.Length; panel++)
                {
                    Vector512<T> product =
                        Vector512.Abs(Vector512.Load(slope + (panel * width)))
                        * Vector512.Load(weight + (panel * width));
                    Vector256<T> half = product.GetLower() + product.GetUpper();
                    sums[panel] = Vector128.Sum(half.GetLower() + half.GetUpper());
                }
            }
        }

        PanelSumsScalar(slopes[(panel * width)..], weights[(panel * width)..], sums[panel..]);
    }

    /// <summary>Scalar twin of <see cref="PanelSums"/>.</summary>
    public static void PanelSumsScalar<T>(ReadOnlySpan<T> slopes, ReadOnlySpan<T> weights, Span<T> sums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        sums.Clear();
        for (int i = 0; i < slopes.Length; i++)
        {
            sums[i / Vector512<T>.Count] += T.Abs(slopes[i]) * weights[i];
        }
    }

    /// <summary>The sum of (x_i − y_i)², differences in the given type, squares and sum in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredDistance<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0.0;
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            fixed (T* a = x)
            fixed (T* b = y)
            {
                Vector512<double> low = Vector512<double>.Zero;
                Vector512<double> high = Vector512<double>.Zero;
                for (; i + Vector512<T>.Count <= x.Length; i += Vector512<T>.Count)
                {
                    Vector512<T> difference = Vector512.Load(a + i) - Vector512.Load(b + i);
                    if (typeof(T) == typeof(float))
                    {
                        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(difference.AsSingle());
                        low = Vector512.MultiplyAddEstimate(lower, lower, low);
                        high = Vector512.MultiplyAddEstimate(upper, upper, high);
                    }
                    else
                    {
                        Vector512<double> wide = difference.AsDouble();
                        low = Vector512.MultiplyAddEstimate(wide, wide, low);
                    }
                }

                sum = Vector512.Sum(low + high);
            }
        }

        return sum + SquaredDistanceScalar(x[i..], y[i..]);
    }

    /// <summary>Scalar twin of <see cref="SquaredDistance"/>.</summary>
    public static double SquaredDistanceScalar<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0.0;
        for (int i = 0; i < x.Length; i++)
        {
            double difference = double.CreateTruncating(x[i] - y[i]);
            sum += difference * difference;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ExpOfNegative<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? ActivationKernel.ExpOfNegative(x.AsSingle()).As<float, T>()
            : Vector512.Exp(x.AsDouble()).As<double, T>();
}
