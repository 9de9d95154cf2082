using System;
using Neurovariety.Data;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>The samples as one part of a network sees them.</summary>
/// <param name="Inputs">Copies × samples × input width.</param>
/// <param name="InputWidth">Numbers in one row of the inputs.</param>
/// <param name="Targets">The inputs themselves, or one row of pixels for each sample.</param>
/// <param name="TargetWidth">Numbers in one row of the targets.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="Copies">Number of copies of the coordinates.</param>
internal sealed record FactorSamples(
    float[] Inputs,
    int InputWidth,
    float[] Targets,
    int TargetWidth,
    int Samples,
    int Copies
)
{
    internal static FactorSamples Of(ImageSet images, FactorPair pair, Lazy<float[]> pixels, int threads)
    {
        int width = pair.AlgebraDimension * pair.Inputs;
        float[] inputs = pair.InputMaps[0] is null ? pixels.Value : Transform(images, pair, width, threads);
        return pair.RebuildsInputs
            ? new FactorSamples(inputs, width, inputs, width, images.Count, pair.InputMaps.Count)
            : new FactorSamples(inputs, width, pixels.Value, images.PixelCount, images.Count, pair.InputMaps.Count);
    }

    /// <summary>Pixels in [0, 1], samples × pixels.</summary>
    internal static float[] Pixels(ImageSet images) => Array.ConvertAll(images.Storage, x => x / 255f);

    private static float[] Transform(ImageSet images, FactorPair pair, int width, int threads)
    {
        const int Chunk = 2048;
        int n = images.PixelCount;
        float[] result = new float[checked(pair.InputMaps.Count * images.Count * width)];
        float[] rows = new float[Math.Min(Chunk, images.Count) * n];
        float[][] maps = new float[pair.InputMaps.Count][];
        for (int copy = 0; copy < maps.Length; copy++)
        {
            maps[copy] = Array.ConvertAll(pair.InputMaps[copy]!.Storage, x => (float)(x / 255.0));
        }

        for (int first = 0; first < images.Count; first += Chunk)
        {
            int count = Math.Min(Chunk, images.Count - first);
            for (int i = 0; i < count * n; i++)
            {
                rows[i] = images.Storage[(first * n) + i];
            }

            for (int copy = 0; copy < maps.Length; copy++)
            {
                MatMulKernel.MultiplyInto(
                    new Operand<float>(rows, count, n),
                    new Operand<float>(maps[copy], n, width),
                    new Target<float>(result, ((copy * images.Count) + first) * width, width),
                    threads
                );
            }
        }

        return result;
    }
}
