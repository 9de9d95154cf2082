namespace Neurovariety.Varieties;

/// <summary>The field that matrices have their entries in.</summary>
public enum Field
{
    /// <summary>The real numbers R: what a network's weights are.</summary>
    Real = 0,

    /// <summary>The complex numbers C.</summary>
    Complex = 1,
}
