using System;
using System.Linq;
using Neurovariety.Statistics;

namespace Neurovariety.Spectra;

/// <summary>How well one score finds failing points, at both of its ends.</summary>
/// <param name="Score">The score.</param>
/// <param name="Target">What it shall find: the name of a shift, or <c>worst</c>.</param>
/// <param name="High">Figures when high values mean failure.</param>
/// <param name="Low">Figures when low values mean failure.</param>
/// <param name="Spearman">Rank correlation of the score with the MSE; null where the target is a shift; NaN for a constant score.</param>
public sealed record ScoreFigures(
    FailureScore Score,
    string Target,
    DetectionFigures High,
    DetectionFigures Low,
    double? Spearman = null
)
{
    /// <summary>The figures at the end that theory names; null where it names none.</summary>
    public DetectionFigures? ByTheory =>
        Score.Direction switch
        {
            FailureDirection.High => High,
            FailureDirection.Low => Low,
            _ => null,
        };
}

/// <summary>Judges scores by the points they should find.</summary>
/// <remarks>
/// Infinite values rank as they stand: log|ω| = −∞ below every number. Choosing the better end of a score after looking at the
/// result is no detector; where theory names no end, both are given.
/// </remarks>
public static class ScoreEvaluation
{
    /// <summary>The name of the target "the points of largest MSE".</summary>
    public const string WorstTarget = "worst";

    /// <summary>Shifted points against clean ones.</summary>
    /// <param name="score">The score.</param>
    /// <param name="shift">Name of the shift.</param>
    /// <param name="clean">Its values at clean points, at least one, none NaN.</param>
    /// <param name="shifted">Its values at shifted points, at least one, none NaN.</param>
    /// <returns>The figures; shifted points are the positive ones.</returns>
    /// <exception cref="ArgumentException">One side is empty, or a value is NaN.</exception>
    public static ScoreFigures Shifted(
        FailureScore score,
        string shift,
        ReadOnlySpan<double> clean,
        ReadOnlySpan<double> shifted
    )
    {
        double[] values = [.. clean, .. shifted];
        bool[] positive = new bool[values.Length];
        positive.AsSpan(clean.Length).Fill(true);
        return Both(score, shift, values, positive, null);
    }

    /// <summary>The points of largest MSE against the others.</summary>
    /// <param name="score">The score.</param>
    /// <param name="values">Its values, none NaN.</param>
    /// <param name="mse">The MSE at the same points.</param>
    /// <param name="share">Share of the points that count as worst, above 0 and below 1.</param>
    /// <returns>The figures, with the rank correlation of score and MSE.</returns>
    /// <exception cref="ArgumentException">Other lengths, or too few points to have both kinds.</exception>
    public static ScoreFigures Worst(
        FailureScore score,
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> mse,
        double share = 0.05
    ) => Both(score, WorstTarget, values.ToArray(), WorstPoints(mse, share), Ranking.Spearman(values, mse));

    /// <summary>Which points have the largest MSE.</summary>
    /// <param name="mse">A number for each point, none NaN.</param>
    /// <param name="share">Share of the points, above 0 and below 1.</param>
    /// <returns>True at ⌈share · n⌉ points, at most n − 1; of equal ones the earlier.</returns>
    /// <exception cref="ArgumentException">Another share, fewer than 2 points, or NaN.</exception>
    public static bool[] WorstPoints(ReadOnlySpan<double> mse, double share = 0.05)
    {
        double[] values = mse.ToArray();
        if (!(share > 0 && share < 1) || values.Length < 2 || Array.Exists(values, double.IsNaN))
        {
            throw new ArgumentException(
                $"expected a share between 0 and 1 of at least 2 numbers, got {share} of {values.Length}"
            );
        }

        int count = Math.Min((int)Math.Ceiling(share * values.Length), values.Length - 1);
        bool[] worst = new bool[values.Length];
        foreach (int i in Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(count))
        {
            worst[i] = true;
        }

        return worst;
    }

    private static ScoreFigures Both(
        FailureScore score,
        string target,
        double[] values,
        bool[] positive,
        double? spearman
    )
    {
        DetectionFigures high = Ranking.Detection(values, positive);
        double[] negated = Array.ConvertAll(values, value => -value);
        return new ScoreFigures(score, target, high, Ranking.Detection(negated, positive), spearman);
    }
}
