namespace Neurovariety.Networks;

/// <summary>What is computed at a run of points; the memory is used again for the next run.</summary>
/// <remarks>A chain whose narrowest layer has fewer active units than d is singular, whatever rounding makes of it.</remarks>
internal sealed class JacobianBlock
{
    public JacobianBlock(int latent, int points)
    {
        Latents = new double[points * latent];
        InputForms = new double[points * latent * latent];
        LatentForms = new double[points * latent * latent];
        SquaredErrors = new double[points];
        SquaredCycles = new double[points];
        InputRanks = new int[points];
        LatentRanks = new int[points];
        ZeroCounts = new int[points];
        Patterns = new ulong[points];
    }

    /// <summary>Index of the first point.</summary>
    public int First { get; set; }

    /// <summary>Number of points.</summary>
    public int Count { get; set; }

    /// <summary>z = E(x), points × d.</summary>
    public double[] Latents { get; }

    /// <summary>K_I = DE(x)·DD(z), points × d × d: its eigenvalues are those of J_I(x) but for zeros.</summary>
    public double[] InputForms { get; }

    /// <summary>J_L = DE(D(z))·DD(z), points × d × d.</summary>
    public double[] LatentForms { get; }

    /// <summary>‖D(E(x)) − x‖².</summary>
    public double[] SquaredErrors { get; }

    /// <summary>‖E(D(z)) − z‖².</summary>
    public double[] SquaredCycles { get; }

    /// <summary>Bound on the rank of K_I: the fewest active units of a layer, at most d.</summary>
    public int[] InputRanks { get; }

    /// <summary>Bound on the rank of J_L.</summary>
    public int[] LatentRanks { get; }

    /// <summary>ReLU units that receive exactly 0, over E(x), D(z) and E(D(z)).</summary>
    public int[] ZeroCounts { get; }

    /// <summary>A fingerprint of which ReLU units are active.</summary>
    public ulong[] Patterns { get; }
}
