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

    public static unsafe void RunQuick(Harness harness)
    {
        Peak<float>(harness, "float");
        using Scratch<float> src = Scratch<float>.Rent(128 * 784);
        using Scratch<float> dst = Scratch<float>.Rent(132 * 784);
        nint s = (nint)src.Pointer,
            d = (nint)dst.Pointer;
        harness.Measure(
            "packA",
            "",
            0,
            () =>
            {
                for (int i = 0; i < 10; i++)
                for (int k = 0; k < 784; k += 256)
                    Packing.Panel(
                        (float*)s + i * 12 * 784 + k,
                        784,
                        1,
                        new PanelSize(12, 12, Math.Min(256, 784 - k)),
                        (float*)d + i * 12 * 784 + k * 12
                    );
            }
        );
        harness.Measure(
            "packA scalar",
            "",
            0,
            () =>
            {
                for (int i = 0; i < 10; i++)
                for (int k = 0; k < 784; k += 256)
                    Packing.Scalar(
                        (float*)s + i * 12 * 784 + k,
                        784,
                        1,
                        new PanelSize(12, 12, Math.Min(256, 784 - k)),
                        (float*)d + i * 12 * 784 + k * 12
                    );
            }
        );
        harness.Measure(
            "packB",
            "",
            0,
            () =>
            {
                for (int i = 0; i < 4; i++)
                for (int k = 0; k < 784; k += 256)
                    Packing.Panel(
                        (float*)s + i * 32 + k * 128,
                        1,
                        128,
                        new PanelSize(32, 32, Math.Min(256, 784 - k)),
                        (float*)d + i * 32 * 784 + k * 32
                    );
            }
        );
        harness.Measure(
            "tiles",
            "",
            2.0 * 128 * 784 * 128,
            () =>
            {
                for (int k = 0; k < 784; k += 264)
                for (int j = 0; j < 4; j++)
                for (int i = 0; i < 11; i++)
                    TileShape.Run(
                        Math.Min(264, 784 - k),
                        (float*)s + 12 * i * 784 + k * 12,
                        (float*)d + j * 32 * 784 + k * 32,
                        (float*)d + 100000,
                        128,
                        true
                    );
            }
        );
        Product<float>(harness, 128, 784, 128, 1);
        Product<float>(harness, 120, 784, 128, 1);
        Product<float>(harness, 128, 784, 128, 2);
        Product<float>(harness, 784, 784, 784, 1);
        Product<double>(harness, 784, 784, 784, 1);
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
            () => TileShape.Run(Depth, (T*)left, (T*)right, (T*)result, tile.Columns, false)
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
