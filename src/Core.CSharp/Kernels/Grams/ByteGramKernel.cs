using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>Gram matrices of bytes in whole numbers, on vectors of 512 bits: twice the rate of float.</summary>
/// <remarks>
/// Features that are zero in every sample are left out. A block of samples is packed pair by pair into 16-bit numbers and
/// multiplied into 32-bit sums, which are added up in double. All sums are whole numbers below 2^53, so exact in any order: each
/// thread keeps sums of its own, and the result does not depend on how the blocks were shared out.
/// </remarks>
internal static unsafe class ByteGramKernel
{
    private const int LargestFeatures = 2048;

    /// <summary>Whether this processor and this size allow it.</summary>
    public static bool Supports(int features) => Avx512BW.IsSupported && features <= LargestFeatures;

    /// <summary>Writes the lower half of xᵀ·x and zeros above.</summary>
    public static void LowerInto(ReadOnlySpan<byte> x, int samples, int features, double[] destination, int threads)
    {
        Array.Clear(destination, 0, features * features);
        int[] active = ActiveFeatures(x[..(samples * features)], features);
        if (active.Length == 0)
        {
            return;
        }

        int[] runs = Runs(active);
        int width = ByteGramJob.WidthFor(active.Length);
        int blocks = (samples + ByteGramJob.Block - 1) / ByteGramJob.Block;
        int team = Math.Min(ThreadTeam.ThreadCount(threads), blocks);
        using Scratch<double> sums = Scratch<double>.Rent((long)team * width * width);
        sums.Span.Clear();
        int* taken = stackalloc int[team];
        new Span<int>(taken, team).Clear();
        fixed (byte* source = x)
        fixed (int* run = runs)
        {
            ByteGramJob job = new()
            {
                Bytes = source,
                Samples = samples,
                Features = features,
                Runs = run,
                RunCount = runs.Length / 2,
                Width = width,
                Active = active.Length,
                Sums = sums.Pointer,
                Taken = taken,
                ThreadTeam = team,
            };
            ThreadTeam.Run(team, blocks, &ByteGramJob.RunBlock, &job);
        }

        Collect(sums.Pointer, team, width, active, features, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Collect(double* sums, int team, int width, int[] active, int features, double[] destination)
    {
        for (int i = 0; i < active.Length; i++)
        {
            Span<double> row = destination.AsSpan(active[i] * features, features);
            for (int part = 0; part < team; part++)
            {
                double* source = sums + ((nint)part * width * width) + ((nint)i * width);
                for (int j = 0; j <= i; j++)
                {
                    row[active[j]] += source[j];
                }
            }
        }
    }

    /// <summary>The features that are not zero in every sample, rising.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] ActiveFeatures(ReadOnlySpan<byte> x, int features)
    {
        byte[] any = new byte[features];
        fixed (byte* source = x)
        fixed (byte* seen = any)
        {
            byte* end = source + x.Length;
            for (byte* sample = source; sample < end; sample += features)
            {
                int i = 0;
                for (; i + Vector512<byte>.Count <= features; i += Vector512<byte>.Count)
                {
                    (Vector512.Load(seen + i) | Vector512.Load(sample + i)).Store(seen + i);
                }

                for (; i < features; i++)
                {
                    seen[i] |= sample[i];
                }
            }
        }

        List<int> active = [];
        for (int i = 0; i < features; i++)
        {
            if (any[i] != 0)
            {
                active.Add(i);
            }
        }

        return [.. active];
    }

    // Neighbouring features: start and length of each run in turn.
    private static int[] Runs(int[] active)
    {
        List<int> runs = [];
        foreach (int feature in active)
        {
            if (runs.Count > 0 && runs[^2] + runs[^1] == feature)
            {
                runs[^1]++;
            }
            else
            {
                runs.Add(feature);
                runs.Add(1);
            }
        }

        return [.. runs];
    }
}
