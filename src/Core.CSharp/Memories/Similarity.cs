namespace Neurovariety.Memories;

/// <summary>How alike a stored pattern x and a query z are: the first step of a universal Hopfield network.</summary>
/// <remarks>Source: [MSSLB22, Section 2]. x̂ = x / Σx.</remarks>
public enum Similarity
{
    /// <summary>Σ x z; in published mode Σ x̂ ẑ, as the published experiments have it.</summary>
    Dot,

    /// <summary>Σ x̂ ẑ.</summary>
    NormalisedDot,

    /// <summary>Σ x z / (‖x‖ ‖z‖).</summary>
    Cosine,

    /// <summary>−Σ (x − z)²; in published mode 1 / Σ (x − z)².</summary>
    Euclidean,

    /// <summary>−Σ |x − z|; in published mode 1 / Σ |x − z|.</summary>
    Manhattan,

    /// <summary>−KL(p‖q) with p, q the smoothed x̂, ẑ; in published mode 1 / Σ x̂ (log(x̂ + 1e-4) − log(ẑ + 1e-4)).</summary>
    KullbackLeibler,

    /// <summary>The same with x and z exchanged.</summary>
    ReverseKullbackLeibler,

    /// <summary>−JS(p, q); in published mode 1 / (½ KL score + ½ reverse KL score), scores being the reciprocals above.</summary>
    JensenShannon,
}
