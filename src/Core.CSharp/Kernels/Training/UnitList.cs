using System.Numerics;

namespace Neurovariety.Kernels;

/// <summary>Lists of units from bit masks of 16 units each.</summary>
internal static unsafe class UnitList
{
    /// <summary>Writes the units from start to end whose bit is set, or all of them without a mask; returns how many.</summary>
    public static int Write(ushort* mask, int start, int end, nint* list)
    {
        int count = 0;
        if (mask == null)
        {
            for (int unit = start; unit < end; unit++)
            {
                list[count++] = unit;
            }

            return count;
        }

        for (int v = start / 16; v * 16 < end; v++)
        {
            for (uint bits = mask[v]; bits != 0; bits &= bits - 1)
            {
                int unit = (v * 16) + BitOperations.TrailingZeroCount(bits);
                if (unit >= start && unit < end)
                {
                    list[count++] = unit;
                }
            }
        }

        return count;
    }

    /// <summary>Writes for each unit of the mask its places in the two factors of a product; returns how many.</summary>
    public static int WritePlaces(ushort* mask, int units, nint stride, nint* places)
    {
        int count = Write(mask, 0, units, places);
        for (int i = count - 1; i >= 0; i--)
        {
            nint unit = places[i];
            places[2 * i] = unit;
            places[(2 * i) + 1] = unit * stride;
        }

        return count;
    }
}
