using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>The product of a square block of a matrix with a vector, rows shared among threads.</summary>
internal static unsafe class SymmetricProductKernel
{
    /// <summary>Entries below which one thread is quicker.</summary>
    private const long ThreadedWork = 20_000;

    private struct Job
    {
        public double* Matrix;
        public double* Vector;
        public double* Result;
        public int Stride;
        public int Size;
        public int Parts;
    }

    /// <summary>Writes result_i = Σ_j a_ij·x_j for i, j = from … n − 1; the rest of the result stays as it is.</summary>
    /// <param name="a">n × n, row by row.</param>
    /// <param name="n">Size.</param>
    /// <param name="from">First row and column of the block.</param>
    /// <param name="x">n numbers.</param>
    /// <param name="result">n numbers.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ApplyInto(double[] a, int n, int from, double[] x, double[] result, int threads)
    {
        if ((long)n * n > a.Length || n > x.Length || n > result.Length || from < 0 || from > n)
        {
            throw new ArgumentException($"product: sizes {a.Length}, {x.Length}, {result.Length} do not fit {n} x {n}");
        }

        int size = n - from;
        if (!Vector256.IsHardwareAccelerated || size == 0)
        {
            ApplyScalarInto(a, n, from, x, result);
            return;
        }

        fixed (double* matrix = a)
        fixed (double* vector = x)
        fixed (double* target = result)
        {
            int team = (long)size * size < ThreadedWork ? 1 : ThreadTeam.ThreadCount(threads);
            Job job = new()
            {
                Matrix = matrix + ((long)from * n) + from,
                Vector = vector + from,
                Result = target + from,
                Stride = n,
                Size = size,
                Parts = team,
            };
            ThreadTeam.Run(team, job.Parts, &Run, &job);
        }
    }

    /// <summary>Scalar twin.</summary>
    public static void ApplyScalarInto(double[] a, int n, int from, double[] x, double[] result)
    {
        for (int i = from; i < n; i++)
        {
            double sum = 0.0;
            for (int j = from; j < n; j++)
            {
                sum += a[(i * n) + j] * x[j];
            }

            result[i] = sum;
        }
    }

    private static void Run(void* context, int part)
    {
        ref Job job = ref *(Job*)context;
        int begin = (int)((long)job.Size * part / job.Parts);
        int end = (int)((long)job.Size * (part + 1) / job.Parts);
        Rows(ref job, begin, end);
    }

    /// <summary>Four rows at a time; each row has one vector of sums of its own, so its bits do not depend on its neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows(ref Job job, int begin, int end)
    {
        double* x = job.Vector;
        int size = job.Size;
        int i = begin;
        for (; i + 4 <= end; i += 4)
        {
            double* a0 = job.Matrix + ((long)i * job.Stride);
            double* a1 = a0 + job.Stride;
            double* a2 = a1 + job.Stride;
            double* a3 = a2 + job.Stride;
            Vector512<double> s0 = Vector512<double>.Zero;
            Vector512<double> s1 = s0;
            Vector512<double> s2 = s0;
            Vector512<double> s3 = s0;
            int j = 0;
            for (; j + 8 <= size; j += 8)
            {
                Vector512<double> v = Vector512.Load(x + j);
                s0 = Vector512.MultiplyAddEstimate(Vector512.Load(a0 + j), v, s0);
                s1 = Vector512.MultiplyAddEstimate(Vector512.Load(a1 + j), v, s1);
                s2 = Vector512.MultiplyAddEstimate(Vector512.Load(a2 + j), v, s2);
                s3 = Vector512.MultiplyAddEstimate(Vector512.Load(a3 + j), v, s3);
            }

            job.Result[i] = Vector512.Sum(s0) + Rest(a0, x, j, size);
            job.Result[i + 1] = Vector512.Sum(s1) + Rest(a1, x, j, size);
            job.Result[i + 2] = Vector512.Sum(s2) + Rest(a2, x, j, size);
            job.Result[i + 3] = Vector512.Sum(s3) + Rest(a3, x, j, size);
        }

        for (; i < end; i++)
        {
            double* a = job.Matrix + ((long)i * job.Stride);
            Vector512<double> s = Vector512<double>.Zero;
            int j = 0;
            for (; j + 8 <= size; j += 8)
            {
                s = Vector512.MultiplyAddEstimate(Vector512.Load(a + j), Vector512.Load(x + j), s);
            }

            job.Result[i] = Vector512.Sum(s) + Rest(a, x, j, size);
        }
    }

    private static double Rest(double* a, double* x, int j, int size)
    {
        double sum = 0.0;
        for (; j < size; j++)
        {
            sum += a[j] * x[j];
        }

        return sum;
    }
}
