using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Numerics;
using Neurovariety.Statistics;

namespace Neurovariety.Spectra;

/// <summary>Several scores in one: a weighted sum, its weights fitted to tell shifted points from clean ones; immutable.</summary>
/// <remarks>
/// Derivation: each score, or its logarithm where it is compared by ratios, is standardised by its finite values at the clean points and
/// clipped to ±10, so that −∞ is the lowest; a logistic regression gives the weights.
/// </remarks>
public sealed class ScoreCombination
{
    private const double Clip = 10.0;

    private readonly Part[] _parts;

    private ScoreCombination(FailureScore score, Part[] parts, LogisticFit fit)
    {
        Score = score;
        Fitted = fit;
        _parts = parts;
    }

    /// <summary>The combined score: high values mean failure.</summary>
    public FailureScore Score { get; }

    /// <summary>Names of the scores that it is made of.</summary>
    public IReadOnlyList<string> Parts => [.. _parts.Select(part => part.Name)];

    /// <summary>The weights of the standardised scores, in the order of <see cref="Parts"/>.</summary>
    public LogisticFit Fitted { get; }

    /// <summary>Fits weights.</summary>
    /// <param name="name">Name of the combination.</param>
    /// <param name="parts">Names of at least one score that all tables have.</param>
    /// <param name="clean">Scores at clean points, at least 2.</param>
    /// <param name="shifted">Scores at shifted points, a table for each shift.</param>
    /// <returns>The combination.</returns>
    /// <exception cref="ArgumentException">A table lacks a score, or there are no shifted points.</exception>
    public static ScoreCombination Fit(
        string name,
        IReadOnlyList<string> parts,
        ScoreTable clean,
        IReadOnlyList<ScoreTable> shifted
    )
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(shifted);
        Part[] scaled = [.. parts.Select(part => Part.Of(clean, part))];
        IEnumerable<ScoreTable> all = [clean, .. shifted];
        double[][] columns = [.. scaled.Select(part => all.SelectMany(table => part.Apply(table)).ToArray())];
        bool[] positive = new bool[columns.Length == 0 ? 0 : columns[0].Length];
        positive.AsSpan(Math.Min(clean.Count, positive.Length)).Fill(true);
        LogisticFit fit = LogisticRegression.Fit(columns, positive);
        FailureScore score = new(
            name,
            $"logistic combination of {string.Join(", ", parts)}",
            FailureDirection.High,
            ScoreNeed.ShiftedExamples
        );
        return new ScoreCombination(score, scaled, fit);
    }

    /// <summary>The combined score at points.</summary>
    /// <param name="table">The scores that it is made of.</param>
    /// <returns>A number for each point: the logarithm of the odds of a shifted point, as fitted.</returns>
    /// <exception cref="ArgumentException">The table lacks a score.</exception>
    public double[] Apply(ScoreTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double[] sums = new double[table.Count];
        sums.AsSpan().Fill(Fitted.Intercept);
        for (int j = 0; j < _parts.Length; j++)
        {
            double[] column = _parts[j].Apply(table);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += Fitted.Coefficients[j] * column[i];
            }
        }

        return sums;
    }

    private sealed record Part(string Name, bool IsRatio, double Mean, double Deviation)
    {
        internal static Part Of(ScoreTable clean, string name)
        {
            bool ratio = clean.Scores.Any(score => score.Name == name && score.IsRatio);
            double[] finite =
            [
                .. clean.Values(name).ToArray().Select(value => ratio ? Math.Log(value) : value).Where(double.IsFinite),
            ];
            (double mean, double deviation) = finite.Length < 2 ? (0.0, 1.0) : Samples.MeanAndDeviation(finite);

            // The deviation of a score that is constant, to rounding, is rounding: it is no unit to measure in.
            bool varies = deviation > 4.0 * Tolerance.Epsilon * Math.Abs(mean);
            return new Part(name, ratio, mean, varies ? deviation : 1.0);
        }

        internal double[] Apply(ScoreTable table)
        {
            double[] values = table.Values(Name).ToArray();
            return Array.ConvertAll(
                values,
                value => Math.Clamp(((IsRatio ? Math.Log(value) : value) - Mean) / Deviation, -Clip, Clip)
            );
        }
    }
}
