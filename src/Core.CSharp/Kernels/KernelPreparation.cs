using System.Numerics;

namespace Neurovariety.Kernels;

/// <summary>Compiles the hot kernels ahead of their first real use.</summary>
/// <remarks>
/// Methods on wide vectors are not compiled in advance with the rest of the program, but when first called. A program that starts
/// cold can have that done on another thread while it reads its data.
/// </remarks>
internal static class KernelPreparation
{
    /// <summary>Runs every kernel of the moments of cycles once, on next to nothing.</summary>
    public static void PrepareMoments()
    {
        int[][] along =
        [
            [0, 1, 2, 3],
            [4, 5, 6, 7],
        ];
        int[][] across =
        [
            [0, 4],
            [1, 5],
            [2, 6],
            [3, 7],
        ];
        foreach (int[][] cycles in new[] { along, across })
        {
            CycleTable table = new(cycles, 8);
            double[] result = new double[((table.Length / 2) + 1) * 2 * table.Count * table.Count];
            ShiftGramKernel.MomentsInto(new byte[8], 1, table, result, 1);
        }
    }

    /// <summary>Runs the products and Gram matrices once.</summary>
    public static void PrepareProducts()
    {
        PrepareProduct<float>();
        PrepareProduct<double>();
        GramKernel.GramBytesInto([1, 2, 3, 4], 1, 4, new double[16], 1);
    }

    /// <summary>Runs the kernels of the eigenproblems once.</summary>
    public static void PrepareEigen()
    {
        double[] nine = new double[9];
        SymmetricProductKernel.ApplyInto(nine, 3, 0, new double[3], new double[3], 1);
        VectorKernel.AddMultiple(nine, nine, VectorKernel.Dot(nine, nine));
        RotationSequence rotation = new(2);
        rotation.Add(1.0, 0.0);
        rotation.Sweeps.Add((0, 0, 1));
        RotationKernel.ApplyReversed(rotation, new double[2 * RotationKernel.StripWidth], 2, 1);
    }

    /// <summary>All of the above.</summary>
    public static void Prepare()
    {
        PrepareMoments();
        PrepareProducts();
        PrepareEigen();
    }

    private static void PrepareProduct<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Operand<T> a = new(new T[64], 8, 8);
        MatMulKernel.MultiplyInto(a, a.Transpose(), new Target<T>(new T[64], 8), 1);
    }
}
