namespace Neurovariety.Spectra;

/// <summary>What some points say of the spectrum of one of the two Jacobians.</summary>
/// <param name="Modulus">|λ| over all eigenvalues of all points.</param>
/// <param name="Argument">
/// |arg λ| in radians, 0 … π, over all eigenvalues but 0, which has no argument; null when all are 0.
/// </param>
/// <param name="NonRealShare">Share of the eigenvalues, 0 included, that are not real.</param>
/// <param name="Trace">The sum of the eigenvalues of a point.</param>
/// <param name="ArithmeticMean">Trace / d.</param>
/// <param name="GeometricMean">exp(log|ω| / d), 0 where the Jacobian is singular.</param>
/// <param name="LogOmega">log|ω| of the points where the Jacobian is not singular; null when there is none.</param>
/// <param name="SingularCount">Points where the Jacobian is singular.</param>
/// <param name="ReversingCount">Points with ω &lt; 0.</param>
/// <param name="ReversingShare">The same over the number of points.</param>
/// <param name="SmallShare">Share of the eigenvalues of modulus below 0.1.</param>
/// <param name="SmallCount">How many of a point are of modulus below 0.1.</param>
/// <remarks>Source: [ADGL21, Section 4.2, Figures 2 to 6].</remarks>
public sealed record SpectrumFigures(
    Distribution Modulus,
    Distribution? Argument,
    double NonRealShare,
    Distribution Trace,
    Distribution ArithmeticMean,
    Distribution GeometricMean,
    Distribution? LogOmega,
    int SingularCount,
    int ReversingCount,
    double ReversingShare,
    double SmallShare,
    Distribution SmallCount
)
{
    /// <summary>The mean number of eigenvalues of modulus below 0.1 at a point.</summary>
    public double SmallMean => SmallCount.Mean;
}

/// <summary>What some points of a table say.</summary>
/// <param name="Count">Number of points.</param>
/// <param name="Mse">The mean squared error per pixel.</param>
/// <param name="AbsoluteDistance">Σ|λ_k − μ_k| / d between the ordered eigenvalues of J_I and J_L.</param>
/// <param name="EuclideanDistance">√(Σ|λ_k − μ_k|²) / d.</param>
/// <param name="ExactZeroCount">ReLU units that received exactly 0, over all points.</param>
/// <param name="Input">Of J_I.</param>
/// <param name="LatentSpace">Of J_L.</param>
public sealed record PointFigures(
    int Count,
    Distribution Mse,
    Distribution AbsoluteDistance,
    Distribution EuclideanDistance,
    long ExactZeroCount,
    SpectrumFigures Input,
    SpectrumFigures LatentSpace
);
