using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>A matrix of zeros to begin with, whose rows start at multiples of 64 bytes and are padded to them.</summary>
/// <remarks>The memory is pinned and belongs to the workspace that made it.</remarks>
internal sealed unsafe class AlignedArray<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows are padded to a multiple of so many numbers: a vector of floats, two vectors of doubles.</summary>
    public const int Padding = 16;

    private const int Alignment = 64;

    public AlignedArray(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        Stride = Pad(columns);
        Entries = GC.AllocateArray<T>(checked((rows * Stride) + (Alignment / sizeof(T))), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref Entries[0]);
        Offset = (int)((((address + Alignment - 1) & ~(nint)(Alignment - 1)) - address) / sizeof(T));
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Distance of two rows: the padded number of columns.</summary>
    public int Stride { get; }

    /// <summary>Position of the first entry.</summary>
    public int Offset { get; }

    public T[] Entries { get; }

    /// <summary>Row i without its padding.</summary>
    public Span<T> Row(int i) => Entries.AsSpan(Offset + (i * Stride), Columns);

    /// <summary>All rows with their padding.</summary>
    public Span<T> All => Entries.AsSpan(Offset, Rows * Stride);

    /// <summary>The first rows, as a factor.</summary>
    public Operand<T> Operand(int rows, int columns) => new(Entries, Offset, Stride, rows, columns, false);

    /// <summary>The first columns, as a result.</summary>
    public Target<T> Target() => new(Entries, Offset, Stride);

    /// <summary>A number of columns with its padding.</summary>
    public static int Pad(int columns) => checked((columns + Padding - 1) / Padding * Padding);

    /// <summary>Width of a panel: a vector's.</summary>
    public static int PanelWidth => Vector512<T>.Count;

    /// <summary>First columns of the panels that make up a row with its padding.</summary>
    public static int[] Panels(int columns)
    {
        int[] firsts = new int[Pad(columns) / PanelWidth];
        for (int i = 0; i < firsts.Length; i++)
        {
            firsts[i] = i * PanelWidth;
        }

        return firsts;
    }
}
