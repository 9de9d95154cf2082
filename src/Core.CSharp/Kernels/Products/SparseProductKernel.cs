using System;
using System.Numerics;

namespace Neurovariety.Kernels;

/// <summary>A sparse symmetric pattern with weights, in compressed rows: of row i the entries Starts[i] … Starts[i + 1] − 1.</summary>
/// <param name="Starts">One more than there are rows.</param>
/// <param name="Columns">Column of each entry.</param>
/// <param name="Weights">Weight of each entry.</param>
/// <param name="Degrees">Sum of the weights of each row.</param>
internal sealed record SparseRows(int[] Starts, int[] Columns, double[] Weights, double[] Degrees);

/// <summary>What <see cref="SparseProductKernel"/> combines: α·L·x + β·x + γ·z.</summary>
internal readonly record struct LaplacianTerms(double Laplacian, double Identity, double Other);

/// <summary>The graph Laplacian times a block of vectors, for a range of rows.</summary>
/// <remarks>
/// A block is rows × width, row by row: the numbers of one sample lie together, so that an entry of the Laplacian is read once
/// for four vectors of lanes. A sum runs over the entries of its row in the order in which they stand: it depends neither on the
/// range nor on the threads.
/// </remarks>
internal static class SparseProductKernel
{
    /// <summary>Rows first … last − 1 of α·L·x + β·x + γ·z; the destination overlaps neither factor.</summary>
    /// <param name="graph">The weights; L = D − A.</param>
    /// <param name="x">Rows × width.</param>
    /// <param name="z">Rows × width; not read when γ is 0.</param>
    /// <param name="terms">α, β, γ.</param>
    /// <param name="rows">First row and the row after the last.</param>
    /// <param name="destination">Rows × width.</param>
    public static void ApplyInto(
        SparseRows graph,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> z,
        LaplacianTerms terms,
        (int First, int Last) rows,
        Span<double> destination
    )
    {
        int width = destination.Length / graph.Degrees.Length;
        int lanes = Vector<double>.Count;
        for (int i = rows.First; i < rows.Last; i++)
        {
            int c = 0;
            for (; c + (4 * lanes) <= width; c += 4 * lanes)
            {
                Wide(graph, x, z, terms, i, width, c, destination);
            }

            for (; c + lanes <= width; c += lanes)
            {
                Narrow(graph, x, z, terms, i, width, c, destination);
            }

            for (; c < width; c++)
            {
                destination[(i * width) + c] = Entry(graph, x, z, terms, i, width, c);
            }
        }
    }

    /// <summary>Scalar twin of <see cref="ApplyInto"/>.</summary>
    public static void ApplyScalarInto(
        SparseRows graph,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> z,
        LaplacianTerms terms,
        (int First, int Last) rows,
        Span<double> destination
    )
    {
        int width = destination.Length / graph.Degrees.Length;
        for (int i = rows.First; i < rows.Last; i++)
        {
            for (int c = 0; c < width; c++)
            {
                destination[(i * width) + c] = Entry(graph, x, z, terms, i, width, c);
            }
        }
    }

    private static double Entry(
        SparseRows graph,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> z,
        LaplacianTerms terms,
        int i,
        int width,
        int c
    )
    {
        double neighbours = 0.0;
        for (int e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
        {
            neighbours += graph.Weights[e] * x[(graph.Columns[e] * width) + c];
        }

        int at = (i * width) + c;
        double own = ((terms.Laplacian * graph.Degrees[i]) + terms.Identity) * x[at];
        double sum = own - (terms.Laplacian * neighbours);
        return terms.Other == 0.0 ? sum : sum + (terms.Other * z[at]);
    }

    // Four vectors of lanes at once: columns c … c + 4·lanes − 1 of row i.
    private static void Wide(
        SparseRows graph,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> z,
        LaplacianTerms terms,
        int i,
        int width,
        int c,
        Span<double> destination
    )
    {
        Vector<double> s0 = Vector<double>.Zero;
        Vector<double> s1 = s0;
        Vector<double> s2 = s0;
        Vector<double> s3 = s0;
        int lanes = Vector<double>.Count;
        for (int e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
        {
            Vector<double> weight = new(graph.Weights[e]);
            ReadOnlySpan<double> row = x.Slice((graph.Columns[e] * width) + c, 4 * lanes);
            s0 += weight * new Vector<double>(row);
            s1 += weight * new Vector<double>(row[lanes..]);
            s2 += weight * new Vector<double>(row[(2 * lanes)..]);
            s3 += weight * new Vector<double>(row[(3 * lanes)..]);
        }

        int at = (i * width) + c;
        double own = (terms.Laplacian * graph.Degrees[i]) + terms.Identity;
        Finish(x, z, terms, own, s0, at, destination);
        Finish(x, z, terms, own, s1, at + lanes, destination);
        Finish(x, z, terms, own, s2, at + (2 * lanes), destination);
        Finish(x, z, terms, own, s3, at + (3 * lanes), destination);
    }

    private static void Narrow(
        SparseRows graph,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> z,
        LaplacianTerms terms,
        int i,
        int width,
        int c,
        Span<double> destination
    )
    {
        Vector<double> sum = Vector<double>.Zero;
        for (int e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
        {
            sum += new Vector<double>(graph.Weights[e]) * new Vector<double>(x[((graph.Columns[e] * width) + c)..]);
        }

        double own = (terms.Laplacian * graph.Degrees[i]) + terms.Identity;
        Finish(x, z, terms, own, sum, (i * width) + c, destination);
    }

    private static void Finish(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> z,
        LaplacianTerms terms,
        double own,
        Vector<double> neighbours,
        int at,
        Span<double> destination
    )
    {
        Vector<double> sum = (own * new Vector<double>(x[at..])) - (terms.Laplacian * neighbours);
        if (terms.Other != 0.0)
        {
            sum += terms.Other * new Vector<double>(z[at..]);
        }

        sum.CopyTo(destination[at..]);
    }
}
