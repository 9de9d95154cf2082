using System.Numerics.Tensors;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Fitting;

/// <summary>The squared loss of a factored map, from moments.</summary>
internal static class QuadraticForm
{
    /// <summary>
    /// ‖D·E·X − Y‖² − ‖Y‖² = ⟨E·S·Eᵀ, DᵀD⟩ − 2·⟨E·Tᵀ, Dᵀ⟩ with S = X·Xᵀ and T = Y·Xᵀ.
    /// </summary>
    internal static double Excess(Matrix encoder, Matrix decoder, Matrix s, Matrix t)
    {
        if (encoder.RowCount == 0)
        {
            return 0.0;
        }

        Matrix coded = MatrixProduct.MultiplyTransposedRight(MatrixProduct.Multiply(encoder, s), encoder);
        Matrix cross = MatrixProduct.MultiplyTransposedRight(encoder, t);
        double square = Dot(coded, MatrixProduct.Gram(decoder));
        return square - (2.0 * Dot(cross, decoder.Transpose()));
    }

    private static double Dot(Matrix a, Matrix b) => TensorPrimitives.Dot(a.Entries, b.Entries);
}
