using System;
using System.Collections.Generic;
using System.Globalization;
using Neurovariety.Data;

namespace Neurovariety.Memories;

/// <summary>A separation function with its parameter; immutable.</summary>
public sealed record Separation
{
    private Separation(SeparationKind kind, double parameter)
    {
        Kind = kind;
        Parameter = parameter;
    }

    /// <summary>Which function.</summary>
    public SeparationKind Kind { get; }

    /// <summary>The exponent, k, the threshold, or the factor inside a softmax; 0 where there is none.</summary>
    public double Parameter { get; }

    /// <summary>The scores themselves.</summary>
    public static Separation Identity { get; } = new(SeparationKind.Identity, 0.0);

    /// <summary>Softmax of β times the scores.</summary>
    public static Separation Softmax { get; } = new(SeparationKind.Softmax, 1.0);

    /// <summary>A logarithm: log(1 + β|s|) with the sign of s; in published mode log s.</summary>
    public static Separation Log { get; } = new(SeparationKind.Log, 0.0);

    /// <summary>The largest score alone.</summary>
    public static Separation Max { get; } = new(SeparationKind.Max, 0.0);

    /// <summary>What <see cref="Parse"/> reads, for people.</summary>
    public static string Forms => "identity, softmax, softmax:factor, power:n, log, max, top-k:k, threshold:t";

    /// <summary>The name with the parameter, as <see cref="Parse"/> reads it.</summary>
    public string Name =>
        Kind switch
        {
            SeparationKind.Identity => "identity",
            SeparationKind.Softmax when Parameter == 1.0 => "softmax",
            SeparationKind.Softmax => "softmax:" + Number,
            SeparationKind.Power => "power:" + Number,
            SeparationKind.Log => "log",
            SeparationKind.Max => "max",
            SeparationKind.TopK => "top-k:" + Number,
            _ => "threshold:" + Number,
        };

    private string Number => Parameter.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Softmax of β times a factor times the scores; in published mode the factor acts where β cancels.</summary>
    /// <param name="factor">Positive and finite.</param>
    /// <returns>The separation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Another factor.</exception>
    public static Separation SoftmaxOf(double factor) => new(SeparationKind.Softmax, Positive(factor, "softmax"));

    /// <summary>A power of the scores.</summary>
    /// <param name="exponent">n, positive and finite; ½ is the square root.</param>
    /// <returns>The separation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Another exponent.</exception>
    /// <remarks>A score below 0 keeps its sign where n is no whole number.</remarks>
    public static Separation Power(double exponent) => new(SeparationKind.Power, Positive(exponent, "power"));

    /// <summary>The k largest scores, with equal weights; all that tie with the k-th are taken.</summary>
    /// <param name="count">k, at least 1.</param>
    /// <returns>The separation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">k below 1.</exception>
    public static Separation TopK(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new Separation(SeparationKind.TopK, count);
    }

    /// <summary>All scores from a threshold on, with equal weights.</summary>
    /// <param name="threshold">Finite.</param>
    /// <returns>The separation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not finite.</exception>
    public static Separation Threshold(double threshold) =>
        double.IsFinite(threshold)
            ? new Separation(SeparationKind.Threshold, threshold)
            : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "expected a finite number");

    /// <summary>The separation of a text.</summary>
    /// <param name="text">One of <see cref="Forms"/>.</param>
    /// <returns>The separation.</returns>
    /// <exception cref="FormatException">Another text; one line says what would be right.</exception>
    public static Separation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Trim().Split(':', 2);
        if (parts.Length == 1)
        {
            return parts[0] switch
            {
                "identity" => Identity,
                "softmax" => Softmax,
                "log" => Log,
                "max" => Max,
                _ => throw Unknown(text),
            };
        }

        double value = double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : double.NaN;
        bool positive = value > 0.0 && double.IsFinite(value);
        return parts[0] switch
        {
            "softmax" when positive => SoftmaxOf(value),
            "power" when positive => Power(value),
            "top-k" when positive && value == Math.Round(value) && value <= int.MaxValue => TopK((int)value),
            "threshold" when double.IsFinite(value) => Threshold(value),
            _ => throw Unknown(text),
        };
    }

    /// <summary>Turns the scores of one query into weights, in place.</summary>
    /// <param name="scores">N scores.</param>
    /// <param name="options">β, the mode and the similarity that the scores come from.</param>
    internal void Apply(Span<double> scores, MemoryOptions options)
    {
        if (options.Mode == MemoryMode.Published)
        {
            PublishedWeights.Apply(this, scores, options.Beta);
        }
        else
        {
            CorrectedWeights.Apply(this, scores, options);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double Positive(double value, string what) =>
        value > 0.0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{what}: expected a positive number");

    private static FormatException Unknown(string text) =>
        new(
            DataFormatException.OneLine(
                $"separation '{text}': expected one of {Forms}, with positive numbers and a whole k"
            )
        );
}
