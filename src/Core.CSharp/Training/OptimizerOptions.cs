using System;
using Neurovariety.Kernels;

namespace Neurovariety.Training;

/// <summary>The rule by which gradients move the parameters.</summary>
public enum OptimizerKind
{
    /// <summary>Adam; weight decay is added to the gradient.</summary>
    Adam,

    /// <summary>Adam with weight decay apart from the gradient.</summary>
    AdamW,

    /// <summary>Gradient descent with momentum; weight decay is added to the gradient.</summary>
    Sgd,
}

/// <summary>An optimiser and its settings, with the meaning that PyTorch gives them.</summary>
/// <remarks>
/// Source: [KB15] with its default values, [LH19] for AdamW. Momentum: m becomes μ·m + g, and the parameters move by −rate·m.
/// </remarks>
public sealed record OptimizerOptions
{
    /// <summary>The rule.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Adam;

    /// <summary>Learning rate, above 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decay of the mean of the gradients in Adam and AdamW, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of their squares in Adam and AdamW, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square in Adam and AdamW, above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>μ of gradient descent, in [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay, at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Throws when a setting is out of its range.</summary>
    internal void Check()
    {
        if (!Enum.IsDefined(Kind))
        {
            throw new ArgumentOutOfRangeException(nameof(Kind), Kind, "no optimiser of this library");
        }

        Require(LearningRate > 0.0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "above 0");
        Require(Beta1 is >= 0.0 and < 1.0, nameof(Beta1), Beta1, "at least 0 and below 1");
        Require(Beta2 is >= 0.0 and < 1.0, nameof(Beta2), Beta2, "at least 0 and below 1");
        Require(Epsilon > 0.0 && double.IsFinite(Epsilon), nameof(Epsilon), Epsilon, "above 0");
        Require(Momentum is >= 0.0 and < 1.0, nameof(Momentum), Momentum, "at least 0 and below 1");
        Require(WeightDecay >= 0.0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "at least 0");
    }

    /// <summary>The numbers of a step.</summary>
    /// <param name="step">1 for the first step of a run.</param>
    internal StepFactors Factors(long step)
    {
        bool adaptive = Kind != OptimizerKind.Sgd;
        return new StepFactors
        {
            Adaptive = adaptive,
            Coupled = Kind == OptimizerKind.AdamW ? 0f : (float)WeightDecay,
            Shrink = Kind == OptimizerKind.AdamW ? (float)(1.0 - (LearningRate * WeightDecay)) : 1f,
            FirstDecay = (float)(adaptive ? Beta1 : Momentum),
            FirstGain = adaptive ? (float)(1.0 - Beta1) : 1f,
            SecondDecay = (float)Beta2,
            SecondGain = (float)(1.0 - Beta2),
            Rate = (float)(adaptive ? LearningRate / (1.0 - Math.Pow(Beta1, step)) : LearningRate),
            Root = (float)(1.0 / Math.Sqrt(1.0 - Math.Pow(Beta2, step))),
            Epsilon = (float)Epsilon,
        };
    }

    private static void Require(bool holds, string name, double value, string expected)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"expected {expected}");
        }
    }
}
