using System;
using System.Linq;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Draws the active widths of a product and begins the chain at the smallest.</summary>
internal abstract class ProductSource : MatrixSource
{
    // Numbers that a matrix may draw for masks and χ² roots: 2^24 are far more than any takes.
    private const int DrawBits = 24;
    private readonly WidthLaw[] _laws;
    private readonly bool _masked;
    private readonly ulong _scalarKey;

    protected ProductSource(WidthLaw[] laws, ulong seed)
        : base(laws[0].Width)
    {
        _laws = laws;
        _masked = laws.Any(law => law.ActiveShare != 1.0);
        RandomSource random = RandomSource.FromSeed(seed);
        _scalarKey = random.Split("widths").Key;
        Key = random.Split("entries").Key;
        Active = new int[laws.Length];
        FanIn = new int[laws.Length];
    }

    /// <summary>Key of the entries; the number of the matrix is their stream.</summary>
    protected ulong Key { get; }

    /// <summary>Active widths of the chain, the smallest first.</summary>
    protected int[] Active { get; }

    /// <summary>fan_in of each factor, all units counted.</summary>
    protected int[] FanIn { get; }

    /// <inheritdoc/>
    protected override void Draw(ulong index, Span<double> destination)
    {
        RandomSource random = RandomSource.Resume(_scalarKey, index << DrawBits);
        int k = _laws.Length;
        Span<int> drawn = stackalloc int[k];
        int start = 0;
        for (int j = 0; j < k; j++)
        {
            drawn[j] = _masked ? _laws[j].Sample(random) : _laws[j].Width;
            start = drawn[j] < drawn[start] ? j : start;
        }

        for (int j = 0; j < k; j++)
        {
            Active[j] = drawn[(start + j) % k];
            FanIn[j] = _laws[(start + j + 1) % k].Width;
        }

        destination.Clear();
        if (Active[0] > 0)
        {
            Multiply(index, random, destination);
        }
    }

    /// <summary>Writes the product of the active chain to the upper left m × m corner of the d × d destination.</summary>
    protected abstract void Multiply(ulong index, RandomSource random, Span<double> destination);
}

/// <summary>Draws every entry and multiplies in the cheapest order, in single precision.</summary>
internal sealed class DirectProductSource : ProductSource
{
    private readonly EntryLaw _entries;
    private readonly double _variance;
    private readonly float[]?[,] _products;
    private readonly MatrixChainOrder _order;
    private readonly int[] _ends;

    public DirectProductSource(WidthLaw[] laws, EntryLaw entries, double variance, ulong seed)
        : base(laws, seed)
    {
        _entries = entries;
        _variance = variance;
        _products = new float[]?[laws.Length + 1, laws.Length + 1];
        _order = new MatrixChainOrder(laws.Length, 0);
        _ends = new int[laws.Length + 1];
    }

    /// <inheritdoc/>
    protected override void Multiply(ulong index, RandomSource random, Span<double> destination)
    {
        int factors = Active.Length;
        Active.CopyTo(_ends, 0);
        _ends[factors] = Active[0];
        uint group = 0;
        for (int j = 0; j < factors; j++)
        {
            Span<float> entries = Buffer(j, j + 1).AsSpan(0, _ends[j] * _ends[j + 1]);
            float deviation = (float)Math.Sqrt(_variance / FanIn[j]);
            if (_entries == EntryLaw.Gaussian)
            {
                PhiloxFill.Gaussian(Key, index, group, deviation, entries);
            }
            else
            {
                PhiloxFill.Uniform(Key, index, group, deviation * MathF.Sqrt(3.0f), entries);
            }

            group += (uint)((entries.Length + 31) / 32);
        }

        if (factors > 1)
        {
            _order.Plan(_ends);
            Evaluate(0, factors);
        }

        float[] product = Buffer(0, factors);
        for (int i = 0; i < Active[0]; i++)
        {
            for (int j = 0; j < Active[0]; j++)
            {
                destination[(i * Size) + j] = product[(i * Active[0]) + j];
            }
        }
    }

    private void Evaluate(int i, int j)
    {
        if (j == i + 1)
        {
            return;
        }

        int k = _order.Split(i, j);
        Evaluate(i, k);
        Evaluate(k, j);
        MatMulKernel.MultiplyInto(
            new Operand<float>(Buffer(i, k), _ends[i], _ends[k]),
            new Operand<float>(Buffer(k, j), _ends[k], _ends[j]),
            new Target<float>(Buffer(i, j), _ends[j]),
            1
        );
    }

    private float[] Buffer(int i, int j)
    {
        int length = _ends[i] * _ends[j];
        float[]? buffer = _products[i, j];
        if (buffer is null || buffer.Length < length)
        {
            buffer = _products[i, j] = new float[length];
        }

        return buffer;
    }
}

/// <summary>Draws Gaussian products from square factors of the same law.</summary>
internal sealed class ReducedProductSource : ProductSource
{
    private readonly double _logScale;
    private readonly double[] _factor;
    private readonly int _stride;
    private double[] _left;
    private double[] _right;
    private float[] _normal;

    public ReducedProductSource(WidthLaw[] laws, double variance, ulong seed)
        : base(laws, seed)
    {
        _logScale = 0.5 * laws.Sum(law => Math.Log(variance / law.Width));
        _stride = (Size + 7) / 8 * 8;
        _factor = new double[Size * _stride];
        _left = new double[Size * _stride];
        _right = new double[Size * _stride];
        _normal = new float[(Size * Size) + ((laws.Length - 1) * Size * (Size - 1) / 2)];
    }

    /// <inheritdoc/>
    protected override void Multiply(ulong index, RandomSource random, Span<double> destination)
    {
        int m = Active[0];
        int triangle = m * (m - 1) / 2;
        Span<float> normal = _normal.AsSpan(0, (m * m) + ((Active.Length - 1) * triangle));
        PhiloxFill.Gaussian(Key, index, 0, 1.0f, normal);
        _left.AsSpan().Clear();
        _factor.AsSpan().Clear();
        double scale = Math.Exp(_logScale);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++)
            {
                _left[(i * _stride) + j] = scale * normal[(i * m) + j];
            }
        }

        for (int factor = 1; factor < Active.Length; factor++)
        {
            Triangle(normal.Slice((m * m) + ((factor - 1) * triangle), triangle), Active[factor], m, random);
            TriangularProduct.MultiplyInto(_left, _factor, _right, m, _stride);
            (_left, _right) = (_right, _left);
        }

        for (int i = 0; i < m; i++)
        {
            _left.AsSpan(i * _stride, m).CopyTo(destination[(i * Size)..]);
        }
    }

    // Bartlett's triangle of an n × m Gaussian matrix.
    private void Triangle(ReadOnlySpan<float> normal, int n, int m, RandomSource random)
    {
        int next = 0;
        for (int i = 0; i < m; i++)
        {
            double freedom = n - i;
            _factor[(i * _stride) + i] =
                freedom == 1.0
                    ? Math.Abs(random.NextGaussian())
                    : Math.Sqrt(2.0 * GammaSampler.Next(random, 0.5 * freedom));
            for (int j = i + 1; j < m; j++)
            {
                _factor[(i * _stride) + j] = normal[next++];
            }
        }
    }
}
