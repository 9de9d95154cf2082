using System;
using System.Numerics;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Benchmarks.Kernels;

/// <summary>Eigenvalues of many small matrices; each row is the time of a whole batch and of one matrix.</summary>
internal static class SmallEigenproblems
{
    public static void Run(Harness harness)
    {
        foreach (int size in new[] { 2, 5, 10, 20, 32 })
        {
            int count = Math.Max(400, 400_000 / (size * size));
            (string Name, double[] Matrices)[] kinds =
            [
                ("normal", Normal(count, size)),
                ("near identity", NearIdentity(count, size)),
                ("eight factors", Products(count, size)),
            ];
            foreach ((string name, double[] matrices) in kinds)
            {
                Measure(harness, name, matrices, count, size);
            }
        }
    }

    private static void Measure(Harness harness, string name, double[] matrices, int count, int size)
    {
        Complex[] values = new Complex[count * size];
        IterationStatus[] statuses = new IterationStatus[count];
        foreach (int threads in new[] { 1, 2 })
        {
            double best = harness.Measure(
                $"eigenvalues, {name}, {threads} threads",
                $"{count} of {size} x {size}",
                0,
                () => SmallEigen.ValuesInto<double>(matrices, size, values, statuses, threads)
            );
            Console.Error.WriteLine($"    {best / count * 1e6:F3} us for one matrix");
        }
    }

    private static double[] Normal(int count, int size)
    {
        RandomSource random = RandomSource.FromSeed(1);
        double[] result = new double[count * size * size];
        foreach (ref double entry in result.AsSpan())
        {
            entry = random.NextGaussian();
        }

        return result;
    }

    /// <summary>Like the Jacobian of a trained autoencoder: the identity and noise.</summary>
    private static double[] NearIdentity(int count, int size)
    {
        double[] result = Normal(count, size);
        for (int i = 0; i < result.Length; i++)
        {
            int within = i % (size * size);
            result[i] = (0.3 * result[i] / Math.Sqrt(size)) + (within / size == within % size ? 0.9 : 0.0);
        }

        return result;
    }

    /// <summary>Like the Jacobian of an autoencoder at initialisation: products of factors size × 3 size and back.</summary>
    private static double[] Products(int count, int size)
    {
        double[] result = new double[count * size * size];
        RandomSource random = RandomSource.FromSeed(2);
        for (int k = 0; k < count; k++)
        {
            Matrix product = Matrix.Identity(size);
            for (int factor = 0; factor < 4; factor++)
            {
                Matrix wide = Matrix.Create(size, 3 * size, (_, _) => random.NextGaussian() / Math.Sqrt(3 * size));
                Matrix tall = Matrix.Create(3 * size, size, (_, _) => random.NextGaussian() / Math.Sqrt(size));
                product = MatrixProduct.Multiply(MatrixProduct.Multiply(product, wide), tall);
            }

            product.Entries.CopyTo(result.AsSpan(k * size * size));
        }

        return result;
    }
}
