namespace Neurovariety.Memories;

/// <summary>In which order the units of a network of signs are set.</summary>
public enum UpdateOrder
{
    /// <summary>One after the other, each seeing what the others have become: the energy never rises.</summary>
    Asynchronous,

    /// <summary>All at once from the same state: the network may end in a cycle of two states.</summary>
    Synchronous,
}
