using System;
using System.Collections.Generic;

namespace Neurovariety.Kernels;

/// <summary>The complex discrete Fourier transform X_j = Σ_k x_k·exp(−2πi·jk/n) of one length, in O(n·log n).</summary>
/// <remarks>
/// Lengths with prime factors up to 31 are split factor by factor. For others the transform is a convolution of a power of two's
/// length, by jk = (j² + k² − (j − k)²)/2. Source: [Blu70]. The relative error in the 2-norm is below 16·log₂(n + 1)·ε.
/// </remarks>
internal sealed class FourierPlan
{
    private const int LargestFactor = 31;
    private readonly int[] _factors;

    /// <summary>exp(−2πi·k/n).</summary>
    private readonly double[] _cosines;
    private readonly double[] _sines;
    private readonly Convolution? _convolution;

    public FourierPlan(int length)
    {
        Length = length;
        _factors = Factors(length);
        bool direct = _factors.Length == 0 || _factors[^1] <= LargestFactor;
        _convolution = direct ? null : new Convolution(length);
        _cosines = new double[direct ? length : 0];
        _sines = new double[direct ? length : 0];
        for (int k = 0; k < _cosines.Length; k++)
        {
            (double sine, double cosine) = Root(k, length);
            (_cosines[k], _sines[k]) = (cosine, -sine);
        }
    }

    /// <summary>n.</summary>
    public int Length { get; }

    /// <summary>Numbers of working memory that a transform needs.</summary>
    public int WorkLength => _convolution is null ? 2 * LargestFactor : _convolution.WorkLength;

    /// <summary>Writes the transform of x to y; real parts first, then imaginary parts.</summary>
    /// <param name="x">2n numbers, unchanged.</param>
    /// <param name="y">2n numbers.</param>
    /// <param name="work">WorkLength numbers.</param>
    public void TransformInto(ReadOnlySpan<double> x, Span<double> y, Span<double> work)
    {
        if (_convolution is not null)
        {
            _convolution.TransformInto(x, y, work);
        }
        else
        {
            Recurse(new Part(Length, 0, 1, 0, 0), x, y, work);
        }
    }

    /// <summary>Scalar twin: the sum as it stands.</summary>
    public static void DirectInto(ReadOnlySpan<double> x, Span<double> y)
    {
        int n = x.Length / 2;
        for (int j = 0; j < n; j++)
        {
            double real = 0.0;
            double imaginary = 0.0;
            for (int k = 0; k < n; k++)
            {
                (double sine, double cosine) = Root((long)j * k % n, n);
                real += (x[k] * cosine) + (x[n + k] * sine);
                imaginary += (x[n + k] * cosine) - (x[k] * sine);
            }

            (y[j], y[n + j]) = (real, imaginary);
        }
    }

