using System;

namespace Neurovariety.Numerics;

/// <summary>Data break a mathematical premise (a matrix is not equivariant, a decomposition cannot be certified).</summary>
public sealed class PremiseException : Exception
{
    /// <summary>States the premise with the measured residual and the bound it exceeds.</summary>
    /// <param name="message">What was expected and what came.</param>
    /// <param name="residual">The measured residual.</param>
    /// <param name="bound">The largest residual that would have been accepted.</param>
    public PremiseException(string message, double residual, double bound)
        : base(message)
    {
        Residual = residual;
        Bound = bound;
    }

    /// <summary>The measured residual.</summary>
    public double Residual { get; }

    /// <summary>The largest residual that would have been accepted.</summary>
    public double Bound { get; }
}
