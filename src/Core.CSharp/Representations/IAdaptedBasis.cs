using System.Collections.Generic;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Representations;

/// <summary>
/// An orthonormal basis of R^n adapted to a group: per block and copy e·m vectors, on which the whole commutant acts by the same
/// realified m × m matrices over D.
/// </summary>
/// <remarks>Two ways to hold it: by Fourier transforms of cycles, or dense.</remarks>
internal interface IAdaptedBasis
{
    // n × (e·m), column a·e + s.
    Matrix Basis(int block, int copy);

    // For every block the mean over its copies of B^T u B, (e·m) × (e·m), not yet D-linear.
    Matrix[] DiagonalBlocks(Matrix u);

    // The sum of B A B^T over blocks and copies.
    Matrix Assemble(IReadOnlyList<Matrix> blocks);

    // Coefficients of every row, and back; order: block, copy, a·e + s.
    Matrix ToIsotypicRows(Matrix x);

    Matrix FromIsotypicRows(Matrix coefficients);
}
