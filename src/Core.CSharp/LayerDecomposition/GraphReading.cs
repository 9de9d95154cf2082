using System;
using System.Threading;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>I_dist = ΛΨᵀL_in⁺·X̂(X̂ᵀX̂)⁺ and O_dist = (ŶᵀŶ)⁺Ŷᵀ·L_outΨΛ⁻¹, with X̂ = XV, Ŷ = YU.</summary>
/// <remarks>
/// Source: [NLQ23, Eqs. 6 and 8]. Correction: there L·L_in⁻¹ is p × p, but the map it stands for is n' × i, both Laplacians are
/// singular, and the reshaping c is left open. Here L acts on its eigenvectors, which gives ΛΨᵀ, inverses are pseudo-inverses, and c
/// is least squares from functions on the samples to linear functions of the coordinates. Since X̂(X̂ᵀX̂)⁺Vᵀ = X(XᵀX)⁺, V is not
/// needed; and since L_in is symmetric, one solves for the n' columns of ΨΛ and not for the i columns of X̂.
/// </remarks>
internal static class GraphReading
{
    /// <summary>The maps for n' up to the number of eigenpairs, and what solving with L_in left over.</summary>
    public static (LatentMaps Maps, LaplacianSolution Solution) Maps(
        LayerGeometry geometry,
        LayerMoments moments,
        CancellationToken cancel
    )
    {
        LaplacianOptions options = geometry.Options.Accuracy;
        LaplacianEigenResult eigen = geometry.Eigen;
        LaplacianSolution solution = LaplacianSolver.Solve(geometry.InputGraph, eigen.Vectors, options, cancel);
        Matrix input = moments.OnInputs(ColumnScaling.Multiply(solution.Solution, eigen.Values), options.Threads);
        Matrix spread = geometry.OutputGraph.ApplyLaplacian(eigen.Vectors, options.Threads);
        double[] inverses = Array.ConvertAll(eigen.Values, value => 1.0 / value);
        Matrix output = moments.OnOutputs(ColumnScaling.Multiply(spread, inverses), options.Threads);
        return (new LatentMaps(input, output), solution);
    }
}
