using System;
using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>Translations, turns and flips of an image, as permutations of its pixels.</summary>
/// <remarks>
/// Pixel (row r, column c) of an R × C image has index r·C + c. A permutation says where a pixel goes, so its matrix
/// P_σ moves the image that way: (P_σ x)[σ(i)] = x[i] [KSS24].
/// </remarks>
public static class GridActions
{
    /// <summary>Cyclic translation by k pixels: to the right when horizontal, else downwards.</summary>
    /// <param name="rows">R, at least 1.</param>
    /// <param name="columns">C, at least 1.</param>
    /// <param name="horizontal">Along the rows (true) or along the columns (false).</param>
    /// <param name="pixels">k, of any sign; counts modulo C (or R).</param>
    /// <returns>(r, c) ↦ (r, c + k mod C), or (r + k mod R, c).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or more than 2^31 − 1 pixels.</exception>
    public static Permutation Shift(int rows, int columns, bool horizontal, long pixels = 1)
    {
        int right = horizontal ? Residue(pixels, columns) : 0;
        int down = horizontal ? 0 : Residue(pixels, rows);
        return Map(rows, columns, (r, c) => (Wrap(r, down, rows), Wrap(c, right, columns)));
    }

    /// <summary>Quarter turn clockwise of a square image.</summary>
    /// <param name="size">P, at least 1; the image is P × P.</param>
    /// <returns>(r, c) ↦ (c, P − 1 − r): the bottom left pixel goes to the top left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or more than 2^31 − 1 pixels.</exception>
    public static Permutation Rotate(int size) => Map(size, size, (r, c) => (c, size - 1 - r));

    /// <summary>Flip: left and right when horizontal, else top and bottom.</summary>
    /// <param name="rows">R, at least 1.</param>
    /// <param name="columns">C, at least 1.</param>
    /// <param name="horizontal">Whether left and right change places.</param>
    /// <returns>(r, c) ↦ (r, C − 1 − c), or (R − 1 − r, c).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or more than 2^31 − 1 pixels.</exception>
    public static Permutation Reflect(int rows, int columns, bool horizontal) =>
        Map(rows, columns, (r, c) => horizontal ? (r, columns - 1 - c) : (rows - 1 - r, c));

    /// <summary>All cyclic translations, from the unit steps to the right and down.</summary>
    /// <param name="rows">R, at least 1.</param>
    /// <param name="columns">C, at least 1.</param>
    /// <returns>A group of order R·C.</returns>
    public static PermutationGroup Translations(int rows, int columns)
    {
        Permutation right = Shift(rows, columns, horizontal: true);
        return PermutationGroup.FromGenerators(right.Degree, [right, Shift(rows, columns, horizontal: false)]);
    }

    /// <summary>The eight symmetries of a square image, from the quarter turn and the left-right flip.</summary>
    /// <param name="size">P, at least 1.</param>
    /// <returns>A group of order 8 for P ≥ 2.</returns>
    public static PermutationGroup Dihedral(int size)
    {
        Permutation turn = Rotate(size);
        return PermutationGroup.FromGenerators(turn.Degree, [turn, Reflect(size, size, horizontal: true)]);
    }

    private static Permutation Map(int rows, int columns, Func<int, int, (int Row, int Column)> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)rows * columns, Array.MaxLength, nameof(rows));
        int[] image = new int[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                (int row, int column) = target(r, c);
                image[(r * columns) + c] = (row * columns) + column;
            }
        }

        return Permutation.Adopt(image);
    }

    private static int Residue(long value, int modulus)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(modulus, 1);
        return (int)(((value % modulus) + modulus) % modulus);
    }

    // Both terms are below size, so that one subtraction reduces the sum without overflow.
    private static int Wrap(int position, int step, int size) =>
        position >= size - step ? position - (size - step) : position + step;
}
