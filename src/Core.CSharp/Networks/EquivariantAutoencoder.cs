using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Networks;

/// <summary>
/// One network for one irreducible component of {M : M·P = P·M, rank M ≤ r}: for every isotypic block an encoder
/// r_i × m_i and a decoder m_i × r_i over its division algebra D_i, the same for every copy of the block.
/// </summary>
/// <remarks>
/// Source: [KSS24, weight sharing on de- and encoder]; Derivation: for any permutation group the commutant is
/// ⊕ M_{m_i}(D_i), and a D-matrix has rank at most r_i iff it factors over D through D^{r_i}.
/// </remarks>
public sealed class EquivariantAutoencoder : LinearAutoencoder
{
    private readonly double[][] _encoders;
    private readonly double[][] _decoders;

    private EquivariantAutoencoder(
        IsotypicDecomposition decomposition,
        RankVector component,
        double[][] encoders,
        double[][] decoders
    )
        : base(decomposition.Degree, BlockFit.GenericRank(decomposition.Blocks, component), decomposition.Degree)
    {
        Decomposition = decomposition;
        Component = component;
        _encoders = encoders;
        _decoders = decoders;
    }

    /// <summary>The isotypic decomposition behind the coordinates.</summary>
    public IsotypicDecomposition Decomposition { get; }

    /// <summary>Rank of each block over its division algebra.</summary>
    public RankVector Component { get; }

    /// <inheritdoc/>
    public override long ParameterCount => _encoders.Sum(x => (long)x.Length) + _decoders.Sum(x => (long)x.Length);

    /// <summary>
    /// The free weights: all encoders block by block (r_i × m_i × e_i real coordinates), then all decoders
    /// (m_i × r_i × e_i).
    /// </summary>
    /// <returns>2·Σ e_i·m_i·r_i numbers.</returns>
    public double[] Parameters() => [.. _encoders.SelectMany(x => x), .. _decoders.SelectMany(x => x)];

    /// <summary>A network from its free weights; any numbers give an equivariant map of the component.</summary>
    /// <param name="decomposition">The isotypic decomposition.</param>
    /// <param name="component">Rank of each block.</param>
    /// <param name="parameters">As <see cref="Parameters"/> gives them.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">The vector does not fit, or the number of parameters is another.</exception>
    public static EquivariantAutoencoder FromParameters(
        IsotypicDecomposition decomposition,
        RankVector component,
        ReadOnlySpan<double> parameters
    )
    {
        ArgumentNullException.ThrowIfNull(decomposition);
        BlockFit.Check(decomposition.Blocks, component);
        int[] sizes =
        [
            .. decomposition.Blocks.Select((b, i) => checked(b.AlgebraDimension * b.Multiplicity * component[i])),
        ];
        int half = sizes.Sum();
        if (parameters.Length != 2L * half)
        {
            throw new ArgumentException(
                $"parameters: expected {2L * half} numbers for component {component}, got {parameters.Length}",
                nameof(parameters)
            );
        }

        return new EquivariantAutoencoder(
            decomposition,
            component,
            Cut(parameters[..half], sizes),
            Cut(parameters[half..], sizes)
        );
    }

    /// <summary>A network from encoders and decoders that are written out over R.</summary>
    /// <param name="decomposition">The isotypic decomposition.</param>
    /// <param name="component">Rank of each block.</param>
    /// <param name="encoders">For each block a D-linear matrix, e·r × e·m.</param>
    /// <param name="decoders">For each block a D-linear matrix, e·m × e·r.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    /// <exception cref="PremiseException">A matrix is not D-linear.</exception>
    public static EquivariantAutoencoder FromBlocks(
        IsotypicDecomposition decomposition,
        RankVector component,
        IReadOnlyList<Matrix> encoders,
        IReadOnlyList<Matrix> decoders
    )
    {
        ArgumentNullException.ThrowIfNull(decomposition);
        ArgumentNullException.ThrowIfNull(encoders);
        ArgumentNullException.ThrowIfNull(decoders);
        BlockFit.Check(decomposition.Blocks, component);
        IReadOnlyList<IsotypicBlock> blocks = decomposition.Blocks;
        double[][] encoderCells = new double[blocks.Count][];
        double[][] decoderCells = new double[blocks.Count][];
        for (int i = 0; i < blocks.Count; i++)
        {
            int e = blocks[i].AlgebraDimension;
            encoderCells[i] = Contract(encoders[i], component[i], blocks[i].Multiplicity, e);
            decoderCells[i] = Contract(decoders[i], blocks[i].Multiplicity, component[i], e);
        }

        return new EquivariantAutoencoder(decomposition, component, encoderCells, decoderCells);
    }

