using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neurovariety.Numerics;

namespace Neurovariety.Kernels;

/// <summary>Eigenvalues of many small real matrices at once, one matrix per lane of a vector.</summary>
/// <remarks>
/// Each matrix is scaled and balanced, brought to Hessenberg form by reflectors, and deflated by double-shift QR sweeps. Its result
/// depends neither on the other matrices nor on the number of lanes or threads.
/// </remarks>
internal static unsafe class SmallEigenvalues
{
    /// <summary>Largest size.</summary>
    public const int LargestSize = 64;

    /// <summary>Largest size at which 16 matrices together are faster than 8: beyond it they leave the first-level cache.</summary>
    private const int LargestSizeOfSixteen = 22;

    /// <summary>Lanes that suit the processor and a size.</summary>
    public static int LaneCount(int size) =>
        Vector512.IsHardwareAccelerated ? (size <= LargestSizeOfSixteen ? 16 : 8)
        : Vector256.IsHardwareAccelerated ? 4
        : 1;

    private struct Job
    {
        public void* Matrices;
        public double* Values;
        public IterationStatus* Statuses;
        public int Count;
        public int Size;
        public int PartSize;
    }

    /// <summary>Writes the eigenvalues of each matrix, sorted by falling modulus, then falling imaginary part.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="matrices">count matrices of size × size entries, each row by row.</param>
    /// <param name="size">Size, 1 … 64.</param>
    /// <param name="values">Real and imaginary parts, 2·size·count numbers; NaN where the status is not Converged.</param>
    /// <param name="statuses">count statuses.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <param name="lanes">Matrices worked on together: 1, 4, 8 or 16.</param>
    public static void ValuesInto<T>(
        ReadOnlySpan<T> matrices,
        int size,
        Span<double> values,
        Span<IterationStatus> statuses,
        int threads,
        int lanes
    )
        where T : unmanaged
    {
        int count = statuses.Length;
        if (
            size is < 1 or > LargestSize
            || (long)count * size * size > matrices.Length
            || 2L * count * size > values.Length
        )
        {
            throw new ArgumentException(
                $"eigenvalues: sizes {matrices.Length}, {values.Length}, {count} do not fit matrices of size {size}"
            );
        }

        fixed (T* source = matrices)
        fixed (double* target = values)
        fixed (IterationStatus* status = statuses)
        {
            // Parts of a few dozen microseconds at least, and whole groups of lanes.
            int part = Math.Max(16, 4096 / (size * size) * 16);
            Job job = new()
            {
                Matrices = source,
                Values = target,
                Statuses = status,
                Count = count,
                Size = size,
                PartSize = part,
            };
            delegate* <void*, int, void> body = (lanes, sizeof(T)) switch
            {
                (16, 8) => &Run<Lanes16, double>,
                (16, 4) => &Run<Lanes16, float>,
                (8, 8) => &Run<Lanes8, double>,
                (8, 4) => &Run<Lanes8, float>,
                (4, 8) => &Run<Lanes4, double>,
                (4, 4) => &Run<Lanes4, float>,
                (1, 8) => &Run<Lanes1, double>,
                (1, 4) => &Run<Lanes1, float>,
                _ => throw new ArgumentOutOfRangeException(nameof(lanes), "lanes: expected 1, 4, 8 or 16"),
            };
            ThreadTeam.Run(ThreadTeam.ThreadCount(threads), (int)(((long)count + part - 1) / part), body, &job);
        }
    }

    private static void Run<V, T>(void* context, int part)
        where V : unmanaged, ILanes<V>
        where T : unmanaged
    {
        ref Job job = ref *(Job*)context;
        int n = job.Size;

        // Rows and columns beyond the last one let the sweeps run past it; an odd distance of rows spreads them over the cache.
        int stride = (n + 1) | 1;
        int length = ((n + 2) * stride) + (3 * n);
        using Scratch<V> scratch = Scratch<V>.Rent(length);
        V* h = scratch.Pointer;
        V* work = h + ((n + 2) * stride);
        int begin = part * job.PartSize;
        int end = (int)Math.Min(job.Count, (long)begin + job.PartSize);
        scratch.Span.Clear();
        for (int first = begin; first < end; first += V.Count)
        {
            int used = Math.Min(V.Count, end - first);
            T* source = (T*)job.Matrices + ((long)first * n * n);
            Load<V, T>(source, h, n, stride, used);
            V factor = Prepare(h, n, stride, out uint strange, out V second);
            SmallEigenvaluesReduction<V>.ToHessenberg(h, n, stride, work);
            uint unfinished = Iterate(h, n, stride);
            SmallEigenvaluesSpectrum<V>.Read(h, n, stride, work, work + n, work + (2 * n));
            SmallEigenvaluesSpectrum<V>.Sort(work, work + n, work + (2 * n), n);
            Unscale(work, 2 * n, factor, second);
            Store<V>(work, n, used, job.Values + (2L * first * n), job.Statuses + first, strange, unfinished);
        }
    }

