using System;

namespace Neurovariety.Memories;

/// <summary>Weights that sum to 1 in absolute value, whatever the scores are.</summary>
/// <remarks>
/// Derivation: scores that are negative distances are counted from the smallest of them where a function needs numbers from 0 on
/// (identity, power, log), so that the nearest pattern has the largest weight. Powers are homogeneous: the scores are divided by the
/// largest of them first, which cancels in the weights and cannot overflow. Equal scores have equal weights, so that the weights follow a
/// permutation of the patterns. If every weight is 0 all patterns weigh the same.
/// </remarks>
internal static class CorrectedWeights
{
    public static void Apply(Separation separation, Span<double> scores, MemoryOptions options)
    {
        if (
            Similarities.IsDistance(options.Similarity)
            && separation.Kind is SeparationKind.Identity or SeparationKind.Power or SeparationKind.Log
        )
        {
            CountFromSmallest(scores);
        }

        switch (separation.Kind)
        {
            case SeparationKind.Identity:
                DivideByLargest(scores);
                break;
            case SeparationKind.Softmax:
                // Two finite factors may have an infinite product, and infinity times a difference of 0 is no number.
                Softmax(scores, Math.Min(options.Beta * separation.Parameter, double.MaxValue));
                break;
            case SeparationKind.Power:
                DivideByLargest(scores);
                Raise(scores, separation.Parameter);
                break;
            case SeparationKind.Log:
                foreach (ref double score in scores)
                {
                    score = Math.CopySign(LogOfOneAnd(options.Beta, Math.Abs(score)), score);
                }

                break;
            case SeparationKind.Max:
                From(scores, Largest(scores));
                break;
            case SeparationKind.TopK:
                From(scores, LargestBut(scores, (int)Math.Min(separation.Parameter, scores.Length) - 1));
                break;
            default:
                From(scores, separation.Parameter);
                break;
        }

        Normalise(scores);
    }

    // log(1 + beta size); where the product leaves the range of doubles the 1 no longer counts.
    private static double LogOfOneAnd(double beta, double size)
    {
        double product = beta * size;
        return double.IsFinite(product) ? Math.Log(1.0 + product) : Math.Log(beta) + Math.Log(size);
    }

    private static void CountFromSmallest(Span<double> scores)
    {
        double smallest = double.PositiveInfinity;
        foreach (double score in scores)
        {
            smallest = Math.Min(smallest, score);
        }

        foreach (ref double score in scores)
        {
            score -= smallest;
        }
    }

    private static void DivideByLargest(Span<double> scores)
    {
        double largest = 0.0;
        foreach (double score in scores)
        {
            largest = Math.Max(largest, Math.Abs(score));
        }

        if (largest > 0.0)
        {
            foreach (ref double score in scores)
            {
                score /= largest;
            }
        }
    }

    // A negative number has a power only for whole exponents; for others the sign stays as it is.
    private static void Raise(Span<double> scores, double exponent)
    {
        bool whole = exponent == Math.Round(exponent);
        foreach (ref double score in scores)
        {
            double size = whole ? score : Math.Abs(score);
            score = whole ? Powers.Of(size, exponent) : Math.CopySign(Math.Pow(size, exponent), score);
        }
    }

    private static void Softmax(Span<double> scores, double beta)
    {
        double largest = Largest(scores);
        foreach (ref double score in scores)
        {
            score = Math.Exp(beta * (score - largest));
        }
    }

    private static double Largest(ReadOnlySpan<double> scores)
    {
        double largest = double.NegativeInfinity;
        foreach (double score in scores)
        {
            largest = Math.Max(largest, score);
        }

        return largest;
    }

    private static double LargestBut(ReadOnlySpan<double> scores, int rank)
    {
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        return sorted[sorted.Length - 1 - rank];
    }

    private static void From(Span<double> scores, double threshold)
    {
        foreach (ref double score in scores)
        {
            score = score >= threshold ? 1.0 : 0.0;
        }
    }

    private static void Normalise(Span<double> weights)
    {
        double sum = 0.0;
        foreach (double weight in weights)
        {
            sum += Math.Abs(weight);
        }

        if (sum == 0.0)
        {
            weights.Fill(1.0 / weights.Length);
            return;
        }

        foreach (ref double weight in weights)
        {
            weight /= sum;
        }
    }
}