    /// <summary>A random orthogonal projection in every block: a start for training.</summary>
    /// <param name="decomposition">The isotypic decomposition.</param>
    /// <param name="component">Rank of each block.</param>
    /// <param name="random">Source of the numbers.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">The vector does not fit the blocks.</exception>
    public static EquivariantAutoencoder Random(
        IsotypicDecomposition decomposition,
        RankVector component,
        RandomSource random
    )
    {
        ArgumentNullException.ThrowIfNull(decomposition);
        ArgumentNullException.ThrowIfNull(random);
        BlockFit.Check(decomposition.Blocks, component);
        (double[] Encoder, double[] Decoder)[] draws =
        [
            .. decomposition.Blocks.Select(
                (b, i) =>
                    OrthonormalStart.Draw(b.Multiplicity, component[i], b.AlgebraDimension, random.Split($"block {i}"))
            ),
        ];
        return new EquivariantAutoencoder(
            decomposition,
            component,
            [.. draws.Select(d => d.Encoder)],
            [.. draws.Select(d => d.Decoder)]
        );
    }

    /// <summary>The encoder of one block, written out over R.</summary>
    /// <param name="block">0-based position of the block.</param>
    /// <returns>D-linear matrix, e·r × e·m.</returns>
    public Matrix EncoderBlock(int block) => EncoderBlocks()[block];

    /// <summary>The decoder of one block, written out over R.</summary>
    /// <param name="block">0-based position of the block.</param>
    /// <returns>D-linear matrix, e·m × e·r.</returns>
    public Matrix DecoderBlock(int block) => DecoderBlocks()[block];

    /// <summary>
    /// The encoder in the isotypic coordinates of the input: block diagonal, zero where no edge of
    /// <see cref="LinearAutoencoder.WeightSharing"/> stands.
    /// </summary>
    /// <returns>Matrix, latent × n.</returns>
    public Matrix EncoderInIsotypicCoordinates() => FromEdges(WeightSharing(), encoder: true);

    /// <summary>The decoder in the isotypic coordinates of the output.</summary>
    /// <returns>Matrix, n × latent.</returns>
    public Matrix DecoderInIsotypicCoordinates() => FromEdges(WeightSharing(), encoder: false);

    /// <summary>The dimensions over D of the ranges of the blocks: the component this very network lies in.</summary>
    /// <param name="tolerance">Relative threshold of the numerical rank of a block; null for max(m, n)·ε.</param>
    /// <returns>A vector at most <see cref="Component"/>; equal to it for almost all parameters.</returns>
    public RankVector BlockRanks(double? tolerance = null)
    {
        int[] ranks = new int[Component.Count];
        for (int i = 0; i < ranks.Length; i++)
        {
            int e = Decomposition.Blocks[i].AlgebraDimension;
            Matrix product = MatrixProduct.Multiply(DecoderBlock(i), EncoderBlock(i));
            double[] values = Component[i] == 0 ? [] : Factorizations.SingularValues(product);
            double largest = values.Length == 0 ? 0 : values[0];
            double bound = tolerance * largest ?? Tolerance.Rank(largest, product.RowCount, product.ColumnCount);
            ranks[i] = (values.Count(v => v > bound) + e - 1) / e;
        }

        return RankVector.Of(ranks);
    }

    /// <inheritdoc/>
    public override WeightSharing WeightSharing() =>
        Networks.WeightSharing.OfEquivariant(Decomposition.Blocks, Component);

    internal override IReadOnlyList<FactorPair> Factors() =>
        [
            .. TrainedBlocks()
                .Select(i => new FactorPair(
                    Decomposition.Blocks[i].AlgebraDimension,
                    Component[i],
                    Decomposition.Blocks[i].Multiplicity,
                    Decomposition.Blocks[i].Multiplicity,
                    _encoders[i],
                    _decoders[i],
                    [.. Enumerable.Range(0, Decomposition.CopyCount(i)).Select(c => Decomposition.Basis(i, c))],
                    true
                )),
        ];

    internal override LinearAutoencoder WithFactors(IReadOnlyList<FactorPair> factors)
    {
        double[][] encoders = [.. _encoders];
        double[][] decoders = [.. _decoders];
        foreach ((int block, FactorPair pair) in TrainedBlocks().Zip(factors))
        {
            encoders[block] = pair.Encoder;
            decoders[block] = pair.Decoder;
        }

        return new EquivariantAutoencoder(Decomposition, Component, encoders, decoders);
    }

