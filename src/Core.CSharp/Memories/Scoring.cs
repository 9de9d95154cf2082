using System;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Memories;

/// <summary>The scores behind <see cref="Similarities"/>; sizes and entries are checked there.</summary>
internal static class Scoring
{
    /// <summary>What the published divergences add inside the logarithm, and the corrected ones to every entry.</summary>
    public const double Smoothing = 1e-4;

    /// <summary>Below this share of the terms' size a distance from a difference of sums is summed again term by term.</summary>
    private const double Cancelled = 1e-8;

    /// <summary>Products of fewer terms than this are done before another thread has begun.</summary>
    private const long ThreadedWork = 4_000_000;

    /// <summary>One thread for little work, else those asked for.</summary>
    public static int Threads(long terms, int threads) => terms < ThreadedWork ? 1 : threads;

    public static Matrix Of(Similarity similarity, MemoryMode mode, Matrix patterns, Matrix queries, int threads)
    {
        threads = Threads((long)queries.RowCount * patterns.RowCount * patterns.ColumnCount, threads);
        bool published = mode == MemoryMode.Published;
        return similarity switch
        {
            Similarity.Dot when !published => MatrixProduct.MultiplyTransposedRight(queries, patterns, threads),
            Similarity.Dot or Similarity.NormalisedDot => MatrixProduct.MultiplyTransposedRight(
                Scaled(queries, Sum, published),
                Scaled(patterns, Sum, published),
                threads
            ),
            Similarity.Cosine => MatrixProduct.MultiplyTransposedRight(
                Scaled(queries, Norm, published),
                Scaled(patterns, Norm, published),
                threads
            ),
            Similarity.Euclidean => Signed(SquaredDistances(patterns, queries, threads), mode),
            Similarity.Manhattan => Signed(Manhattan(patterns, queries, threads), mode),
            Similarity.KullbackLeibler => Signed(Divergences(patterns, queries, mode, threads), mode),
            Similarity.ReverseKullbackLeibler => Signed(
                Divergences(queries, patterns, mode, threads).Transpose(),
                mode
            ),
            _ when published => PublishedJensenShannon(patterns, queries, threads),
            _ => Signed(JensenShannon(patterns, queries, threads), mode),
        };
    }

    private static double Sum(ReadOnlySpan<double> row)
    {
        double sum = 0.0;
        foreach (double value in row)
        {
            sum += value;
        }

        return sum;
    }

    private static double Norm(ReadOnlySpan<double> row)
    {
        double squares = VectorKernel.Dot(row, row);
        if (squares is > 1e-280 and < 1e300)
        {
            return Math.Sqrt(squares);
        }

        // Squares that leave the range: the same sum at a power of two that brings the row near 1.
        int exponent = BinaryScale.Exponent(VectorKernel.LargestMagnitude(row));
        double[] near = row.ToArray();
        BinaryScale.Multiply(near, -exponent);
        return Math.ScaleB(Math.Sqrt(VectorKernel.Dot(near, near)), exponent);
    }

    private delegate double Measure(ReadOnlySpan<double> row);

    // Rows divided by a measure. A measure of 0 leaves the row 0 where the division by it is a fault to be avoided.
    private static Matrix Scaled(Matrix rows, Measure measure, bool published)
    {
        double[] entries = rows.ToArray();
        for (int i = 0; i < rows.RowCount; i++)
        {
            Span<double> row = entries.AsSpan(i * rows.ColumnCount, rows.ColumnCount);
            double size = measure(row);
            bool empty = size == 0.0 && !published;
            foreach (ref double value in row)
            {
                value = empty ? 0.0 : value / size;
            }
        }

        return Matrix.Adopt(rows.RowCount, rows.ColumnCount, entries);
    }

    private static Matrix Signed(Matrix distances, MemoryMode mode)
    {
        double[] scores = distances.ToArray();
        foreach (ref double score in scores.AsSpan())
        {
            score = mode == MemoryMode.Published ? 1.0 / score : 0.0 - score;
        }

        return Matrix.Adopt(distances.RowCount, distances.ColumnCount, scores);
    }

    private static Matrix Manhattan(Matrix patterns, Matrix queries, int threads)
    {
        double[] result = new double[checked(queries.RowCount * patterns.RowCount)];
        RowPairKernel.ManhattanInto(queries.Storage, patterns.Storage, patterns.ColumnCount, result, threads);
        return Matrix.Adopt(queries.RowCount, patterns.RowCount, result);
    }

    // Σ(x − z)² = Σx² + Σz² − 2Σxz.
    private static Matrix SquaredDistances(Matrix patterns, Matrix queries, int threads)
    {
        double[] own = SquaredNorms(patterns);
        double[] asked = SquaredNorms(queries);
        double[] result = MatrixProduct.MultiplyTransposedRight(queries, patterns, threads).Storage;
        for (int i = 0; i < asked.Length; i++)
        {
            for (int j = 0; j < own.Length; j++)
            {
                ref double value = ref result[(i * own.Length) + j];
                double size = asked[i] + own[j];
                value = size - (2.0 * value);
                if (value <= Cancelled * size)
                {
                    value = SquaredDistance(queries.Row(i), patterns.Row(j));
                }
            }
        }

        return Matrix.Adopt(asked.Length, own.Length, result);
    }

    private static double[] SquaredNorms(Matrix rows)
    {
        double[] result = new double[rows.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = VectorKernel.Dot(rows.Row(i), rows.Row(i));
        }

        return result;
    }

