using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>The tile of the product that the widest vectors of this processor compute at once.</summary>
/// <param name="Rows">Rows of the tile.</param>
/// <param name="Columns">Columns of the tile: two vectors.</param>
internal readonly record struct TileShape(int Rows, int Columns)
{
    /// <summary>Largest tile of any shape, in entries.</summary>
    public const int LargestSize = 12 * 32;

    /// <summary>The shape for a type of numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TileShape For<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? new TileShape(MicroKernel512.Rows, 2 * Vector512<T>.Count)
        : Vector256.IsHardwareAccelerated ? new TileShape(MicroKernel256.Rows, 2 * Vector256<T>.Count)
        : new TileShape(MicroKernel128.Rows, 2 * Vector128<T>.Count);

    /// <summary>Computes one tile from packed panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Run<T>(int depth, T* a, T* b, T* c, nint stride, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MicroKernel512.Run(depth, a, b, c, stride, add);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            MicroKernel256.Run(depth, a, b, c, stride, add);
        }
        else
        {
            MicroKernel128.Run(depth, a, b, c, stride, add);
        }
    }
}
