using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neurovariety.Numerics;

namespace Neurovariety.Kernels;

/// <summary>The activations that the kernels know, in the order of the public list.</summary>
internal enum ActivationKind
{
    Identity,
    Relu,
    Tanh,
    Sigmoid,
    Softplus,
    Gelu,
}

/// <summary>Activations over rows of floats that are padded to whole vectors of 16, with what their derivatives need.</summary>
/// <remarks>
/// Derivation: exp(x) − 1 = 2^n·p + (2^n − 1), where x = n·log 2 + r and p is Taylor's polynomial of exp(r) − 1 of degree 7, good to
/// 1.5e-8 for |r| at most log(2)/2; tanh x = u / (u + 2) with u = exp(2x) − 1. Softplus and GELU are computed in double, one by one.
/// </remarks>
internal static unsafe class ActivationKernel
{
    // Added to a small number, it leaves the nearest whole number in the low bits.
    private const float Magic = 12582912f;
    private const float BinaryLog = 1.44269504f;
    private const float LogTwoHigh = 0.693359375f;
    private const float LogTwoLow = -2.12194440e-4f;
    private const double NormalPeak = 0.39894228040143268;

    /// <summary>Whether the derivative follows from the value alone; if not, it is stored when the value is computed.</summary>
    public static bool NeedsSlope(ActivationKind kind) => kind is ActivationKind.Softplus or ActivationKind.Gelu;

    /// <summary>y becomes its activation, and slope (when needed) the derivative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ActivationKind kind, float* y, float* slope, int count)
    {
        if (!Vector512.IsHardwareAccelerated || NeedsSlope(kind))
        {
            ApplyScalar(kind, y, slope, count);
            return;
        }

        for (int i = 0; i < count && kind != ActivationKind.Identity; i += 16)
        {
            Vector512<float> x = Vector512.Load(y + i);
            Vector512<float> value = kind switch
            {
                ActivationKind.Relu => Vector512.MaxNative(Vector512<float>.Zero, x),
                ActivationKind.Tanh => Tanh(x),
                _ => Sigmoid(x),
            };
            value.Store(y + i);
        }
    }