    /// <summary>Spreads matrices over the lanes; lanes beyond the last matrix become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Load<V, T>(T* source, V* h, int n, int stride, int used)
        where V : unmanaged, ILanes<V>
        where T : unmanaged
    {
        for (int lane = 0; lane < V.Count; lane++)
        {
            double* target = (double*)h + lane;
            if (lane >= used)
            {
                Clear(target, n, stride, V.Count);
                continue;
            }

            for (int i = 0; i < n; i++)
            {
                double* row = target + ((long)i * stride * V.Count);
                for (T* end = source + n; source < end; source++, row += V.Count)
                {
                    *row = typeof(T) == typeof(float) ? *(float*)source : *(double*)source;
                }
            }
        }
    }

    /// <summary>Isolates, scales and balances; returns the two factors of the scaling, and the matrices that are not finite.</summary>
    private static V Prepare<V>(V* h, int n, int stride, out uint strange, out V second)
        where V : unmanaged, ILanes<V>
    {
        V largest = SmallEigenvaluesReduction<V>.Inspect(h, n, stride, out strange, out uint zeros);
        for (int lane = 0; lane < V.Count; lane++)
        {
            if ((strange & (1u << lane)) != 0)
            {
                Clear((double*)h + lane, n, stride, V.Count);
            }
            else if ((zeros & (1u << lane)) != 0)
            {
                SmallEigenvaluesIsolation.Apply((double*)h + lane, n, stride, V.Count);
            }
        }

        // Only matrices with very large or very small entries need to be scaled before balancing.
        V tame = V.Less(V.Of(1e-100), largest) & V.Less(largest, V.Of(1e100));
        V factor = V.Select(tame, V.Of(1.0), V.InversePower(largest));
        if (V.Bits(~tame) != 0)
        {
            SmallEigenvaluesReduction<V>.Scale(h, n, stride, factor);
        }

        SmallEigenvaluesReduction<V>.Balance(h, n, stride);
        second = V.InversePower(SmallEigenvaluesReduction<V>.Inspect(h, n, stride, out _, out _));
        SmallEigenvaluesReduction<V>.Scale(h, n, stride, second);
        return factor;
    }

    private static void Clear(double* target, int n, int stride, int lanes)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                target[((i * stride) + j) * lanes] = 0.0;
            }
        }
    }

    /// <summary>Sweeps until every lane is done; returns the lanes that are not after the allowed number of sweeps.</summary>
    private static uint Iterate<V>(V* h, int n, int stride)
        where V : unmanaged, ILanes<V>
    {
        SmallEigenvaluesWindow<V> window = new() { High = V.Of(n - 1), Last = n - 1 };
        int limit = 30 * Math.Max(10, n);
        for (int sweep = 0; ; sweep++)
        {
            SmallEigenvaluesWindows<V>.Find(h, stride, ref window);
            uint active = V.Bits(window.Active);
            if (active == 0 || sweep == limit)
            {
                return active;
            }

            SmallEigenvaluesWindows<V>.Shift(h, stride, ref window);
            SmallEigenvaluesSweep<V>.Run(h, stride, in window);
        }
    }

    private static void Unscale<V>(V* values, int length, V first, V second)
        where V : unmanaged, ILanes<V>
    {
        V one = V.Of(1.0);
        V inner = one / second;
        V outer = one / first;
        for (int i = 0; i < length; i++)
        {
            values[i] = values[i] * inner * outer;
        }
    }

    private static void Store<V>(
        V* values,
        int n,
        int used,
        double* target,
        IterationStatus* statuses,
        uint strange,
        uint unfinished
    )
        where V : unmanaged, ILanes<V>
    {
        for (int lane = 0; lane < used; lane++, target += 2 * n)
        {
            double* real = (double*)values + lane;
            double* imaginary = real + (n * V.Count);
            double check = 0.0;
            for (int i = 0; i < n; i++)
            {
                target[2 * i] = real[i * V.Count];
                target[(2 * i) + 1] = imaginary[i * V.Count];
                check += (target[2 * i] * 0.0) + (target[(2 * i) + 1] * 0.0);
            }

            statuses[lane] =
                (strange & (1u << lane)) != 0 || double.IsNaN(check) ? IterationStatus.NotFinite
                : (unfinished & (1u << lane)) != 0 ? IterationStatus.IterationLimit
                : IterationStatus.Converged;
            if (statuses[lane] != IterationStatus.Converged)
            {
                new Span<double>(target, 2 * n).Fill(double.NaN);
            }
        }
    }
}
