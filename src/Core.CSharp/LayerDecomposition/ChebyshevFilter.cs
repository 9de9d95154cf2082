using System;
using Neurovariety.Kernels;

namespace Neurovariety.LayerDecomposition;

/// <summary>A polynomial of a Laplacian that is small on [low, high] and grows fast below: it brings out the least eigenvalues.</summary>
/// <remarks>
/// T_m(l(L))/T_m(l(0)) with l the affine map of [low, high] to [−1, 1]; source of the recurrence without overflow: [ZSTC06].
/// </remarks>
internal sealed class ChebyshevFilter
{
    private readonly SampleGraph _graph;
    private readonly double _low;
    private readonly double _high;
    private readonly int _degree;

    /// <summary>A filter of a degree that brings out what lies below <paramref name="low"/>.</summary>
    public ChebyshevFilter(SampleGraph graph, double low, double high)
    {
        _graph = graph;
        _low = low;
        _high = high;

        // T_m(l(λ)) grows as cosh(2m·√((low − λ)/high)): at this degree it is cosh(4) = 27 at λ = 0.
        _degree = (int)Math.Clamp(Math.Ceiling(2.0 * Math.Sqrt(high / low)), 4, 400);
    }

    /// <summary>Products with L that one application takes.</summary>
    public int Degree => _degree;

    /// <summary>The filter applied to a block of vectors, without means on the components.</summary>
    public double[] Apply(double[] block, int threads)
    {
        double half = 0.5 * (_high - _low);
        double middle = 0.5 * (_high + _low);
        double first = half / -middle;
        double sigma = first;
        double[] before = block;
        double[] now = new double[block.Length];
        double[] next = new double[block.Length];
        _graph.ApplyInto(before, [], Terms(first / half, middle, 0.0), now, threads);
        for (int k = 2; k <= _degree; k++)
        {
            double following = 1.0 / ((2.0 / first) - sigma);
            _graph.ApplyInto(now, before, Terms(2.0 * following / half, middle, -sigma * following), next, threads);
            double[] free = k == 2 ? new double[block.Length] : before;
            (before, now, next) = (now, next, free);
            sigma = following;
        }

        _graph.RemoveMeans(now);
        return now;
    }

    // factor·(L − middle)·x + other·z.
    private static LaplacianTerms Terms(double factor, double middle, double other) =>
        new(factor, -factor * middle, other);
}
