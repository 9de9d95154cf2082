using System;
using System.Numerics;

namespace Neurovariety.Numerics;

/// <summary>
/// A counter-based random generator: the n-th number is a function of (key, n), so that a position can be stored and
/// a sub-stream split off by name.
/// </summary>
/// <remarks>
/// Source: [SMDS11], Philox4x32-10. A stream has 2^130 bytes; streams of different keys are independent for all we know.
/// Not safe for use from several threads: split one stream off for each.
/// </remarks>
public sealed class RandomSource
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    private readonly ulong _key;
    private ulong _blockIndex;
    private ulong _high;
    private ulong _low;
    private int _unused;

    private RandomSource(ulong key, ulong position)
    {
        _key = key;
        _blockIndex = position / 2;
        if (position % 2 == 1)
        {
            NextBlock();
            _unused = 1;
        }
    }

    /// <summary>The key that the numbers depend on.</summary>
    public ulong Key => _key;

    /// <summary>How many 64-bit numbers have been drawn; with <see cref="Key"/> it determines all that follow.</summary>
    public ulong Position => (_blockIndex * 2) - (ulong)_unused;

    /// <summary>The stream of a seed, from its start.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>A new stream.</returns>
    public static RandomSource FromSeed(ulong seed) => new(Mix(seed), 0);

    /// <summary>A stream taken up again where it was left.</summary>
    /// <param name="key">The stored <see cref="Key"/>.</param>
    /// <param name="position">The stored <see cref="Position"/>.</param>
    /// <returns>A stream that continues as the stored one would have.</returns>
    public static RandomSource Resume(ulong key, ulong position) => new(key, position);

    /// <summary>An independent stream named after its use; this stream does not move.</summary>
    /// <param name="label">Name of the sub-stream.</param>
    /// <returns>The start of the sub-stream: the same for the same key and label.</returns>
    public RandomSource Split(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        ulong hash = _key ^ 0xCBF29CE484222325;
        foreach (char c in label)
        {
            hash = Mix(hash ^ c);
        }

        return new RandomSource(Mix(hash + (ulong)label.Length), 0);
    }

    /// <summary>The next 64 random bits.</summary>
    /// <returns>A number uniform on 0 … 2^64 − 1.</returns>
    public ulong NextUInt64()
    {
        if (_unused == 0)
        {
            NextBlock();
            _unused = 1;
            return _low;
        }

        _unused = 0;
        return _high;
    }

    /// <summary>A number uniform on [0, 1), a multiple of 2^-53.</summary>
    /// <returns>The number.</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number uniform on [low, high).</summary>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    /// <returns>The number.</returns>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A number of the standard normal distribution (Box and Muller's method, one of the pair is used).</summary>
    /// <returns>The number.</returns>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - NextDouble()));
        return radius * Math.Cos(2.0 * Math.PI * NextDouble());
    }

    /// <summary>An integer uniform on 0 … bound − 1, without bias.</summary>
    /// <param name="bound">At least 1.</param>
    /// <returns>The integer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">bound below 1.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong limit = ulong.MaxValue - (ulong.MaxValue % (ulong)bound);
        ulong draw;
        do
        {
            draw = NextUInt64();
        } while (draw >= limit);

        return (int)(draw % (ulong)bound);
    }

    /// <summary>An integer uniform on 0 … bound − 1, without bias.</summary>
    /// <param name="bound">At least 1.</param>
    /// <returns>The integer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">bound below 1.</exception>
    public BigInteger NextBigInteger(BigInteger bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, BigInteger.One);
        long bits = (long)(bound - BigInteger.One).GetBitLength();
        byte[] bytes = new byte[((bits + 63) / 64 * 8) + 1];
        BigInteger draw;
        do
        {
            for (int i = 0; i + 8 < bytes.Length; i += 8)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(i), NextUInt64());
            }

            draw = new BigInteger(bytes, isUnsigned: true) & ((BigInteger.One << (int)bits) - BigInteger.One);
        } while (draw >= bound);

        return draw;
    }

    /// <summary>Shuffles in place, every order equally likely (Fisher and Yates).</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="items">What to shuffle.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    // The finaliser of SplitMix64: a bijection of 64-bit words.
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private void NextBlock()
    {
        uint c0 = (uint)_blockIndex;
        uint c1 = (uint)(_blockIndex >> 32);
        uint c2 = 0;
        uint c3 = 0;
        uint k0 = (uint)_key;
        uint k1 = (uint)(_key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint)p0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        _low = c0 | ((ulong)c1 << 32);
        _high = c2 | ((ulong)c3 << 32);
        _blockIndex++;
    }
}
