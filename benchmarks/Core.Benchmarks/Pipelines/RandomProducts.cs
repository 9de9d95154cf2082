using System;
using Neurovariety.RandomMatrices;

namespace Neurovariety.Benchmarks.Pipelines;

/// <summary>Products of eight random matrices at the published widths, with their eigenvalues: by every entry, and from triangles.</summary>
internal static class RandomProducts
{
    private const int Count = 10000;

    public static void Run(Harness harness)
    {
        int[] widths = [20, 32, 64, 128, 784, 128, 64, 32];
        ProductEnsemble gaussian = ProductEnsemble.Of(widths, EntryLaw.Gaussian, 1.0 / 3.0);
        ProductEnsemble uniform = ProductEnsemble.Of(widths, EntryLaw.Uniform, 1.0 / 3.0);
        foreach (int threads in new[] { 1, Environment.ProcessorCount })
        {
            Measure(harness, "Gaussian, from triangles", gaussian, Count, threads);
            Measure(harness, "uniform, every entry", uniform, Count / 10, threads);
            Measure(harness, "Gaussian, every entry", gaussian.Direct(), Count / 10, threads);
        }

        // Ten times as many matrices: the peak of memory must stay.
        Measure(harness, "Gaussian, from triangles", gaussian, 10 * Count, Environment.ProcessorCount);
    }

    private static void Measure(Harness harness, string name, ProductEnsemble ensemble, int count, int threads) =>
        harness.Measure(
            name,
            $"{count} products, {threads} threads",
            0,
            () => ensemble.Sample(count, 0.02, new SamplingOptions(0, threads)),
            count
        );
}
