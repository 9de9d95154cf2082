using System;
using System.Collections.Generic;
using System.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Density and distribution function of a real random number from its characteristic function.</summary>
/// <remarks>
/// Source: [Davies73]: with the nodes (j + 1/2)h the error is at most the probability beyond 2π/h from the point, besides that of
/// cutting the sum, here where the terms are below 1e-18. 2π/h is 100 and 20 standard deviations: for logarithms of products of
/// gamma numbers, whose tails fall like e^−|y| times a power, what lies beyond is below rounding.
/// </remarks>
internal sealed class FourierInversion
{
    private const double Negligible = 1e-18;
    private const int MostNodes = 20000;
    private const double Probe = 1e-4;
    private readonly Complex[] _values;
    private readonly double _mass;
    private readonly double _centre;
    private readonly double _range;

    /// <summary>Tabulates the characteristic function.</summary>
    /// <param name="characteristic">φ(t) for positive t; φ(0) is the mass.</param>
    /// <param name="mass">The probability of the numbers in question, above 0 and at most 1.</param>
    public FourierInversion(Func<double, Complex> characteristic, double mass)
    {
        _mass = mass;
        Complex probe = characteristic(Probe) / mass;
        _centre = probe.Phase / Probe;
        double variance = -2.0 * Math.Log(Complex.Abs(probe)) / (Probe * Probe);
        _range = 100.0 + (20.0 * Math.Sqrt(Math.Max(0.0, variance)));
        List<Complex> values = [];
        int small = 0;
        for (int j = 0; small < 8 && j < MostNodes; j++)
        {
            double node = (j + 0.5) * Step;
            Complex value = characteristic(node);
            values.Add(value * Complex.FromPolarCoordinates(1.0, -node * _centre));
            small = Complex.Abs(value) < Negligible ? small + 1 : 0;
        }

        _values = [.. values];
    }

    private double Step => 2.0 * Math.PI / _range;

    /// <summary>The density at y.</summary>
    public double Density(double y)
    {
        if (Math.Abs(y - _centre) > 0.5 * _range)
        {
            return 0.0;
        }

        (Complex turn, Complex phase) = Phases(y - _centre);
        double sum = 0.0;
        foreach (Complex value in _values)
        {
            sum += (value.Real * phase.Real) - (value.Imaginary * phase.Imaginary);
            phase *= turn;
        }

        return Math.Max(0.0, sum * Step / Math.PI);
    }

    /// <summary>The probability of at most y, 0 … mass.</summary>
    public double Distribution(double y)
    {
        if (Math.Abs(y - _centre) > 0.5 * _range)
        {
            return y < _centre ? 0.0 : _mass;
        }

        (Complex turn, Complex phase) = Phases(y - _centre);
        double sum = 0.0;
        for (int j = 0; j < _values.Length; j++)
        {
            Complex value = _values[j];
            sum += ((value.Real * phase.Imaginary) + (value.Imaginary * phase.Real)) / (j + 0.5);
            phase *= turn;
        }

        return Math.Clamp((0.5 * _mass) - (sum / Math.PI), 0.0, _mass);
    }

    /// <summary>y with Distribution(y) = p, by bisection and Newton's steps.</summary>
    public double Quantile(double p)
    {
        double low = _centre - (0.5 * _range);
        double high = _centre + (0.5 * _range);
        double y = _centre;
        for (int step = 0; step < 200 && high - low > 1e-14 * (1.0 + Math.Abs(y)); step++)
        {
            double excess = Distribution(y) - p;
            (low, high) = excess >= 0.0 ? (low, y) : (y, high);
            double next = y - (excess / Density(y));
            if (Math.Abs(next - y) < 1e-14 * (1.0 + Math.Abs(y)))
            {
                return next;
            }

            y = next > low && next < high && step % 3 != 2 ? next : 0.5 * (low + high);
        }

        return y;
    }

    // e^(−i h y) and e^(−i h y / 2).
    private (Complex Turn, Complex Phase) Phases(double y) =>
        (Complex.FromPolarCoordinates(1.0, -Step * y), Complex.FromPolarCoordinates(1.0, -0.5 * Step * y));
}
