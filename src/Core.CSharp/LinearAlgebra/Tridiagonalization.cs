using System;
using Neurovariety.Kernels;

namespace Neurovariety.LinearAlgebra;

/// <summary>A symmetric matrix as Q·T·Qᵀ with T tridiagonal and Q a product of Householder reflections, worked off in panels.</summary>
/// <remarks>
/// Within a panel a column is brought up to date only when its turn comes; the rest of the matrix receives the whole panel as
/// one product A − V·Wᵀ − W·Vᵀ. Source: [DHS89]. Half of the work is products of the matrix with one vector, which stream
/// it from memory.
/// </remarks>
internal sealed class Tridiagonalization
{
    private const int Panel = 32;
    private readonly int _n;
    private readonly int _threads;
    private readonly double[] _a;

    /// <summary>Reflection vectors: row j has zeros up to j, then 1 and the rest.</summary>
    private readonly double[] _v;
    private readonly double[] _w;
    private readonly double[] _factors;
    private readonly double[] _column;
    private readonly double[] _product;

    private Tridiagonalization(double[] a, int n, int threads)
    {
        _n = n;
        _threads = threads;
        _a = a;
        _v = new double[checked(n * n)];
        _w = new double[checked(Panel * n)];
        _factors = new double[n];
        _column = new double[n];
        _product = new double[n];
        Diagonal = new double[n];
        Below = new double[n];
    }

    /// <summary>The diagonal of T.</summary>
    public double[] Diagonal { get; }

    /// <summary>The entries of T below the diagonal; the last is 0.</summary>
    public double[] Below { get; }

    /// <summary>Reduces a symmetric matrix, n × n, row by row, which is overwritten.</summary>
    public static Tridiagonalization Of(double[] a, int n, int threads)
    {
        Tridiagonalization result = new(a, n, threads);
        for (int start = 0; start < n; start += Panel)
        {
            result.ReducePanel(start, Math.Min(n, start + Panel));
        }

        return result;
    }

    /// <summary>Replaces x (n × count, row by row) by Q·x.</summary>
    public void ApplyTo(double[] x, int count)
    {
        for (int start = (_n - 1) / Panel * Panel; start >= 0; start -= Panel)
        {
            ApplyPanel(start, Math.Min(_n, start + Panel) - start, x, count);
        }
    }

    private Span<double> V(int j) => _v.AsSpan(j * _n, _n);

    private void ReducePanel(int start, int end)
    {
        for (int j = start; j < end; j++)
        {
            Span<double> column = _column.AsSpan(j);
            _a.AsSpan((j * _n) + j, _n - j).CopyTo(column);
            for (int k = start; k < j; k++)
            {
                VectorKernel.AddMultiple(column, V(k)[j..], -_w[((k - start) * _n) + j]);
                VectorKernel.AddMultiple(column, W(k - start)[j..], -V(k)[j]);
            }

            Diagonal[j] = column[0];
            if (j + 1 < _n)
            {
                Reflect(j, column[1..]);
                MakeW(j, start);
            }
        }

        UpdateRest(start, end);
    }

    private Span<double> W(int k) => _w.AsSpan(k * _n, _n);

    /// <summary>Chooses the reflection that turns the rest of column j into a multiple of the first unit vector.</summary>
    private void Reflect(int j, ReadOnlySpan<double> rest)
    {
        Span<double> v = V(j)[(j + 1)..];
        double tail = VectorKernel.Dot(rest[1..], rest[1..]);
        v.Clear();
        v[0] = 1.0;
        if (tail == 0.0)
        {
            Below[j] = rest[0];
            _factors[j] = 0.0;
            return;
        }

        double image = -Math.CopySign(Math.Sqrt((rest[0] * rest[0]) + tail), rest[0]);
        Below[j] = image;
        _factors[j] = (image - rest[0]) / image;
        VectorKernel.AddMultiple(v[1..], rest[1..], 1.0 / (rest[0] - image));
    }

