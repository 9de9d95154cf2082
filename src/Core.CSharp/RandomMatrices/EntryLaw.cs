namespace Neurovariety.RandomMatrices;

/// <summary>The law of the entries of a matrix, of mean 0 and given variance.</summary>
public enum EntryLaw
{
    /// <summary>Normal numbers.</summary>
    Gaussian,

    /// <summary>Numbers uniform on an interval about 0.</summary>
    Uniform,
}
