using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>Bytes as floats on [−1, 1], and the squared error against them.</summary>
internal static unsafe class PixelKernel
{
    /// <summary>destination = pixel / 127.5 − 1, computed as (2·pixel − 255) / 255 with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(byte* pixels, float* destination, int count)
    {
        int i = 0;
        if (Avx512F.IsSupported)
        {
            for (; i + 16 <= count; i += 16)
            {
                Vector512<float> x = Avx512F.ConvertToVector512Single(
                    Avx512F.ConvertToVector512Int32(Vector128.Load(pixels + i))
                );
                ((x + x - Vector512.Create(255f)) / Vector512.Create(255f)).Store(destination + i);
            }
        }

        ScaleScalar(pixels + i, destination + i, count - i);
    }

    /// <summary>pixel / 127.5 − 1, computed as (2·pixel − 255) / 255 with one rounding: what every network here takes for a pixel.</summary>
    public static T Symmetric<T>(byte pixel)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateChecked((2 * pixel) - 255) / T.CreateChecked(255);

    /// <summary>Scalar twin of <see cref="Scale"/>.</summary>
    public static void ScaleScalar(byte* pixels, float* destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            destination[i] = Symmetric<float>(pixels[i]);
        }
    }

    /// <summary>The sum of (y − x)² in double; error becomes factor·(y − x), and 0 in the padding.</summary>
    /// <param name="y">Outputs, padded to whole vectors of 16.</param>
    /// <param name="x">Targets, padded with 0.</param>
    /// <param name="error">Result, padded; may be y itself.</param>
    /// <param name="factor">Of the error.</param>
    /// <param name="count">Numbers without the padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Error(float* y, float* x, float* error, float factor, int count)
    {
        double sum = 0.0;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> low = Vector512<double>.Zero;
            Vector512<double> high = Vector512<double>.Zero;
            for (; i + 16 <= count; i += 16)
            {
                Vector512<float> d = Vector512.Load(y + i) - Vector512.Load(x + i);
                (d * factor).Store(error + i);
                Vector512<double> l = Vector512.WidenLower(d);
                Vector512<double> h = Vector512.WidenUpper(d);
                low = Vector512.FusedMultiplyAdd(l, l, low);
                high = Vector512.FusedMultiplyAdd(h, h, high);
            }

            sum = Vector512.Sum(low + high);
        }

        return sum + ErrorScalar(y + i, x + i, error + i, factor, count - i);
    }

    /// <summary>Scalar twin of <see cref="Error"/>.</summary>
    public static double ErrorScalar(float* y, float* x, float* error, float factor, int count)
    {
        double sum = 0.0;
        for (int i = 0; i < count; i++)
        {
            float d = y[i] - x[i];
            error[i] = d * factor;
            sum += (double)d * d;
        }

        for (int i = count; i % 16 != 0; i++)
        {
            error[i] = 0f;
        }

        return sum;
    }
}
