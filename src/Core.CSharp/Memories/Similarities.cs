using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Data;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Memories;

/// <summary>Similarities by name, and their scores for many patterns and queries at once.</summary>
public static class Similarities
{
    private static readonly (Similarity Similarity, string Name)[] s_names =
    [
        (Similarity.Dot, "dot"),
        (Similarity.NormalisedDot, "normalised-dot"),
        (Similarity.Cosine, "cosine"),
        (Similarity.Euclidean, "euclidean"),
        (Similarity.Manhattan, "manhattan"),
        (Similarity.KullbackLeibler, "kl"),
        (Similarity.ReverseKullbackLeibler, "reverse-kl"),
        (Similarity.JensenShannon, "jensen-shannon"),
    ];

    /// <summary>All names, as <see cref="Parse"/> reads them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_names.Select(pair => pair.Name)];

    /// <summary>The similarity of a name.</summary>
    /// <param name="name">For instance <c>manhattan</c>.</param>
    /// <returns>The similarity.</returns>
    /// <exception cref="FormatException">Another name; one line says which there are.</exception>
    public static Similarity Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach ((Similarity similarity, string known) in s_names)
        {
            if (known == name.Trim())
            {
                return similarity;
            }
        }

        throw new FormatException(
            DataFormatException.OneLine($"similarity '{name}': expected {string.Join(", ", Names)}")
        );
    }

    /// <summary>The name of a similarity.</summary>
    /// <param name="similarity">Any of them.</param>
    /// <returns>For instance <c>manhattan</c>.</returns>
    public static string Name(Similarity similarity) =>
        Enum.IsDefined(similarity)
            ? s_names.First(pair => pair.Similarity == similarity).Name
            : throw new ArgumentOutOfRangeException(nameof(similarity), similarity, "no similarity of this library");

    /// <summary>Whether the scores are negative distances, which are at most 0.</summary>
    /// <param name="similarity">Any of them.</param>
    /// <returns>True from Euclidean to Jensen–Shannon.</returns>
    public static bool IsDistance(Similarity similarity) => similarity >= Similarity.Euclidean;

    /// <summary>Whether patterns are read as distributions and must not have negative entries.</summary>
    /// <param name="similarity">Any of them.</param>
    /// <returns>True for the three divergences.</returns>
    public static bool NeedsDistributions(Similarity similarity) => similarity >= Similarity.KullbackLeibler;

    /// <summary>The score of every pattern for every query.</summary>
    /// <param name="similarity">Which similarity.</param>
    /// <param name="mode">Corrected or published.</param>
    /// <param name="patterns">N × n, a stored pattern in each row.</param>
    /// <param name="queries">Q × n, a query in each row.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The bits do not depend on it.</param>
    /// <returns>Q × N; larger means more alike, but for the faults of the published mode.</returns>
    /// <exception cref="ArgumentException">
    /// No pattern, another width, a number that is not finite, or a negative entry where distributions are needed.
    /// </exception>
    /// <remarks>
    /// Source: [MSSLB22, Section 2]. All but Manhattan and Jensen–Shannon come from one matrix product; scores near 0, where a difference
    /// of sums would cancel, are summed again term by term, so that equal patterns have exactly the distance 0.
    /// </remarks>
    public static Matrix Scores(
        Similarity similarity,
        MemoryMode mode,
        Matrix patterns,
        Matrix queries,
        int threads = 0
    )
    {
        PatternCheck.Pair(similarity, patterns, queries);
        return Scoring.Of(similarity, mode, patterns, queries, threads);
    }
}
