using System;
using System.Threading.Tasks;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Memories;

/// <summary>A universal Hopfield network z = P · sep(sim(M, q)): patterns, what they stand for, and how a query finds them; immutable.</summary>
/// <remarks>Source: [MSSLB22, Section 2].</remarks>
public sealed class UniversalMemory
{
    private UniversalMemory(Matrix patterns, Matrix values, MemoryOptions options)
    {
        Patterns = patterns;
        Values = values;
        Options = options;
    }

    /// <summary>M, N × n: a pattern in each row.</summary>
    public Matrix Patterns { get; }

    /// <summary>Pᵀ, N × m: what each pattern stands for; the patterns themselves where the memory is auto-associative.</summary>
    public Matrix Values { get; }

    /// <summary>Similarity, separation, β and mode.</summary>
    public MemoryOptions Options { get; }

    /// <summary>Number of patterns, N.</summary>
    public int Count => Patterns.RowCount;

    /// <summary>Whether a query asks for the pattern itself.</summary>
    public bool IsAutoAssociative => ReferenceEquals(Patterns, Values);

    /// <summary>A memory that gives back its patterns.</summary>
    /// <param name="patterns">N × n, N and n at least 1.</param>
    /// <param name="options">Similarity, separation, β and mode; null for the default.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="ArgumentException">No pattern, numbers that are not finite, negative where distributions are needed.</exception>
    public static UniversalMemory Of(Matrix patterns, MemoryOptions? options = null) =>
        Associating(patterns, patterns, options);

    /// <summary>A memory that answers a pattern with something else.</summary>
    /// <param name="patterns">N × n, N and n at least 1.</param>
    /// <param name="values">N × m.</param>
    /// <param name="options">Similarity, separation, β and mode; null for the default.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="ArgumentException">
    /// No pattern, another number of values, numbers that are not finite, negative where distributions are needed.
    /// </exception>
    public static UniversalMemory Associating(Matrix patterns, Matrix values, MemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        options ??= MemoryOptions.Default;
        options.Check();
        PatternCheck.Patterns(options.Similarity, patterns);
        if (values.RowCount != patterns.RowCount || values.ColumnCount == 0)
        {
            throw new ArgumentException(
                $"values: expected {patterns.RowCount} rows, one for each pattern, got a {values} matrix"
            );
        }

        PatternCheck.Finite(values, "value");
        return new UniversalMemory(patterns, values, options);
    }

    /// <summary>sim(M, q) for each query.</summary>
    /// <param name="queries">Q × n.</param>
    /// <returns>Q × N.</returns>
    /// <exception cref="ArgumentException">Another width, or entries that the similarity cannot take.</exception>
    public Matrix Scores(Matrix queries) =>
        Similarities.Scores(Options.Similarity, Options.Mode, Patterns, queries, Options.Threads);

    /// <summary>sep(sim(M, q)) for each query, normalised.</summary>
    /// <param name="queries">Q × n.</param>
    /// <returns>Q × N. In corrected mode the absolute values of a row sum to 1.</returns>
    /// <exception cref="ArgumentException">Another width, or entries that the similarity cannot take.</exception>
    public Matrix Weights(Matrix queries)
    {
        Matrix scores = Scores(queries);
        double[] weights = scores.Storage;
        // A power costs about as much as a hundred products.
        int threads = Scoring.Threads(100L * weights.Length, Options.Threads);
        Parallel.For(
            0,
            scores.RowCount,
            new ParallelOptions { MaxDegreeOfParallelism = ThreadTeam.ThreadCount(threads) },
            i => Options.Separation.Apply(weights.AsSpan(i * Count, Count), Options)
        );
        return Matrix.Adopt(scores.RowCount, Count, weights);
    }

    /// <summary>z for each query.</summary>
    /// <param name="queries">Q × n.</param>
    /// <returns>Q × m.</returns>
    /// <exception cref="ArgumentException">Another width, or entries that the similarity cannot take.</exception>
    public Matrix Retrieve(Matrix queries) => Read(Weights(queries));

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Count} patterns of {Patterns.ColumnCount}, {Similarities.Name(Options.Similarity)}, {Options.Separation}";

    /// <summary>P·w for rows of weights. Where one pattern alone is meant its value is taken without a product.</summary>
    internal Matrix Read(Matrix weights)
    {
        if (Options.Separation.Kind != SeparationKind.Max)
        {
            long terms = (long)weights.RowCount * weights.ColumnCount * Values.ColumnCount;
            return MatrixProduct.Multiply(weights, Values, Scoring.Threads(terms, Options.Threads));
        }

        double[] result = new double[checked(weights.RowCount * Values.ColumnCount)];
        for (int i = 0; i < weights.RowCount; i++)
        {
            Span<double> target = result.AsSpan(i * Values.ColumnCount, Values.ColumnCount);
            ReadOnlySpan<double> row = weights.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                if (row[j] == 1.0)
                {
                    Values.Row(j).CopyTo(target);
                }
                else if (row[j] != 0.0)
                {
                    VectorKernel.AddMultiple(target, Values.Row(j), row[j]);
                }
            }
        }

        return Matrix.Adopt(weights.RowCount, Values.ColumnCount, result);
    }
}
