using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Representations;

/// <summary>
/// How R^n falls into isotypic components V ⊗_D D^m under a permutation group, with an orthonormal basis in which the matrices
/// that commute with the group become blocks over D.
/// </summary>
/// <remarks>
/// One generator: exact, from the cycle type, with the basis <see cref="CyclicBasis"/>; blocks in the order of [KSS24]: 1,1 first,
/// then m/l falling from 1 to 1/2, so 2,1 last. Several generators: numerical, from random elements of the commutant, with a certificate (see
/// <see cref="Residual"/>); blocks by (dimension, R before C before H, multiplicity), then by character, so that the trivial
/// representation comes first among equals; labels such as R2.1: type, dimension, running number.
/// </remarks>
public sealed class IsotypicDecomposition
{
    private readonly IsotypicBlock[] _blocks;
    private readonly Lazy<IAdaptedBasis> _basis;

    private IsotypicDecomposition(PermutationGroup group, IsotypicBlock[] blocks, Lazy<IAdaptedBasis> basis)
    {
        Group = group;
        _blocks = blocks;
        _basis = basis;
    }

    /// <summary>The group.</summary>
    public PermutationGroup Group { get; }

    /// <summary>Number n of points.</summary>
    public int Degree => Group.Degree;

    /// <summary>The blocks; their component dimensions add up to n.</summary>
    public IReadOnlyList<IsotypicBlock> Blocks => _blocks;

    /// <summary>Whether the blocks follow from combinatorics alone: so for one generator.</summary>
    public bool IsExact => Group.IsCyclicGenerated;

    /// <summary>
    /// The largest residual of the certificate: deviation from orthonormality, from invariance of the copies, from equal matrices
    /// on all copies, from D-linearity. 0 when exact.
    /// </summary>
    public double Residual { get; private init; }

    /// <summary>Dimension Σ e·m² of the space of all matrices that commute with the group.</summary>
    public BigInteger CommutantDimension
    {
        get
        {
            BigInteger sum = BigInteger.Zero;
            foreach (IsotypicBlock block in _blocks)
            {
                sum += (BigInteger)block.Multiplicity * block.Multiplicity * block.AlgebraDimension;
            }

            return sum;
        }
    }

    /// <summary>The basis by Fourier transforms, for one generator; otherwise null.</summary>
    public CyclicBasis? Fourier => _basis.Value as CyclicBasis;

    /// <summary>The decomposition of R^n under a group.</summary>
    /// <param name="group">A permutation group of degree n.</param>
    /// <param name="random">Seed of the random commutant elements; a fixed one by default. Not moved.</param>
    /// <returns>The decomposition.</returns>
    /// <exception cref="ArgumentException">Several generators and a degree above 2000.</exception>
    /// <exception cref="PremiseException">No numerical decomposition could be certified.</exception>
    public static IsotypicDecomposition Of(PermutationGroup group, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.IsCyclicGenerated)
        {
            Permutation sigma = group.Generators[0];
            Lazy<IAdaptedBasis> fourier = new(
                () => CyclicBasis.Of(sigma),
                LazyThreadSafetyMode.ExecutionAndPublication
            );
            return new IsotypicDecomposition(group, CyclicBlocks.Of(sigma).ToArray(), fourier);
        }

