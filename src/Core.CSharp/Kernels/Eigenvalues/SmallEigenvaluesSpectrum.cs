using System.Runtime.CompilerServices;

namespace Neurovariety.Kernels;

/// <summary>From quasi-triangular matrices to sorted eigenvalues; one matrix per lane.</summary>
internal static unsafe class SmallEigenvaluesSpectrum<V>
    where V : unmanaged, ILanes<V>
{
    /// <summary>Eigenvalues of the blocks of size 1 and 2 along the diagonal, and their moduli.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(V* h, int n, int stride, V* real, V* imaginary, V* modulus)
    {
        V zero = V.Of(0.0);
        V second = zero;
        V nextReal = zero;
        V nextImaginary = zero;
        for (int k = 0; k < n; k++)
        {
            V* entry = h + (k * stride) + k;
            V below = k + 1 < n ? entry[stride] : zero;
            V pairs = ~second & ~V.Equal(below, zero);
            real[k] = V.Select(second, nextReal, entry[0]);
            imaginary[k] = V.Select(second, nextImaginary, zero);
            if (V.Bits(pairs) != 0)
            {
                Pair(entry, stride, out V re0, out V im0, out nextReal, out nextImaginary);
                real[k] = V.Select(pairs, re0, real[k]);
                imaginary[k] = V.Select(pairs, im0, imaginary[k]);
            }

            second = pairs;
            modulus[k] = Modulus(real[k], imaginary[k]);
        }
    }

    /// <summary>The eigenvalues of a 2 × 2 block: d + p ± √(p² + b·c) with p = (a − d)/2, without cancellation.</summary>
    private static void Pair(V* entry, int stride, out V re0, out V im0, out V re1, out V im1)
    {
        V a = entry[0];
        V b = entry[1];
        V c = entry[stride];
        V d = entry[stride + 1];
        V p = V.Of(0.5) * (a - d);
        V larger = V.Max(V.Abs(b), V.Abs(c));
        V scale = V.Max(V.Abs(p), larger);
        V scaled = p / scale;
        V product = (b / scale) * (c / scale);
        V discriminant = V.MultiplyAdd(scaled, scaled, product);
        V root = V.Sqrt(V.Abs(discriminant));
        V complex = V.Less(discriminant, V.Of(0.0));

        // Real: the root of larger magnitude of (λ − d)² − 2p·(λ − d) − b·c first, the other from the product of both.
        V sum = scaled + V.CopySign(root, scaled);
        V other = V.Select(V.Equal(sum, V.Of(0.0)), V.Of(0.0), product / sum);
        V middle = d + p;
        V zero = V.Of(0.0);
        re0 = V.Select(complex, middle, V.MultiplyAdd(scale, sum, d));
        re1 = V.Select(complex, middle, d - (scale * other));
        im0 = V.Select(complex, scale * root, zero);
        im1 = zero - im0;
    }

    private static V Modulus(V real, V imaginary)
    {
        V x = V.Abs(real);
        V y = V.Abs(imaginary);
        V larger = V.Max(x, y);
        V smaller = V.Select(V.Less(x, y), x, y);
        V ratio = V.Select(V.Equal(larger, V.Of(0.0)), V.Of(0.0), smaller / larger);
        return larger * V.Sqrt(V.MultiplyAdd(ratio, ratio, V.Of(1.0)));
    }

    /// <summary>Sorts by falling modulus, then falling imaginary part, then falling real part, in each lane.</summary>
    /// <remarks>Batcher's odd-even merge network: the same exchanges whatever the numbers.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(V* real, V* imaginary, V* modulus, int n)
    {
        for (int width = 1; width < n; width *= 2)
        {
            for (int gap = width; gap >= 1; gap /= 2)
            {
                for (int start = gap % width; start + gap < n; start += 2 * gap)
                {
                    for (int i = start; i < start + gap && i + gap < n; i++)
                    {
                        if (i / (2 * width) == (i + gap) / (2 * width))
                        {
                            Exchange(real, imaginary, modulus, i, i + gap);
                        }
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(V* real, V* imaginary, V* modulus, int i, int j)
    {
        V m0 = modulus[i];
        V m1 = modulus[j];
        V y0 = imaginary[i];
        V y1 = imaginary[j];
        V x0 = real[i];
        V x1 = real[j];
        V wrong = V.Less(m0, m1) | (V.Equal(m0, m1) & (V.Less(y0, y1) | (V.Equal(y0, y1) & V.Less(x0, x1))));
        modulus[i] = V.Select(wrong, m1, m0);
        modulus[j] = V.Select(wrong, m0, m1);
        imaginary[i] = V.Select(wrong, y1, y0);
        imaginary[j] = V.Select(wrong, y0, y1);
        real[i] = V.Select(wrong, x1, x0);
        real[j] = V.Select(wrong, x0, x1);
    }
}
