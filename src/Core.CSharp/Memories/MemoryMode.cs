namespace Neurovariety.Memories;

/// <summary>Whether a memory behaves as it should, or as in the published experiments.</summary>
/// <remarks>
/// Source: [MSSLB22, Section 5]. Correction: the published scores are reciprocals of distances, so that an exact match divides by 0; the
/// Jensen–Shannon score is the reciprocal of a mean of reciprocals, so that it falls as points come nearer; the divergences add 1e-4
/// inside the logarithms without normalising again, so that they can be negative; scores are divided by their sum before the
/// separation, so that β cancels.
/// </remarks>
public enum MemoryMode
{
    /// <summary>Distances count as negative distances, β acts, ties are shared and exact matches are safe.</summary>
    Corrected,

    /// <summary>The behaviour of the published experiments, faults included.</summary>
    Published,
}
