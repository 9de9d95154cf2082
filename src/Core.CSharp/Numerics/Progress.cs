namespace Neurovariety.Numerics;

/// <summary>How far a long computation has come.</summary>
/// <param name="Stage">What is being done, in a few words.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all; 0 when unknown.</param>
public readonly record struct Progress(string Stage, long Done, long Total);
