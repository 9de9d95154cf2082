namespace Neurovariety.Networks;

/// <summary>The function that a layer applies to each of its units.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>x·Φ(x), Φ the distribution function of the standard normal law.</summary>
    Gelu,
}
