using System;
using System.Threading;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>One search of <see cref="LaplacianEigen"/>: an orthonormal basis, its image under L, and the projection of L.</summary>
internal sealed class BlockLanczos
{
    private const int Width = 16;

    private readonly SampleGraph _graph;
    private readonly LaplacianOptions _options;
    private readonly RandomSource _random;
    private readonly int _wanted;
    private readonly int _samples;
    private readonly int _dimension;
    private readonly int _capacity;
    private readonly double[] _basis;
    private readonly double[] _image;
    private readonly double _bound;
    private ChebyshevFilter _filter;
    private int _size;
    private long _products;

    public BlockLanczos(SampleGraph graph, int wanted, LaplacianOptions options)
    {
        _graph = graph;
        _wanted = wanted;
        _options = options;
        _random = RandomSource.FromSeed(options.Seed).Split("lanczos");
        _samples = graph.SampleCount;
        _dimension = _samples - graph.ComponentCount;
        _capacity = Math.Min(_dimension, Math.Max((2 * wanted) + (4 * Width), wanted + (6 * Width)));
        _basis = new double[checked(_samples * _capacity)];
        _image = new double[_samples * _capacity];
        _bound = graph.EigenvalueBound;
        _filter = new ChebyshevFilter(graph, 0.05 * _bound, _bound);
    }

    public LaplacianEigenResult Run(CancellationToken cancel)
    {
        int restarts = 0;
        int untilCheck = 0;
        double[] block = Start();
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            Append(block);
            bool full = _size == _capacity;
            if (full || (_size >= _wanted && untilCheck-- <= 0))
            {
                RitzPairs found = Ritz();
                int open = Array.FindIndex(found.Residuals, 0, _wanted, one => !(one <= _options.Tolerance * _bound));
                bool stopped = full && (_size == _dimension || restarts >= Math.Max(4, _options.StepLimit / 100));
                if (open < 0 || stopped)
                {
                    return Result(found, restarts, open < 0);
                }

                untilCheck = 2;
                if (full)
                {
                    restarts++;
                    block = Restart(found, open);
                    continue;
                }
            }

            block = Next(Blocks.Columns(_basis, _samples, _capacity, _size - LastWidth(), LastWidth()));
        }
    }

    private int LastWidth() => Math.Min(Width, _size);

    private double[] Start()
    {
        int width = Math.Min(Width, _capacity);
        while (true)
        {
            double[]? block = Orthonormal(RandomBlock(width));
            if (block is not null)
            {
                return block;
            }
        }
    }

    private double[] RandomBlock(int width)
    {
        double[] block = new double[_samples * width];
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = _random.NextDouble(-1.0, 1.0);
        }

        _graph.RemoveMeans(block);
        return block;
    }

    // The filter's image of a block, without what the basis spans already; random vectors once the image brings nothing new.
    private double[] Next(double[] block)
    {
        int width = block.Length / _samples;
        _products += (long)width * _filter.Degree;
        double[] image = _filter.Apply(block, _options.Threads);
        int room = _capacity - _size;
        if (room < width)
        {
            image = Blocks.Columns(image, _samples, width, 0, room);
        }

        while (true)
        {
            double[]? next = Orthonormal(image);
            if (next is not null)
            {
                return next;
            }

            image = RandomBlock(Math.Min(Width, room));
        }
    }

    // Takes out the basis and makes the rest orthonormal, twice; null when nothing is left.
    private double[]? Orthonormal(double[] block)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            int width = block.Length / _samples;
            if (_size > 0)
            {
                Operand<double> basis = Held(_basis, _size);
                double[] inner = Blocks.Inner(basis, new Operand<double>(block, _samples, width), _options.Threads);
                MatrixSigns.Negate(inner);
                MatMulKernel.MultiplyInto(
                    basis,
                    new Operand<double>(inner, _size, width),
                    new Target<double>(block, 0, width, true),
                    _options.Threads
                );
                _graph.RemoveMeans(block);
            }

            double[]? orthonormal = BlockOrthogonalisation.Orthonormalise(block, _samples, pass, _options.Threads);
            if (orthonormal is null)
            {
                return null;
            }

            block = orthonormal;
        }

        return block;
    }

    private void Append(double[] block)
    {
        int width = block.Length / _samples;
        double[] image = new double[block.Length];
        _graph.ApplyInto(block, [], new LaplacianTerms(1.0, 0.0, 0.0), image, _options.Threads);
        _products += width;
        Blocks.SetColumns(block, _basis, _samples, _capacity, _size, width);
        Blocks.SetColumns(image, _image, _samples, _capacity, _size, width);
        _size += width;
    }

    private Operand<double> Held(double[] from, int columns) => new(from, 0, _capacity, _samples, columns, false);

    private RitzPairs Ritz()
    {
        double[] projected = Blocks.Inner(Held(_basis, _size), Held(_image, _size), _options.Threads);
        SymmetricEigenResult eigen = SymmetricEigen.Decompose(Matrix.Adopt(_size, _size, projected), _options.Threads);
        int keep = Math.Min(_wanted + Width, _size);

        // The eigenvalues come falling: the least stand last.
        double[] values = new double[keep];
        double[] small = new double[_size * keep];
        for (int j = 0; j < keep; j++)
        {
            values[j] = eigen.Values[_size - 1 - j];
            for (int i = 0; i < _size; i++)
            {
                small[(i * keep) + j] = eigen.Vectors.Storage[(i * _size) + _size - 1 - j];
            }
        }

        Operand<double> combination = new(small, _size, keep);
        double[] vectors = Blocks.Combine(Held(_basis, _size), combination, _options.Threads);
        double[] images = Blocks.Combine(Held(_image, _size), combination, _options.Threads);
        double[] squares = new double[keep];
        for (int i = 0; i < _samples; i++)
        {
            for (int j = 0; j < keep; j++)
            {
                double rest = images[(i * keep) + j] - (values[j] * vectors[(i * keep) + j]);
                squares[j] += rest * rest;
            }
        }

        return new RitzPairs(values, vectors, images, Array.ConvertAll(squares, Math.Sqrt));
    }

    // The best vectors become the basis; the search goes on from the first of them that are still open, with a filter that knows
    // where the wanted eigenvalues end.
    private double[] Restart(RitzPairs found, int open)
    {
        int keep = found.Values.Length;
        Blocks.SetColumns(found.Vectors, _basis, _samples, _capacity, 0, keep);
        Blocks.SetColumns(found.Images, _image, _samples, _capacity, 0, keep);
        _size = keep;
        double low = Math.Clamp(found.Values[keep - 1], 1e-9 * _bound, 0.5 * _bound);
        _filter = new ChebyshevFilter(_graph, low, _bound);
        int width = Math.Min(Width, keep - open);
        return Next(Blocks.Columns(found.Vectors, _samples, keep, open, width));
    }

    private LaplacianEigenResult Result(RitzPairs found, int restarts, bool converged)
    {
        int keep = found.Values.Length;
        double[] vectors = Blocks.Columns(found.Vectors, _samples, keep, 0, _wanted);
        MatrixSigns.MakeLargestPositive(vectors, _wanted);
        return new LaplacianEigenResult(
            found.Values[.._wanted],
            Matrix.Adopt(_samples, _wanted, vectors),
            found.Residuals[.._wanted],
            _products,
            restarts,
            converged ? IterationStatus.Converged : IterationStatus.IterationLimit
        );
    }

    private sealed record RitzPairs(double[] Values, double[] Vectors, double[] Images, double[] Residuals);
}