    private static double SquaredDistance(ReadOnlySpan<double> x, ReadOnlySpan<double> z)
    {
        double sum = 0.0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (x[i] - z[i]) * (x[i] - z[i]);
        }

        return sum;
    }

    // Σ p (log p' − log q') for each row q (result rows) and p (columns): Σ p log p' less a product with a table of logarithms.
    private static Matrix Divergences(Matrix weighting, Matrix other, MemoryMode mode, int threads)
    {
        Distributions p = new(weighting, mode);
        Distributions q = new(other, mode);
        double[] own = new double[weighting.RowCount];
        for (int j = 0; j < own.Length; j++)
        {
            own[j] = VectorKernel.Dot(p.Shares.Row(j), p.Logarithms.Row(j));
        }

        double[] result = MatrixProduct.MultiplyTransposedRight(q.Logarithms, p.Shares, threads).Storage;
        for (int i = 0; i < other.RowCount; i++)
        {
            for (int j = 0; j < own.Length; j++)
            {
                ref double value = ref result[(i * own.Length) + j];
                double size = Math.Abs(own[j]);
                value = own[j] - value;
                if (Math.Abs(value) <= Cancelled * size)
                {
                    value = Divergence(p.Shares.Row(j), p.Logarithms.Row(j), q.Logarithms.Row(i));
                    value = mode == MemoryMode.Corrected ? Math.Max(0.0, value) : value;
                }
            }
        }

        return Matrix.Adopt(other.RowCount, own.Length, result);
    }

    private static double Divergence(
        ReadOnlySpan<double> p,
        ReadOnlySpan<double> logarithms,
        ReadOnlySpan<double> others
    )
    {
        double sum = 0.0;
        for (int i = 0; i < p.Length; i++)
        {
            sum += p[i] * (logarithms[i] - others[i]);
        }

        return sum;
    }

    private static Matrix PublishedJensenShannon(Matrix patterns, Matrix queries, int threads)
    {
        double[] forward = Of(Similarity.KullbackLeibler, MemoryMode.Published, patterns, queries, threads).Storage;
        Matrix reverse = Of(Similarity.ReverseKullbackLeibler, MemoryMode.Published, patterns, queries, threads);
        for (int i = 0; i < forward.Length; i++)
        {
            forward[i] = 1.0 / ((0.5 * forward[i]) + (0.5 * reverse.Storage[i]));
        }

        return Matrix.Adopt(queries.RowCount, patterns.RowCount, forward);
    }

    // JS = Σ m log m subtracted from the mean of Σ p log p and Σ q log q, with m = (p + q)/2.
    private static Matrix JensenShannon(Matrix patterns, Matrix queries, int threads)
    {
        Distributions p = new(patterns, MemoryMode.Corrected);
        Distributions q = new(queries, MemoryMode.Corrected);
        double[] result = new double[checked(queries.RowCount * patterns.RowCount)];
        RowPairKernel.MixtureInto(q.Shares.Storage, p.Shares.Storage, patterns.ColumnCount, result, threads);
        double[] own = Entropies(p);
        double[] asked = Entropies(q);
        for (int i = 0; i < asked.Length; i++)
        {
            for (int j = 0; j < own.Length; j++)
            {
                ref double value = ref result[(i * own.Length) + j];
                double middle = 0.5 * (own[j] + asked[i]);
                value = middle - value;
                if (value <= Cancelled * Math.Abs(middle))
                {
                    value = JensenShannon(p.Shares.Row(j), q.Shares.Row(i));
                }
            }
        }

        return Matrix.Adopt(asked.Length, own.Length, result);
    }

    private static double[] Entropies(Distributions p)
    {
        double[] result = new double[p.Shares.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = VectorKernel.Dot(p.Shares.Row(i), p.Logarithms.Row(i));
        }

        return result;
    }

    private static double JensenShannon(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        double sum = 0.0;
        for (int i = 0; i < p.Length; i++)
        {
            double middle = 0.5 * (p[i] + q[i]);
            sum += 0.5 * ((p[i] * Math.Log(p[i] / middle)) + (q[i] * Math.Log(q[i] / middle)));
        }

        return Math.Max(0.0, sum);
    }

    /// <summary>Patterns as distributions, and logarithms of them.</summary>
    private sealed class Distributions
    {
        /// <summary>
        /// Published: shares x/Σx and log(x/Σx + 1e-4). Corrected: shares (x/Σx + 1e-4)/(1 + 1e-4 n), which are positive and sum to 1,
        /// and their logarithms; a blank pattern is the uniform distribution.
        /// </summary>
        public Distributions(Matrix rows, MemoryMode mode)
        {
            bool published = mode == MemoryMode.Published;
            int n = rows.ColumnCount;
            double[] shares = Scaled(rows, Sum, published).Storage;
            double[] logarithms = new double[shares.Length];
            for (int r = 0; r < rows.RowCount && !published; r++)
            {
                bool blank = Sum(rows.Row(r)) == 0.0;
                foreach (ref double share in shares.AsSpan(r * n, n))
                {
                    share = blank ? 1.0 / n : (share + Smoothing) / (1.0 + (Smoothing * n));
                }
            }

            Shares = Matrix.Adopt(rows.RowCount, n, shares);
            for (int i = 0; i < shares.Length; i++)
            {
                logarithms[i] = Math.Log(published ? shares[i] + Smoothing : shares[i]);
            }

            Logarithms = Matrix.Adopt(rows.RowCount, n, logarithms);
        }

        public Matrix Shares { get; }

        public Matrix Logarithms { get; }
    }
}
