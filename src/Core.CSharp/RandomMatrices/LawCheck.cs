using System;

namespace Neurovariety.RandomMatrices;

/// <summary>Checks of the parameters of laws and ensembles.</summary>
internal static class LawCheck
{
    /// <summary>The value, if it is positive and finite.</summary>
    public static double Positive(double value, string name) =>
        value > 0.0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                name,
                value,
                $"{name}: expected a positive finite number, got {value}"
            );

    /// <summary>Throws unless low ≤ value &lt; high.</summary>
    public static void Between(double value, double low, double high, string name)
    {
        if (!(value >= low && value < high))
        {
            throw new ArgumentOutOfRangeException(
                name,
                value,
                $"{name}: expected a number from {low} to below {high}, got {value}"
            );
        }
    }

    /// <summary>Throws unless there are widths and all are positive.</summary>
    public static void Widths(ReadOnlySpan<int> widths)
    {
        if (widths.IsEmpty)
        {
            throw new ArgumentException("widths: expected at least one width, got none", nameof(widths));
        }

        for (int j = 0; j < widths.Length; j++)
        {
            if (widths[j] < 1)
            {
                throw new ArgumentException(
                    $"widths: expected positive numbers, got {widths[j]} at position {j + 1}",
                    nameof(widths)
                );
            }
        }
    }

    /// <summary>Throws unless the first width is the smallest, as the law of rectangular products assumes.</summary>
    public static void FirstSmallest(ReadOnlySpan<int> widths)
    {
        for (int j = 1; j < widths.Length; j++)
        {
            if (widths[j] < widths[0])
            {
                throw new ArgumentException(
                    $"widths: n_1 = {widths[0]} must be the smallest, but n_{j + 1} = {widths[j]}; begin the chain at its smallest width",
                    nameof(widths)
                );
            }
        }
    }

    /// <summary>Throws unless there is a share above 0 and at most 1 for each width.</summary>
    public static void Shares(ReadOnlySpan<double> activeShares, int count)
    {
        if (activeShares.Length != count)
        {
            throw new ArgumentException(
                $"activeShares: expected one for each of {count} widths, got {activeShares.Length}",
                nameof(activeShares)
            );
        }

        for (int j = 0; j < count; j++)
        {
            if (!(activeShares[j] > 0.0 && activeShares[j] <= 1.0))
            {
                throw new ArgumentException(
                    $"activeShares: expected numbers above 0 and at most 1, got {activeShares[j]} at position {j + 1}",
                    nameof(activeShares)
                );
            }
        }
    }
}