    private IEnumerable<int> TrainedBlocks() => Enumerable.Range(0, Component.Count).Where(i => Component[i] > 0);

    private protected override Matrix WriteEncoder() => Assemble(EncoderBlocks(), encoderSide: true);

    private protected override Matrix WriteDecoder() => Assemble(DecoderBlocks(), encoderSide: false);

    /// <summary>All encoders, written out over R.</summary>
    internal Matrix[] EncoderBlocks() => Realified(Decomposition, Component, _encoders, true);

    /// <summary>All decoders, written out over R.</summary>
    internal Matrix[] DecoderBlocks() => Realified(Decomposition, Component, _decoders, false);

    private static double[][] Cut(ReadOnlySpan<double> parameters, int[] sizes)
    {
        double[][] parts = new double[sizes.Length][];
        int at = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            parts[i] = parameters.Slice(at, sizes[i]).ToArray();
            at += sizes[i];
        }

        return parts;
    }

    private static double[] Contract(Matrix matrix, int rows, int columns, int e)
    {
        if (matrix.RowCount != rows * e || matrix.ColumnCount != columns * e)
        {
            throw new ArgumentException(
                $"block: expected {rows * e} x {columns * e}, got {matrix.RowCount} x {matrix.ColumnCount}"
            );
        }

        double[] cells = new double[rows * columns * e];
        DivisionStructure.ContractInto(matrix.Entries, rows, columns, e, cells);
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] /= e;
        }

        double[] back = new double[matrix.Entries.Length];
        DivisionStructure.ExpandInto<double>(cells, rows, columns, e, back);
        double residual = MatrixArithmetic.FrobeniusNorm(
            MatrixArithmetic.Subtract(Matrix.Adopt(matrix.RowCount, matrix.ColumnCount, back), matrix)
        );
        double bound = 1e-8 * MatrixArithmetic.FrobeniusNorm(matrix);
        return residual <= bound
            ? cells
            : throw new PremiseException($"block is not linear over its division algebra (e = {e})", residual, bound);
    }

    private static Matrix[] Realified(
        IsotypicDecomposition decomposition,
        RankVector component,
        double[][] cells,
        bool encoderSide
    )
    {
        Matrix[] blocks = new Matrix[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            IsotypicBlock block = decomposition.Blocks[i];
            int e = block.AlgebraDimension;
            int rows = encoderSide ? component[i] : block.Multiplicity;
            int columns = encoderSide ? block.Multiplicity : component[i];
            double[] entries = new double[cells[i].Length * e];
            DivisionStructure.ExpandInto<double>(cells[i], rows, columns, e, entries);
            blocks[i] = Matrix.Adopt(rows * e, columns * e, entries);
        }

        return blocks;
    }

    // Hidden units: block by block, copy by copy. The encoder's rows are E_i·Basis(i, copy)ᵀ, the decoder's columns
    // Basis(i, copy)·D_i.
    private Matrix Assemble(Matrix[] factors, bool encoderSide)
    {
        int n = Decomposition.Degree;
        List<double[]> rows = [];
        for (int i = 0; i < factors.Length; i++)
        {
            if (factors[i].Entries.IsEmpty)
            {
                continue;
            }

            Matrix encoderLike = encoderSide ? factors[i] : factors[i].Transpose();
            for (int copy = 0; copy < Decomposition.CopyCount(i); copy++)
            {
                Matrix part = MatrixProduct.MultiplyTransposedRight(encoderLike, Decomposition.Basis(i, copy));
                rows.AddRange(Enumerable.Range(0, part.RowCount).Select(k => part.Row(k).ToArray()));
            }
        }

        Matrix stacked = rows.Count == 0 ? Matrix.Zero(0, n) : Matrix.FromRows([.. rows]);
        return encoderSide ? stacked : stacked.Transpose();
    }

    private Matrix FromEdges(WeightSharing sharing, bool encoder)
    {
        double[] weights = Parameters();
        int columns = encoder ? sharing.InputCount : sharing.LatentCount;
        int rows = encoder ? sharing.LatentCount : sharing.OutputCount;
        double[] entries = new double[rows * columns];
        foreach (WeightEdge edge in encoder ? sharing.EncoderEdges : sharing.DecoderEdges)
        {
            entries[(edge.To * columns) + edge.From] = edge.Sign * weights[edge.WeightClass];
        }

        return Matrix.Adopt(rows, columns, entries);
    }
}