    /// <summary>Sine and cosine of 2π·k/n, from an angle of at most π/4.</summary>
    private static (double Sine, double Cosine) Root(long k, long n)
    {
        // Eighths of a turn: 8k/n = octant + rest.
        long octant = (8 * k / n) % 8;
        long quarter = (octant + 1) / 2;
        double angle = Math.PI * (((4.0 * k) - (quarter * n)) / (2.0 * n));
        (double sine, double cosine) = Math.SinCos(angle);
        return (quarter % 4) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    private static int[] Factors(int n)
    {
        List<int> factors = [];
        for (; n % 4 == 0 && n > 0; n /= 4)
        {
            factors.Add(4);
        }

        for (int p = 2; (long)p * p <= n; p++)
        {
            for (; n % p == 0; n /= p)
            {
                factors.Add(p);
            }
        }

        if (n > 1)
        {
            factors.Add(n);
        }

        factors.Sort();
        return [.. factors];
    }

    /// <summary>A transform within the transform: its length, factor, distance of inputs, first input and first output.</summary>
    private readonly record struct Part(int Length, int Level, int Stride, int From, int To);

    private void Recurse(Part part, ReadOnlySpan<double> x, Span<double> y, Span<double> work)
    {
        int n = Length;
        if (part.Length == 1)
        {
            (y[part.To], y[n + part.To]) = (x[part.From], x[n + part.From]);
            return;
        }

        int p = _factors[part.Level];
        int m = part.Length / p;
        for (int r = 0; r < p; r++)
        {
            Recurse(
                new Part(m, part.Level + 1, part.Stride * p, part.From + (r * part.Stride), part.To + (r * m)),
                x,
                y,
                work
            );
        }

        Span<double> real = y.Slice(part.To, part.Length);
        Span<double> imaginary = y.Slice(n + part.To, part.Length);
        if (p == 2)
        {
            CombineTwo(real, imaginary, m, part.Stride);
        }
        else if (p == 4)
        {
            CombineFour(real, imaginary, m, part.Stride);
        }
        else
        {
            Combine(real, imaginary, part, p, work);
        }
    }

    private void CombineTwo(Span<double> real, Span<double> imaginary, int m, int step)
    {
        for (int k = 0; k < m; k++)
        {
            (double a, double b) = Turn(real[m + k], imaginary[m + k], k * step);
            (real[m + k], imaginary[m + k]) = (real[k] - a, imaginary[k] - b);
            (real[k], imaginary[k]) = (real[k] + a, imaginary[k] + b);
        }
    }

    private void CombineFour(Span<double> real, Span<double> imaginary, int m, int step)
    {
        for (int k = 0; k < m; k++)
        {
            (double a0, double b0) = (real[k], imaginary[k]);
            (double a1, double b1) = Turn(real[m + k], imaginary[m + k], k * step);
            (double a2, double b2) = Turn(real[(2 * m) + k], imaginary[(2 * m) + k], 2 * k * step);
            (double a3, double b3) = Turn(real[(3 * m) + k], imaginary[(3 * m) + k], 3 * k * step);
            (double evenA, double evenB, double oddA, double oddB) = (a0 + a2, b0 + b2, a0 - a2, b0 - b2);
            (double sumA, double sumB, double turnA, double turnB) = (a1 + a3, b1 + b3, b1 - b3, a3 - a1);
            (real[k], imaginary[k]) = (evenA + sumA, evenB + sumB);
            (real[m + k], imaginary[m + k]) = (oddA + turnA, oddB + turnB);
            (real[(2 * m) + k], imaginary[(2 * m) + k]) = (evenA - sumA, evenB - sumB);
            (real[(3 * m) + k], imaginary[(3 * m) + k]) = (oddA - turnA, oddB - turnB);
        }
    }

    private void Combine(Span<double> real, Span<double> imaginary, Part part, int p, Span<double> work)
    {
        int m = part.Length / p;
        int unit = Length / p;
        for (int k = 0; k < m; k++)
        {
            for (int r = 0; r < p; r++)
            {
                (work[2 * r], work[(2 * r) + 1]) = Turn(real[(r * m) + k], imaginary[(r * m) + k], r * k * part.Stride);
            }

            for (int q = 0; q < p; q++)
            {
                double a = work[0];
                double b = work[1];
                for (int r = 1; r < p; r++)
                {
                    (double c, double d) = Turn(work[2 * r], work[(2 * r) + 1], q * r % p * unit);
                    a += c;
                    b += d;
                }

                (real[(q * m) + k], imaginary[(q * m) + k]) = (a, b);
            }
        }
    }

    /// <summary>(a + ib)·exp(−2πi·k/n) for 0 ≤ k &lt; n.</summary>
    private (double Real, double Imaginary) Turn(double a, double b, int k)
    {
        double c = _cosines[k];
        double s = _sines[k];
        return ((a * c) - (b * s), (a * s) + (b * c));
    }

    /// <summary>The transform of a length with a large prime factor, as a cyclic convolution.</summary>
    private sealed class Convolution
    {
        private readonly int _n;
        private readonly FourierPlan _plan;

        /// <summary>exp(−πi·k²/n), and the transform of its conjugate wrapped around.</summary>
        private readonly double[] _chirp;
        private readonly double[] _kernel;

        public Convolution(int n)
        {
            _n = n;
            int size = 1;
            while (size < (2L * n) - 1)
            {
                size = checked(2 * size);
            }

            _plan = new FourierPlan(size);
            _chirp = new double[2 * n];
            double[] wrapped = new double[2 * size];
            for (int k = 0; k < n; k++)
            {
                (double sine, double cosine) = Root((long)k * k % (2L * n), 2L * n);
                (_chirp[k], _chirp[n + k]) = (cosine, -sine);
                int mirror = k == 0 ? 0 : size - k;
                (wrapped[k], wrapped[size + k]) = (cosine, sine);
                (wrapped[mirror], wrapped[size + mirror]) = (cosine, sine);
            }

            _kernel = new double[2 * size];
            _plan.TransformInto(wrapped, _kernel, new double[_plan.WorkLength]);
        }

        public int WorkLength => (4 * _plan.Length) + _plan.WorkLength;

        public void TransformInto(ReadOnlySpan<double> x, Span<double> y, Span<double> work)
        {
            int size = _plan.Length;
            Span<double> first = work[..(2 * size)];
            Span<double> second = work.Slice(2 * size, 2 * size);
            Span<double> rest = work[(4 * size)..];
            first.Clear();
            for (int k = 0; k < _n; k++)
            {
                first[k] = (x[k] * _chirp[k]) - (x[_n + k] * _chirp[_n + k]);
                first[size + k] = (x[k] * _chirp[_n + k]) + (x[_n + k] * _chirp[k]);
            }

            _plan.TransformInto(first, second, rest);
            for (int k = 0; k < size; k++)
            {
                // Conjugated, so that the next forward transform is an inverse one.
                double a = (second[k] * _kernel[k]) - (second[size + k] * _kernel[size + k]);
                double b = (second[k] * _kernel[size + k]) + (second[size + k] * _kernel[k]);
                (first[k], first[size + k]) = (a, -b);
            }

            _plan.TransformInto(first, second, rest);
            double scale = 1.0 / size;
            for (int j = 0; j < _n; j++)
            {
                (double a, double b) = (scale * second[j], -scale * second[size + j]);
                y[j] = (a * _chirp[j]) - (b * _chirp[_n + j]);
                y[_n + j] = (a * _chirp[_n + j]) + (b * _chirp[j]);
            }
        }
    }
}
