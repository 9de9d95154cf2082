using System;
using System.Numerics;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Benchmarks.Kernels;

/// <summary>Symmetric and Hermitian eigenproblems, the decomposition by singular values, and transforms of cycles.</summary>
internal static class Eigenproblems
{
    public static void Run(Harness harness)
    {
        Random random = new(3);
        Matrix x = Matrix.Create(1000, 784, (_, _) => random.NextDouble());
        Matrix gram = MatrixProduct.Gram(x);
        foreach (int threads in new[] { 1, 0 })
        {
            string cores = threads == 1 ? "1 thread" : "all cores";
            harness.Measure(
                $"99 eigenvectors, {cores}",
                "784 x 784",
                0,
                () => SymmetricEigen.Largest(gram, 99, threads)
            );
            harness.Measure(
                $"all eigenvectors, {cores}",
                "784 x 784",
                0,
                () => SymmetricEigen.Decompose(gram, threads)
            );
        }

        ComplexMatrix z = ComplexMatrix.Create(28, 28, (_, _) => new Complex(random.NextDouble(), random.NextDouble()));
        ComplexMatrix h = z.Add(z.ConjugateTranspose());
        harness.Measure("Hermitian eigenvectors", "28 x 28", 0, () => HermitianEigen.Decompose(h));
        Matrix small = Matrix.Create(100, 100, (_, _) => random.NextDouble());
        harness.Measure("singular values and vectors", "100 x 100", 0, () => Factorizations.Svd(small));
    }

    public static void RunFourier(Harness harness)
    {
        foreach (int n in new[] { 28, 784, 1009, 100000 })
        {
            double[] values = new double[n];
            values[0] = 1.0;
            CyclicFourier fourier = CyclicFourier.OfLength(n);
            harness.Measure("Fourier basis, one cycle", $"{n}", 0, () => fourier.Forward(values));
        }

        double[] input = new double[2 * 784];
        double[] output = new double[2 * 784];
        harness.Measure("Fourier basis, scalar twin", "784", 0, () => FourierPlan.DirectInto(input, output));
    }
}
