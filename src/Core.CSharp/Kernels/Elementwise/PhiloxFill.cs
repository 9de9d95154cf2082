using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>Fills memory with random floats: uniform or Gaussian, a function of key, stream and position only.</summary>
/// <remarks>
/// Source: [SMDS11], Philox4x32-10. The counter of block b of stream s is (b, 0, s low, s high). Blocks are taken in groups of eight:
/// of block l of a group, words 0 and 1 stand at 2l and 2l + 1 of the group's first 16 numbers, words 2 and 3 likewise in its last 16.
/// Gaussian pairs are made by Box and Muller's method from number i of the first 16 and number i of the last.
/// </remarks>
internal static unsafe class PhiloxFill
{
    private const int Group = 32;
    private const int Lanes = 8;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const float Unit = 1.0f / (1L << 31);

    /// <summary>Numbers uniform on [−bound, bound].</summary>
    /// <param name="key">Key of the stream.</param>
    /// <param name="stream">Number of the stream.</param>
    /// <param name="firstGroup">Which group of 32 numbers of the stream to begin with.</param>
    /// <param name="bound">Largest magnitude.</param>
    /// <param name="destination">Any length; a last group is cut.</param>
    public static void Uniform(ulong key, ulong stream, uint firstGroup, float bound, Span<float> destination)
    {
        Words(key, stream, firstGroup, destination);
        Scale(destination, bound * Unit);
    }

    /// <summary>Numbers of the normal law.</summary>
    /// <param name="key">Key of the stream.</param>
    /// <param name="stream">Number of the stream.</param>
    /// <param name="firstGroup">Which group of 32 numbers of the stream to begin with.</param>
    /// <param name="deviation">Standard deviation.</param>
    /// <param name="destination">Any length; a last group is cut.</param>
    public static void Gaussian(ulong key, ulong stream, uint firstGroup, float deviation, Span<float> destination)
    {
        int whole = destination.Length / Group * Group;
        Words(key, stream, firstGroup, destination[..whole]);
        BoxMuller(destination[..whole], deviation);
        if (whole < destination.Length)
        {
            Span<float> last = stackalloc float[Group];
            Words(key, stream, firstGroup + (uint)(whole / Group), last);
            BoxMuller(last, deviation);
            last[..(destination.Length - whole)].CopyTo(destination[whole..]);
        }
    }

    /// <summary>Scalar twin of <see cref="Uniform"/>, with the same bits.</summary>
    public static void UniformScalar(ulong key, ulong stream, uint firstGroup, float bound, Span<float> destination)
    {
        WordsScalar(key, stream, firstGroup, destination);
        foreach (ref float value in destination)
        {
            value = BitConverter.SingleToInt32Bits(value) * (bound * Unit);
        }
    }

    /// <summary>Scalar twin of <see cref="Gaussian"/>; logarithm, sine and cosine may differ in their last bits.</summary>
    public static void GaussianScalar(
        ulong key,
        ulong stream,
        uint firstGroup,
        float deviation,
        Span<float> destination
    )
    {
        Span<float> group = stackalloc float[Group];
        for (int start = 0; start < destination.Length; start += Group)
        {
            WordsScalar(key, stream, firstGroup + (uint)(start / Group), group);
            for (int i = 0; i < Group / 2; i++)
            {
                float radius =
                    deviation * MathF.Sqrt(-2.0f * MathF.Log(Positive(BitConverter.SingleToInt32Bits(group[i]))));
                float angle = BitConverter.SingleToInt32Bits(group[i + 16]) * (MathF.PI * Unit);
                (float sine, float cosine) = MathF.SinCos(angle);
                (group[i], group[i + 16]) = (radius * cosine, radius * sine);
            }

            Span<float> target = destination[start..];
            group[..Math.Min(Group, target.Length)].CopyTo(target);
        }
    }

