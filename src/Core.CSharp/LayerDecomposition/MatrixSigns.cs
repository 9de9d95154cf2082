using System;
using System.Numerics.Tensors;

namespace Neurovariety.LayerDecomposition;

/// <summary>Signs of vectors.</summary>
internal static class MatrixSigns
{
    /// <summary>Negates every number.</summary>
    public static void Negate(double[] entries) => TensorPrimitives.Negate(entries, entries);

    /// <summary>Turns each column of a block, width columns row by row, so that its (first) entry of largest magnitude is positive.</summary>
    public static void MakeLargestPositive(double[] block, int width)
    {
        for (int j = 0; j < width; j++)
        {
            double largest = 0.0;
            for (int at = j; at < block.Length; at += width)
            {
                largest = Math.Abs(block[at]) > Math.Abs(largest) ? block[at] : largest;
            }

            if (largest < 0.0)
            {
                for (int at = j; at < block.Length; at += width)
                {
                    block[at] = -block[at];
                }
            }
        }
    }
}
