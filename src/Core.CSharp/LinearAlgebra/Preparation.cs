using System.Numerics;
using Neurovariety.Kernels;

namespace Neurovariety.LinearAlgebra;

/// <summary>Has the hot code of products, moments and eigenproblems compiled, so that it can happen while data are read.</summary>
internal static class Preparation
{
    /// <summary>Runs everything once on next to nothing; safe to call from another thread while others work.</summary>
    public static void Prepare()
    {
        KernelPreparation.Prepare();
        HermitianEigen.Decompose(ComplexMatrix.Create(3, 3, (i, j) => new Complex(1.0 + i + j, i - j)));
        SymmetricEigen.Decompose(Matrix.Create(3, 3, (i, j) => 1.0 / (1.0 + i + j)));
    }
}
