using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>I_dist and O_dist are the identity on the first n' coordinates: the truncated singular value decomposition.</summary>
/// <remarks>
/// Source: [NLQ23, Eq. 4]. Correction: its Eq. 3 writes W = U·O·S'·I·Vᵀ for any n'; equality holds from n' = rank W on.
/// </remarks>
internal static class IdentityReading
{
    /// <summary>The maps for n' up to a width.</summary>
    public static LatentMaps Maps(SvdResult svd, int latent)
    {
        Matrix input = Matrix.Create(latent, svd.V.RowCount, (n, i) => svd.V[i, n]);
        Matrix output = Matrix.Create(svd.U.RowCount, latent, (o, n) => svd.U[o, n]);
        return new LatentMaps(input, output);
    }
}
