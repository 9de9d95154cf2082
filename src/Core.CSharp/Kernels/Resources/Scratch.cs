using System;
using System.Runtime.CompilerServices;

namespace Neurovariety.Kernels;

/// <summary>Working memory of a kernel, rented from a pool and given back by Dispose; its content is arbitrary.</summary>
/// <remarks>The start is aligned to 64 bytes. Debug builds fill it with bytes 0xFF, which are NaN as float and double.</remarks>
internal readonly unsafe struct Scratch<T> : IDisposable
    where T : unmanaged
{
    private const int Alignment = 64;
    private readonly byte[] _block;

    private Scratch(byte[] block, int length)
    {
        _block = block;
        Length = length;
        nint address = (nint)Unsafe.AsPointer(ref block[0]);
        Pointer = (T*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }

    public int Length { get; }

    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);

    public static Scratch<T> Rent(long length)
    {
        byte[] block = ScratchPool.Rent(checked((length * sizeof(T)) + Alignment));
#if DEBUG
        block.AsSpan().Fill(0xFF);
#endif
        return new Scratch<T>(block, checked((int)length));
    }

    public void Dispose() => ScratchPool.Return(_block);
}

/// <summary>Pinned blocks of 2^s bytes, a few of each size kept for reuse.</summary>
internal static class ScratchPool
{
    private const int SmallestClass = 12;
    private const int LargestKept = 27;
    private const int KeptPerClass = 8;
    private static readonly byte[]?[,] s_blocks = new byte[]?[LargestKept + 1, KeptPerClass];
    private static readonly int[] s_counts = new int[LargestKept + 1];

    public static byte[] Rent(long bytes)
    {
        int size = Math.Max(SmallestClass, 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)bytes - 1));
        if (size <= LargestKept)
        {
            lock (s_counts)
            {
                if (s_counts[size] > 0)
                {
                    int last = --s_counts[size];
                    byte[] block = s_blocks[size, last]!;
                    s_blocks[size, last] = null;
                    return block;
                }
            }

            return GC.AllocateUninitializedArray<byte>(1 << size, pinned: true);
        }

        return GC.AllocateUninitializedArray<byte>(checked((int)bytes), pinned: true);
    }

    public static void Return(byte[] block)
    {
        int size = System.Numerics.BitOperations.Log2((uint)block.Length);
        if (size > LargestKept || block.Length != 1 << size)
        {
            return;
        }

        lock (s_counts)
        {
            // Few of the large blocks are kept, so that an idle program does not hold much memory.
            if (s_counts[size] < (size > 22 ? 2 : KeptPerClass))
            {
                s_blocks[size, s_counts[size]++] = block;
            }
        }
    }
}
