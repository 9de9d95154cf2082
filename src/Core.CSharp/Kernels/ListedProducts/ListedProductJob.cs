using System.Numerics;

namespace Neurovariety.Kernels;

/// <summary>Some panels of a product of listed rows while they are computed.</summary>
internal unsafe struct ListedProductJob<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* A;
    public nint AcrossA;
    public nint AlongA;

    /// <summary>The first panel.</summary>
    public T* B;
    public nint StrideB;
    public T* C;
    public nint StrideC;

    /// <summary>Distance of the second panel from the first; 0 when there is none.</summary>
    public nint Second;

    /// <summary>Distance of the third panel from the first, where there are three.</summary>
    public nint Third;
    public int* Terms;
    public int TermCount;

    /// <summary>What each column is multiplied by, from the first panel on, when it is stored; null for nothing.</summary>
    public T* Scale;

    /// <summary>The same job at other panels, given by their first columns.</summary>
    public readonly ListedProductJob<T> At(int first, int second, int third)
    {
        ListedProductJob<T> moved = this;
        moved.B += first;
        moved.C += first;
        moved.Scale = Scale == null ? null : Scale + first;
        moved.Second = second - first;
        moved.Third = third - first;
        return moved;
    }

    /// <summary>Four rows: the next ones of a list, the last of them again where there are too few.</summary>
    /// <param name="rows">The next rows.</param>
    /// <param name="count">How many there are, at least one.</param>
    /// <param name="room">Room for four.</param>
    public static int* Whole(int* rows, int count, int* room)
    {
        if (count >= 4)
        {
            return rows;
        }

        for (int i = 0; i < 4; i++)
        {
            room[i] = rows[i < count ? i : count - 1];
        }

        return room;
    }
}
