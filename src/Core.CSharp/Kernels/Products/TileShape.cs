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

    /// <summary>Largest tall tile, in entries.</summary>
    public const int LargestTallSize = 14 * 32;

    /// <summary>The shape for a type of numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TileShape For<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? new TileShape(MicroKernel512.Rows, 2 * Vector512<T>.Count)
        : Vector256.IsHardwareAccelerated ? new TileShape(MicroKernel256.Rows, 2 * Vector256<T>.Count)
        : new TileShape(MicroKernel128.Rows, 2 * Vector128<T>.Count);

    /// <summary>The shape of <see cref="RunTall"/>: 14 rows where the registers allow it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TileShape Tall<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? For<T>() with { Rows = MicroKernel512Tall.Rows } : For<T>();

    /// <summary>Computes one tile: the sum over the depth of (entries of a) times (two vectors of b).</summary>
    /// <param name="depth">Length of the sums.</param>
    /// <param name="a">Neighbouring entries for the rows; next depth after <paramref name="aStep"/>.</param>
    /// <param name="aStep">Distance of two depths of a.</param>
    /// <param name="b">Neighbouring entries for the columns; next depth after <paramref name="bStep"/>.</param>
    /// <param name="bStep">Distance of two depths of b.</param>
    /// <param name="c">Result; next row after <paramref name="stride"/>.</param>
    /// <param name="stride">Distance of two rows of c.</param>
    /// <param name="add">Whether the sums are added to c.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Run<T>(int depth, T* a, nint aStep, T* b, nint bStep, T* c, nint stride, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MicroKernel512.Run(depth, a, aStep, b, bStep, c, stride, add);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            MicroKernel256.Run(depth, a, aStep, b, bStep, c, stride, add);
        }
        else
        {
            MicroKernel128.Run(depth, a, aStep, b, bStep, c, stride, add);
        }
    }

    /// <summary>As <see cref="Run"/>, with the tile of <see cref="Tall"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void RunTall<T>(int depth, T* a, nint aStep, T* b, nint bStep, T* c, nint stride, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MicroKernel512Tall.Run(depth, a, aStep, b, bStep, c, stride, add);
        }
        else
        {
            Run(depth, a, aStep, b, bStep, c, stride, add);
        }
    }
}
