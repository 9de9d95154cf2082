using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>A probability law on the line: continuous but for an atom at 0.</summary>
/// <remarks>
/// The laws of random matrices are immutable objects of this type, so that every distance, chart and test serves all of them.
/// Laws of complex eigenvalues are <see cref="PlanarLaw"/>: as a law on the line they are that of |λ|.
/// </remarks>
public abstract class Law
{
    /// <summary>Lower end of the support; −∞ where there is none.</summary>
    public abstract double Lower { get; }

    /// <summary>Upper end of the support; ∞ where there is none.</summary>
    public abstract double Upper { get; }

    /// <summary>The probability of exactly 0.</summary>
    public virtual double MassAtZero => 0.0;

    /// <summary>The density, without the atom at 0.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>The density at x; 0 outside the support.</returns>
    public abstract double Density(double x);

    /// <summary>The probability of at most x.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>P(X ≤ x).</returns>
    public abstract double DistributionFunction(double x);

    /// <summary>The least x with P(X ≤ x) ≥ p.</summary>
    /// <param name="p">Probability, 0 … 1.</param>
    /// <returns>The quantile; the ends of the support at 0 and 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">p outside 0 … 1.</exception>
    public double Quantile(double p)
    {
        if (!(p >= 0.0 && p <= 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, $"p: expected a probability from 0 to 1, got {p}");
        }

        return p == 0.0 ? Lower
            : p == 1.0 ? Upper
            : QuantileOf(p);
    }

    /// <summary>The mean of X^order.</summary>
    /// <param name="order">At least 0; a whole number where X may be negative.</param>
    /// <returns>The moment.</returns>
    /// <exception cref="ArgumentOutOfRangeException">order negative, not finite, or not whole where X may be negative.</exception>
    public double Moment(double order)
    {
        bool whole = order == Math.Floor(order);
        if (!(order >= 0.0 && double.IsFinite(order)) || (Lower < 0.0 && !whole))
        {
            throw new ArgumentOutOfRangeException(
                nameof(order),
                order,
                $"order: expected {(Lower < 0.0 ? "a whole number" : "a number")} from 0, got {order}"
            );
        }

        return order == 0.0 ? 1.0 : MomentOf(order);
    }

    /// <summary>The mean.</summary>
    public double Mean => Moment(1.0);

    /// <summary>The variance.</summary>
    public double Variance => Moment(2.0) - (Mean * Mean);

    /// <summary>The median.</summary>
    public double Median => Quantile(0.5);

    /// <summary>A random number with this law.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>The number.</returns>
    public virtual double Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Quantile(random.NextDouble());
    }

    /// <summary>The probability of less than x, which differs from P(X ≤ x) at the atom only.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>P(X &lt; x).</returns>
    public double ProbabilityBelow(double x) => DistributionFunction(x) - (x == 0.0 ? MassAtZero : 0.0);

    /// <summary>The law of factor·X.</summary>
    /// <param name="factor">Positive and finite.</param>
    /// <returns>The scaled law.</returns>
    public Law Scale(double factor) => new ScaledLaw(this, LawCheck.Positive(factor, nameof(factor)));

    /// <summary>The law of X^exponent, for a law of numbers that are not negative.</summary>
    /// <param name="exponent">Positive and finite: 2 for squares, 1/2 for square roots.</param>
    /// <returns>The law of the power.</returns>
    /// <exception cref="InvalidOperationException">X may be negative.</exception>
    public Law Power(double exponent) =>
        Lower >= 0.0
            ? new PowerLaw(this, LawCheck.Positive(exponent, nameof(exponent)))
            : throw new InvalidOperationException($"powers need a law on [0, inf); this one begins at {Lower}");

    /// <summary>The law of |X|.</summary>
    /// <returns>This law where X is never negative.</returns>
    public Law Modulus() => Lower >= 0.0 ? this : new FoldedLaw(this);

    /// <summary>The law of 0 with some probability, else of X.</summary>
    /// <param name="mass">The probability of 0, from 0 to below 1.</param>
    /// <returns>The mixture.</returns>
    public Law WithMassAtZero(double mass)
    {
        LawCheck.Between(mass, 0.0, 1.0, nameof(mass));
        return mass == 0.0 ? this : new ThinnedLaw(this, mass);
    }

    /// <summary>The quantile for 0 &lt; p &lt; 1.</summary>
    protected abstract double QuantileOf(double p);

    /// <summary>The moment for a positive order.</summary>
    protected abstract double MomentOf(double order);

    /// <summary>The quantile found by bisection with Newton's steps, from distribution function and density.</summary>
    /// <param name="p">0 ≤ p &lt; 1.</param>
    /// <param name="low">A number at or below the quantile.</param>
    /// <param name="high">A number at or above it.</param>
    /// <returns>The quantile to the last places.</returns>
    protected double SolveQuantile(double p, double low, double high)
    {
        double x = 0.5 * (low + high);
        for (int step = 0; step < 200 && high - low > 4.0 * Tolerance.Epsilon * Math.Abs(x); step++)
        {
            double excess = DistributionFunction(x) - p;
            if (excess >= 0.0)
            {
                high = x;
            }
            else
            {
                low = x;
            }

            double slope = Density(x);
            double next = x - (excess / slope);
            bool inside = slope > 0.0 && next > low && next < high;
            double middle = 0.5 * (low + high);
            // Every third step halves the bracket, whatever Newton's method says.
            double target = inside && step % 3 != 2 ? next : middle;
            if (inside && Math.Abs(next - x) <= Tolerance.Epsilon * Math.Abs(x))
            {
                return next;
            }

            x = target;
        }

        return x;
    }
}
