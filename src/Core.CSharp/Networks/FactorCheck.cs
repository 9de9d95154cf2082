using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Networks;

/// <summary>Whether two factors make a product.</summary>
internal static class FactorCheck
{
    /// <summary>Checks that decoder·encoder exists.</summary>
    internal static void Inner(Matrix encoder, Matrix decoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        if (encoder.RowCount != decoder.ColumnCount)
        {
            throw new ArgumentException(
                $"encoder is {encoder.RowCount} x {encoder.ColumnCount}, so decoder needs {encoder.RowCount} columns;"
                    + $" it is {decoder.RowCount} x {decoder.ColumnCount}",
                nameof(decoder)
            );
        }
    }
}
