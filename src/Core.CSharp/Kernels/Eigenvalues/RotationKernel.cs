using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Plane rotations in the order in which an iteration made them, grouped into sweeps over neighbouring planes.</summary>
internal sealed class RotationSequence
{
    private double[] _cosinesAndSines;

    /// <summary>An empty sequence with room for what the eigenproblem of a size usually needs.</summary>
    public RotationSequence(int size) =>
        _cosinesAndSines = GC.AllocateUninitializedArray<double>((int)Math.Clamp(2L * size * size, 64, 1 << 24));

    /// <summary>Cosine and sine of rotation k at 2k and 2k + 1.</summary>
    public double[] CosinesAndSines => _cosinesAndSines;

    /// <summary>Number of rotations.</summary>
    public int Count { get; private set; }

    /// <summary>Sweeps: the lowest plane, the first rotation, the end of the rotations; planes fall within a sweep.</summary>
    public List<(int Lowest, int Begin, int End)> Sweeps { get; } = [];

    public void Add(double cosine, double sine)
    {
        if (2 * Count == _cosinesAndSines.Length)
        {
            Array.Resize(ref _cosinesAndSines, checked(2 * _cosinesAndSines.Length));
        }

        _cosinesAndSines[2 * Count] = cosine;
        _cosinesAndSines[(2 * Count) + 1] = sine;
        Count++;
    }
}

/// <summary>Applies a sequence of rotations, last first, to the rows of a matrix.</summary>
internal static unsafe class RotationKernel
{
    /// <summary>Columns worked on together: four vectors of 512 bits.</summary>
    public const int StripWidth = 32;

    private struct Job
    {
        public double* Rotations;
        public int* Sweeps;
        public int SweepCount;
        public double* Strips;
        public long StripLength;
    }

    /// <summary>Number of strips for a number of columns.</summary>
    public static int StripCount(int columns) => (columns + StripWidth - 1) / StripWidth;

    /// <summary>Replaces rows i, i + 1 by c·x_i + s·x_(i+1), c·x_(i+1) − s·x_i for each rotation, last first.</summary>
    /// <param name="sequence">The rotations.</param>
    /// <param name="strips">Strips of 32 columns, each rows × 32, row by row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ApplyReversed(RotationSequence sequence, double[] strips, int rows, int threads)
    {
        int[] sweeps = new int[3 * sequence.Sweeps.Count];
        for (int k = 0; k < sequence.Sweeps.Count; k++)
        {
            (sweeps[3 * k], sweeps[(3 * k) + 1], sweeps[(3 * k) + 2]) = sequence.Sweeps[k];
        }

        int stripLength = rows * StripWidth;
        if (!Vector256.IsHardwareAccelerated)
        {
            ApplyReversedScalar(sequence, strips, rows);
            return;
        }

        fixed (double* rotations = sequence.CosinesAndSines)
        fixed (int* ranges = sweeps)
        fixed (double* target = strips)
        {
            Job job = new()
            {
                Rotations = rotations,
                Sweeps = ranges,
                SweepCount = sequence.Sweeps.Count,
                Strips = target,
                StripLength = stripLength,
            };
            int count = stripLength == 0 ? 0 : strips.Length / stripLength;
            int team = (long)sequence.Count * count < 10_000 ? 1 : ThreadTeam.ThreadCount(threads);
            ThreadTeam.Run(team, count, &RunStrip, &job);
        }
    }

    /// <summary>Scalar twin.</summary>
    public static void ApplyReversedScalar(RotationSequence sequence, double[] strips, int rows)
    {
        for (int start = 0; start < strips.Length; start += rows * StripWidth)
        {
            for (int sweep = sequence.Sweeps.Count - 1; sweep >= 0; sweep--)
            {
                (int plane, int begin, int end) = sequence.Sweeps[sweep];
                for (int k = end - 1; k >= begin; k--, plane++)
                {
                    double c = sequence.CosinesAndSines[2 * k];
                    double s = sequence.CosinesAndSines[(2 * k) + 1];
                    for (int j = 0; j < StripWidth; j++)
                    {
                        ref double upper = ref strips[start + (plane * StripWidth) + j];
                        ref double lower = ref strips[start + ((plane + 1) * StripWidth) + j];
                        (upper, lower) = ((c * upper) + (s * lower), (c * lower) - (s * upper));
                    }
                }
            }
        }
    }

    /// <summary>The lower row of a rotation is the upper row of the next one: it stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunStrip(void* context, int part)
    {
        ref Job job = ref *(Job*)context;
        double* strip = job.Strips + (part * job.StripLength);
        for (int sweep = job.SweepCount - 1; sweep >= 0; sweep--)
        {
            double* row = strip + ((long)job.Sweeps[3 * sweep] * StripWidth);
            double* first = job.Rotations + (2L * job.Sweeps[(3 * sweep) + 1]);
            Vector512<double> x0 = Vector512.Load(row);
            Vector512<double> x1 = Vector512.Load(row + 8);
            Vector512<double> x2 = Vector512.Load(row + 16);
            Vector512<double> x3 = Vector512.Load(row + 24);
            for (double* k = job.Rotations + (2L * job.Sweeps[(3 * sweep) + 2]) - 2; k >= first; k -= 2)
            {
                Vector512<double> c = Vector512.Create(k[0]);
                Vector512<double> s = Vector512.Create(k[1]);
                Vector512<double> y0 = Vector512.Load(row + 32);
                Vector512<double> y1 = Vector512.Load(row + 40);
                Vector512<double> y2 = Vector512.Load(row + 48);
                Vector512<double> y3 = Vector512.Load(row + 56);
                Vector512.MultiplyAddEstimate(c, x0, s * y0).Store(row);
                Vector512.MultiplyAddEstimate(c, x1, s * y1).Store(row + 8);
                Vector512.MultiplyAddEstimate(c, x2, s * y2).Store(row + 16);
                Vector512.MultiplyAddEstimate(c, x3, s * y3).Store(row + 24);
                x0 = (c * y0) - (s * x0);
                x1 = (c * y1) - (s * x1);
                x2 = (c * y2) - (s * x2);
                x3 = (c * y3) - (s * x3);
                row += StripWidth;
            }

            x0.Store(row);
            x1.Store(row + 8);
            x2.Store(row + 16);
            x3.Store(row + 24);
        }
    }
}
