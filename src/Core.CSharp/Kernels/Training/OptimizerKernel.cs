using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>The numbers of one optimiser step.</summary>
internal struct StepFactors
{
    /// <summary>Whether a second moment is kept (Adam and AdamW) or not (gradient descent with momentum).</summary>
    public bool Adaptive;

    /// <summary>Weight decay added to the gradient.</summary>
    public float Coupled;

    /// <summary>What the parameters are multiplied by first: 1 without decoupled weight decay.</summary>
    public float Shrink;

    /// <summary>Decay of the first moment.</summary>
    public float FirstDecay;

    /// <summary>Weight of the gradient in the first moment.</summary>
    public float FirstGain;

    /// <summary>Decay of the second moment.</summary>
    public float SecondDecay;

    /// <summary>Weight of the squared gradient in the second moment.</summary>
    public float SecondGain;

    /// <summary>Learning rate, over 1 − β1^t for Adam.</summary>
    public float Rate;

    /// <summary>1 / √(1 − β2^t).</summary>
    public float Root;

    /// <summary>Added to the root of the second moment.</summary>
    public float Epsilon;

    /// <summary>Whether a parameter without gradient and first moment stays as it is.</summary>
    public readonly bool Rests => Coupled == 0f && Shrink == 1f;
}

/// <summary>Rows of parameters with their moments.</summary>
/// <param name="parameters">Where row 0 begins.</param>
/// <param name="first">Where its first moments begin.</param>
/// <param name="second">Where its second moments begin.</param>
/// <param name="stride">Distance of two rows.</param>
/// <param name="index">The rows meant.</param>
/// <param name="count">How many.</param>
internal readonly unsafe struct ParameterRows(
    float* parameters,
    float* first,
    float* second,
    nint stride,
    nint* index,
    int count
)
{
    public readonly float* Parameters = parameters;
    public readonly float* First = first;
    public readonly float* Second = second;
    public readonly nint Stride = stride;
    public readonly nint* Index = index;
    public readonly int Count = count;
}

/// <summary>One step of Adam, AdamW or gradient descent with momentum on an array.</summary>
/// <remarks>
/// Source: [KB15], [LH19] for the decoupled decay. A first moment below 1e-30 and a second moment below 1e-36 in size become 0, so
/// that the moments of units that fell silent end in 0 and not among the subnormal numbers, where arithmetic is slow. The fast path
/// takes the root and the quotient from estimates of 14 bits and one step of Newton's method each.
/// </remarks>
internal static unsafe class OptimizerKernel
{
    /// <summary>Smaller first moments are 0.</summary>
    public const float SmallestFirst = 1e-30f;

    /// <summary>Smaller second moments are 0.</summary>
    public const float SmallestSecond = 1e-36f;

    /// <summary>One step for count numbers, a multiple of 16.</summary>
    public static void Step(in StepFactors f, float* p, float* m, float* v, float* g, int count)
    {
        nint row = 0;
        StepRows(f, new ParameterRows(p, m, v, 0, &row, 1), g, 0, count);
    }

