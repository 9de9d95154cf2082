using System;
using System.Linq;
using Neurovariety.Numerics;

namespace Neurovariety.Networks;

/// <summary>Values, derivatives and names of the activations.</summary>
public static class Activations
{
    // 1 / √(2π).
    private const double NormalPeak = 0.39894228040143268;

    /// <summary>The activation at a point.</summary>
    /// <param name="activation">Which one.</param>
    /// <param name="preActivation">x, what reaches the unit.</param>
    /// <returns>What the unit sends on.</returns>
    /// <remarks>Source: [HG16] for the last of them.</remarks>
    public static double Value(Activation activation, double preActivation) =>
        activation switch
        {
            Activation.Identity => preActivation,
            Activation.Relu => preActivation > 0 ? preActivation
            : double.IsNaN(preActivation) ? preActivation
            : 0.0,
            Activation.Tanh => Math.Tanh(preActivation),
            Activation.Sigmoid => Sigmoid(preActivation),
            Activation.Softplus => Math.Max(preActivation, 0.0) + LogOnePlus(Math.Exp(-Math.Abs(preActivation))),
            Activation.Gelu => preActivation * ErrorFunction.NormalDistribution(preActivation),
            _ => throw Unknown(activation),
        };

    /// <summary>The derivative of the activation at a point; that of the ReLU at 0 is taken as 0.</summary>
    /// <param name="activation">Which one.</param>
    /// <param name="preActivation">x, what reaches the unit.</param>
    /// <returns>The slope.</returns>
    /// <remarks>Correction: [ADGL21] puts the Heaviside function at 0 to 1, [DAL22] to 0; here it is 0, as in training.</remarks>
    public static double Derivative(Activation activation, double preActivation) =>
        activation switch
        {
            Activation.Identity => 1.0,
            Activation.Relu => preActivation > 0 ? 1.0 : 0.0,
            Activation.Tanh => 1.0 - Square(Math.Tanh(preActivation)),
            Activation.Sigmoid => Sigmoid(preActivation) * Sigmoid(-preActivation),
            Activation.Softplus => Sigmoid(preActivation),
            Activation.Gelu => ErrorFunction.NormalDistribution(preActivation)
                + (preActivation * NormalPeak * Math.Exp(-0.5 * Square(preActivation))),
            _ => throw Unknown(activation),
        };

    /// <summary>The name of an activation, in small letters, as files and the command line use it.</summary>
    /// <param name="activation">Which one.</param>
    /// <returns>For instance <c>relu</c>.</returns>
    public static string Name(Activation activation) =>
        Enum.IsDefined(activation) ? activation.ToString().ToLowerInvariant() : throw Unknown(activation);

    /// <summary>The activation of a name.</summary>
    /// <param name="text">For instance <c>relu</c>.</param>
    /// <returns>The activation.</returns>
    /// <exception cref="FormatException">No activation has this name; one line says which there are.</exception>
    public static Activation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Activation[] all = Enum.GetValues<Activation>();
        int index = Array.FindIndex(all, one => Name(one).Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? all[index]
            : throw new FormatException(
                $"unknown activation '{text}', expected one of {string.Join(", ", all.Select(Name))}"
            );
    }

    private static double Sigmoid(double x)
    {
        double small = Math.Exp(-Math.Abs(x));
        return x >= 0 ? 1.0 / (1.0 + small) : small / (1.0 + small);
    }

    // log(1 + x) for 0 <= x <= 1: the quotient takes back what rounding 1 + x has changed.
    private static double LogOnePlus(double x)
    {
        double sum = 1.0 + x;
        return sum == 1.0 ? x : Math.Log(sum) * x / (sum - 1.0);
    }

    private static double Square(double x) => x * x;

    private static ArgumentOutOfRangeException Unknown(Activation activation) =>
        new(nameof(activation), activation, "no activation of this library");
}
