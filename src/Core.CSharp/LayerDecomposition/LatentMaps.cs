using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>The two maps of a decomposition for the largest latent width; those of smaller widths are their first rows and columns.</summary>
/// <param name="Input">I_dist·Vᵀ, n' × i.</param>
/// <param name="Output">U·O_dist, o × n'.</param>
internal sealed record LatentMaps(Matrix Input, Matrix Output);
