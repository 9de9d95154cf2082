namespace Neurovariety.Memories;

/// <summary>How an autoencoder is iterated.</summary>
/// <param name="StepLimit">Most steps, at least 1.</param>
/// <param name="Tolerance">Root mean square over the pixels, pixels from −1 to 1, of a step that counts as none.</param>
/// <param name="SameWithin">Root mean square up to which two ends are one attractor.</param>
/// <param name="Threads">Threads to use; 0 for all cores.</param>
public sealed record AttractorOptions(
    int StepLimit = 1000,
    double Tolerance = 1e-5,
    double SameWithin = 0.01,
    int Threads = 0
)
{
    /// <summary>1000 steps, 1e-5, .01, all cores.</summary>
    public static AttractorOptions Default { get; } = new();
}
