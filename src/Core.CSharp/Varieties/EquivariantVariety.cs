using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Neurovariety.Representations;

namespace Neurovariety.Varieties;

/// <summary>
/// One irreducible variety of equivariant matrices: those whose i-th block has rank at most r_i over its division
/// algebra. For a maximal rank vector it is an irreducible component of the equivariant matrices of rank at most r.
/// </summary>
/// <remarks>
/// Source: [KSS24] for one permutation, [FORMULAS] for every permutation group. Correction: the multiplicity of an
/// eigenvalue of order l counts the cycles whose length l divides. Correction: the component is singular where a block
/// with 0 &lt; r_i &lt; m_i drops rank, not wherever the total rank drops; and the matrices of rank at most r together are
/// singular exactly where the rank is at most r − 1 only over C and for one permutation. Degree and Euclidean distance degree of a real
/// variety are those of its complexification with the Frobenius form.
/// </remarks>
public sealed class EquivariantVariety
{
    private readonly BlockDegrees _degrees;

    /// <summary>The variety of a rank vector.</summary>
    /// <param name="blocks">The real isotypic blocks of the group.</param>
    /// <param name="ranks">One rank for each block over the field, 0 ≤ r_i ≤ m_i.</param>
    /// <param name="field">R or C.</param>
    /// <exception cref="ArgumentException">The vector has another length than the list of blocks, or a rank exceeds its multiplicity.</exception>
    public EquivariantVariety(IReadOnlyList<IsotypicBlock> blocks, RankVector ranks, Field field = Field.Real)
        : this(blocks, MatrixBlock.Over(blocks, field), ranks, field, new BlockDegrees()) { }

    /// <summary>The same with the blocks over the field and the degrees of single blocks already at hand.</summary>
    internal EquivariantVariety(
        IReadOnlyList<IsotypicBlock> isotypic,
        IReadOnlyList<MatrixBlock> blocks,
        RankVector ranks,
        Field field,
        BlockDegrees degrees
    )
    {
        ArgumentNullException.ThrowIfNull(ranks);
        RankVectorCheck.Fits(blocks, ranks);
        Blocks = blocks;
        IsotypicBlocks = isotypic;
        Ranks = ranks;
        Field = field;
        _degrees = degrees;
    }

    /// <summary>The blocks of the commutant over the field.</summary>
    public IReadOnlyList<MatrixBlock> Blocks { get; }

    /// <summary>The rank of each block over its division algebra.</summary>
    public RankVector Ranks { get; }

    /// <summary>R or C.</summary>
    public Field Field { get; }

    /// <summary>The real isotypic blocks it was made from.</summary>
    internal IReadOnlyList<IsotypicBlock> IsotypicBlocks { get; }

    /// <summary>Σ δ_i·r_i, the rank of a general member as an n × n matrix.</summary>
    public int GenericRank => Blocks.Zip(Ranks, (b, r) => checked(b.Dimension * r)).Sum();

    /// <summary>Σ e_i·r_i(2m_i − r_i), over the field.</summary>
    public BigInteger Dimension => BlockDimensions().Aggregate(BigInteger.Zero, (sum, d) => sum + d);

    /// <summary>Weights of the two-layer network with weight sharing that fills the variety: 2·Σ e_i·m_i·r_i.</summary>
    public BigInteger ParameterCount =>
        Blocks
            .Zip(Ranks, (b, r) => 2 * (BigInteger)b.AlgebraDimension * b.Multiplicity * r)
            .Aggregate(BigInteger.Zero, (sum, p) => sum + p);

    /// <summary>
    /// Product over the blocks: deg(ρ,m,m) for R and over C, its square for C over R, deg(2ρ,2m,2m) for H.
    /// </summary>
    public BigInteger Degree => Product(_degrees.Degree);

