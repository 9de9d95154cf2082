using System;
using System.Numerics;
using Neurovariety.Kernels;

namespace Neurovariety.Benchmarks.Kernels;

/// <summary>Matrix products and Gram matrices, with the register kernel alone as the measured peak.</summary>
internal static class Products
{
    public static void Run(Harness harness)
    {
        Peak<float>(harness, "float");
        Peak<double>(harness, "double");
        foreach (int threads in new[] { 1, 0 })
        {
            Product<float>(harness, 2048, 2048, 2048, threads);
            Product<double>(harness, 2048, 2048, 2048, threads);
            Product<float>(harness, 128, 784, 128, threads);
            Product<float>(harness, 784, 784, 784, threads);
            Product<double>(harness, 784, 784, 784, threads);
            Product<float>(harness, 20, 20, 20, threads);
        }

        Twin(harness);
    }

    public static void RunGram(Harness harness)
    {
        byte[] pixels = new byte[60000 * 784];
        new Random(1).NextBytes(pixels);
        double[] result = new double[784 * 784];
        foreach (int threads in new[] { 1, 0 })
        {
            harness.Measure(
                Name("Gram of bytes", threads),
                "60000 x 784",
                60000.0 * 784 * 784,
                () => GramKernel.GramBytesInto(pixels, 60000, 784, result, threads)
            );
        }

        float[] narrow = Numbers<float>(60000 * 56);
        harness.Measure(
            Name("Gram float to double", 0),
            "60000 x 56",
            60000.0 * 56 * 56,
            () => GramKernel.GramWideInto(new Operand<float>(narrow, 60000, 56), result, 0)
        );
    }

    /// <summary>The register kernel on panels in the first-level cache: what one core can do at most.</summary>
    private static unsafe void Peak<T>(Harness harness, string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int Depth = 128;
        TileShape tile = TileShape.For<T>();
        using Scratch<T> a = Scratch<T>.Rent(tile.Rows * Depth);
        using Scratch<T> b = Scratch<T>.Rent(tile.Columns * Depth);
        using Scratch<T> c = Scratch<T>.Rent(tile.Rows * tile.Columns);
        a.Span.Clear();
        b.Span.Clear();
        nint left = (nint)a.Pointer;
        nint right = (nint)b.Pointer;
        nint result = (nint)c.Pointer;
        harness.Measure(
            $"register kernel, {name}, 1 thread",
            $"{tile.Rows} x {Depth} x {tile.Columns}",
            2.0 * tile.Rows * tile.Columns * Depth,
            () => TileShape.Run(Depth, (T*)left, tile.Rows, (T*)right, tile.Columns, (T*)result, tile.Columns, false)
        );
    }

    private static void Product<T>(Harness harness, int m, int k, int n, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Operand<T> a = new(Numbers<T>(m * k), m, k);
        Operand<T> b = new(Numbers<T>(k * n), k, n);
        Target<T> c = new(new T[m * n], n);
        string kernel = Name($"product {(typeof(T) == typeof(float) ? "float" : "double")}", threads);
        harness.Measure(kernel, $"{m} x {k} x {n}", 2.0 * m * n * k, () => MatMulKernel.MultiplyInto(a, b, c, threads));
    }

    private static void Twin(Harness harness)
    {
        Operand<float> a = new(Numbers<float>(256 * 256), 256, 256);
        Target<float> c = new(new float[256 * 256], 256);
        harness.Measure(
            "product float, scalar twin",
            "256 x 256 x 256",
            2.0 * 256 * 256 * 256,
            () => MatMulKernel.MultiplyScalarInto(a, a, c)
        );
    }

    private static string Name(string kernel, int threads) => $"{kernel}, {(threads == 1 ? "1 thread" : "all cores")}";

    private static T[] Numbers<T>(int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(7);
        T[] result = new T[count];
        for (int i = 0; i < count; i++)
        {
            result[i] = T.CreateSaturating(random.NextDouble() - 0.5);
        }

        return result;
    }
}
