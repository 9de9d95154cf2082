using System;
using System.Collections.Generic;
using Neurovariety.Kernels;

namespace Neurovariety.LayerDecomposition;

/// <summary>Weights of the ties between neighbours.</summary>
internal static class SelfTunedWeights
{
    /// <summary>The rows of A: exp(−d²/(σσ')) where one is a neighbour of the other, 0 elsewhere.</summary>
    public static SparseRows Build(NearestNeighbours neighbours)
    {
        int p = neighbours.SampleCount;
        double[] widths = Widths(neighbours);
        List<(int First, int Second, double Weight)> ties = new(p * neighbours.Count);
        for (int i = 0; i < p; i++)
        {
            ReadOnlySpan<int> indices = neighbours.Indices(i);
            ReadOnlySpan<double> distances = neighbours.Distances(i);
            for (int n = 0; n < indices.Length; n++)
            {
                int j = indices[n];
                if (j < i && neighbours.Indices(j).Contains(i))
                {
                    continue;
                }

                // Far samples with narrow neighbours can have a weight that underflows: no tie then.
                double weight = Weight(distances[n], widths[i], widths[j]);
                if (weight > 0.0)
                {
                    ties.Add((i, j, weight));
                }
            }
        }

        return Symmetric(p, ties);
    }

    /// <summary>Compressed rows of ties that each stand once; columns rise in a row.</summary>
    public static SparseRows Symmetric(int samples, IReadOnlyList<(int First, int Second, double Weight)> ties)
    {
        int[] starts = new int[samples + 1];
        foreach ((int first, int second, _) in ties)
        {
            starts[first + 1]++;
            starts[second + 1]++;
        }

        for (int i = 0; i < samples; i++)
        {
            starts[i + 1] += starts[i];
        }

        int[] next = starts.AsSpan(0, samples).ToArray();
        int[] columns = new int[starts[samples]];
        double[] weights = new double[columns.Length];
        foreach ((int first, int second, double weight) in ties)
        {
            (columns[next[first]], weights[next[first]++]) = (second, weight);
            (columns[next[second]], weights[next[second]++]) = (first, weight);
        }

        double[] degrees = new double[samples];
        for (int i = 0; i < samples; i++)
        {
            int length = starts[i + 1] - starts[i];
            Array.Sort(columns, weights, starts[i], length);
            foreach (double weight in weights.AsSpan(starts[i], length))
            {
                degrees[i] += weight;
            }
        }

        return new SparseRows(starts, columns, weights, degrees);
    }

    private static double Weight(double distance, double width, double other) =>
        distance == 0.0 ? 1.0 : Math.Exp(-(distance / width) * (distance / other));

    private static double[] Widths(NearestNeighbours neighbours)
    {
        double[] widths = new double[neighbours.SampleCount];
        double least = double.PositiveInfinity;
        for (int i = 0; i < widths.Length; i++)
        {
            widths[i] = neighbours.Distances(i)[^1];
            least = widths[i] > 0.0 ? Math.Min(least, widths[i]) : least;
        }

        for (int i = 0; i < widths.Length; i++)
        {
            widths[i] = widths[i] > 0.0 ? widths[i] : least;
        }

        return widths;
    }
}
