using System;
using System.Runtime.CompilerServices;

namespace Neurovariety.Kernels;

/// <summary>For each lane the rows that the iteration works on and its next shifts.</summary>
internal struct SmallEigenvaluesWindow<V>
    where V : unmanaged, ILanes<V>
{
    /// <summary>First and last row, as numbers; the last is negative once a matrix is done.</summary>
    public V Low;
    public V High;

    /// <summary>Mask of the lanes that are not done.</summary>
    public V Active;

    /// <summary>Sweeps since the last eigenvalue was found.</summary>
    public V Waiting;

    /// <summary>The shifts: twice the same real number, or Real ± i·Imaginary.</summary>
    public V Real;
    public V Imaginary;

    /// <summary>The first and the last row of any lane.</summary>
    public int First;
    public int Last;
}

/// <summary>Deflation and shifts of the double-shift QR iteration; one matrix per lane.</summary>
/// <remarks>Sources: [GV13, section 7.5]; the criterion of deflation is that of [AT97].</remarks>
internal static unsafe class SmallEigenvaluesWindows<V>
    where V : unmanaged, ILanes<V>
{
    /// <summary>Entries up to it count as 0 beside a norm of about 1.</summary>
    private const double Negligible = 1e-140;

    private const double Epsilon = Numerics.Tolerance.Epsilon;

    /// <summary>Clears negligible subdiagonal entries and moves each window up past the blocks of size 1 and 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Find(V* h, int stride, ref SmallEigenvaluesWindow<V> window)
    {
        int last = window.Last;
        uint* candidates = stackalloc uint[SmallEigenvalues.LargestSize];
        V before = window.High;
        V row = V.Of(last);
        V one = V.Of(1.0);
        V epsilon = V.Of(Epsilon);
        V negligible = V.Of(Negligible);
        V* entry = h + (last * (stride + 1));
        V diagonal = V.Abs(entry[0]);
        for (int k = last; k > 0; k--, entry -= stride + 1)
        {
            V next = V.Abs(entry[-stride - 1]);
            V near = V.LessOrEqual(V.Abs(entry[-1]), V.Max(epsilon * (diagonal + next), negligible));
            candidates[k] = V.Bits(near & V.LessOrEqual(row, before));
            row = row - one;
            diagonal = next;
        }

        window.Active = V.Of(0.0);
        uint searching = V.Bits(V.LessOrEqual(V.Of(0.0), before));
        candidates[0] = searching;
        for (int k = last; searching != 0; k--)
        {
            if ((candidates[k] & searching) != 0)
            {
                searching &= ~Split(h, stride, k, ref window);
            }
        }

        window.Waiting = V.Select(V.Equal(window.High, before), window.Waiting, V.Of(0.0));
        while (window.Last >= 0 && V.Bits(window.Active & V.Equal(window.High, V.Of(window.Last))) == 0)
        {
            window.Last--;
        }
    }

    /// <summary>Splits the matrices above row k where that may be; returns the lanes that have their window, or are done.</summary>
    private static uint Split(V* h, int stride, int k, ref SmallEigenvaluesWindow<V> window)
    {
        V row = V.Of(k);
        V zero = V.Of(0.0);
        V one = V.Of(1.0);
        V end = V.LessOrEqual(row, window.High) & ~window.Active;
        if (k > 0)
        {
            V* entry = h + (k * (stride + 1));
            end &= Deflates(entry[-stride - 1], entry[-stride], entry[-1], entry[0]);
            entry[-1] = V.Select(end, zero, entry[-1]);
        }

        V small = V.LessOrEqual(window.High - row, one);
        V large = end & ~small;
        window.High = V.Select(end & small, row - one, window.High);
        window.Low = V.Select(large, row, window.Low);
        window.Active |= large;
        uint found = V.Bits(large);
        window.First = found != 0 ? k : window.First;
        return found | V.Bits(V.Less(window.High, zero));
    }

    /// <summary>Whether c may be dropped from the block a, b; c, d on the diagonal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Deflates(V a, V b, V c, V d)
    {
        V above = V.Abs(b);
        V below = V.Abs(c);
        V corner = V.Abs(d);
        V gap = V.Abs(a - d);
        V larger = V.Max(below, above);
        V smaller = V.Select(V.Less(above, below), above, below);
        V most = V.Max(corner, gap);
        V least = V.Select(V.Less(gap, corner), gap, corner);
        V sum = most + larger;
        V bound = V.Max(V.Of(Negligible), V.Of(Epsilon) * (least * (most / sum)));
        V near = V.LessOrEqual(below, V.Of(Epsilon) * (V.Abs(a) + corner));
        return V.LessOrEqual(below, V.Of(Negligible)) | (near & V.LessOrEqual(smaller * (larger / sum), bound));
    }

    /// <summary>The shifts of the next sweep: eigenvalues of the last 2 × 2 block, or exceptional ones after 10 and 20 sweeps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shift(V* h, int stride, ref SmallEigenvaluesWindow<V> window)
    {
        V h11 = V.Of(0.0);
        V h12 = h11;
        V h21 = h11;
        V h22 = h11;
        V missing = window.Active;
        for (int k = window.Last; V.Bits(missing) != 0; k--)
        {
            V here = V.Equal(window.High, V.Of(k));
            V* entry = h + (k * stride) + k;
            h11 = V.Select(here, entry[-stride - 1], h11);
            h12 = V.Select(here, entry[-stride], h12);
            h21 = V.Select(here, entry[-1], h21);
            h22 = V.Select(here, entry[0], h22);
            missing &= ~here;
        }

        V one = V.Of(1.0);
        V scale = V.Abs(h11) + V.Abs(h12) + V.Abs(h21) + V.Abs(h22);
        scale = V.Select(window.Active, scale, one);
        V inverse = one / scale;
        h11 = h11 * inverse;
        h12 = h12 * inverse;
        h21 = h21 * inverse;
        h22 = h22 * inverse;
        V middle = V.Of(0.5) * (h11 + h22);
        V determinant = V.MultiplyAdd(h11 - middle, h22 - middle, -(h12 * h21));
        V root = V.Sqrt(V.Abs(determinant));
        V pair = V.LessOrEqual(V.Of(0.0), determinant);
        V upper = middle + root;
        V lower = middle - root;
        V closer = V.Select(V.LessOrEqual(V.Abs(upper - h22), V.Abs(lower - h22)), upper, lower);
        window.Real = scale * V.Select(pair, middle, closer);
        window.Imaginary = V.Select(pair, scale * root, V.Of(0.0));
        window.Waiting = window.Waiting + one;
        V exceptional = window.Active & (V.Equal(window.Waiting, V.Of(10)) | V.Equal(window.Waiting, V.Of(20)));
        if (V.Bits(exceptional) != 0)
        {
            ShiftExceptionally(h, stride, ref window, V.Bits(exceptional));
        }
    }

    /// <summary>Shifts from the sizes of two subdiagonal entries, at the upper end after 10 sweeps and at the lower after 20.</summary>
    private static void ShiftExceptionally(V* h, int stride, ref SmallEigenvaluesWindow<V> window, uint lanes)
    {
        double* entries = (double*)h;
        fixed (SmallEigenvaluesWindow<V>* w = &window)
        {
            for (int lane = 0; lane < V.Count; lane++)
            {
                if ((lanes & (1u << lane)) == 0)
                {
                    continue;
                }

                bool upper = ((double*)&w->Waiting)[lane] < 15.0;
                int at = (int)(upper ? ((double*)&w->Low)[lane] : ((double*)&w->High)[lane]);
                int next = upper ? at + 1 : at;
                int last = upper ? at + 2 : at - 1;
                double size =
                    Math.Abs(entries[(((next * stride) + next - 1) * V.Count) + lane])
                    + Math.Abs(entries[(((last * stride) + last - 1) * V.Count) + lane]);
                ((double*)&w->Real)[lane] = (0.75 * size) + entries[(((at * stride) + at) * V.Count) + lane];
                ((double*)&w->Imaginary)[lane] = Math.Sqrt(0.4375) * size;
                if (!upper)
                {
                    ((double*)&w->Waiting)[lane] = 0.0;
                }
            }
        }
    }
}
