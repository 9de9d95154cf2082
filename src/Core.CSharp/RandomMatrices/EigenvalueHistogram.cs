using System;
using System.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Eigenvalues of any number of matrices in fixed memory: moduli, arguments and places in the plane.</summary>
/// <remarks>About 1 MB. The same counts in any order of adding and merging, so for any number of threads.</remarks>
public sealed class EigenvalueHistogram
{
    /// <summary>An empty histogram.</summary>
    /// <param name="radius">Half the side of the grid in the plane, positive and finite.</param>
    public EigenvalueHistogram(double radius) => Plane = new PlaneHistogram(radius);

    /// <summary>The moduli |λ|; for squared moduli square the quantiles.</summary>
    public ModulusHistogram Moduli { get; } = new();

    /// <summary>The arguments.</summary>
    public ArgumentHistogram Arguments { get; } = new();

    /// <summary>The plane.</summary>
    public PlaneHistogram Plane { get; }

    /// <summary>Adds eigenvalues.</summary>
    /// <param name="eigenvalues">Finite numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number that is not finite.</exception>
    public void Add(ReadOnlySpan<Complex> eigenvalues)
    {
        foreach (Complex value in eigenvalues)
        {
            Moduli.Add(Complex.Abs(value));
            Arguments.Add(value);
            Plane.Add(value);
        }
    }

    /// <summary>Adds all eigenvalues of another histogram.</summary>
    /// <param name="other">The other one, with a grid of the same radius; it stays as it is.</param>
    public void Merge(EigenvalueHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Moduli.Merge(other.Moduli);
        Arguments.Merge(other.Arguments);
        Plane.Merge(other.Plane);
    }
}
