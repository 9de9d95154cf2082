using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>The thin singular value decomposition of a matrix far from square, through its triangular factor.</summary>
internal static class ThinSvd
{
    /// <summary>As <see cref="Factorizations.Svd"/>, at a cost of about m·n·min(m, n).</summary>
    public static SvdResult Of(Matrix a)
    {
        if (a.RowCount < a.ColumnCount)
        {
            SvdResult turned = Of(a.Transpose());
            return new SvdResult(turned.V, turned.SingularValues, turned.U);
        }

        if (2 * a.RowCount < 3 * a.ColumnCount)
        {
            return Factorizations.Svd(a);
        }

        QrResult qr = Factorizations.Qr(a);
        SvdResult small = Factorizations.Svd(qr.R);
        return new SvdResult(MatrixProduct.Multiply(qr.Q, small.U), small.SingularValues, small.V);
    }
}
