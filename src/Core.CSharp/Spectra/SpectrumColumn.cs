using System;
using System.Numerics;

namespace Neurovariety.Spectra;

/// <summary>The spectrum of one of the two Jacobians at every point; immutable.</summary>
/// <remarks>
/// ω is the product of the d eigenvalues: the determinant of J_L, and for J_I the product of its d eigenvalues of largest
/// modulus. A Jacobian that is singular because a layer has fewer than d active units at the point has exact zeros among its
/// eigenvalues, as many as are certain; then log|ω| = −∞ and the sign of ω is 0. Source: [ADGL21, Section 4].
/// </remarks>
public sealed class SpectrumColumn
{
    internal SpectrumColumn(int count, int latent)
    {
        Latent = latent;
        Values = new Complex[checked(count * latent)];
        TraceStorage = new double[count];
        LogOmegaStorage = new double[count];
        SignStorage = new sbyte[count];
        SmallStorage = new int[count];
    }

    /// <summary>Number of points, N.</summary>
    public int Count => TraceStorage.Length;

    /// <summary>Width of the latent layer, d.</summary>
    public int Latent { get; }

    /// <summary>All eigenvalues, N × d, at each point by falling modulus, then falling imaginary part.</summary>
    public ReadOnlySpan<Complex> Eigenvalues => Values;

    /// <summary>The sum of the d eigenvalues at each point.</summary>
    public ReadOnlySpan<double> Trace => TraceStorage;

    /// <summary>log|ω| at each point; −∞ where the Jacobian is singular.</summary>
    public ReadOnlySpan<double> LogOmega => LogOmegaStorage;

    /// <summary>The sign of ω at each point: −1, 0 or 1.</summary>
    public ReadOnlySpan<sbyte> SignOmega => SignStorage;

    /// <summary>Number of eigenvalues of modulus below 0.1 at each point.</summary>
    public ReadOnlySpan<int> SmallCount => SmallStorage;

    /// <summary>Number of points at which the Jacobian is singular.</summary>
    public int SingularCount => SignOmega.Count((sbyte)0);

    /// <summary>Number of points at which ω is negative: the map reverses the orientation.</summary>
    public int ReversingCount => SignOmega.Count((sbyte)-1);

    internal Complex[] Values { get; }

    internal double[] TraceStorage { get; }

    internal double[] LogOmegaStorage { get; }

    internal sbyte[] SignStorage { get; }

    internal int[] SmallStorage { get; }

    /// <summary>The eigenvalues at a point.</summary>
    /// <param name="index">0 … N − 1.</param>
    /// <returns>d numbers by falling modulus, then falling imaginary part.</returns>
    public ReadOnlySpan<Complex> EigenvaluesAt(int index) => Values.AsSpan(index * Latent, Latent);

    /// <summary>Trace / d.</summary>
    /// <param name="index">0 … N − 1.</param>
    /// <returns>The arithmetic mean of the eigenvalues.</returns>
    public double ArithmeticMean(int index) => TraceStorage[index] / Latent;

    /// <summary>exp(log|ω| / d).</summary>
    /// <param name="index">0 … N − 1.</param>
    /// <returns>The geometric mean of the moduli; 0 where the Jacobian is singular.</returns>
    public double GeometricMean(int index) => Math.Exp(LogOmegaStorage[index] / Latent);

    /// <summary>Fills in what follows from the eigenvalues of a point, the trace apart.</summary>
    /// <param name="index">Which point.</param>
    /// <param name="rank">A bound on the rank of the Jacobian: the eigenvalues beyond it are zeros.</param>
    internal void Finish(int index, int rank)
    {
        Span<Complex> values = Values.AsSpan(index * Latent, Latent);
        if (rank < Latent)
        {
            values[rank..].Clear();
        }

        double log = 0.0;
        int sign = 1;
        int small = 0;
        foreach (Complex value in values)
        {
            double modulus = Complex.Abs(value);
            log += Math.Log(modulus);
            small += modulus < 0.1 ? 1 : 0;
            sign *=
                modulus == 0.0 ? 0
                : value.Imaginary == 0.0 && value.Real < 0.0 ? -1
                : 1;
        }

        LogOmegaStorage[index] = log;
        SignStorage[index] = (sbyte)sign;
        SmallStorage[index] = small;
    }
}
