using System;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Memories;

/// <summary>Patterns of signs, by rows and by columns, with what networks of signs compute of them. All sums are whole and exact.</summary>
internal sealed class SignPatterns
{
    private readonly Matrix _rows;
    private readonly Matrix _columns;

    private SignPatterns(Matrix rows)
    {
        _rows = rows;
        _columns = rows.Transpose();
    }

    public int Count => _rows.RowCount;

    public int Length => _rows.ColumnCount;

    public static SignPatterns Of(Matrix patterns)
    {
        PatternCheck.NotEmpty(patterns);
        Signs(patterns.Entries, "pattern entry");
        return new SignPatterns(patterns);
    }

    /// <summary>A copy of a state of the right length with signs only.</summary>
    public double[] Checked(ReadOnlySpan<double> state)
    {
        if (state.Length != Length)
        {
            throw new ArgumentException($"state: expected {Length} signs as the patterns have, got {state.Length}");
        }

        Signs(state, "state entry");
        return state.ToArray();
    }

    /// <summary>ξ_μ · s for each pattern.</summary>
    public double[] Overlaps(ReadOnlySpan<double> state)
    {
        double[] result = new double[Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = VectorKernel.Dot(_rows.Row(i), state);
        }

        return result;
    }

    /// <summary>Σ_μ ξ_μi · a_μ.</summary>
    public double Field(ReadOnlySpan<double> amounts, int unit) => VectorKernel.Dot(_columns.Row(unit), amounts);

    /// <summary>The signs of one unit in all patterns.</summary>
    public ReadOnlySpan<double> Column(int unit) => _columns.Row(unit);

    /// <summary>Follows a unit that has changed by a difference.</summary>
    public void Move(Span<double> overlaps, int unit, double difference) =>
        VectorKernel.AddMultiple(overlaps, _columns.Row(unit), difference);

    private static void Signs(ReadOnlySpan<double> values, string what)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not (1.0 or -1.0))
            {
                throw new ArgumentException($"{what} {i + 1} is {values[i]}, expected -1 or 1");
            }
        }
    }
}