    /// <summary>Scalar twin of <see cref="Apply"/>.</summary>
    public static void ApplyScalar(ActivationKind kind, float* y, float* slope, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (NeedsSlope(kind))
            {
                slope[i] = Slope(kind, y[i]);
            }

            y[i] = Value(kind, y[i]);
        }
    }

    /// <summary>ReLU of some rows in place; a bit of active is set for each unit that is not 0 in every row.</summary>
    /// <remarks>What is no number counts as active and stays what it is.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Relu(float* y, nint stride, int rows, int vectors, ushort* active)
    {
        for (int v = 0; v < vectors; v++)
        {
            float* column = y + (v * 16);
            if (!Vector512.IsHardwareAccelerated)
            {
                active[v] = ReluScalar(column, stride, rows);
                continue;
            }

            ulong mask = 0;
            for (int i = 0; i < rows; i++, column += stride)
            {
                Vector512<float> x = Vector512.Load(column);
                Vector512.MaxNative(Vector512<float>.Zero, x).Store(column);
                mask |= ~Vector512.LessThanOrEqual(x, Vector512<float>.Zero).ExtractMostSignificantBits();
            }

            active[v] = (ushort)mask;
        }
    }

    /// <summary>Scalar twin of one vector of <see cref="Relu"/>.</summary>
    public static ushort ReluScalar(float* column, nint stride, int rows)
    {
        int mask = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < 16; j++)
            {
                float x = column[(i * stride) + j];
                mask |= x <= 0f ? 0 : 1 << j;
                column[(i * stride) + j] = x <= 0f ? 0f : x;
            }
        }

        return (ushort)mask;
    }

    /// <summary>Multiplies an error by the derivative of the activation, which follows from its value y or is the slope.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Differentiate(ActivationKind kind, float* y, float* slope, float* error, int count)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            DifferentiateScalar(kind, y, slope, error, count);
            return;
        }

        for (int i = 0; i < count && kind != ActivationKind.Identity; i += 16)
        {
            Vector512<float> e = Vector512.Load(error + i);
            Vector512<float> value = Vector512.Load(y + i);
            if (kind == ActivationKind.Relu)
            {
                // A unit at 0 may hold anything as its error.
                Vector512
                    .ConditionalSelect(Vector512.Equals(value, Vector512<float>.Zero), default, e)
                    .Store(error + i);
                continue;
            }

            Vector512<float> factor = kind switch
            {
                ActivationKind.Tanh => Vector512<float>.One - (value * value),
                ActivationKind.Sigmoid => value - (value * value),
                _ => Vector512.Load(slope + i),
            };
            (e * factor).Store(error + i);
        }
    }

    /// <summary>Scalar twin of <see cref="Differentiate"/>.</summary>
    public static void DifferentiateScalar(ActivationKind kind, float* y, float* slope, float* error, int count)
    {
        for (int i = 0; i < count; i++)
        {
            error[i] = kind switch
            {
                ActivationKind.Identity => error[i],
                ActivationKind.Relu => y[i] == 0f ? 0f : error[i],
                ActivationKind.Tanh => error[i] * (1f - (y[i] * y[i])),
                ActivationKind.Sigmoid => error[i] * (y[i] - (y[i] * y[i])),
                _ => error[i] * slope[i],
            };
        }
    }

    /// <summary>The activation of one number.</summary>
    public static float Value(ActivationKind kind, float x) =>
        kind switch
        {
            ActivationKind.Identity => x,
            ActivationKind.Relu => x <= 0f ? 0f : x,
            ActivationKind.Tanh => MathF.Tanh(x),
            ActivationKind.Sigmoid => (float)Logistic(x),
            ActivationKind.Softplus => (float)(Math.Max(x, 0.0) + LogOnePlus(Math.Exp(-Math.Abs((double)x)))),
            _ => (float)(x * ErrorFunction.NormalDistribution(x)),
        };

    private static float Slope(ActivationKind kind, double x) =>
        kind == ActivationKind.Softplus
            ? (float)Logistic(x)
            : (float)(ErrorFunction.NormalDistribution(x) + (x * NormalPeak * Math.Exp(-0.5 * x * x)));

    private static double Logistic(double x) => 1.0 / (1.0 + Math.Exp(-x));

    // log(1 + t) for 0 <= t <= 1; the quotient takes back what rounding 1 + t has changed.
    private static double LogOnePlus(double t)
    {
        double sum = 1.0 + t;
        return sum == 1.0 ? t : Math.Log(sum) * t / (sum - 1.0);
    }

    /// <summary>tanh of sixteen numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> sign = x & Vector512.Create(-0f);
        Vector512<float> twice = (x ^ sign) + (x ^ sign);
        Vector512<float> p = Reduced(Vector512.MinNative(Vector512.Create(40f), twice), out Vector512<float> power);
        Vector512<float> u = Vector512.FusedMultiplyAdd(p, power, power - Vector512<float>.One);
        return (u / (u + Vector512.Create(2f))) ^ sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> size = Vector512.MinNative(Vector512.Create(87f), Vector512.Abs(x));
        Vector512<float> p = Reduced(-size, out Vector512<float> power);
        Vector512<float> e = Vector512.FusedMultiplyAdd(p, power, power);
        Vector512<float> above = Vector512.LessThan(x, Vector512<float>.Zero);
        return Vector512.ConditionalSelect(above, e, Vector512<float>.One) / (Vector512<float>.One + e);
    }

    /// <summary>exp of sixteen numbers, none positive; 0 where it would be below the normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpOfNegative(Vector512<float> x)
    {
        Vector512<float> least = Vector512.Create(-87f);
        Vector512<float> p = Reduced(Vector512.MaxNative(least, x), out Vector512<float> power);
        return Vector512.FusedMultiplyAdd(p, power, power) & Vector512.GreaterThanOrEqual(x, least);
    }

    // exp(x) = power·(1 + result).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Reduced(Vector512<float> x, out Vector512<float> power)
    {
        Vector512<float> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(BinaryLog), Vector512.Create(Magic));
        Vector512<float> n = shifted - Vector512.Create(Magic);
        power = ((shifted.AsInt32() << 23) + Vector512.Create(0x3F800000)).AsSingle();
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-LogTwoHigh), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-LogTwoLow), r);
        Vector512<float> p = Vector512.FusedMultiplyAdd(r, Vector512.Create(1f / 5040f), Vector512.Create(1f / 720f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        return Vector512.FusedMultiplyAdd(p * r, r, r);
    }
}
