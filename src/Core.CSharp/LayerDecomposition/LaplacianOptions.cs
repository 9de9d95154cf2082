using System;

namespace Neurovariety.LayerDecomposition;

/// <summary>How closely Laplacians are solved and their eigenpairs found.</summary>
/// <param name="Tolerance">
/// Largest residual: ‖L·x − b‖/‖b‖ of a solution; ‖L·ψ − λψ‖ of an eigenpair over the bound of the eigenvalues.
/// </param>
/// <param name="StepLimit">Most steps of conjugate gradients; most restarts of Lanczos's method are a hundredth of it.</param>
/// <param name="Seed">Seed of the vectors that Lanczos's method starts from.</param>
/// <param name="Threads">Threads to use; 0 for all cores. No result depends on it.</param>
public sealed record LaplacianOptions(double Tolerance = 1e-10, int StepLimit = 10_000, ulong Seed = 0, int Threads = 0)
{
    /// <summary>Residuals of 1e-10.</summary>
    public static LaplacianOptions Default { get; } = new();
}
