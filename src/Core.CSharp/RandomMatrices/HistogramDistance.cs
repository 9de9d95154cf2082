using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Walks over the bins of a histogram from 0 upwards and sums up its distances from a law.</summary>
internal sealed class HistogramDistance
{
    private static readonly GaussLegendre Rule = new(8);
    private const double Negligible = 1e-12;
    private readonly double _count;
    private readonly Law _law;
    private double _edge;
    private double _empirical;
    private double _probability;
    private double _greatest;
    private double _area;
    private double _squares;

    /// <summary>Starts at 0, behind the atoms.</summary>
    /// <param name="count">How many numbers there are.</param>
    /// <param name="zeros">How many of them are 0.</param>
    /// <param name="law">A law on [0, ∞).</param>
    public HistogramDistance(long count, long zeros, Law law)
    {
        _count = count;
        _law = law;
        _empirical = zeros / _count;
        _probability = law.DistributionFunction(0.0);
        double difference = _empirical - _probability;
        _greatest = Math.Abs(difference);
        // Over the atom both functions are taken to rise evenly from 0.
        _squares = difference * difference * _probability / 3.0;
    }

    /// <summary>Goes to the start of the next bin that is not empty: the empirical function stays.</summary>
    public void Skip(double to)
    {
        if (to > _edge)
        {
            Flat(_edge, to);
            Step(to, _empirical, integrate: false);
        }
    }

    /// <summary>Goes over a bin with so many numbers, spread evenly.</summary>
    public void Advance(double to, long numbers) => Step(to, _empirical + (numbers / _count), integrate: true);

    /// <summary>The distances, with what the law has above the last bin.</summary>
    public Distances Finish()
    {
        double end = double.IsInfinity(_law.Upper) ? _law.Quantile(1.0 - Negligible) : _law.Upper;
        if (end > _edge)
        {
            Flat(_edge, end);
            Step(end, 1.0, integrate: false);
        }

        return Distances.Of(_count, _greatest, _area, _count * _squares);
    }

    private void Step(double to, double empirical, bool integrate)
    {
        double probability = _law.DistributionFunction(to);
        double before = _empirical - _probability;
        double after = empirical - probability;
        _greatest = Math.Max(_greatest, Math.Abs(after));
        _squares += ((before * before) + (before * after) + (after * after)) / 3.0 * (probability - _probability);
        if (integrate)
        {
            double width = to - _edge;
            double sum = Math.Abs(before) + Math.Abs(after);
            _area +=
                before * after >= 0.0 ? 0.5 * width * sum : 0.5 * width * ((before * before) + (after * after)) / sum;
        }

        (_edge, _empirical, _probability) = (to, empirical, probability);
    }

    // ∫ |c − F| over a gap without numbers, cut where F passes c.
    private void Flat(double from, double to)
    {
        double level = _empirical;
        bool crosses = _probability < level && _law.DistributionFunction(to) > level;
        double cut = crosses ? Math.Clamp(_law.Quantile(Math.Min(level, 1.0)), from, to) : from;
        double Gap(double x) => Math.Abs(level - _law.DistributionFunction(x));
        _area += Rule.Integrate(Gap, from, cut) + Rule.Integrate(Gap, cut, to);
    }
}
