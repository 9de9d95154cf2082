using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>The arrays of one layer.</summary>
/// <param name="Weight">Its weights, out x in, or in x out where they are transposed.</param>
/// <param name="Bias">Its bias; without one it is zero.</param>
/// <param name="Transposed">Whether the weights stand in x out.</param>
internal sealed record NamedLayer(StoredTensor Weight, StoredTensor? Bias, bool Transposed)
{
    /// <summary>Name of the weights.</summary>
    internal string Name => Weight.Name;

    /// <summary>Width of what comes in.</summary>
    internal long Inputs => Weight.Shape[Transposed ? 0 : 1];

    /// <summary>Width of what goes out.</summary>
    internal long Outputs => Weight.Shape[Transposed ? 1 : 0];

    /// <summary>Whether there are as many biases as outputs.</summary>
    internal bool BiasFits => Bias is null || Bias.Shape[0] == Outputs;
}
