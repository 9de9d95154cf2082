using System;
using System.Runtime.CompilerServices;

namespace Neurovariety.Kernels;

/// <summary>One pinned block of zeros from which arrays are cut off, each aligned to 64 bytes; it is never moved.</summary>
internal sealed unsafe class Arena
{
    private const int Alignment = 64;
    private readonly byte[]? _block;
    private readonly byte* _start;
    private long _used;

    /// <summary>An arena that only counts what it is asked for.</summary>
    public Arena() { }

    /// <summary>An arena of a counted size.</summary>
    public Arena(long length)
    {
        _block = GC.AllocateArray<byte>(checked((int)(length + Alignment)), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref _block[0]);
        _start = (byte*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }

    /// <summary>Bytes allocated so far.</summary>
    public long Used => _used;

    /// <summary>The next array; of no use in an arena that only counts.</summary>
    public T* Allocate<T>(long count)
        where T : unmanaged
    {
        T* result = (T*)(_start + _used);
        _used += ((count * sizeof(T)) + Alignment - 1) & ~(long)(Alignment - 1);
        return result;
    }
}
