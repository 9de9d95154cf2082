using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Representations;

/// <summary>An adapted basis held as the orthogonal n x n matrix with the basis vectors as rows: block, copy, a·e + s.</summary>
internal sealed class DenseBasis : IAdaptedBasis
{
    private readonly IsotypicBlock[] _blocks;
    private readonly int[] _starts;

    internal DenseBasis(IsotypicBlock[] blocks, Matrix rows)
    {
        _blocks = blocks;
        Rows = rows;
        _starts = new int[blocks.Length];
        for (int i = 1; i < blocks.Length; i++)
        {
            _starts[i] = checked(_starts[i - 1] + (int)blocks[i - 1].ComponentDimension);
        }
    }

    internal Matrix Rows { get; }

    public Matrix Basis(int block, int copy) => CopyRows(Rows, block, copy).Transpose();

    public Matrix[] DiagonalBlocks(Matrix u)
    {
        Matrix image = MatrixProduct.Multiply(Rows, u);
        Matrix[] result = new Matrix[_blocks.Length];
        for (int block = 0; block < result.Length; block++)
        {
            int copies = CopyCount(block);
            Matrix sum = Matrix.Zero(Width(block), Width(block));
            for (int copy = 0; copy < copies; copy++)
            {
                Matrix part = MatrixProduct.MultiplyTransposedRight(
                    CopyRows(image, block, copy),
                    CopyRows(Rows, block, copy)
                );
                sum = MatrixArithmetic.Add(sum, part);
            }

            result[block] = MatrixArithmetic.Scale(sum, 1.0 / copies);
        }

        return result;
    }

    public Matrix Assemble(IReadOnlyList<Matrix> blocks)
    {
        double[] image = new double[Rows.Entries.Length];
        for (int block = 0; block < blocks.Count; block++)
        {
            for (int copy = 0; copy < CopyCount(block); copy++)
            {
                Matrix part = MatrixProduct.Multiply(blocks[block], CopyRows(Rows, block, copy));
                part.Entries.CopyTo(image.AsSpan(Start(block, copy) * Rows.ColumnCount));
            }
        }

        return MatrixProduct.MultiplyTransposedLeft(Rows, Matrix.Adopt(Rows.RowCount, Rows.ColumnCount, image));
    }

    public Matrix ToIsotypicRows(Matrix x) => MatrixProduct.MultiplyTransposedRight(x, Rows);

    public Matrix FromIsotypicRows(Matrix coefficients) => MatrixProduct.Multiply(coefficients, Rows);

    private int Width(int block) => _blocks[block].AlgebraDimension * _blocks[block].Multiplicity;

    private int CopyCount(int block) => _blocks[block].Dimension / _blocks[block].AlgebraDimension;

    private int Start(int block, int copy) => _starts[block] + (copy * Width(block));

    private Matrix CopyRows(Matrix rows, int block, int copy) => RowStack.Rows(rows, Start(block, copy), Width(block));
}
