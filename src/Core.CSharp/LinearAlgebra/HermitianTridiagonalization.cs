using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurovariety.LinearAlgebra;

/// <summary>A Hermitian matrix as Q·D·T·Dᴴ·Qᴴ: Q a product of reflections, D a diagonal of phases, T real and tridiagonal.</summary>
/// <remarks>
/// Each reflection I − τ·u·uᴴ has a real τ; what it leaves below the diagonal is complex, and the phases turn it real and
/// nonnegative. Source: [GV13, section 8.3], with the phases by direct calculation. The loops are compiled in full when first
/// called: code compiled in advance cannot see into Complex.
/// </remarks>
internal sealed class HermitianTridiagonalization
{
    private readonly int _n;
    private readonly Complex[] _a;
    private readonly Complex[] _u;
    private readonly double[] _factors;
    private readonly Complex[] _phases;

    private HermitianTridiagonalization(Complex[] a, int n)
    {
        _n = n;
        _a = a;
        _u = new Complex[n * n];
        _factors = new double[n];
        _phases = new Complex[n];
        Diagonal = new double[n];
        Below = new double[n];
    }

    /// <summary>The diagonal of T.</summary>
    public double[] Diagonal { get; }

    /// <summary>The entries of T below the diagonal, none negative; the last is 0.</summary>
    public double[] Below { get; }

    /// <summary>Reduces a Hermitian matrix, n × n, row by row, which is overwritten.</summary>
    public static HermitianTridiagonalization Of(Complex[] a, int n)
    {
        HermitianTridiagonalization result = new(a, n);
        Complex phase = Complex.One;
        Complex[] w = new Complex[n];
        for (int j = 0; j < n; j++)
        {
            result.Diagonal[j] = a[(j * n) + j].Real;
            result._phases[j] = phase;
            if (j + 1 < n)
            {
                Complex below = result.Reflect(j);
                double size = below.Magnitude;
                result.Below[j] = size;
                phase = size > 0.0 ? phase * (below / size) : phase;
                phase /= phase.Magnitude;
                result.Update(j, w);
            }
        }

        return result;
    }

    /// <summary>Q·D·x for a real x, n × n, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Complex[] Apply(double[] x)
    {
        Complex[] result = new Complex[x.Length];
        for (int i = 0; i < _n; i++)
        {
            for (int k = 0; k < _n; k++)
            {
                result[(i * _n) + k] = _phases[i] * x[(i * _n) + k];
            }
        }

        Complex[] overlaps = new Complex[_n];
        for (int j = _n - 2; j >= 0; j--)
        {
            ApplyReflection(j, result, overlaps);
        }

        return result;
    }

    private Span<Complex> U(int j) => _u.AsSpan(j * _n, _n);

    /// <summary>Chooses u and τ for column j; returns the entry left below the diagonal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Complex Reflect(int j)
    {
        Span<Complex> u = U(j);
        double tail = 0.0;
        for (int i = j + 1; i < _n; i++)
        {
            u[i] = _a[(i * _n) + j];
            tail += i > j + 1 ? Square(u[i]) : 0.0;
        }

        Complex first = u[j + 1];
        if (tail == 0.0)
        {
            return first;
        }

        double modulus = first.Magnitude;
        double norm = Math.Sqrt((modulus * modulus) + tail);
        Complex image = modulus > 0.0 ? -(norm / modulus) * first : -norm;
        u[j + 1] = first - image;
        _factors[j] = 2.0 / (Square(u[j + 1]) + tail);
        return image;
    }

    /// <summary>A − u·wᴴ − w·uᴴ with w = τ·A·u − (τ/2)(uᴴ·τ·A·u)·u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Update(int j, Complex[] w)
    {
        double factor = _factors[j];
        if (factor == 0.0)
        {
            return;
        }

        ReadOnlySpan<Complex> u = U(j);
        double overlap = 0.0;
        for (int i = j + 1; i < _n; i++)
        {
            ReadOnlySpan<Complex> row = _a.AsSpan(i * _n, _n);
            double real = 0.0;
            double imaginary = 0.0;
            for (int k = j + 1; k < row.Length; k++)
            {
                real += (row[k].Real * u[k].Real) - (row[k].Imaginary * u[k].Imaginary);
                imaginary += (row[k].Real * u[k].Imaginary) + (row[k].Imaginary * u[k].Real);
            }

            w[i] = new Complex(factor * real, factor * imaginary);
            overlap += (u[i].Real * w[i].Real) + (u[i].Imaginary * w[i].Imaginary);
        }

        double half = 0.5 * factor * overlap;
        for (int i = j + 1; i < _n; i++)
        {
            w[i] -= half * u[i];
        }

        for (int i = j + 1; i < _n; i++)
        {
            Subtract(_a.AsSpan((i * _n) + j + 1, _n - j - 1), u[i], w.AsSpan(j + 1), w[i], u[(j + 1)..]);
        }
    }

    /// <summary>row − x·conj(p) − y·conj(q), entry by entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(
        Span<Complex> row,
        Complex x,
        ReadOnlySpan<Complex> p,
        Complex y,
        ReadOnlySpan<Complex> q
    )
    {
        for (int k = 0; k < row.Length; k++)
        {
            double real = (x.Real * p[k].Real) + (x.Imaginary * p[k].Imaginary);
            double imaginary = (x.Imaginary * p[k].Real) - (x.Real * p[k].Imaginary);
            real += (y.Real * q[k].Real) + (y.Imaginary * q[k].Imaginary);
            imaginary += (y.Imaginary * q[k].Real) - (y.Real * q[k].Imaginary);
            row[k] = new Complex(row[k].Real - real, row[k].Imaginary - imaginary);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ApplyReflection(int j, Complex[] x, Complex[] overlaps)
    {
        double factor = _factors[j];
        if (factor == 0.0)
        {
            return;
        }

        ReadOnlySpan<Complex> u = U(j);
        Array.Clear(overlaps);
        for (int i = j + 1; i < _n; i++)
        {
            AddMultiple(overlaps, Complex.Conjugate(u[i]), x.AsSpan(i * _n, _n));
        }

        for (int i = j + 1; i < _n; i++)
        {
            AddMultiple(x.AsSpan(i * _n, _n), -factor * u[i], overlaps);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddMultiple(Span<Complex> target, Complex factor, ReadOnlySpan<Complex> x)
    {
        double a = factor.Real;
        double b = factor.Imaginary;
        for (int k = 0; k < target.Length; k++)
        {
            Complex y = x[k];
            target[k] = new Complex(
                target[k].Real + ((a * y.Real) - (b * y.Imaginary)),
                target[k].Imaginary + ((a * y.Imaginary) + (b * y.Real))
            );
        }
    }

    private static double Square(Complex z) => (z.Real * z.Real) + (z.Imaginary * z.Imaginary);
}