    // A random word as a number in (0, 1]: the sign is taken off, so 31 bits, which tails beyond 6.5 do not reach.
    private static float Positive(int word) => ((word & int.MaxValue) + 1.0f) * Unit;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(Span<float> values, float factor)
    {
        fixed (float* to = values)
        {
            int i = 0;
            if (Vector512.IsHardwareAccelerated || Vector256.IsHardwareAccelerated)
            {
                Vector512<float> factors = Vector512.Create(factor);
                for (; i + 16 <= values.Length; i += 16)
                {
                    (Vector512.ConvertToSingle(Vector512.Load((int*)(to + i))) * factors).Store(to + i);
                }
            }

            for (; i < values.Length; i++)
            {
                to[i] = *(int*)(to + i) * factor;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BoxMuller(Span<float> values, float deviation)
    {
        fixed (float* to = values)
        {
            Vector512<float> scale = Vector512.Create(deviation);
            Vector512<float> turn = Vector512.Create(MathF.PI * Unit);
            for (int i = 0; i + Group <= values.Length; i += Group)
            {
                Vector512<int> word = Vector512.Load((int*)(to + i)) & Vector512.Create(int.MaxValue);
                Vector512<float> u = (Vector512.ConvertToSingle(word) + Vector512<float>.One) * Vector512.Create(Unit);
                Vector512<float> radius = scale * Vector512.Sqrt(Vector512.Create(-2.0f) * Vector512.Log(u));
                Vector512<float> angle = Vector512.ConvertToSingle(Vector512.Load((int*)(to + i + 16))) * turn;
                (Vector512<float> sine, Vector512<float> cosine) = Vector512.SinCos(angle);
                (radius * cosine).Store(to + i);
                (radius * sine).Store(to + i + 16);
            }
        }
    }

    /// <summary>Random words, stored as the bits of floats.</summary>
    private static void Words(ulong key, ulong stream, uint firstGroup, Span<float> destination)
    {
        int whole = destination.Length / Group * Group;
        fixed (float* to = destination)
        {
            if (Avx512F.IsSupported)
            {
                Words512(key, stream, firstGroup, whole / Group, (uint*)to);
            }
            else if (Avx2.IsSupported)
            {
                Words256(key, stream, firstGroup, whole / Group, (uint*)to);
            }
            else
            {
                whole = 0;
            }
        }

        WordsScalar(key, stream, firstGroup + (uint)(whole / Group), destination[whole..]);
    }

    private static void WordsScalar(ulong key, ulong stream, uint firstGroup, Span<float> destination)
    {
        uint* group = stackalloc uint[Group];
        for (int start = 0; start < destination.Length; start += Group)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                uint block = ((firstGroup + (uint)(start / Group)) * Lanes) + (uint)lane;
                Block(key, stream, block, group + (2 * lane));
            }

            for (int i = 0; i < Math.Min(Group, destination.Length - start); i++)
            {
                destination[start + i] = BitConverter.UInt32BitsToSingle(group[i]);
            }
        }
    }

    // Words 0, 1 go to the start, words 2, 3 sixteen places further.
    private static void Block(ulong key, ulong stream, uint block, uint* to)
    {
        uint c0 = block;
        uint c1 = 0;
        uint c2 = (uint)stream;
        uint c3 = (uint)(stream >> 32);
        uint k0 = (uint)key;
        uint k1 = (uint)(key >> 32);
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

        (to[0], to[1], to[16], to[17]) = (c0, c1, c2, c3);
    }

    // A 32-bit word in the low half of each 64-bit lane: products are whole lanes, and what stands in the upper halves is never read.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Words512(ulong key, ulong stream, uint firstGroup, int groups, uint* to)
    {
        Vector512<ulong> step = Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
        Vector512<uint> m0 = Vector512.Create((ulong)Multiplier0).AsUInt32();
        Vector512<uint> m1 = Vector512.Create((ulong)Multiplier1).AsUInt32();
        Vector512<ulong> low = Vector512.Create(0xFFFFFFFFUL);
        for (int g = 0; g < groups; g += 2)
        {
            // Two groups at a time hide the latency of the products.
            Vector512<ulong> a0 = Vector512.Create((ulong)((firstGroup + (uint)g) * Lanes)) + step;
            Vector512<ulong> b0 = Vector512.Create((ulong)((firstGroup + (uint)g + 1) * Lanes)) + step;
            Vector512<ulong> a1 = Vector512<ulong>.Zero;
            Vector512<ulong> b1 = a1;
            Vector512<ulong> a2 = Vector512.Create((ulong)(uint)stream);
            Vector512<ulong> b2 = a2;
            Vector512<ulong> a3 = Vector512.Create(stream >> 32);
            Vector512<ulong> b3 = a3;
            uint k0 = (uint)key;
            uint k1 = (uint)(key >> 32);
            for (int round = 0; round < 10; round++)
            {
                Vector512<ulong> key0 = Vector512.Create((ulong)k0);
                Vector512<ulong> key1 = Vector512.Create((ulong)k1);
                Vector512<ulong> p = Avx512F.Multiply(a0.AsUInt32(), m0);
                Vector512<ulong> q = Avx512F.Multiply(a2.AsUInt32(), m1);
                Vector512<ulong> r = Avx512F.Multiply(b0.AsUInt32(), m0);
                Vector512<ulong> s = Avx512F.Multiply(b2.AsUInt32(), m1);
                a0 = (q >>> 32) ^ a1 ^ key0;
                a1 = q;
                a2 = (p >>> 32) ^ a3 ^ key1;
                a3 = p;
                b0 = (s >>> 32) ^ b1 ^ key0;
                b1 = s;
                b2 = (r >>> 32) ^ b3 ^ key1;
                b3 = r;
                k0 += Weyl0;
                k1 += Weyl1;
            }

            ((a0 & low) | (a1 << 32)).AsUInt32().Store(to);
            ((a2 & low) | (a3 << 32)).AsUInt32().Store(to + 16);
            if (g + 1 < groups)
            {
                ((b0 & low) | (b1 << 32)).AsUInt32().Store(to + 32);
                ((b2 & low) | (b3 << 32)).AsUInt32().Store(to + 48);
            }

            to += 2 * Group;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Words256(ulong key, ulong stream, uint firstGroup, int groups, uint* to)
    {
        Vector256<ulong> step = Vector256.Create(0UL, 1, 2, 3);
        Vector256<uint> m0 = Vector256.Create((ulong)Multiplier0).AsUInt32();
        Vector256<uint> m1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        Vector256<ulong> low = Vector256.Create(0xFFFFFFFFUL);
        for (int half = 0; half < 2 * groups; half++)
        {
            Vector256<ulong> c0 = Vector256.Create((ulong)((firstGroup * Lanes) + (4 * (uint)half))) + step;
            Vector256<ulong> c1 = Vector256<ulong>.Zero;
            Vector256<ulong> c2 = Vector256.Create((ulong)(uint)stream);
            Vector256<ulong> c3 = Vector256.Create(stream >> 32);
            uint k0 = (uint)key;
            uint k1 = (uint)(key >> 32);
            for (int round = 0; round < 10; round++)
            {
                Vector256<ulong> p = Avx2.Multiply(c0.AsUInt32(), m0);
                Vector256<ulong> q = Avx2.Multiply(c2.AsUInt32(), m1);
                c0 = (q >>> 32) ^ c1 ^ Vector256.Create((ulong)k0);
                c1 = q;
                c2 = (p >>> 32) ^ c3 ^ Vector256.Create((ulong)k1);
                c3 = p;
                k0 += Weyl0;
                k1 += Weyl1;
            }

            uint* target = to + (half / 2 * Group) + (half % 2 * 8);
            ((c0 & low) | (c1 << 32)).AsUInt32().Store(target);
            ((c2 & low) | (c3 << 32)).AsUInt32().Store(target + 16);
        }
    }
}
