using System.Collections.Generic;
using System.Numerics;

namespace Neurovariety.Groups;

/// <summary>A vector over the field of two elements.</summary>
internal sealed class BitVector
{
    private BigInteger _bits = BigInteger.One;

    /// <summary>Makes the vector longer by one entry.</summary>
    internal void Append(bool bit) => _bits = (_bits << 1) + (bit ? 1 : 0);

    /// <summary>Dimension of the span of vectors of equal length.</summary>
    internal static int Rank(IReadOnlyList<BitVector> vectors)
    {
        Dictionary<long, BigInteger> byLeadingBit = [];
        foreach (BitVector vector in vectors)
        {
            // The leading bit marks the length; what follows is the vector.
            BigInteger rest = vector._bits - (BigInteger.One << (int)(vector._bits.GetBitLength() - 1));
            while (!rest.IsZero && byLeadingBit.TryGetValue(rest.GetBitLength(), out BigInteger pivot))
            {
                rest ^= pivot;
            }

            if (!rest.IsZero)
            {
                byLeadingBit.Add(rest.GetBitLength(), rest);
            }
        }

        return byLeadingBit.Count;
    }
}
