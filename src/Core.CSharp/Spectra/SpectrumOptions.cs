using Neurovariety.Data;

namespace Neurovariety.Spectra;

/// <summary>The type in which Jacobians are computed; their eigenvalues are computed in double either way.</summary>
public enum SpectrumPrecision
{
    /// <summary>32-bit numbers.</summary>
    SinglePrecision,

    /// <summary>64-bit numbers.</summary>
    DoublePrecision,
}

/// <summary>How spectra are computed.</summary>
/// <param name="Precision">The type in which Jacobians are computed.</param>
/// <param name="Threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
/// <param name="BlockSize">Points worked on together by one thread, at least 1. The result does not depend on it.</param>
public sealed record SpectrumOptions(
    SpectrumPrecision Precision = SpectrumPrecision.SinglePrecision,
    int Threads = 0,
    int BlockSize = 64
)
{
    /// <summary>What the network takes for the pixels of images; [−1, 1] unless another is given. Points have their own.</summary>
    public InputScale Scale { get; init; } = InputScale.Symmetric;

    /// <summary>Single precision, all cores.</summary>
    public static SpectrumOptions Default { get; } = new();
}
