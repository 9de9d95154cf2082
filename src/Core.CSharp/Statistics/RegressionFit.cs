using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Statistics;

/// <summary>A coefficient, or a sum of coefficients, with its errors and two-sided p-values.</summary>
/// <param name="Name">What stands in the table.</param>
/// <param name="Coefficient">The estimate.</param>
/// <param name="StandardError">If all samples have one variance and are independent.</param>
/// <param name="T">Estimate over standard error; no number where both are 0, in an exact fit.</param>
/// <param name="P">Chance of a t at least as far from 0 if the true value is 0; no number where t is none.</param>
/// <param name="RobustStandardError">If each sample has its own variance (HC3).</param>
/// <param name="RobustP">The p-value with that error.</param>
/// <param name="ClusteredStandardError">If samples of a cluster depend on each other; null without clusters.</param>
/// <param name="ClusteredP">The p-value with that error, on one degree of freedom less than clusters; null without.</param>
public sealed record RegressionTerm(
    string Name,
    double Coefficient,
    double StandardError,
    double T,
    double P,
    double RobustStandardError,
    double RobustP,
    double? ClusteredStandardError,
    double? ClusteredP
);

/// <summary>A fitted regression; immutable.</summary>
public sealed class RegressionFit
{
    private readonly string[] _names;
    private readonly double[] _coefficients;
    private readonly double[] _residuals;
    private readonly Matrix _classical;
    private readonly Matrix _robust;
    private readonly Matrix? _clustered;

    internal RegressionFit(
        string[] names,
        double[] coefficients,
        double[] residuals,
        int freedom,
        double rSquared,
        Matrix classical,
        Matrix robust,
        Matrix? clustered,
        int clusters
    )
    {
        _names = names;
        _coefficients = coefficients;
        _residuals = residuals;
        DegreesOfFreedom = freedom;
        RSquared = rSquared;
        _classical = classical;
        _robust = robust;
        _clustered = clustered;
        ClusterCount = clusters;
    }

    /// <summary>Number of samples.</summary>
    public int SampleCount => _residuals.Length;

    /// <summary>Samples less columns.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>Number of clusters; 0 without.</summary>
    public int ClusterCount { get; }

    /// <summary>Share of the response's variance that the fit explains; of use when a constant is among the columns.</summary>
    public double RSquared { get; }

    /// <summary>What the fit leaves of each response.</summary>
    public ReadOnlySpan<double> Residuals => _residuals;

    /// <summary>One term for each column, in their order.</summary>
    public IReadOnlyList<RegressionTerm> Terms => [.. _names.Select(name => Sum(name, name))];

    /// <summary>The term of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The term.</returns>
    /// <exception cref="ArgumentException">No column has this name.</exception>
    public RegressionTerm Term(string name) => Sum(name, name);

    /// <summary>The sum of some coefficients, with errors that know how they depend on each other.</summary>
    /// <param name="title">Name of the sum.</param>
    /// <param name="names">Names of the columns.</param>
    /// <returns>The sum as a term.</returns>
    /// <exception cref="ArgumentException">No column has one of the names.</exception>
    public RegressionTerm Sum(string title, params string[] names)
    {
        int[] places = [.. names.Select(Place)];
        double estimate = places.Sum(place => _coefficients[place]);
        double error = Error(_classical, places);
        double robust = Error(_robust, places);
        double? clustered = _clustered is null ? null : Error(_clustered, places);
        return new RegressionTerm(
            title,
            estimate,
            error,
            estimate / error,
            StudentDistribution.TwoSidedP(estimate / error, DegreesOfFreedom),
            robust,
            StudentDistribution.TwoSidedP(estimate / robust, DegreesOfFreedom),
            clustered,
            clustered is { } value ? StudentDistribution.TwoSidedP(estimate / value, ClusterCount - 1) : null
        );
    }

    private static double Error(Matrix covariance, int[] places) =>
        Math.Sqrt(Math.Max(0.0, places.Sum(i => places.Sum(j => covariance[i, j]))));

    private int Place(string name)
    {
        int place = Array.IndexOf(_names, name);
        return place >= 0
            ? place
            : throw new ArgumentException($"no column '{name}'; there are {string.Join(", ", _names)}", nameof(name));
    }
}