    /// <summary>w = τ·(A'·v) − (τ²/2)(v·A'v)·v, where A' is the matrix up to date.</summary>
    private void MakeW(int j, int start)
    {
        Span<double> w = W(j - start);
        w.Clear();
        double factor = _factors[j];
        if (factor == 0.0)
        {
            return;
        }

        V(j).CopyTo(_column);
        SymmetricProductKernel.ApplyInto(_a, _n, j + 1, _column, _product, _threads);
        Span<double> v = V(j)[(j + 1)..];
        w = w[(j + 1)..];
        VectorKernel.AddMultiple(w, _product.AsSpan(j + 1), factor);
        for (int k = start; k < j; k++)
        {
            Span<double> vk = V(k)[(j + 1)..];
            Span<double> wk = W(k - start)[(j + 1)..];
            VectorKernel.AddMultiple(w, vk, -factor * VectorKernel.Dot(wk, v));
            VectorKernel.AddMultiple(w, wk, -factor * VectorKernel.Dot(vk, v));
        }

        VectorKernel.AddMultiple(w, v, -0.5 * factor * VectorKernel.Dot(w, v));
    }

    /// <summary>A − V·Wᵀ − W·Vᵀ on the rows and columns after the panel, as one product of depth 2·panel.</summary>
    private void UpdateRest(int start, int end)
    {
        int size = _n - end;
        int width = end - start;
        if (size == 0)
        {
            return;
        }

        double[] left = new double[2 * width * size];
        double[] right = new double[2 * width * size];
        for (int k = 0; k < width; k++)
        {
            ReadOnlySpan<double> v = V(start + k)[end..];
            ReadOnlySpan<double> w = W(k)[end..];
            VectorKernel.AddMultiple(left.AsSpan(k * size, size), v, -1.0);
            VectorKernel.AddMultiple(left.AsSpan((width + k) * size, size), w, -1.0);
            w.CopyTo(right.AsSpan(k * size));
            v.CopyTo(right.AsSpan((width + k) * size));
        }

        MatMulKernel.MultiplyInto(
            new Operand<double>(left, 2 * width, size).Transpose(),
            new Operand<double>(right, 2 * width, size),
            new Target<double>(_a, (end * _n) + end, _n, true),
            _threads
        );
    }

    /// <summary>x − Vᵀ·(T·(V·x)), where I − Vᵀ·T·V is the product of the panel's reflections.</summary>
    private void ApplyPanel(int start, int width, double[] x, int count)
    {
        int rows = _n - start;
        Operand<double> v = new(_v, (start * _n) + start, _n, width, rows, false);
        Operand<double> part = new(x, start * count, count, rows, count, false);
        double[] images = new double[width * count];
        MatMulKernel.MultiplyInto(v, part, new Target<double>(images, count), _threads);
        double[] turned = new double[width * count];
        Operand<double> factor = new(PanelFactor(v, start, width), width, width);
        MatMulKernel.MultiplyInto(
            factor,
            new Operand<double>(images, width, count),
            new Target<double>(turned, count),
            _threads
        );
        MatMulKernel.MultiplyInto(
            v.Transpose(),
            new Operand<double>(turned, width, count),
            new Target<double>(x, start * count, count, true),
            _threads
        );
    }

    /// <summary>−T, upper triangular: T_jj = τ_j, and above it −τ_j·T·(V·v_j).</summary>
    private double[] PanelFactor(Operand<double> v, int start, int width)
    {
        double[] overlaps = new double[width * width];
        MatMulKernel.MultiplyInto(v, v.Transpose(), new Target<double>(overlaps, width), 1);
        double[] factor = new double[width * width];
        for (int j = 0; j < width; j++)
        {
            double tau = _factors[start + j];
            factor[(j * width) + j] = -tau;
            for (int i = 0; i < j; i++)
            {
                double sum = 0.0;
                for (int k = i; k < j; k++)
                {
                    sum += factor[(i * width) + k] * overlaps[(k * width) + j];
                }

                factor[(i * width) + j] = -tau * sum;
            }
        }

        return factor;
    }
}
