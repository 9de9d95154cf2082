using System;
using Neurovariety.Kernels;

namespace Neurovariety.Benchmarks.Kernels;

/// <summary>Basis change and Gram matrices of the headline job: 60000 images, shifts along rows and along columns.</summary>
internal static class ShiftGrams
{
    public static void Run(Harness harness)
    {
        byte[] pixels = new byte[60000 * 784];
        new Random(1).NextBytes(pixels);
        foreach (bool horizontal in new[] { true, false })
        {
            int[][] cycles = new int[28][];
            for (int a = 0; a < 28; a++)
            {
                cycles[a] = new int[28];
                for (int t = 0; t < 28; t++)
                {
                    cycles[a][t] = horizontal ? (28 * a) + t : (28 * t) + a;
                }
            }

            CycleTable table = new(cycles, 784);
            double[] result = new double[15 * 2 * 28 * 28];
            string size = horizontal ? "60000, horizontal" : "60000, vertical";
            foreach (int threads in new[] { 1, 0 })
            {
                harness.Measure(
                    threads == 1 ? "shift moments, 1 thread" : "shift moments, all cores",
                    size,
                    0,
                    () => ShiftGramKernel.MomentsInto(pixels, 60000, table, result, threads)
                );
            }
        }
    }
}
