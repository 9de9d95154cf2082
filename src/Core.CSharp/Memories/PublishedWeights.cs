using System;

namespace Neurovariety.Memories;

/// <summary>Weights as in the published experiments: s = β·sim, s /= Σs, w = sep(s), w /= Σw.</summary>
/// <remarks>
/// Source: [MSSLB22, Section 5]. Correction: because of the first division β cancels, and an exact match, whose score is infinite,
/// makes the scores NaN. As in the tensor library of the experiments NaN counts as the largest number and the first of several largest is
/// taken, so that <see cref="SeparationKind.Max"/> still finds the match.
/// </remarks>
internal static class PublishedWeights
{
    public static void Apply(Separation separation, Span<double> scores, double beta)
    {
        foreach (ref double score in scores)
        {
            score *= beta;
        }

        Normalise(scores);
        switch (separation.Kind)
        {
            case SeparationKind.Identity:
                break;
            case SeparationKind.Softmax:
                Softmax(scores, separation.Parameter);
                break;
            case SeparationKind.Power:
                foreach (ref double score in scores)
                {
                    score = Powers.Of(score, separation.Parameter);
                }

                break;
            case SeparationKind.Log:
                foreach (ref double score in scores)
                {
                    score = Math.Log(score);
                }

                break;
            case SeparationKind.Max:
                int place = Largest(scores);
                scores.Clear();
                scores[place] = 1.0;
                break;
            case SeparationKind.TopK:
                Select(scores, (int)Math.Min(separation.Parameter, scores.Length));
                break;
            default:
                foreach (ref double score in scores)
                {
                    score = score >= separation.Parameter ? 1.0 : 0.0;
                }

                break;
        }

        Normalise(scores);
    }

    private static void Normalise(Span<double> values)
    {
        double sum = 0.0;
        foreach (double value in values)
        {
            sum += value;
        }

        foreach (ref double value in values)
        {
            value /= sum;
        }
    }

    // The largest is taken off first: the quotient is the same.
    private static void Softmax(Span<double> values, double factor)
    {
        double largest = double.NegativeInfinity;
        foreach (double value in values)
        {
            largest = Math.Max(largest, value);
        }

        foreach (ref double value in values)
        {
            value = Math.Exp(factor * (value - largest));
        }
    }

    private static int Largest(ReadOnlySpan<double> values)
    {
        int place = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                return i;
            }

            if (values[i] > values[place])
            {
                place = i;
            }
        }

        return place;
    }

    private static void Select(Span<double> values, int count)
    {
        double[] left = values.ToArray();
        values.Clear();
        for (int k = 0; k < count; k++)
        {
            int place = Largest(left);
            values[place] = 1.0;
            left[place] = double.NegativeInfinity;
        }
    }
}