    /// <summary>One step for length numbers, a multiple of 16, of each of some rows; row i takes gradients from i·gradientStride on.</summary>
    /// <remarks>The numbers of the step stay in registers over the rows of a tile.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StepRows(
        in StepFactors f,
        in ParameterRows rows,
        float* gradients,
        nint gradientStride,
        int length
    )
    {
        if (!Avx512F.IsSupported)
        {
            for (int row = 0; row < rows.Count; row++)
            {
                nint start = rows.Index[row] * rows.Stride;
                float* g = gradients + (row * gradientStride);
                StepScalar(f, rows.Parameters + start, rows.First + start, rows.Second + start, g, length);
            }

            return;
        }

        Vector512<float> coupled = Vector512.Create(f.Coupled);
        Vector512<float> shrink = Vector512.Create(f.Shrink);
        Vector512<float> firstDecay = Vector512.Create(f.FirstDecay);
        Vector512<float> firstGain = Vector512.Create(f.FirstGain);
        Vector512<float> secondDecay = Vector512.Create(f.SecondDecay);
        Vector512<float> secondGain = Vector512.Create(f.SecondGain);
        Vector512<float> rate = Vector512.Create(f.Rate);
        Vector512<float> scale = Vector512.Create(f.Root);
        Vector512<float> epsilon = Vector512.Create(f.Epsilon);
        bool adaptive = f.Adaptive;
        for (int row = 0; row < rows.Count; row++)
        {
            nint start = rows.Index[row] * rows.Stride;
            float* p = rows.Parameters + start;
            float* m = rows.First + start;
            float* v = rows.Second + start;
            float* g = gradients + (row * gradientStride);
            for (int i = 0; i < length; i += 16)
            {
                Vector512<float> parameter = Vector512.Load(p + i);
                Vector512<float> gradient = Vector512.FusedMultiplyAdd(coupled, parameter, Vector512.Load(g + i));
                Vector512<float> first = Vector512.FusedMultiplyAdd(
                    firstDecay,
                    Vector512.Load(m + i),
                    firstGain * gradient
                );
                first = Flush(first, Vector512.Abs(first), SmallestFirst);
                first.Store(m + i);
                Vector512<float> move = rate * first;
                if (adaptive)
                {
                    Vector512<float> square = secondGain * gradient * gradient;
                    Vector512<float> second = Vector512.FusedMultiplyAdd(secondDecay, Vector512.Load(v + i), square);
                    second = Flush(second, second, SmallestSecond);
                    second.Store(v + i);
                    move *= InverseRoot(second, scale, epsilon);
                }

                Vector512.FusedMultiplyAdd(parameter, shrink, -move).Store(p + i);
            }
        }
    }

    /// <summary>Scalar twin of <see cref="Step"/>.</summary>
    public static void StepScalar(in StepFactors f, float* p, float* m, float* v, float* g, int count)
    {
        for (int i = 0; i < count; i++)
        {
            float gradient = g[i] + (f.Coupled * p[i]);
            float first = (f.FirstDecay * m[i]) + (f.FirstGain * gradient);
            m[i] = MathF.Abs(first) < SmallestFirst ? 0f : first;
            float move = f.Rate * m[i];
            if (f.Adaptive)
            {
                float second = (f.SecondDecay * v[i]) + (f.SecondGain * gradient * gradient);
                v[i] = second < SmallestSecond ? 0f : second;
                move /= (MathF.Sqrt(v[i]) * f.Root) + f.Epsilon;
            }

            p[i] = (p[i] * f.Shrink) - move;
        }
    }

    /// <summary>The step of second moments whose gradients are 0; true when all of them are 0 from now on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Fade(in StepFactors f, float* v, int count)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            return FadeScalar(f, v, count);
        }

        Vector512<float> keep = Vector512.Create(f.SecondDecay);
        Vector512<float> any = Vector512<float>.Zero;
        for (int i = 0; i < count; i += 16)
        {
            Vector512<float> second = keep * Vector512.Load(v + i);
            second = Flush(second, second, SmallestSecond);
            any |= second;
            second.Store(v + i);
        }

        return Vector512.EqualsAll(any, Vector512<float>.Zero);
    }

    /// <summary>Scalar twin of <see cref="Fade"/>.</summary>
    public static bool FadeScalar(in StepFactors f, float* v, int count)
    {
        bool rest = true;
        for (int i = 0; i < count; i++)
        {
            float second = f.SecondDecay * v[i];
            v[i] = second < SmallestSecond ? 0f : second;
            rest &= v[i] == 0f;
        }

        return rest;
    }

    // 1 / (scale·√second + ε). The estimate of the root needs a positive number; 1e-38 adds 1e-19 to it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> InverseRoot(
        Vector512<float> second,
        Vector512<float> scale,
        Vector512<float> epsilon
    )
    {
        Vector512<float> positive = Vector512.MaxNative(Vector512.Create(1e-38f), second);
        Vector512<float> inverse = Avx512F.ReciprocalSqrt14(positive);
        Vector512<float> half = positive * inverse * Vector512.Create(0.5f);
        Vector512<float> correction = Vector512.FusedMultiplyAdd(-half, inverse, Vector512.Create(0.5f));
        Vector512<float> root = positive * Vector512.FusedMultiplyAdd(inverse, correction, inverse);
        Vector512<float> divisor = Vector512.FusedMultiplyAdd(root, scale, epsilon);
        Vector512<float> quotient = Avx512F.Reciprocal14(divisor);
        Vector512<float> defect = Vector512.FusedMultiplyAdd(-divisor, quotient, Vector512<float>.One);
        return Vector512.FusedMultiplyAdd(quotient, defect, quotient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Flush(Vector512<float> value, Vector512<float> size, float smallest) =>
        Vector512.ConditionalSelect(Vector512.LessThan(size, Vector512.Create(smallest)), Vector512<float>.Zero, value);
}
