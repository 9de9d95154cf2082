using System.Collections.Generic;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>What a file of weights does not say.</summary>
/// <param name="Hidden">Activation of every layer but the latent and the last; null for what the file's notes say, or ReLU.</param>
/// <param name="Output">Activation of the last layer; null for what the file's notes say, or tanh.</param>
/// <param name="Latent">Width of the latent layer, where the names do not tell encoder and decoder; null for the narrowest layer.</param>
public sealed record AutoencoderFileOptions(Activation? Hidden = null, Activation? Output = null, int? Latent = null)
{
    /// <summary>Nothing is known beyond the file.</summary>
    public static AutoencoderFileOptions Default { get; } = new();

    /// <summary>
    /// Which entry of the file is the model, where there are several: a key of a checkpoint, such as <c>model</c> or <c>ema</c>, or the
    /// first words of the names; null to let the file decide.
    /// </summary>
    public string? Entry { get; init; }

    /// <summary>Layers or arrays to leave out: whole names, or their first words up to a dot, such as <c>fc_logvar</c>.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];
}
