using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>Copies of operands in the order in which the product reads them.</summary>
/// <remarks>
/// A panel of width w holds, for each depth in turn, w neighbouring rows of the left factor (or columns of the right one);
/// what is missing at the edge is filled with zeros, so that every tile is computed in full.
/// </remarks>
internal static unsafe class Packing
{
    /// <summary>Packs one panel.</summary>
    /// <param name="source">First entry of the panel.</param>
    /// <param name="acrossStep">Distance in memory across the panel.</param>
    /// <param name="depthStep">Distance in memory along the depth; one of the two steps is 1.</param>
    /// <param name="size">Entries across that exist, panel width, depth.</param>
    /// <param name="panel">width·depth numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel<T>(T* source, nint acrossStep, nint depthStep, PanelSize size, T* panel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (acrossStep == 1)
        {
            Copy(source, depthStep, size, panel);
        }
        else
        {
            Transpose(source, acrossStep, depthStep, size, panel);
        }
    }

    /// <summary>Packs one panel of bytes, as numbers 0 … 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bytes(byte* source, nint depthStep, PanelSize size, float* panel)
    {
        for (int l = 0; l < size.Depth; l++, source += depthStep, panel += size.Width)
        {
            int i = 0;
            for (; i + 4 <= size.Present; i += 4)
            {
                Vector128<byte> four = Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(source + i)).AsByte();
                Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(four)).AsInt32()).Store(panel + i);
            }

            for (; i < size.Width; i++)
            {
                panel[i] = i < size.Present ? source[i] : 0f;
            }
        }
    }

    /// <summary>Scalar twin, and the path for what is left of a depth that is no multiple of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scalar<T>(T* source, nint acrossStep, nint depthStep, PanelSize size, T* panel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int l = 0; l < size.Depth; l++, source += depthStep, panel += size.Width)
        {
            for (int i = 0; i < size.Width; i++)
            {
                panel[i] = i < size.Present ? source[i * acrossStep] : T.Zero;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(T* source, nint depthStep, PanelSize size, T* panel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = size.Width;
        for (int l = 0; l < size.Depth; l++, source += depthStep, panel += width)
        {
            int i = 0;
            for (; i + Vector256<T>.Count <= size.Present; i += Vector256<T>.Count)
            {
                Vector256.Load(source + i).Store(panel + i);
            }

            for (; i < size.Present; i++)
            {
                panel[i] = source[i];
            }

            for (; i < width; i++)
            {
                panel[i] = T.Zero;
            }
        }
    }

    /// <summary>Squares of 4 × 4 entries are transposed in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<T>(T* source, nint acrossStep, nint depthStep, PanelSize size, T* panel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int whole = depthStep == 1 ? size.Depth & ~3 : 0;
        for (int l = 0; l < whole; l += 4)
        {
            int i = 0;
            for (; i + 4 <= size.Present; i += 4)
            {
                Square(source + (i * acrossStep) + l, acrossStep, panel + (l * size.Width) + i, size.Width);
            }

            for (; i < size.Width; i++)
            {
                for (int d = l; d < l + 4; d++)
                {
                    panel[(d * size.Width) + i] = i < size.Present ? source[(i * acrossStep) + d] : T.Zero;
                }
            }
        }

        PanelSize rest = size with { Depth = size.Depth - whole };
        Scalar(source + (whole * depthStep), acrossStep, depthStep, rest, panel + (whole * size.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square<T>(T* source, nint step, T* target, nint width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            SquareSingle((float*)source, step, (float*)target, width);
        }
        else
        {
            SquareDouble((double*)source, step, (double*)target, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SquareSingle(float* source, nint step, float* target, nint width)
    {
        Vector128<float> r0 = Vector128.Load(source);
        Vector128<float> r1 = Vector128.Load(source + step);
        Vector128<float> r2 = Vector128.Load(source + (2 * step));
        Vector128<float> r3 = Vector128.Load(source + (3 * step));
        Vector128<float> low01 = ZipLow(r0, r1);
        Vector128<float> low23 = ZipLow(r2, r3);
        Vector128<float> high01 = ZipHigh(r0, r1);
        Vector128<float> high23 = ZipHigh(r2, r3);
        ZipLow(low01.AsDouble(), low23.AsDouble()).AsSingle().Store(target);
        ZipHigh(low01.AsDouble(), low23.AsDouble()).AsSingle().Store(target + width);
        ZipLow(high01.AsDouble(), high23.AsDouble()).AsSingle().Store(target + (2 * width));
        ZipHigh(high01.AsDouble(), high23.AsDouble()).AsSingle().Store(target + (3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SquareDouble(double* source, nint step, double* target, nint width)
    {
        for (int half = 0; half < 2; half++, source += 2 * step, target += 2)
        {
            Vector128<double> a0 = Vector128.Load(source);
            Vector128<double> a1 = Vector128.Load(source + 2);
            Vector128<double> b0 = Vector128.Load(source + step);
            Vector128<double> b1 = Vector128.Load(source + step + 2);
            ZipLow(a0, b0).Store(target);
            ZipHigh(a0, b0).Store(target + width);
            ZipLow(a1, b1).Store(target + (2 * width));
            ZipHigh(a1, b1).Store(target + (3 * width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y)
        : Vector128.Create(x[0], y[0], x[1], y[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y)
        : Vector128.Create(x[2], y[2], x[3], y[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipLow(Vector128<double> x, Vector128<double> y) =>
        Sse2.IsSupported ? Sse2.UnpackLow(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y)
        : Vector128.Create(x[0], y[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipHigh(Vector128<double> x, Vector128<double> y) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y)
        : Vector128.Create(x[1], y[1]);
}

/// <summary>Sizes of a packed panel.</summary>
/// <param name="Present">Entries across that exist.</param>
/// <param name="Width">Entries across, with zeros after those present.</param>
/// <param name="Depth">Length.</param>
internal readonly record struct PanelSize(int Present, int Width, int Depth);
