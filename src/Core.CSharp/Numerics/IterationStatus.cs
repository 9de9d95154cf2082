namespace Neurovariety.Numerics;

/// <summary>How an iteration ended.</summary>
public enum IterationStatus
{
    /// <summary>The stopping criterion was met.</summary>
    Converged,

    /// <summary>The allowed number of iterations was used up first.</summary>
    IterationLimit,

    /// <summary>A value that is not finite appeared.</summary>
    NotFinite,
}
