using System;
using System.Collections.Generic;
using Neurovariety.Data;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Memories;
using Neurovariety.Numerics;

namespace Neurovariety.Benchmarks.Pipelines;

/// <summary>Retrieval from N patterns of 784 numbers by every similarity: growth with N, the kernels beside their twins, the grid.</summary>
/// <remarks>The grid is that of the eight published experiments, both modes, five runs: the universal memories of it, on the digits that NEUROVARIETY_DATA names, else on synthetic ones.</remarks>
internal static class Memories
{
    private static readonly int[] s_sizes = [2, 5, 10, 20, 50, 100, 200, 300, 500, 700, 1000];

    public static void Run(Harness harness)
    {
        string? folder = Environment.GetEnvironmentVariable("NEUROVARIETY_DATA");
        ImageSet images = string.IsNullOrEmpty(folder)
            ? SyntheticDigits.Draw(6000, RandomSource.FromSeed(1))
            : DatasetLocator.Load(DatasetOptions.ForUser(folder)).Train;
        PatternPool pool = PatternPool.FromImages(images);
        Kernels(harness, pool);
        foreach (int count in new[] { 100, 300, 1000 })
        {
            MemoryTrial trial = new() { PatternCount = count };
            RetrievalTask task = RetrievalTask.Draw(pool, trial, 0);
            harness.Measure("memory, draw a task", $"N = {count}", 0, () => RetrievalTask.Draw(pool, trial, 0), count);
            foreach (string name in Similarities.Names)
            {
                MemoryOptions options = new() { Similarity = Similarities.Parse(name) };
                harness.Measure($"memory, {name}", $"N = {count}", 0, () => task.Distances(options), count);
            }
        }
    }

    /// <summary>The whole grid once.</summary>
    public static void RunGrid(Harness harness)
    {
        string? folder = Environment.GetEnvironmentVariable("NEUROVARIETY_DATA");
        ImageSet images = string.IsNullOrEmpty(folder)
            ? SyntheticDigits.Draw(6000, RandomSource.FromSeed(1))
            : DatasetLocator.Load(DatasetOptions.ForUser(folder)).Train;
        PatternPool pool = PatternPool.FromImages(images);
        long clock = System.Diagnostics.Stopwatch.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        int count = 0;
        foreach (MemoryTrial trial in Grid())
        {
            Capacity.Measure(pool, trial);
            count++;
        }

        harness.Add(
            new System.Text.Json.Nodes.JsonObject
            {
                ["kernel"] = "memory, grid of the eight experiments",
                ["size"] = $"{count} trials of 5 runs",
                ["seconds"] = System.Diagnostics.Stopwatch.GetElapsedTime(clock).TotalSeconds,
                ["processorSeconds"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
            }
        );
    }

    private static IEnumerable<MemoryTrial> Grid()
    {
        Perturbation half = Perturbation.Masking(PerturbationKind.Mask, 0.5);
        foreach (MemoryMode mode in Enum.GetValues<MemoryMode>())
        {
            List<(int Count, Perturbation Damage)> bySimilarity = [(250, Perturbation.Noise(0.5))];
            foreach (int count in s_sizes)
            {
                bySimilarity.Add((count, Perturbation.Noise(0.5)));
                foreach (
                    string text in new[]
                    {
                        "power:0.5",
                        "log",
                        "identity",
                        "power:2",
                        "power:3",
                        "power:4",
                        "power:10",
                        "softmax",
                        "max",
                    }
                )
                {
                    yield return Trial(count, half, mode, Similarity.Manhattan, Separation.Parse(text));
                }

                foreach (
                    Similarity similarity in new[]
                    {
                        Similarity.NormalisedDot,
                        Similarity.Euclidean,
                        Similarity.Manhattan,
                    }
                )
                {
                    foreach (bool isHetero in new[] { false, true })
                    {
                        yield return Trial(count, Perturbation.Noise(0.3), mode, similarity, Separation.Max) with
                        {
                            IsHetero = isHetero,
                        };
                    }
                }
            }

            foreach (double deviation in new[] { 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.5 })
            {
                bySimilarity.Add((100, Perturbation.Noise(deviation)));
            }

            for (int tenth = 1; tenth < 10; tenth++)
            {
                bySimilarity.Add((50, Perturbation.Masking(PerturbationKind.Mask, 0.1 * tenth)));
                if (tenth < 8)
                {
                    bySimilarity.Add((300, Perturbation.Masking(PerturbationKind.RandomMask, 0.1 * tenth)));
                    bySimilarity.Add((300, Perturbation.Masking(PerturbationKind.Inpaint, 0.1 * tenth)));
                }
            }

            foreach ((int count, Perturbation damage) in bySimilarity)
            {
                foreach (Similarity similarity in Enum.GetValues<Similarity>())
                {
                    yield return Trial(count, damage, mode, similarity, Separation.Max);
                }
            }
        }
    }

    private static MemoryTrial Trial(
        int count,
        Perturbation damage,
        MemoryMode mode,
        Similarity similarity,
        Separation separation
    ) =>
        new()
        {
            PatternCount = count,
            Perturbation = damage,
            Options = new MemoryOptions
            {
                Mode = mode,
                Similarity = similarity,
                Separation = separation,
            },
        };

    private static void Kernels(Harness harness, PatternPool pool)
    {
        Matrix patterns = pool.Draw(500, RandomSource.FromSeed(2));
        double[] rows = Array.ConvertAll(patterns.ToArray(), value => value + 1e-4);
        double[] result = new double[500 * 500];
        double terms = 500.0 * 500 * pool.Width;
        harness.Measure(
            "manhattan",
            "500 x 500 pairs",
            terms,
            () => RowPairKernel.ManhattanInto(rows, rows, pool.Width, result, 1)
        );
        harness.Measure(
            "manhattan, scalar twin",
            "500 x 500 pairs",
            terms,
            () => RowPairKernel.ManhattanScalarInto(rows, rows, pool.Width, result)
        );
        harness.Measure(
            "mixture entropy",
            "500 x 500 pairs",
            terms,
            () => RowPairKernel.MixtureInto(rows, rows, pool.Width, result, 1)
        );
        harness.Measure(
            "mixture entropy, scalar twin",
            "500 x 500 pairs",
            terms,
            () => RowPairKernel.MixtureScalarInto(rows, rows, pool.Width, result)
        );
    }
}
