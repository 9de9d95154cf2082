namespace Neurovariety.Fitting;

/// <summary>Wall time of the making of block moments, in seconds.</summary>
/// <param name="BasisChange">Time of the change to the isotypic basis.</param>
/// <param name="Gram">Time of the sums of products.</param>
public readonly record struct GramSeconds(double BasisChange, double Gram);
