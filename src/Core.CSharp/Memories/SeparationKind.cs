namespace Neurovariety.Memories;

/// <summary>How scores become weights: the second step of a universal Hopfield network.</summary>
/// <remarks>Source: [MSSLB22, Section 2 and Table 1].</remarks>
public enum SeparationKind
{
    /// <summary>The scores themselves: the classical Hopfield network.</summary>
    Identity,

    /// <summary>exp, divided by the sum: the modern continuous Hopfield network and attention.</summary>
    Softmax,

    /// <summary>A power of the scores: dense associative memories.</summary>
    Power,

    /// <summary>A logarithm of the scores.</summary>
    Log,

    /// <summary>The largest score alone.</summary>
    Max,

    /// <summary>The k largest scores, with equal weights.</summary>
    TopK,

    /// <summary>All scores from a threshold on, with equal weights: the sparse distributed memory.</summary>
    Threshold,
}
