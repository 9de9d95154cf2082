using System.Runtime.CompilerServices;

namespace Neurovariety.Kernels;

/// <summary>Similarity transforms before the iteration: scaling, balancing, Hessenberg form; one matrix per lane.</summary>
/// <remarks>Sources: [PR69], [JLL14] for balancing by the 2-norm, diagonal included; [GV13, section 7.4] for the reduction.</remarks>
internal static unsafe class SmallEigenvaluesReduction<V>
    where V : unmanaged, ILanes<V>
{
    private const int BalancingRounds = 16;

    /// <summary>Looks at the entries of each matrix.</summary>
    /// <param name="h">Matrices.</param>
    /// <param name="n">Size.</param>
    /// <param name="stride">Distance of rows.</param>
    /// <param name="strange">Lanes with an entry that is not finite.</param>
    /// <param name="zeros">Lanes with an entry that is 0.</param>
    /// <returns>The largest magnitude.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Inspect(V* h, int n, int stride, out uint strange, out uint zeros)
    {
        V zero = V.Of(0.0);
        V largest = zero;
        V other = zero;
        V check = zero;
        V second = zero;
        V none = zero;
        for (int i = 0; i < n; i++)
        {
            V* x = h + (i * stride);
            V* end = x + n;
            for (; x + 1 < end; x += 2)
            {
                largest = V.Max(V.Abs(x[0]), largest);
                other = V.Max(V.Abs(x[1]), other);
                check = V.MultiplyAdd(x[0], zero, check);
                second = V.MultiplyAdd(x[1], zero, second);
                none |= V.Equal(x[0], zero) | V.Equal(x[1], zero);
            }

            if (x < end)
            {
                largest = V.Max(V.Abs(x[0]), largest);
                check = V.MultiplyAdd(x[0], zero, check);
                none |= V.Equal(x[0], zero);
            }
        }

        // A sum of zeros, unless an entry is infinite or not a number.
        strange = V.Bits(~V.Equal(check + second, zero));
        zeros = V.Bits(none);
        return V.Max(largest, other);
    }

    /// <summary>Multiplies each matrix by a number of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(V* h, int n, int stride, V factor)
    {
        for (int i = 0; i < n; i++)
        {
            V* x = h + (i * stride);
            for (V* end = x + n; x < end; x++)
            {
                *x = *x * factor;
            }
        }
    }

    /// <summary>Scales rows and columns by powers of two until no scaling lowers the Frobenius norm by much.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Balance(V* h, int n, int stride)
    {
        V zero = V.Of(0.0);
        V one = V.Of(1.0);
        bool changed = true;
        for (int round = 0; changed && round < BalancingRounds; round++)
        {
            changed = false;
            for (int i = 0; i < n; i++)
            {
                V row = zero;
                V column = zero;
                V* across = h + (i * stride);
                V* down = h + i;
                for (int j = 0; j < n; j++, across++, down += stride)
                {
                    row = V.MultiplyAdd(*across, *across, row);
                    column = V.MultiplyAdd(*down, *down, column);
                }

                V sane = V.Less(V.Of(1e-280), row) & V.Less(V.Of(1e-280), column);
                V factor = V.FourthRootPower(V.Select(sane, row / column, one));
                V inverse = one / factor;
                V after = (column * factor * factor) + (row * inverse * inverse);
                V worth = sane & V.Less(after, V.Of(0.9) * (row + column));
                if (V.Bits(worth) == 0)
                {
                    continue;
                }

                changed = true;
                factor = V.Select(worth, factor, one);
                inverse = V.Select(worth, inverse, one);
                across = h + (i * stride);
                down = h + i;
                for (int j = 0; j < n; j++, across++, down += stride)
                {
                    *across = *across * inverse;
                    *down = *down * factor;
                }
            }
        }
    }

    /// <summary>Householder similarity to upper Hessenberg form; what lies below the first subdiagonal becomes exactly 0.</summary>
    /// <param name="h">Matrices with entries at most about 1.</param>
    /// <param name="n">Size.</param>
    /// <param name="stride">Distance of rows.</param>
    /// <param name="work">Room for 3n numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToHessenberg(V* h, int n, int stride, V* work)
    {
        V* v = work;
        V* z = work + n;
        V* y = work + (2 * n);
        for (int k = 0; k + 2 < n; k++)
        {
            V factor = Reflector(h + k, k + 1, n, stride, v);
            UpdateAbove(h, k + 1, n, stride, v, factor);
            Products(h, k + 1, n, stride, v, z, y);
            UpdateBelow(h, k + 1, n, stride, v, z, y, factor);
        }
    }

    /// <summary>The reflector I − factor·v·vᵀ that clears a column below entry first; v_first = 1.</summary>
    private static V Reflector(V* column, int first, int n, int stride, V* v)
    {
        V squares = V.Of(0.0);
        for (int i = first + 1; i < n; i++)
        {
            V x = column[i * stride];
            squares = V.MultiplyAdd(x, x, squares);
        }

        // Squares near the end of the range of double are not exact enough for an orthogonal reflector: such columns count as 0.
        V alpha = column[first * stride];
        V present = V.Less(V.Of(1e-280), squares);
        V norm = V.Sqrt(V.MultiplyAdd(alpha, alpha, squares));
        V signed = V.CopySign(norm, alpha);
        V one = V.Of(1.0);
        V zero = V.Of(0.0);
        V inverse = V.Select(present, one / (alpha + signed), zero);
        V factor = V.Select(present, V.Abs(alpha + signed) / norm, zero);
        v[first] = one;
        column[first * stride] = V.Select(present, -signed, alpha);
        for (int i = first + 1; i < n; i++)
        {
            v[i] = column[i * stride] * inverse;
            column[i * stride] = zero;
        }

        return factor;
    }

    /// <summary>Rows above the first: x := x − factor·(x·v)·vᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpdateAbove(V* h, int first, int n, int stride, V* v, V factor)
    {
        V minus = -factor;
        int i = 0;
        for (; i + 4 <= first; i += 4)
        {
            V* r0 = h + (i * stride);
            V* r1 = r0 + stride;
            V* r2 = r1 + stride;
            V* r3 = r2 + stride;
            V s0 = V.Of(0.0);
            V s1 = s0;
            V s2 = s0;
            V s3 = s0;
            for (int j = first; j < n; j++)
            {
                V x = v[j];
                s0 = V.MultiplyAdd(r0[j], x, s0);
                s1 = V.MultiplyAdd(r1[j], x, s1);
                s2 = V.MultiplyAdd(r2[j], x, s2);
                s3 = V.MultiplyAdd(r3[j], x, s3);
            }

            s0 = s0 * minus;
            s1 = s1 * minus;
            s2 = s2 * minus;
            s3 = s3 * minus;
            for (int j = first; j < n; j++)
            {
                V x = v[j];
                r0[j] = V.MultiplyAdd(s0, x, r0[j]);
                r1[j] = V.MultiplyAdd(s1, x, r1[j]);
                r2[j] = V.MultiplyAdd(s2, x, r2[j]);
                r3[j] = V.MultiplyAdd(s3, x, r3[j]);
            }
        }

        for (; i < first; i++)
        {
            V* r = h + (i * stride);
            V s = V.Of(0.0);
            for (int j = first; j < n; j++)
            {
                s = V.MultiplyAdd(r[j], v[j], s);
            }

            s = s * minus;
            for (int j = first; j < n; j++)
            {
                r[j] = V.MultiplyAdd(s, v[j], r[j]);
            }
        }
    }

    /// <summary>y = A·v and z = Aᵀ·v for the block A from first on; each entry is read once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products(V* h, int first, int n, int stride, V* v, V* z, V* y)
    {
        for (int j = first; j < n; j++)
        {
            z[j] = V.Of(0.0);
        }

        int i = first;
        for (; i + 4 <= n; i += 4)
        {
            V* r0 = h + (i * stride);
            V* r1 = r0 + stride;
            V* r2 = r1 + stride;
            V* r3 = r2 + stride;
            V v0 = v[i];
            V v1 = v[i + 1];
            V v2 = v[i + 2];
            V v3 = v[i + 3];
            V s0 = V.Of(0.0);
            V s1 = s0;
            V s2 = s0;
            V s3 = s0;
            for (int j = first; j < n; j++)
            {
                V x = v[j];
                V a0 = r0[j];
                V a1 = r1[j];
                V a2 = r2[j];
                V a3 = r3[j];
                s0 = V.MultiplyAdd(a0, x, s0);
                s1 = V.MultiplyAdd(a1, x, s1);
                s2 = V.MultiplyAdd(a2, x, s2);
                s3 = V.MultiplyAdd(a3, x, s3);
                V t = V.MultiplyAdd(a0, v0, z[j]);
                t = V.MultiplyAdd(a1, v1, t);
                t = V.MultiplyAdd(a2, v2, t);
                z[j] = V.MultiplyAdd(a3, v3, t);
            }

            y[i] = s0;
            y[i + 1] = s1;
            y[i + 2] = s2;
            y[i + 3] = s3;
        }

        for (; i < n; i++)
        {
            V* r = h + (i * stride);
            V s = V.Of(0.0);
            for (int j = first; j < n; j++)
            {
                s = V.MultiplyAdd(r[j], v[j], s);
                z[j] = V.MultiplyAdd(r[j], v[i], z[j]);
            }

            y[i] = s;
        }
    }

    /// <summary>A := (I − f·v·vᵀ)·A·(I − f·v·vᵀ) as A − v·z'ᵀ − y'·vᵀ with z' = f·(z − g·v), y' = f·(y − g·v), g = f·(vᵀ·A·v)/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpdateBelow(V* h, int first, int n, int stride, V* v, V* z, V* y, V factor)
    {
        V both = V.Of(0.0);
        for (int j = first; j < n; j++)
        {
            both = V.MultiplyAdd(v[j], y[j], both);
        }

        V half = V.Of(-0.5) * factor * both;
        V minus = -factor;
        for (int j = first; j < n; j++)
        {
            z[j] = minus * V.MultiplyAdd(half, v[j], z[j]);
            y[j] = minus * V.MultiplyAdd(half, v[j], y[j]);
        }

        int i = first;
        for (; i + 4 <= n; i += 4)
        {
            V* r0 = h + (i * stride);
            V* r1 = r0 + stride;
            V* r2 = r1 + stride;
            V* r3 = r2 + stride;
            V v0 = v[i];
            V v1 = v[i + 1];
            V v2 = v[i + 2];
            V v3 = v[i + 3];
            V y0 = y[i];
            V y1 = y[i + 1];
            V y2 = y[i + 2];
            V y3 = y[i + 3];
            for (int j = first; j < n; j++)
            {
                V x = v[j];
                V w = z[j];
                r0[j] = V.MultiplyAdd(y0, x, V.MultiplyAdd(v0, w, r0[j]));
                r1[j] = V.MultiplyAdd(y1, x, V.MultiplyAdd(v1, w, r1[j]));
                r2[j] = V.MultiplyAdd(y2, x, V.MultiplyAdd(v2, w, r2[j]));
                r3[j] = V.MultiplyAdd(y3, x, V.MultiplyAdd(v3, w, r3[j]));
            }
        }

        for (; i < n; i++)
        {
            V* r = h + (i * stride);
            for (int j = first; j < n; j++)
            {
                r[j] = V.MultiplyAdd(y[i], v[j], V.MultiplyAdd(v[i], z[j], r[j]));
            }
        }
    }
}
