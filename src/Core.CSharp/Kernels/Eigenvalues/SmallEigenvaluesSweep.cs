using System.Runtime.CompilerServices;

namespace Neurovariety.Kernels;

/// <summary>One double-shift QR sweep over each lane's window, by reflectors of three rows.</summary>
/// <remarks>
/// All lanes run through the same rows. Where a row lies outside the window of a lane its reflector is the identity; entries
/// beside a window are transformed along with those of wider windows or not at all, but no eigenvalue depends on them.
/// The 3 × 3 block on the diagonal goes first, because the next reflector needs nothing else: the long rows and columns are
/// then transformed while that reflector's root and quotients are on their way.
/// </remarks>
internal static unsafe class SmallEigenvaluesSweep<V>
    where V : unmanaged, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(V* h, int stride, in SmallEigenvaluesWindow<V> window)
    {
        int first = window.First;
        int last = window.Last;
        V zero = V.Of(0.0);
        V one = V.Of(1.0);
        V minusOne = V.Of(-1.0);
        V u0 = zero;
        V u1 = zero;
        V u2 = zero;
        V x0 = zero;
        V x1 = zero;
        V x2 = zero;
        V f0 = zero;
        V f1 = zero;
        V f2 = zero;
        for (int k = first; k < last; k++)
        {
            V* r0 = h + (k * stride) + k;
            V* r1 = r0 + stride;
            V* r2 = r1 + stride;
            V* r3 = r2 + stride;
            V row = V.Of(k);
            V active = window.Active & V.LessOrEqual(window.Low, row) & V.Less(row, window.High);
            V starts = V.Equal(window.Low, row) & active;
            V y0 = x0;
            V y1 = x1;
            V y2 = x2;
            if (V.Bits(starts) != 0)
            {
                V a = r0[0] - window.Real;
                V below = r1[0];
                V scale = V.Abs(a) + window.Imaginary + V.Abs(below);
                V ratio = one / V.Select(starts, scale, one);
                V scaled = below * ratio;
                V s0 = V.MultiplyAdd(a, a * ratio, window.Imaginary * (window.Imaginary * ratio));
                V s1 = scaled * (a + (r1[1] - window.Real));
                y0 = V.Select(starts, V.MultiplyAdd(scaled, r0[1], s0), y0);
                y1 = V.Select(starts, s1, y1);
                y2 = V.Select(starts, scaled * r2[1], y2);
            }

            // The last reflector of a window has two rows.
            y2 = V.Select(V.Less(V.Of(k + 1), window.High), y2, zero);
            V squares = V.MultiplyAdd(y0, y0, V.MultiplyAdd(y1, y1, y2 * y2));
            V present = active & V.Less(V.Of(1e-280), squares);
            V signed = V.CopySign(V.Sqrt(squares), y0);

            // The reflector is I − f·uᵀ with u = (y0 + signed, y1, y2), f = u/(‖u‖²/2): u waits for no quotient.
            V w0 = y0 + signed;
            V inverse = V.Select(present, minusOne / V.MultiplyAdd(y0, signed, squares), zero);
            V w1 = y1;
            V w2 = y2;
            if (k > first)
            {
                r0[-1] = V.Select(present & ~starts, -signed, x0);
                r1[-1] = zero;
                r2[-1] = zero;
                Finish(h, stride, k - 1, first, last, u0, u1, u2, f0, f1, f2);
            }

            u0 = w0;
            u1 = w1;
            u2 = w2;
            f0 = w0 * inverse;
            f1 = w1 * inverse;
            f2 = w2 * inverse;

            // Rows k … k + 2, then columns k … k + 2, of the block on the diagonal and the row below it.
            V a00 = r0[0];
            V a10 = r1[0];
            V a20 = r2[0];
            V sum = V.MultiplyAdd(u0, a00, V.MultiplyAdd(u1, a10, u2 * a20));
            a00 = V.MultiplyAdd(f0, sum, a00);
            a10 = V.MultiplyAdd(f1, sum, a10);
            a20 = V.MultiplyAdd(f2, sum, a20);
            V a01 = r0[1];
            V a11 = r1[1];
            V a21 = r2[1];
            sum = V.MultiplyAdd(u0, a01, V.MultiplyAdd(u1, a11, u2 * a21));
            a01 = V.MultiplyAdd(f0, sum, a01);
            a11 = V.MultiplyAdd(f1, sum, a11);
            a21 = V.MultiplyAdd(f2, sum, a21);
            V a02 = r0[2];
            V a12 = r1[2];
            V a22 = r2[2];
            sum = V.MultiplyAdd(u0, a02, V.MultiplyAdd(u1, a12, u2 * a22));
            a02 = V.MultiplyAdd(f0, sum, a02);
            a12 = V.MultiplyAdd(f1, sum, a12);
            a22 = V.MultiplyAdd(f2, sum, a22);
            sum = V.MultiplyAdd(u0, a10, V.MultiplyAdd(u1, a11, u2 * a12));
            x0 = V.MultiplyAdd(f0, sum, a10);
            r1[0] = x0;
            r1[1] = V.MultiplyAdd(f1, sum, a11);
            r1[2] = V.MultiplyAdd(f2, sum, a12);
            sum = V.MultiplyAdd(u0, a20, V.MultiplyAdd(u1, a21, u2 * a22));
            x1 = V.MultiplyAdd(f0, sum, a20);
            r2[1] = V.MultiplyAdd(f1, sum, a21);
            r2[2] = V.MultiplyAdd(f2, sum, a22);
            sum = u2 * r3[2];
            x2 = f0 * sum;
            r3[1] = f1 * sum;
            r3[2] = V.MultiplyAdd(f2, sum, r3[2]);
            sum = V.MultiplyAdd(u0, a00, V.MultiplyAdd(u1, a01, u2 * a02));
            r0[0] = V.MultiplyAdd(f0, sum, a00);
            r0[1] = V.MultiplyAdd(f1, sum, a01);
            r0[2] = V.MultiplyAdd(f2, sum, a02);
        }

        Finish(h, stride, last - 1, first, last, u0, u1, u2, f0, f1, f2);
    }

    /// <summary>Reflector k on the rest: rows k … k + 2 right of the block, and columns k … k + 2 above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(V* h, int stride, int k, int first, int last, V u0, V u1, V u2, V f0, V f1, V f2)
    {
        V* top = h + (k * stride) + k + 3;
        for (V* end = h + (k * stride) + last; top <= end; top++)
        {
            V a0 = top[0];
            V a1 = top[stride];
            V a2 = top[2 * stride];
            V sum = V.MultiplyAdd(u0, a0, V.MultiplyAdd(u1, a1, u2 * a2));
            top[0] = V.MultiplyAdd(f0, sum, a0);
            top[stride] = V.MultiplyAdd(f1, sum, a1);
            top[2 * stride] = V.MultiplyAdd(f2, sum, a2);
        }

        V* left = h + (first * stride) + k;
        for (V* end = h + (k * stride); left < end; left += stride)
        {
            V a0 = left[0];
            V a1 = left[1];
            V a2 = left[2];
            V sum = V.MultiplyAdd(u0, a0, V.MultiplyAdd(u1, a1, u2 * a2));
            left[0] = V.MultiplyAdd(f0, sum, a0);
            left[1] = V.MultiplyAdd(f1, sum, a1);
            left[2] = V.MultiplyAdd(f2, sum, a2);
        }
    }
}
