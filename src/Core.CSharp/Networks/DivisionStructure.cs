using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurovariety.Networks;

/// <summary>
/// Matrices over D = R, C or H written out over R: the entry x of a D-matrix becomes the e × e matrix of y ↦ x·y in
/// the basis 1, i, j, k.
/// </summary>
/// <remarks>
/// Derivation: u_t·u_s = ±u_{t xor s} for the units 1, i, j, k (with i·j = k), so column s of the cell of x holds x_t
/// with that sign in row t xor s. The first e units serve D of dimension e. For C this is [[a, −b], [b, a]].
/// </remarks>
internal static class DivisionStructure
{
    private static ReadOnlySpan<sbyte> Signs => [1, 1, 1, 1, 1, -1, 1, -1, 1, -1, -1, 1, 1, 1, -1, -1];

    /// <summary>Sign of u_t·u_s, which is ±u_{t xor s}.</summary>
    internal static int Sign(int t, int s) => Signs[(t * 4) + s];

    /// <summary>Writes a D-matrix out over R.</summary>
    /// <param name="parameters">rows × columns × e coordinates.</param>
    /// <param name="rows">Rows over D.</param>
    /// <param name="columns">Columns over D.</param>
    /// <param name="e">dim_R D.</param>
    /// <param name="destination">e·rows × e·columns entries.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ExpandInto<T>(ReadOnlySpan<T> parameters, int rows, int columns, int e, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        int width = columns * e;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                ReadOnlySpan<T> x = parameters.Slice(((row * columns) + column) * e, e);
                for (int s = 0; s < e; s++)
                {
                    for (int t = 0; t < e; t++)
                    {
                        int at = (((row * e) + (t ^ s)) * width) + (column * e) + s;
                        destination[at] = Sign(t, s) > 0 ? x[t] : -x[t];
                    }
                }
            }
        }
    }

    /// <summary>
    /// The adjoint of <see cref="ExpandInto"/>: pulls a gradient over the real entries back to the coordinates.
    /// Divided by e it is the orthogonal projection on D-linear matrices.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ContractInto<T>(ReadOnlySpan<T> entries, int rows, int columns, int e, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        int width = columns * e;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                for (int t = 0; t < e; t++)
                {
                    T sum = T.Zero;
                    for (int s = 0; s < e; s++)
                    {
                        T entry = entries[(((row * e) + (t ^ s)) * width) + (column * e) + s];
                        sum += Sign(t, s) > 0 ? entry : -entry;
                    }

                    destination[(((row * columns) + column) * e) + t] = sum;
                }
            }
        }
    }
}
