using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Threading;

namespace Neurovariety.Kernels;

/// <summary>The Gram matrix of bytes while it is computed.</summary>
internal unsafe struct ByteGramJob
{
    /// <summary>Samples packed at a time.</summary>
    public const int Block = 256;

    private const int Lanes = 16;

    public byte* Bytes;
    public int Samples;
    public int Features;

    /// <summary>Start and length of each run of features that count.</summary>
    public int* Runs;
    public int RunCount;

    /// <summary>Features that count.</summary>
    public int Active;

    /// <summary>Pairs in a packed row: whole tiles, and an odd number of vectors, which spreads the rows over the cache sets.</summary>
    public int Width;

    /// <summary>Width² sums for each thread, and whether they are in use.</summary>
    public double* Sums;
    public int* Taken;
    public int ThreadTeam;

    public static int WidthFor(int active)
    {
        int columns =
            (active + MicroKernel512Pairs.Columns - 1) / MicroKernel512Pairs.Columns * MicroKernel512Pairs.Columns;
        int rows = (active + MicroKernel512Pairs.Rows - 1) / MicroKernel512Pairs.Rows * MicroKernel512Pairs.Rows;
        int vectors = (Math.Max(columns, rows) + Lanes - 1) / Lanes;
        return (vectors | 1) * Lanes;
    }

    /// <summary>Adds one block of samples to sums that no other thread uses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunBlock(void* context, int part)
    {
        ref ByteGramJob job = ref *(ByteGramJob*)context;
        int first = part * Block;
        int count = Math.Min(Block, job.Samples - first);
        int pairs = (count + 1) / 2;
        using Scratch<int> packed = Scratch<int>.Rent(((long)pairs * job.Width) + Lanes);
        using Scratch<byte> ends = Scratch<byte>.Rent(2L * (job.Features + Lanes));
        ends.Span.Clear();
        for (int pair = 0; pair < pairs; pair++)
        {
            job.PackPair(first + (2 * pair), ends.Pointer, packed.Pointer + ((nint)pair * job.Width));
        }

        int own = 0;
        while (Interlocked.CompareExchange(ref job.Taken[own], 1, 0) != 0)
        {
            own = (own + 1) % job.ThreadTeam;
        }

        job.Multiply(packed.Pointer, pairs, job.Sums + ((nint)own * job.Width * job.Width));
        Volatile.Write(ref job.Taken[own], 0);
    }

    /// <summary>Packs a sample and the next one; what follows the features that count is arbitrary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackPair(int sample, byte* ends, int* target)
    {
        byte* even = Bytes + ((nint)sample * Features);
        byte* odd = even + Features;
        if (sample + 2 >= Samples || Features < Lanes)
        {
            // Sixteen bytes are read at a time, at the end from copies, and the pair of a last single sample is zero.
            Unsafe.CopyBlockUnaligned(ends, even, (uint)Features);
            byte* second = ends + Features + Lanes;
            if (sample + 1 < Samples)
            {
                Unsafe.CopyBlockUnaligned(second, odd, (uint)Features);
            }
            else
            {
                new Span<byte>(second, Features).Clear();
            }

            even = ends;
            odd = second;
        }

        for (int run = 0; run < RunCount; run++)
        {
            int start = Runs[2 * run];
            int length = Runs[(2 * run) + 1];
            for (int i = 0; i < length; i += Lanes)
            {
                Vector128<byte> x = Vector128.Load(even + start + i);
                Vector128<byte> y = Vector128.Load(odd + start + i);
                Vector512<int> low = Avx512F.ConvertToVector512Int32(x);
                Vector512<int> high = Avx512F.ConvertToVector512Int32(y);
                (low | (high << 16)).Store(target + i);
            }

            target += length;
        }
    }

    /// <summary>Adds the products of the packed pairs, tile by tile, where a tile reaches below the diagonal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply(int* packed, int pairs, double* sums)
    {
        const int Rows = MicroKernel512Pairs.Rows;
        const int Columns = MicroKernel512Pairs.Columns;
        int* tile = stackalloc int[Rows * Columns];
        for (int column = 0; column < Active; column += Columns)
        {
            for (int row = column / Rows * Rows; row < Active; row += Rows)
            {
                MicroKernel512Pairs.Run(pairs, packed + row, packed + column, Width, tile);
                for (int i = 0; i < Rows; i++)
                {
                    AddRow(tile + (i * Columns), sums + ((nint)(row + i) * Width) + column);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(int* source, double* target)
    {
        for (int i = 0; i < MicroKernel512Pairs.Columns; i += 8)
        {
            Vector512<double> x = Avx512F.ConvertToVector512Double(Vector256.Load(source + i));
            (x + Vector512.Load(target + i)).Store(target + i);
        }
    }
}
