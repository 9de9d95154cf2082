namespace Neurovariety.Memories;

/// <summary>How a stored pattern is damaged to make a query.</summary>
/// <remarks>Source: [MSSLB22, Section 5 and Appendix].</remarks>
public enum PerturbationKind
{
    /// <summary>The query is the pattern.</summary>
    None,

    /// <summary>Normal noise on every entry, brought back to [0, 1].</summary>
    Noise,

    /// <summary>The last entries, row by row, are 0: the lower part of an image.</summary>
    Mask,

    /// <summary>Entries drawn at random are 0.</summary>
    RandomMask,

    /// <summary>A square in the middle of the image is 0.</summary>
    Inpaint,
}
