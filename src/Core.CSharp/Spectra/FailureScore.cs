using System;
using System.Collections.Generic;
using System.Linq;

namespace Neurovariety.Spectra;

/// <summary>Which end of a score means failure.</summary>
public enum FailureDirection
{
    /// <summary>High values mean failure, by theory or definition.</summary>
    High,

    /// <summary>Low values mean failure, by theory or definition.</summary>
    Low,

    /// <summary>No theory says which; both ends must be reported.</summary>
    NotGiven,
}

/// <summary>What a score needs beside the network and the points.</summary>
public enum ScoreNeed
{
    /// <summary>Nothing: whoever deploys the network can compute it.</summary>
    Nothing,

    /// <summary>Other networks trained for the same task.</summary>
    OtherNetworks,

    /// <summary>Latent values of the training points.</summary>
    TrainingCodes,

    /// <summary>Examples of shifted points, to fit its weights to.</summary>
    ShiftedExamples,
}

/// <summary>A number for each point that may tell where a network fails.</summary>
/// <param name="Name">Name, in small letters.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Direction">Which end means failure.</param>
/// <param name="Need">What it needs beside the network and the points.</param>
/// <param name="IsRatio">Whether it is positive and compared by ratios, so that its logarithm is the natural scale.</param>
public sealed record FailureScore(
    string Name,
    string Description,
    FailureDirection Direction,
    ScoreNeed Need = ScoreNeed.Nothing,
    bool IsRatio = false
)
{
    /// <summary>The scores that need a spectrum table only.</summary>
    /// <remarks>
    /// On the model's own manifold J_I is a projection of rank d and J_L the identity [ADGL21, Section 2], so all nonzero eigenvalues
    /// are 1: by theory failure means a high distance from 1 and small eigenvalues. High traces and log|ω| are read as failure by the
    /// source, from measured slopes that are positive for J_I, while those for J_L change sign at low d [ADGL21, Tables 1 and 2]; no theory
    /// fixes the sign, so no direction is claimed here.
    /// </remarks>
    public static IReadOnlyList<FailureScore> DataFree { get; } =
    [
        new("mse", "mean squared error of the reconstruction", FailureDirection.High, IsRatio: true),
        new("latent-cycle", "|E(D(z)) - z| / |z|", FailureDirection.High, IsRatio: true),
        new("latent-norm", "|z|", FailureDirection.NotGiven, IsRatio: true),
        new("trace-input", "trace of J_I", FailureDirection.NotGiven),
        new("trace-latent", "trace of J_L", FailureDirection.NotGiven),
        new("log-omega-input", "log |omega| of J_I", FailureDirection.NotGiven),
        new("log-omega-latent", "log |omega| of J_L", FailureDirection.NotGiven),
        new("distance-input", "sum of |lambda - 1|^2 of J_I", FailureDirection.High, IsRatio: true),
        new("distance-latent", "sum of |lambda - 1|^2 of J_L", FailureDirection.High, IsRatio: true),
        new("small-input", "number of |lambda| < 0.1 of J_I", FailureDirection.High),
        new("small-latent", "number of |lambda| < 0.1 of J_L", FailureDirection.High),
    ];

    /// <summary>Variance of the reconstructions of several networks.</summary>
    public static FailureScore Ensemble { get; } =
        new(
            "ensemble-variance",
            "variance of several networks' reconstructions, mean over pixels",
            FailureDirection.High,
            ScoreNeed.OtherNetworks,
            IsRatio: true
        );

    /// <summary>Distance of z from the training codes.</summary>
    public static FailureScore Mahalanobis { get; } =
        new(
            "mahalanobis",
            "Mahalanobis distance of z from the training codes",
            FailureDirection.High,
            ScoreNeed.TrainingCodes,
            IsRatio: true
        );
}

/// <summary>Several scores at the same points; immutable.</summary>
public sealed class ScoreTable
{
    private readonly Dictionary<string, double[]> _values = new(StringComparer.Ordinal);

    private ScoreTable(int count, IReadOnlyList<FailureScore> scores)
    {
        Count = count;
        Scores = scores;
    }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>The scores, in the order in which they were given.</summary>
    public IReadOnlyList<FailureScore> Scores { get; }

    /// <summary>A table from its columns.</summary>
    /// <param name="columns">Scores with a number for each point, none NaN; ±∞ stand where a score has no bound.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArgumentException">No columns, other lengths, NaN, or a name twice.</exception>
    public static ScoreTable Of(IReadOnlyList<(FailureScore Score, double[] Values)> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
        {
            throw new ArgumentException("scores: expected at least one column", nameof(columns));
        }

        int count = columns[0].Values.Length;
        ScoreTable table = new(count, [.. columns.Select(column => column.Score)]);
        foreach ((FailureScore score, double[] values) in columns)
        {
            if (values.Length != count || Array.Exists(values, double.IsNaN))
            {
                throw new ArgumentException(
                    $"score {score.Name}: expected {count} numbers, got {values.Length} numbers or NaN",
                    nameof(columns)
                );
            }

            if (!table._values.TryAdd(score.Name, (double[])values.Clone()))
            {
                throw new ArgumentException($"score {score.Name} stands there twice", nameof(columns));
            }
        }

        return table;
    }

    /// <summary>The values of a score.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A number for each point.</returns>
    /// <exception cref="ArgumentException">No such score.</exception>
    public ReadOnlySpan<double> Values(string name) =>
        _values.TryGetValue(name, out double[]? values)
            ? values
            : throw new ArgumentException(
                $"no score '{name}', there are {string.Join(", ", Scores.Select(score => score.Name))}",
                nameof(name)
            );

    /// <summary>The same scores at some of the points.</summary>
    /// <param name="points">Indices of the points.</param>
    /// <returns>A table of these points in this order.</returns>
    public ScoreTable At(IReadOnlyList<int> points) =>
        Of([.. Scores.Select(score => (score, points.Select(i => _values[score.Name][i]).ToArray()))]);

    /// <summary>The same table with one more score.</summary>
    /// <param name="score">The score.</param>
    /// <param name="values">A number for each point.</param>
    /// <returns>The longer table.</returns>
    public ScoreTable With(FailureScore score, double[] values) =>
        Of([.. Scores.Select(one => (one, _values[one.Name])), (score, values)]);
}
