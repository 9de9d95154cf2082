using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>Asks the processor to fetch memory that will be needed soon; it changes no number, and does nothing without SSE.</summary>
internal static unsafe class Prefetch
{
    private const int LineLength = 64;

    /// <summary>Fetches the cache line at an address into all caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>Fetches some bytes from main memory into the caches beyond the first.</summary>
    public static void FromMemory(byte* start, int count)
    {
        for (int i = 0; i < count && Sse.IsSupported; i += LineLength)
        {
            Sse.Prefetch1(start + i);
        }
    }
}
