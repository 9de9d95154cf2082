namespace Neurovariety.Representations;

/// <summary>
/// The division algebra D of endomorphisms of a real irreducible representation (Frobenius: there are three);
/// the value of each member is dim_R D.
/// </summary>
public enum DivisionAlgebra
{
    /// <summary>D = R: the representation stays irreducible over C.</summary>
    Real = 1,

    /// <summary>D = C: over C it is the sum of two conjugate representations that differ.</summary>
    Complex = 2,

    /// <summary>D = H: over C it is twice a representation that equals its conjugate.</summary>
    Quaternionic = 4,
}

/// <summary>One isotypic component V ⊗_D D^m of the permutation representation R^n of a group.</summary>
/// <param name="Label">For one generator "l,m", the eigenvalue exp(2πi·m/l); otherwise a running name.</param>
/// <param name="Type">D, the endomorphisms of V.</param>
/// <param name="Dimension">δ = dim_R V, the rank that one unit of the block costs.</param>
/// <param name="Multiplicity">m, the number of copies of V.</param>
/// <remarks>Source: [KSS24] for cyclic groups; Derivation: Schur's lemma and Wedderburn's theorem otherwise.</remarks>
public sealed record IsotypicBlock(string Label, DivisionAlgebra Type, int Dimension, int Multiplicity)
{
    /// <summary>e = dim_R D: 1, 2 or 4.</summary>
    public int AlgebraDimension => (int)Type;

    /// <summary>Dimension δ·m of the isotypic component in R^n.</summary>
    public long ComponentDimension => (long)Dimension * Multiplicity;
}