        NumericalDecomposition numerical = NumericalDecomposition.Of(group, random ?? RandomSource.FromSeed(0));
        return new IsotypicDecomposition(group, numerical.Blocks, new Lazy<IAdaptedBasis>(numerical.Basis))
        {
            Residual = numerical.Residual,
        };
    }

    /// <summary>In how many bases the commutant acts on a block by the same matrices: δ/e.</summary>
    /// <param name="block">Index into <see cref="Blocks"/>.</param>
    /// <returns>δ/e; 1 for one generator.</returns>
    public int CopyCount(int block) => _blocks[block].Dimension / _blocks[block].AlgebraDimension;

    /// <summary>An orthonormal basis of one copy of D^m on which the commutant acts by D-linear matrices.</summary>
    /// <param name="block">Index into <see cref="Blocks"/>.</param>
    /// <param name="copy">0 … <see cref="CopyCount"/> − 1.</param>
    /// <returns>
    /// B, n × (e·m), column a·e + s: every M of the commutant satisfies M·B = B·A with the same realified m × m matrix A for each
    /// copy of the block.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public Matrix Basis(int block, int copy)
    {
        CheckBlock(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)copy, (uint)CopyCount(block), nameof(copy));
        return _basis.Value.Basis(block, copy);
    }

    /// <summary>The block of the nearest commutant matrix to a given one.</summary>
    /// <param name="u">Any matrix, n × n.</param>
    /// <param name="block">Index into <see cref="Blocks"/>.</param>
    /// <returns>Realified m × m matrix over D, (e·m) × (e·m): of the projection of u on the commutant.</returns>
    /// <exception cref="ArgumentException">u is not n × n.</exception>
    public Matrix BlockOf(Matrix u, int block)
    {
        CheckSquare(u);
        CheckBlock(block);
        int copies = CopyCount(block);
        IsotypicBlock shape = _blocks[block];
        if ((long)copies * shape.AlgebraDimension * shape.Multiplicity * 4 > Degree)
        {
            return BlocksOf(u)[block];
        }

        Matrix? sum = null;
        for (int copy = 0; copy < copies; copy++)
        {
            Matrix basis = Basis(block, copy);
            Matrix part = MatrixProduct.MultiplyTransposedLeft(basis, MatrixProduct.Multiply(u, basis));
            sum = sum is null ? part : MatrixArithmetic.Add(sum, part);
        }

        return Realification.ProjectToDLinear(MatrixArithmetic.Scale(sum!, 1.0 / copies), shape.Type);
    }

    /// <summary>All blocks of the nearest commutant matrix to a given one, at about the cost of two basis changes.</summary>
    /// <param name="u">Any matrix, n × n.</param>
    /// <returns>For every block its realified m × m matrix over D, (e·m) × (e·m).</returns>
    /// <exception cref="ArgumentException">u is not n × n.</exception>
    public IReadOnlyList<Matrix> BlocksOf(Matrix u)
    {
        CheckSquare(u);
        Matrix[] result = _basis.Value.DiagonalBlocks(u);
        for (int block = 0; block < result.Length; block++)
        {
            result[block] = Realification.ProjectToDLinear(result[block], _blocks[block].Type);
        }

        return result;
    }

    /// <summary>The commutant matrix with given blocks.</summary>
    /// <param name="blocks">For every block its realified m × m matrix over D, (e·m) × (e·m); taken as they are.</param>
    /// <returns>Σ B·A·Bᵀ over blocks and copies, n × n; it commutes with the group when the blocks are D-linear.</returns>
    /// <exception cref="ArgumentException">Their number or a shape is wrong.</exception>
    public Matrix FromBlocks(IReadOnlyList<Matrix> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (blocks.Count != _blocks.Length)
        {
            throw new ArgumentException(
                $"blocks: expected {_blocks.Length} of them, got {blocks.Count}",
                nameof(blocks)
            );
        }

        for (int i = 0; i < blocks.Count; i++)
        {
            int width = _blocks[i].AlgebraDimension * _blocks[i].Multiplicity;
            if (blocks[i].RowCount != width || blocks[i].ColumnCount != width)
            {
                throw new ArgumentException(
                    $"blocks: expected {width} x {width} for block {_blocks[i].Label}, got {blocks[i].Shape}",
                    nameof(blocks)
                );
            }
        }

        return _basis.Value.Assemble(blocks);
    }

    /// <summary>The nearest commutant matrix in the Frobenius norm: the average of P·u·Pᵀ over the group.</summary>
    /// <param name="u">Any matrix, n × n.</param>
    /// <returns>Matrix, n × n, commuting with the group.</returns>
    /// <exception cref="ArgumentException">u is not n × n.</exception>
    public Matrix ProjectToCommutant(Matrix u) => FromBlocks(BlocksOf(u));

    /// <summary>Coefficients of a vector in the whole basis.</summary>
    /// <param name="x">n numbers.</param>
    /// <returns>n coefficients: block by block, copy by copy, then a·e + s.</returns>
    /// <exception cref="ArgumentException">x has another length.</exception>
    public double[] ToIsotypic(ReadOnlySpan<double> x) =>
        _basis.Value.ToIsotypicRows(Matrix.FromEntries(1, CheckedLength(x.Length), x)).ToArray();

    /// <summary>The vector with given coefficients in the whole basis.</summary>
    /// <param name="coefficients">n coefficients: block by block, copy by copy, then a·e + s.</param>
    /// <returns>n numbers.</returns>
    /// <exception cref="ArgumentException">Another number of coefficients.</exception>
    public double[] FromIsotypic(ReadOnlySpan<double> coefficients) =>
        _basis
            .Value.FromIsotypicRows(Matrix.FromEntries(1, CheckedLength(coefficients.Length), coefficients))
            .ToArray();

    /// <summary>The basis as a matrix; only for small n.</summary>
    /// <returns>Orthogonal n × n matrix Q, columns in the order of the coefficients: block, copy, a·e + s.</returns>
    public Matrix OrthogonalMatrix() => _basis.Value.ToIsotypicRows(Matrix.Identity(Degree));

    private void CheckBlock(int block) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)_blocks.Length, nameof(block));

    private int CheckedLength(int length) =>
        length == Degree
            ? length
            : throw new ArgumentException($"expected {Degree} entries (the degree), got {length}", nameof(length));

    private void CheckSquare(Matrix u)
    {
        ArgumentNullException.ThrowIfNull(u);
        if (u.RowCount != Degree || u.ColumnCount != Degree)
        {
            throw new ArgumentException($"u: expected {Degree} x {Degree}, got {u.Shape}", nameof(u));
        }
    }
}
