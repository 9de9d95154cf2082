using System;
using System.Numerics.Tensors;
using System.Threading;
using Neurovariety.Kernels;

namespace Neurovariety.LayerDecomposition;

/// <summary>Conjugate gradients, preconditioned by the degrees, for a block of right-hand sides in step.</summary>
internal sealed class ConjugateGradients
{
    private readonly SampleGraph _graph;
    private readonly LaplacianOptions _options;
    private readonly int _width;
    private readonly double[] _right;
    private readonly double[] _rest;
    private readonly double[] _direction;
    private readonly double[] _image;

    // Sums over the samples of one chunk: two numbers for each column.
    private readonly double[] _partial;

    public ConjugateGradients(SampleGraph graph, double[] rightSide, LaplacianOptions options)
    {
        _graph = graph;
        _options = options;
        _width = rightSide.Length / graph.SampleCount;
        graph.RemoveMeans(rightSide);
        _right = rightSide;
        _rest = (double[])rightSide.Clone();
        _direction = new double[rightSide.Length];
        _image = new double[rightSide.Length];
        _partial = new double[RowChunks.Count(graph.SampleCount) * 2 * _width];
        Solution = new double[rightSide.Length];
    }

    /// <summary>The solution, rows × width.</summary>
    public double[] Solution { get; }

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    public void Run(CancellationToken cancel)
    {
        double[] goals = Squares(_right);
        TensorPrimitives.Multiply(goals, _options.Tolerance * _options.Tolerance, goals);
        double[] inner = StepBack(new double[_width], out double[] squares, new double[_width], start: true);
        while (Steps < _options.StepLimit && Array.Exists(Open(squares, goals), open => open))
        {
            cancel.ThrowIfCancellationRequested();
            _graph.ApplyInto(_direction, [], new LaplacianTerms(1.0, 0.0, 0.0), _image, _options.Threads);
            double[] curvature = Sums(_direction, _image);
            bool[] open = Open(squares, goals);
            double[] lengths = new double[_width];
            for (int c = 0; c < _width; c++)
            {
                lengths[c] = open[c] && curvature[c] > 0.0 ? inner[c] / curvature[c] : 0.0;
            }

            inner = StepBack(lengths, out squares, inner, start: false);
            Steps++;
        }

        _graph.RemoveMeans(Solution);
    }

    /// <summary>The largest ‖L·x − b‖/‖b‖ of the columns, from the solution itself.</summary>
    public double TrueResidual()
    {
        _graph.ApplyInto(Solution, [], new LaplacianTerms(1.0, 0.0, 0.0), _image, _options.Threads);
        TensorPrimitives.Subtract(_image, _right, _image);
        double[] found = Squares(_image);
        double[] asked = Squares(_right);
        double worst = 0.0;
        for (int c = 0; c < _width; c++)
        {
            worst = asked[c] > 0.0 ? Math.Max(worst, Math.Sqrt(found[c] / asked[c])) : worst;
        }

        return worst;
    }

    private static bool[] Open(double[] squares, double[] goals)
    {
        bool[] open = new bool[squares.Length];
        for (int c = 0; c < open.Length; c++)
        {
            open[c] = squares[c] > goals[c];
        }

        return open;
    }

    // x += length·p and r -= length·L·p, then p = r/d + (new inner / old inner)·p. Returns the products r·(r/d).
    private double[] StepBack(double[] lengths, out double[] squares, double[] before, bool start)
    {
        int width = _width;
        RowChunks.Run(
            _graph.SampleCount,
            _options.Threads,
            (chunk, first, last) =>
            {
                Span<double> sums = _partial.AsSpan(chunk * 2 * width, 2 * width);
                sums.Clear();
                for (int i = first; i < last; i++)
                {
                    Move(i, lengths, sums);
                }
            }
        );
        double[] totals = Combine();
        double[] inner = totals.AsSpan(0, width).ToArray();
        squares = totals.AsSpan(width).ToArray();
        double[] ratios = new double[width];
        for (int c = 0; c < width; c++)
        {
            ratios[c] = !start && before[c] > 0.0 ? inner[c] / before[c] : 0.0;
        }

        RowChunks.Run(
            _graph.SampleCount,
            _options.Threads,
            (_, first, last) =>
            {
                for (int i = first; i < last; i++)
                {
                    double weight = Preconditioner(i);
                    Span<double> direction = _direction.AsSpan(i * width, width);
                    ReadOnlySpan<double> rest = _rest.AsSpan(i * width, width);
                    for (int c = 0; c < width; c++)
                    {
                        direction[c] = (ratios[c] * direction[c]) + (weight * rest[c]);
                    }
                }
            }
        );
        return inner;
    }

    private void Move(int i, double[] lengths, Span<double> sums)
    {
        int width = _width;
        double weight = Preconditioner(i);
        Span<double> x = Solution.AsSpan(i * width, width);
        Span<double> rest = _rest.AsSpan(i * width, width);
        ReadOnlySpan<double> direction = _direction.AsSpan(i * width, width);
        ReadOnlySpan<double> image = _image.AsSpan(i * width, width);
        for (int c = 0; c < width; c++)
        {
            x[c] += lengths[c] * direction[c];
            double left = rest[c] - (lengths[c] * image[c]);
            rest[c] = left;
            sums[c] += weight * left * left;
            sums[width + c] += left * left;
        }
    }

    private double Preconditioner(int i) => _graph.Rows.Degrees[i] > 0.0 ? 1.0 / _graph.Rows.Degrees[i] : 0.0;

    private double[] Squares(double[] block) => Sums(block, block);

    private double[] Sums(double[] a, double[] b)
    {
        int width = _width;
        RowChunks.Run(
            _graph.SampleCount,
            _options.Threads,
            (chunk, first, last) =>
            {
                Span<double> sums = _partial.AsSpan(chunk * 2 * width, width);
                _partial.AsSpan(chunk * 2 * width, 2 * width).Clear();
                for (int i = first; i < last; i++)
                {
                    ReadOnlySpan<double> left = a.AsSpan(i * width, width);
                    ReadOnlySpan<double> right = b.AsSpan(i * width, width);
                    for (int c = 0; c < width; c++)
                    {
                        sums[c] += left[c] * right[c];
                    }
                }
            }
        );
        return Combine().AsSpan(0, width).ToArray();
    }

    // The sums of the chunks, in their order.
    private double[] Combine()
    {
        double[] totals = new double[2 * _width];
        for (int start = 0; start < _partial.Length; start += totals.Length)
        {
            TensorPrimitives.Add(totals, _partial.AsSpan(start, totals.Length), totals);
        }

        return totals;
    }
}
