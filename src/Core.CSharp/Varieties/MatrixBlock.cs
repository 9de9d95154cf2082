using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Neurovariety.Representations;

namespace Neurovariety.Varieties;

/// <summary>One matrix algebra M_m(D) of the commutant over a field K.</summary>
/// <param name="Label">For one generator "l,m", the eigenvalue exp(2πi·m/l); otherwise a running name.</param>
/// <param name="Field">K.</param>
/// <param name="Algebra">D; over C it is C itself.</param>
/// <param name="Dimension">dim_K of one irreducible copy: the rank that one unit of the block costs.</param>
/// <param name="Multiplicity">m, the size of the block over D.</param>
/// <param name="SourceIndex">0-based position of the real block it stems from.</param>
public sealed record MatrixBlock(
    string Label,
    Field Field,
    DivisionAlgebra Algebra,
    int Dimension,
    int Multiplicity,
    int SourceIndex
)
{
    /// <summary>dim_K D: 1, 2 or 4 over R, always 1 over C.</summary>
    public int AlgebraDimension => Field == Field.Complex ? 1 : (int)Algebra;

    /// <summary>The blocks of the commutant over a field.</summary>
    /// <param name="blocks">The real isotypic blocks of a group.</param>
    /// <param name="field">R or C.</param>
    /// <returns>
    /// Over R one block for each real block, in the same order. Over C a real block stays, a complex one gives two
    /// conjugate blocks of half the dimension, a quaternionic one a single block of half the dimension and twice the
    /// multiplicity; for one generator 1,1 comes first and m/l falls from there over the whole circle, for several
    /// generators the order is by dimension, then multiplicity.
    /// </returns>
    /// <exception cref="ArgumentException">A dimension or multiplicity is below 1 or does not fit the type.</exception>
    /// <remarks>Derivation: D ⊗ C is C, C × C or M_2(C) for D = R, C, H.</remarks>
    public static IReadOnlyList<MatrixBlock> Over(IReadOnlyList<IsotypicBlock> blocks, Field field)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        Check(blocks);
        return field == Field.Real
            ? [.. blocks.Select((b, i) => new MatrixBlock(b.Label, field, b.Type, b.Dimension, b.Multiplicity, i))]
            : OverComplex(blocks);
    }

    private static void Check(IReadOnlyList<IsotypicBlock> blocks)
    {
        foreach (IsotypicBlock block in blocks)
        {
            if (block.Dimension < 1 || block.Multiplicity < 1 || block.Dimension % block.AlgebraDimension != 0)
            {
                throw new ArgumentException(
                    $"block {block.Label}: dimension {block.Dimension} and multiplicity {block.Multiplicity} must be "
                        + $"positive, the dimension a multiple of {block.AlgebraDimension} for type {block.Type}",
                    nameof(blocks)
                );
            }
        }
    }

    private static List<MatrixBlock> OverComplex(IReadOnlyList<IsotypicBlock> blocks)
    {
        List<MatrixBlock> result = new(blocks.Count);
        List<MatrixBlock> conjugates = [];
        for (int i = 0; i < blocks.Count; i++)
        {
            IsotypicBlock b = blocks[i];
            int dimension = b.Type == DivisionAlgebra.Real ? b.Dimension : b.Dimension / 2;
            int multiplicity = b.Type == DivisionAlgebra.Quaternionic ? checked(2 * b.Multiplicity) : b.Multiplicity;
            MatrixBlock block = new(b.Label, Field.Complex, DivisionAlgebra.Complex, dimension, multiplicity, i);
            result.Add(block);
            if (b.Type == DivisionAlgebra.Complex)
            {
                conjugates.Add(block with { Label = ConjugateLabel(b.Label) });
            }
        }

        conjugates.Reverse();
        result.AddRange(conjugates);
        bool oneGenerator = blocks.All(b => Eigenvalue(b.Label) is not null);
        return oneGenerator ? result : [.. result.OrderBy(b => b.Dimension).ThenBy(b => b.Multiplicity)];
    }

    private static string ConjugateLabel(string label) =>
        Eigenvalue(label) is (int order, int exponent) ? $"{order},{order - exponent}" : $"conj({label})";

    private static (int Order, int Exponent)? Eigenvalue(string label)
    {
        string[] parts = label.Split(',');
        return
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int order)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int exponent)
            ? (order, exponent)
            : null;
    }
}
