using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>A sum over the entries for every pair of a row of one matrix with a row of another.</summary>
/// <remarks>
/// Four rows of the left matrix meet one row of the right at a time. Each pair has one vector of partial sums of its own, then the rest
/// in order: its bits depend neither on its neighbours nor on the threads.
/// </remarks>
internal static unsafe class RowPairKernel
{
    /// <summary>Rows of the left matrix that one part of the work takes.</summary>
    private const int RowsPerPart = 8;

    /// <summary>Terms below which one thread is quicker.</summary>
    private const long ThreadedWork = 2_000_000;

    private struct Job
    {
        public double* Left;
        public double* Right;
        public double* Result;
        public int LeftCount;
        public int RightCount;
        public int Length;
    }

    /// <summary>Writes Σ_i |x_i − y_i| for each row x of the left and y of the right matrix.</summary>
    /// <param name="left">m × n, row by row.</param>
    /// <param name="right">k × n, row by row.</param>
    /// <param name="length">n.</param>
    /// <param name="result">m × k, row by row.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    public static void ManhattanInto(double[] left, double[] right, int length, double[] result, int threads)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            ManhattanScalarInto(left, right, length, result);
            return;
        }

        Run(left, right, length, result, threads, &ManhattanPart);
    }

    /// <summary>Scalar twin of <see cref="ManhattanInto"/>.</summary>
    public static void ManhattanScalarInto(double[] left, double[] right, int length, double[] result) =>
        Scalar(left, right, length, result, static (x, y) => Math.Abs(x - y));

    /// <summary>Writes Σ_i m_i·log m_i with m = (x + y)/2 for each pair of rows; all entries must be positive.</summary>
    /// <param name="left">m × n, row by row.</param>
    /// <param name="right">k × n, row by row.</param>
    /// <param name="length">n.</param>
    /// <param name="result">m × k, row by row.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    public static void MixtureInto(double[] left, double[] right, int length, double[] result, int threads)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            MixtureScalarInto(left, right, length, result);
            return;
        }

        Run(left, right, length, result, threads, &MixturePart);
    }

    /// <summary>Scalar twin of <see cref="MixtureInto"/>.</summary>
    public static void MixtureScalarInto(double[] left, double[] right, int length, double[] result) =>
        Scalar(left, right, length, result, static (x, y) => 0.5 * (x + y) * Math.Log(0.5 * (x + y)));

    private static void Scalar(
        double[] left,
        double[] right,
        int length,
        double[] result,
        Func<double, double, double> term
    )
    {
        (int rows, int columns) = Shape(left, right, length, result);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = 0.0;
                for (int k = 0; k < length; k++)
                {
                    sum += term(left[(i * length) + k], right[(j * length) + k]);
                }

                result[(i * columns) + j] = sum;
            }
        }
    }

    private static (int Rows, int Columns) Shape(double[] left, double[] right, int length, double[] result)
    {
        if (
            length < 1
            || left.Length % length != 0
            || right.Length % length != 0
            || (long)(left.Length / length) * (right.Length / length) != result.Length
        )
        {
            throw new ArgumentException(
                $"pairs: sizes {left.Length} and {right.Length} do not fit rows of {length} and {result.Length} results"
            );
        }

        return (left.Length / length, right.Length / length);
    }

    private static void Run(
        double[] left,
        double[] right,
        int length,
        double[] result,
        int threads,
        delegate* <void*, int, void> body
    )
    {
        (int rows, int columns) = Shape(left, right, length, result);
        if (result.Length == 0)
        {
            return;
        }

        fixed (double* x = left)
        fixed (double* y = right)
        fixed (double* target = result)
        {
            Job job = new()
            {
                Left = x,
                Right = y,
                Result = target,
                LeftCount = rows,
                RightCount = columns,
                Length = length,
            };
            int team = (long)result.Length * length < ThreadedWork ? 1 : ThreadTeam.ThreadCount(threads);
            ThreadTeam.Run(team, (rows + RowsPerPart - 1) / RowsPerPart, body, &job);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ManhattanPart(void* context, int part)
    {
        ref Job job = ref *(Job*)context;
        int n = job.Length;
        int end = Math.Min(job.LeftCount, (part + 1) * RowsPerPart);
        int i = part * RowsPerPart;
        for (; i + 4 <= end; i += 4)
        {
            double* x = job.Left + ((long)i * n);
            double* target = job.Result + ((long)i * job.RightCount);
            for (int j = 0; j < job.RightCount; j++)
            {
                double* y = job.Right + ((long)j * n);
                Vector512<double> s0 = Vector512<double>.Zero;
                Vector512<double> s1 = s0;
                Vector512<double> s2 = s0;
                Vector512<double> s3 = s0;
                int k = 0;
                for (; k + 8 <= n; k += 8)
                {
                    Vector512<double> other = Vector512.Load(y + k);
                    s0 += Vector512.Abs(Vector512.Load(x + k) - other);
                    s1 += Vector512.Abs(Vector512.Load(x + n + k) - other);
                    s2 += Vector512.Abs(Vector512.Load(x + (2 * n) + k) - other);
                    s3 += Vector512.Abs(Vector512.Load(x + (3 * n) + k) - other);
                }

                target[j] = ManhattanRest(x, y, k, n, Vector512.Sum(s0));
                target[job.RightCount + j] = ManhattanRest(x + n, y, k, n, Vector512.Sum(s1));
                target[(2 * job.RightCount) + j] = ManhattanRest(x + (2 * n), y, k, n, Vector512.Sum(s2));
                target[(3 * job.RightCount) + j] = ManhattanRest(x + (3 * n), y, k, n, Vector512.Sum(s3));
            }
        }

        for (; i < end; i++)
        {
            for (int j = 0; j < job.RightCount; j++)
            {
                double* x = job.Left + ((long)i * n);
                double* y = job.Right + ((long)j * n);
                Vector512<double> sums = Vector512<double>.Zero;
                int k = 0;
                for (; k + 8 <= n; k += 8)
                {
                    sums += Vector512.Abs(Vector512.Load(x + k) - Vector512.Load(y + k));
                }

                job.Result[((long)i * job.RightCount) + j] = ManhattanRest(x, y, k, n, Vector512.Sum(sums));
            }
        }
    }

    private static double ManhattanRest(double* x, double* y, int from, int n, double sum)
    {
        for (int k = from; k < n; k++)
        {
            sum += Math.Abs(x[k] - y[k]);
        }

        return sum;
    }

    /// <summary>A logarithm costs far more than its loads: the rows come one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixturePart(void* context, int part)
    {
        ref Job job = ref *(Job*)context;
        int n = job.Length;
        int end = Math.Min(job.LeftCount, (part + 1) * RowsPerPart);
        Vector512<double> half = Vector512.Create(0.5);
        for (int i = part * RowsPerPart; i < end; i++)
        {
            double* x = job.Left + ((long)i * n);
            for (int j = 0; j < job.RightCount; j++)
            {
                double* y = job.Right + ((long)j * n);
                Vector512<double> sums = Vector512<double>.Zero;
                int k = 0;
                for (; k + 8 <= n; k += 8)
                {
                    Vector512<double> mixture = half * (Vector512.Load(x + k) + Vector512.Load(y + k));
                    sums += mixture * Vector512.Log(mixture);
                }

                double sum = Vector512.Sum(sums);
                for (; k < n; k++)
                {
                    double mixture = 0.5 * (x[k] + y[k]);
                    sum += mixture * Math.Log(mixture);
                }

                job.Result[((long)i * job.RightCount) + j] = sum;
            }
        }
    }
}