    /// <summary>
    /// ∏ C(m_i, r_i) over R. Over C the same for a variety that is the complexification of a real one, else 0.
    /// </summary>
    /// <remarks>
    /// Derivation of the 0: at a critical point A of the distance to a general U, with B the block paired with A by the
    /// Frobenius form, Aᵀ U_B = U_Aᵀ B, and U is invertible, so both have one rank; for a quaternionic block this
    /// matrix is self-adjoint for a symplectic involution, so its rank is even.
    /// </remarks>
    public BigInteger EuclideanDistanceDegree => Field == Field.Real ? RealCriticalPoints() : ComplexCriticalPoints();

    /// <summary>0-based positions of the blocks with 0 &lt; r_i &lt; m_i.</summary>
    public IReadOnlyList<int> SingularBlocks =>
        [.. Enumerable.Range(0, Blocks.Count).Where(i => Ranks[i] > 0 && Ranks[i] < Blocks[i].Multiplicity)];

    /// <summary>Where a block with 0 &lt; r_i &lt; m_i drops rank; empty when there is no such block.</summary>
    public SingularLocus SingularLocus
    {
        get
        {
            IReadOnlyList<int> singular = SingularBlocks;
            if (singular.Count == 0)
            {
                return SingularLocus.Empty("every block has rank 0 or full rank, the variety is a linear space");
            }

            // Lowering r_i by one lowers e·r(2m − r) by e(2m − 2r + 1).
            BigInteger loss = singular.Min(i =>
                (BigInteger)Blocks[i].AlgebraDimension * ((2L * (Blocks[i].Multiplicity - Ranks[i])) + 1)
            );
            string where = string.Join(
                " or ",
                singular.Select(i => $"block {Blocks[i].Label} has rank at most {Ranks[i] - 1}")
            );
            return new SingularLocus($"matrices of the component in which {where}", Dimension - loss, null);
        }
    }

    /// <summary>The product of determinantal varieties it is isomorphic to, as in M_{1,3x3}(R) x R(M_{1,2x2}(C)).</summary>
    /// <remarks>R(…) is the realification of a variety over C or H.</remarks>
    public string IsomorphicTo => string.Join(" x ", Blocks.Zip(Ranks, BlockName));

    private IEnumerable<BigInteger> BlockDimensions() =>
        Blocks.Zip(Ranks, (b, r) => (BigInteger)b.AlgebraDimension * r * ((2L * b.Multiplicity) - r));

    private static string BlockName(MatrixBlock block, int rank)
    {
        string size = $"M_{{{rank},{block.Multiplicity}x{block.Multiplicity}}}";
        return block switch
        {
            { Field: Field.Complex } => $"{size}(C)",
            { Algebra: DivisionAlgebra.Real } => $"{size}(R)",
            { Algebra: DivisionAlgebra.Complex } => $"R({size}(C))",
            _ => $"R({size}(H))",
        };
    }

    private BigInteger RealCriticalPoints() => Product((b, r) => _degrees.Binomial(b.Multiplicity, r));

    private BigInteger Product(Func<MatrixBlock, int, BigInteger> factor)
    {
        BigInteger product = BigInteger.One;
        for (int i = 0; i < Blocks.Count; i++)
        {
            BigInteger value = factor(Blocks[i], Ranks[i]);
            product = value.IsOne ? product : product * value;
        }

        return product;
    }

    private BigInteger ComplexCriticalPoints()
    {
        BigInteger product = BigInteger.One;
        foreach (var block in Blocks.Zip(Ranks).GroupBy(pair => pair.First.SourceIndex))
        {
            int rank = block.First().Second;
            int multiplicity = block.First().First.Multiplicity;
            bool quaternionic = IsotypicBlocks[block.Key].Type == DivisionAlgebra.Quaternionic;
            if (block.Any(pair => pair.Second != rank) || (quaternionic && rank % 2 == 1))
            {
                return BigInteger.Zero;
            }

            int step = quaternionic ? 2 : 1;
            product *= _degrees.Binomial(multiplicity / step, rank / step);
        }

        return product;
    }
}
