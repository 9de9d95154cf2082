using System;
using System.Globalization;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>Patterns that a memory is to store, queries made from them, and what each query should find; immutable.</summary>
/// <remarks>Source: [MSSLB22, Section 5].</remarks>
public sealed class RetrievalTask
{
    private RetrievalTask(Matrix patterns, Matrix values, Matrix queries)
    {
        Patterns = patterns;
        Values = values;
        Queries = queries;
    }

    /// <summary>N × n.</summary>
    public Matrix Patterns { get; }

    /// <summary>What each pattern stands for, N × n: itself, or another pattern where the task is hetero-associative.</summary>
    public Matrix Values { get; }

    /// <summary>A damaged copy of each pattern, N × n.</summary>
    public Matrix Queries { get; }

    /// <summary>Draws a task.</summary>
    /// <param name="pool">What patterns are drawn from, without repetition.</param>
    /// <param name="trial">How many patterns, which damage, hetero-associative or not, seed and mode.</param>
    /// <param name="run">Number of the run; each run has patterns and noise of its own.</param>
    /// <returns>The task. Similarity, separation and β do not change it, so that they are compared on the same queries.</returns>
    /// <exception cref="ArgumentException">No patterns, or more than there are to draw from.</exception>
    public static RetrievalTask Draw(PatternPool pool, MemoryTrial trial, int run)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(trial);
        RandomSource random = RandomSource
            .FromSeed(trial.Seed)
            .Split("memory run " + run.ToString(CultureInfo.InvariantCulture));
        int count = trial.PatternCount;
        Matrix drawn = pool.Draw(trial.IsHetero && count > 0 ? checked(2 * count) : count, random.Split("patterns"));
        Matrix patterns = Rows(drawn, 0, count);
        Matrix values = trial.IsHetero ? Rows(drawn, count, count) : patterns;
        Matrix queries = trial.Perturbation.Apply(patterns, pool.Rows, trial.Options.Mode, random.Split("noise"));
        return new RetrievalTask(patterns, values, queries);
    }

    /// <summary>A task from its parts.</summary>
    /// <param name="patterns">N × n.</param>
    /// <param name="values">N × m.</param>
    /// <param name="queries">N × n: query i should find value i.</param>
    /// <returns>The task.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static RetrievalTask Of(Matrix patterns, Matrix values, Matrix queries)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(queries);
        return
            patterns.RowCount == values.RowCount
            && patterns.RowCount == queries.RowCount
            && patterns.ColumnCount == queries.ColumnCount
            ? new RetrievalTask(patterns, values, queries)
            : throw new ArgumentException(
                $"task: expected as many values and queries as patterns, got {patterns.Shape}, {values.Shape} and {queries.Shape}"
            );
    }

    /// <summary>The memory that stores the patterns.</summary>
    /// <param name="options">Similarity, separation, β and mode.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="ArgumentException">The similarity cannot take the patterns.</exception>
    public UniversalMemory Store(MemoryOptions options) =>
        ReferenceEquals(Patterns, Values)
            ? UniversalMemory.Of(Patterns, options)
            : UniversalMemory.Associating(Patterns, Values, options);

    /// <summary>Σ (x − out)² between each value x and what its query finds.</summary>
    /// <param name="options">Similarity, separation, β and mode.</param>
    /// <returns>N numbers; NaN where the published mode gives no number.</returns>
    /// <exception cref="ArgumentException">The similarity cannot take the patterns or queries.</exception>
    public double[] Distances(MemoryOptions options) => Distances(Store(options).Retrieve(Queries));

    /// <summary>Σ (x − out)² between each value x and an answer.</summary>
    /// <param name="answers">N × m.</param>
    /// <returns>N numbers.</returns>
    /// <exception cref="ArgumentException">Another size than the values have.</exception>
    public double[] Distances(Matrix answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.RowCount != Values.RowCount || answers.ColumnCount != Values.ColumnCount)
        {
            throw new ArgumentException($"answers: expected a {Values.Shape} matrix, got {answers.Shape}");
        }

        double[] result = new double[Values.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            ReadOnlySpan<double> x = Values.Row(i);
            ReadOnlySpan<double> z = answers.Row(i);
            double sum = 0.0;
            for (int j = 0; j < x.Length; j++)
            {
                sum += (x[j] - z[j]) * (x[j] - z[j]);
            }

            result[i] = sum;
        }

        return result;
    }

    private static Matrix Rows(Matrix matrix, int start, int count) =>
        start == 0 && count == matrix.RowCount
            ? matrix
            : Matrix.FromEntries(
                count,
                matrix.ColumnCount,
                matrix.Entries.Slice(start * matrix.ColumnCount, count * matrix.ColumnCount)
            );
}
