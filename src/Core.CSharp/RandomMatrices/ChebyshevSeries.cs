using System;

namespace Neurovariety.RandomMatrices;

/// <summary>A smooth function on an interval as a sum of Chebyshev polynomials.</summary>
/// <remarks>Source: [DLMF, 3.11(ii)]: coefficients from the values at the Chebyshev nodes, sums by Clenshaw's recurrence.</remarks>
internal sealed class ChebyshevSeries
{
    private const int Degree = 256;
    private readonly double[] _coefficients;
    private readonly double _low;
    private readonly double _high;

    private ChebyshevSeries(double[] coefficients, double low, double high)
    {
        _coefficients = coefficients;
        _low = low;
        _high = high;
    }

    /// <summary>The interpolating series of a function.</summary>
    public static ChebyshevSeries Of(Func<double, double> function, double low, double high)
    {
        double[] values = new double[Degree];
        for (int i = 0; i < Degree; i++)
        {
            double t = Math.Cos(Math.PI * (i + 0.5) / Degree);
            values[i] = function(0.5 * (low + high + ((high - low) * t)));
        }

        double[] coefficients = new double[Degree];
        for (int k = 0; k < Degree; k++)
        {
            double sum = 0.0;
            for (int i = 0; i < Degree; i++)
            {
                sum += values[i] * Math.Cos(Math.PI * k * (i + 0.5) / Degree);
            }

            coefficients[k] = (k == 0 ? 1.0 : 2.0) * sum / Degree;
        }

        return new ChebyshevSeries(coefficients, low, high);
    }

    /// <summary>The value at a point of the interval.</summary>
    public double Value(double x)
    {
        double t = ((2.0 * x) - _low - _high) / (_high - _low);
        double last = 0.0;
        double sum = 0.0;
        for (int k = _coefficients.Length - 1; k >= 1; k--)
        {
            (sum, last) = ((2.0 * t * sum) - last + _coefficients[k], sum);
        }

        return (t * sum) - last + _coefficients[0];
    }

    /// <summary>The series of the derivative.</summary>
    public ChebyshevSeries Derivative()
    {
        double[] slopes = new double[Degree + 1];
        for (int k = Degree - 1; k >= 1; k--)
        {
            slopes[k - 1] = (k + 1 < Degree ? slopes[k + 1] : 0.0) + (2.0 * k * _coefficients[k]);
        }

        slopes[0] *= 0.5;
        double factor = 2.0 / (_high - _low);
        return new ChebyshevSeries(Array.ConvertAll(slopes[..Degree], slope => factor * slope), _low, _high);
    }
}
