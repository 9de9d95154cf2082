using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>I_dist = f(Λ)Ψᵀ·X̂(X̂ᵀX̂)⁺ and O_dist = (ŶᵀŶ)⁺Ŷᵀ·Ψf(Λ)⁻¹.</summary>
/// <remarks>
/// Derivation: rows of Ψf(Λ) are the coordinates of diffusion maps [CL06] (heat kernel) and of the commute time [QH07]; I_dist is
/// the linear map of the inputs that comes nearest to them, O_dist the linear map back. The weights are a diagonal gauge: they
/// change I_dist, O_dist and S', but neither the spaces that these span nor the product W.
/// </remarks>
internal static class DiffusionReading
{
    /// <summary>The maps for n' up to the number of eigenpairs.</summary>
    public static LatentMaps Maps(LayerGeometry geometry, LayerMoments moments, DiffusionWeights weights, double time)
    {
        int threads = geometry.Options.Threads;
        double[] values = geometry.Eigen.Values;
        double[] factors = Array.ConvertAll(values, value => Factor(value, weights, time));
        if (Array.Exists(factors, factor => !(factor > 0.0) || !double.IsFinite(1.0 / factor)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(time),
                $"time {time}: exp(-time * {values[^1]}) is 0 to all digits; expected at most {700.0 / values[^1]:g3}"
            );
        }

        double[] inverses = Array.ConvertAll(factors, factor => 1.0 / factor);
        return new LatentMaps(
            moments.OnInputs(ColumnScaling.Multiply(geometry.Eigen.Vectors, factors), threads),
            moments.OnOutputs(ColumnScaling.Multiply(geometry.Eigen.Vectors, inverses), threads)
        );
    }

    private static double Factor(double value, DiffusionWeights weights, double time) =>
        weights == DiffusionWeights.CommuteTime ? 1.0 / Math.Sqrt(value) : Math.Exp(-time * value);
}
