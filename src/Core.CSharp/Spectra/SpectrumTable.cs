using System;
using System.Numerics;

namespace Neurovariety.Spectra;

/// <summary>Spectra of J_I and J_L at many points, with the points' latent values, errors, labels and splits; immutable.</summary>
/// <remarks>Source: [ADGL21, Section 4]. Made by <see cref="JacobianSpectrum"/>.</remarks>
public sealed class SpectrumTable
{
    internal SpectrumTable(int count, int latent)
    {
        Count = count;
        Latent = latent;
        LatentStorage = new double[checked(count * latent)];
        MseStorage = new double[count];
        CycleStorage = new double[count];
        LabelStorage = new int[count];
        TestStorage = new bool[count];
        ZeroStorage = new int[count];
        InkStorage = new double[count];
        Input = new SpectrumColumn(count, latent);
        LatentSpace = new SpectrumColumn(count, latent);
    }

    /// <summary>Number of points, N.</summary>
    public int Count { get; }

    /// <summary>Width of the latent layer, d.</summary>
    public int Latent { get; }

    /// <summary>z = E(x) at each point, N × d.</summary>
    public ReadOnlySpan<double> Latents => LatentStorage;

    /// <summary>The mean over the pixels of (D(E(x)) − x)², at each point.</summary>
    public ReadOnlySpan<double> Mse => MseStorage;

    /// <summary>‖E(D(z)) − z‖ / ‖z‖ at each point; 0 where both are 0, infinite where z alone is.</summary>
    public ReadOnlySpan<double> LatentCycle => CycleStorage;

    /// <summary>The label of each point; −1 where there is none.</summary>
    public ReadOnlySpan<int> Labels => LabelStorage;

    /// <summary>Whether each point is of the test split.</summary>
    public ReadOnlySpan<bool> IsTest => TestStorage;

    /// <summary>ReLU units that receive exactly 0 at each point, where the slope is a matter of definition.</summary>
    public ReadOnlySpan<int> ExactZeros => ZeroStorage;

    /// <summary>The mean of the numbers of each point, −1 … 1 for images; empty for a file that does not tell.</summary>
    public ReadOnlySpan<double> Ink => InkStorage;

    /// <summary>What computing the table took; zeros for a file.</summary>
    public SpectrumSeconds Seconds { get; internal set; }

    /// <summary>The d eigenvalues of J_I(x) of largest modulus.</summary>
    public SpectrumColumn Input { get; }

    /// <summary>The eigenvalues of J_L(z).</summary>
    public SpectrumColumn LatentSpace { get; }

    internal double[] LatentStorage { get; }

    internal double[] MseStorage { get; }

    internal double[] CycleStorage { get; }

    internal int[] LabelStorage { get; }

    internal bool[] TestStorage { get; }

    internal int[] ZeroStorage { get; }

    internal double[] InkStorage { get; set; }

    /// <summary>Σ|λ_k − μ_k| / d over the ordered eigenvalues λ of J_I and μ of J_L.</summary>
    /// <param name="index">0 … N − 1.</param>
    /// <returns>The distance of the spectra by absolute values, over d.</returns>
    public double AbsoluteDistance(int index)
    {
        double sum = 0.0;
        for (int k = 0; k < Latent; k++)
        {
            sum += Complex.Abs(Difference(index, k));
        }

        return sum / Latent;
    }

    /// <summary>√(Σ|λ_k − μ_k|²) / d over the ordered eigenvalues λ of J_I and μ of J_L.</summary>
    /// <param name="index">0 … N − 1.</param>
    /// <returns>The Euclidean distance of the spectra, over d.</returns>
    public double EuclideanDistance(int index)
    {
        double sum = 0.0;
        for (int k = 0; k < Latent; k++)
        {
            Complex difference = Difference(index, k);
            sum += (difference.Real * difference.Real) + (difference.Imaginary * difference.Imaginary);
        }

        return Math.Sqrt(sum) / Latent;
    }

    private Complex Difference(int index, int k) =>
        Input.Values[(index * Latent) + k] - LatentSpace.Values[(index * Latent) + k];
}

/// <summary>Wall time that a table of spectra took.</summary>
/// <param name="Assembly">Seconds for the two d × d matrices of every point: layers, slopes and products.</param>
/// <param name="Eigenvalues">Seconds for their eigenvalues.</param>
public readonly record struct SpectrumSeconds(double Assembly, double Eigenvalues);
