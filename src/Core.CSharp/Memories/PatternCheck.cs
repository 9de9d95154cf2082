using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Memories;

/// <summary>Refuses patterns that a memory cannot work with, in one line each.</summary>
internal static class PatternCheck
{
    /// <summary>Sums of squares of larger numbers leave the range of doubles.</summary>
    private const double Largest = 1e150;

    /// <summary>Squares of smaller numbers are 0, or have lost digits.</summary>
    private const double Smallest = 1e-150;

    /// <summary>Patterns and queries of a similarity.</summary>
    public static void Pair(Similarity similarity, Matrix patterns, Matrix queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        Patterns(similarity, patterns);
        if (queries.ColumnCount != patterns.ColumnCount)
        {
            throw new ArgumentException(
                $"queries: expected {patterns.ColumnCount} numbers each as the patterns have, got {queries.ColumnCount}"
            );
        }

        Entries(similarity, queries, "query");
    }

    /// <summary>Patterns to be stored.</summary>
    public static void Patterns(Similarity similarity, Matrix patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        _ = Similarities.Name(similarity);
        NotEmpty(patterns);
        Entries(similarity, patterns, "pattern");
    }

    /// <summary>At least one pattern with at least one number.</summary>
    public static void NotEmpty(Matrix patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        if (patterns.RowCount == 0 || patterns.ColumnCount == 0)
        {
            throw new ArgumentException("the memory is empty: expected at least one pattern of at least one number");
        }
    }

    /// <summary>Finite numbers.</summary>
    public static void Finite(Matrix matrix, string what)
    {
        int wrong = matrix.Entries.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"{what} {(wrong / matrix.ColumnCount) + 1}: number {(wrong % matrix.ColumnCount) + 1} is {matrix.Entries[wrong]}, expected finite numbers"
            );
        }
    }

    private static void Entries(Similarity similarity, Matrix matrix, string what)
    {
        Finite(matrix, what);
        int large = matrix.Entries.IndexOfAnyExceptInRange(-Largest, Largest);
        if (large >= 0)
        {
            throw new ArgumentException(
                $"{what} {(large / matrix.ColumnCount) + 1}: number {(large % matrix.ColumnCount) + 1} is {matrix.Entries[large]}, whose square cannot be computed; scale it down"
            );
        }

        double largest = MatrixArithmetic.LargestMagnitude(matrix);
        if (largest is > 0.0 and < Smallest)
        {
            throw new ArgumentException(
                $"{what}: no number is above {largest}, whose square cannot be computed; scale it up"
            );
        }

        if (!Similarities.NeedsDistributions(similarity))
        {
            return;
        }

        int wrong = matrix.Entries.IndexOfAnyInRange(double.MinValue, -double.Epsilon);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"{what} {(wrong / matrix.ColumnCount) + 1}: negative entry {matrix.Entries[wrong]:R} at number {(wrong % matrix.ColumnCount) + 1}; "
                    + $"{Similarities.Name(similarity)} takes patterns as distributions, expected 0 or more"
            );
        }
    }
}
