using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Second moments of the Fourier coefficients of equally long cycles, straight from bytes.</summary>
/// <remarks>
/// For each frequency j = 0 … L/2 with C_a = Σ_t x_a,t·cos(2πjt/L) and S_a likewise with the sine, summed over the samples:
/// Re = Σ C_a·C_b + S_a·S_b, Im = Σ S_a·C_b − C_a·S_b, unscaled (bytes 0 … 255). Each group of 128 samples is transformed into
/// memory the second-level cache holds, then multiplied tile by tile in float and added up in double. The groups form segments
/// fixed by the sizes alone, combined in order: the bits do not depend on the number of threads.
/// </remarks>
internal static unsafe class ShiftGramKernel
{
    private const int LargestSegments = 16;
    private const long SegmentMemory = 4 << 20;

    /// <summary>Writes the sums: frequency j at j·2·m², first the m × m real parts, then the imaginary ones.</summary>
    /// <param name="pixels">samples × SampleSize bytes.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="table">The cycles.</param>
    /// <param name="destination">(L/2 + 1)·2·m² numbers.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    public static void MomentsInto(
        ReadOnlySpan<byte> pixels,
        int samples,
        CycleTable table,
        double[] destination,
        int threads
    )
    {
        long needed = (table.Length / 2 + 1L) * 2 * table.Count * table.Count;
        if ((long)samples * table.SampleSize > pixels.Length || needed > destination.Length)
        {
            throw new ArgumentException(
                $"moments: {samples} x {table.SampleSize} bytes and {needed} numbers wanted, got {pixels.Length} and {destination.Length}"
            );
        }

        Array.Clear(destination);
        if (!Vector128.IsHardwareAccelerated)
        {
            MomentsScalarInto(pixels, samples, table, destination);
        }
        else if (samples > 0 && table.Count > 0)
        {
            RunSegments(pixels, samples, table, destination, threads);
        }
    }

    /// <summary>Scalar twin: coefficients and sums in double, sample by sample.</summary>
    public static void MomentsScalarInto(ReadOnlySpan<byte> pixels, int samples, CycleTable table, double[] destination)
    {
        int m = table.Count;
        double[] c = new double[m];
        double[] s = new double[m];
        for (int j = 0; j <= table.Length / 2; j++)
        {
            Span<double> real = destination.AsSpan(j * 2 * m * m, m * m);
            Span<double> imaginary = destination.AsSpan((j * 2 * m * m) + (m * m), m * m);
            for (int k = 0; k < samples; k++)
            {
                CoefficientsScalar(pixels[(k * table.SampleSize)..], table, j, c, s);
                for (int a = 0; a < m; a++)
                {
                    for (int b = 0; b < m; b++)
                    {
                        real[(a * m) + b] += (c[a] * c[b]) + (s[a] * s[b]);
                        imaginary[(a * m) + b] += (s[a] * c[b]) - (c[a] * s[b]);
                    }
                }
            }
        }
    }

    private static void CoefficientsScalar(ReadOnlySpan<byte> sample, CycleTable table, int j, double[] c, double[] s)
    {
        Array.Clear(c);
        Array.Clear(s);
        for (int t = 0; t < table.Length; t++)
        {
            (double sine, double cosine) = Math.SinCos(2.0 * Math.PI * ((long)j * t % table.Length) / table.Length);
            for (int a = 0; a < table.Count; a++)
            {
                double x = sample[table.Positions[(t * table.Count) + a]];
                c[a] += cosine * x;
                s[a] += sine * x;
            }
        }
    }

    private static void RunSegments(
        ReadOnlySpan<byte> pixels,
        int samples,
        CycleTable table,
        double[] destination,
        int threads
    )
    {
        ShiftGramShape shape = ShiftGramShape.For(table);
        int groups = (samples + ShiftGramShape.Group - 1) / ShiftGramShape.Group;
        int segments = (int)Math.Clamp(SegmentMemory * LargestSegments / (8 * shape.SumsLength), 2, LargestSegments);
        segments = Math.Min(segments, groups);
        using Scratch<double> sums = Scratch<double>.Rent(segments * shape.SumsLength);
        using Scratch<float> tables = Scratch<float>.Rent(shape.TablesLength);
        shape.FillTables(tables.Pointer);
        int[] offsets = shape.RowOffsets(table.Positions);
        fixed (byte* source = pixels)
        fixed (int* positions = table.Positions)
        fixed (int* rows = offsets)
        {
            ShiftGramJob job = new()
            {
                Pixels = source,
                End = source + pixels.Length,
                Offsets = rows,
                Positions = positions,
                Samples = samples,
                Groups = groups,
                Segments = segments,
                Sums = sums.Pointer,
                Tables = tables.Pointer,
                Shape = shape,
            };
            ThreadTeam.Run(ThreadTeam.ThreadCount(threads), segments, &ShiftGramJob.RunSegment, &job);
        }

        for (int segment = 0; segment < segments; segment++)
        {
            shape.AddTo(sums.Pointer + (segment * shape.SumsLength), destination);
        }
    }
}
