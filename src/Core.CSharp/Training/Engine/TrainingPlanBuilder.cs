using System;
using System.Collections.Generic;
using Neurovariety.Kernels;

namespace Neurovariety.Training;

/// <summary>A layer as the kernels see it.</summary>
internal readonly record struct KernelLayer(int Inputs, int Outputs, ActivationKind Kind);

/// <summary>Lays a plan out in memory: called once to count and once more to place.</summary>
internal static unsafe class TrainingPlanBuilder
{
    // From so many units on the errors of the inputs are inner products of long rows.
    private const int InnerProductUnits = 192;

    // Columns of a part in vectors, about.
    private const int PartVectors = 12;

    /// <summary>The plan for batches of at most the given size.</summary>
    public static TrainingPlan* Build(Arena arena, IReadOnlyList<KernelLayer> shapes, int batch, bool place)
    {
        int chunks = ChunkCount(batch);
        nint samples = (nint)chunks * TrainingPlan.ChunkRows;
        TrainingPlan* plan = arena.Allocate<TrainingPlan>(1);
        TrainingLayer* layers = arena.Allocate<TrainingLayer>(shapes.Count);
        int widest = 0;
        TrainingLayer below = default;
        for (int i = 0; i < shapes.Count; i++)
        {
            TrainingLayer layer = Shape(shapes[i], i == 0);
            layer.InputVectors = Vectors(layer.Inputs);
            layer.InputStride = i == 0 ? Stride(layer.Inputs) : below.OutputStride;
            layer.Input = i == 0 ? arena.Allocate<float>(samples * layer.InputStride) : below.Output;
            AllocateUnits(arena, ref layer, samples, chunks);
            AllocateParameters(arena, ref layer, i);
            layer.Places = arena.Allocate<nint>(2 * samples);
            widest = Math.Max(widest, Math.Max(layer.Inputs, layer.Outputs));
            if (place)
            {
                WritePlaces(layer, samples);
                layers[i] = layer;
            }

            below = layer;
        }

        List<UpdatePart> parts = Parts(arena, shapes);
        UpdatePart* partsPlace = arena.Allocate<UpdatePart>(parts.Count);
        TrainingPlan result = new()
        {
            LayerCount = shapes.Count,
            Layers = layers,
            PartCount = parts.Count,
            Parts = partsPlace,
            PixelCount = shapes[0].Inputs,
            Skip = true,
            Silent = arena.Allocate<ushort>(Vectors(shapes[0].Outputs)),
            Zeros = arena.Allocate<float>((Vectors(widest) * 16) + 48),
            MaximumUnits = widest,
            Lists = arena.Allocate<nint>(3L * widest * chunks),
            ChunkLoss = arena.Allocate<double>(chunks),
        };
        if (place)
        {
            *plan = result;
            for (int i = 0; i < parts.Count; i++)
            {
                partsPlace[i] = parts[i];
            }
        }

        return plan;
    }

    /// <summary>Chunks of a batch.</summary>
    public static int ChunkCount(int batch) => (batch + TrainingPlan.ChunkRows - 1) / TrainingPlan.ChunkRows;

    /// <summary>Vectors of 16 that hold a row.</summary>
    public static int Vectors(int width) => (width + 15) / 16;

    // An odd number of cache lines, so that a column of a matrix does not fall into one set of a cache.
    private static nint Stride(int width) => (nint)(Vectors(width) | 1) * 16;

    private static TrainingLayer Shape(KernelLayer shape, bool first)
    {
        TrainingLayer layer = default;
        layer.Inputs = shape.Inputs;
        layer.Outputs = shape.Outputs;
        layer.Kind = shape.Kind;
        layer.UnitRows = first;
        layer.Rows = first ? shape.Outputs : shape.Inputs;
        layer.Columns = first ? shape.Inputs : shape.Outputs;
        layer.ColumnVectors = Vectors(layer.Columns);
        layer.Stride = Stride(layer.Columns);
        layer.OutputVectors = Vectors(shape.Outputs);
        layer.OutputStride = Stride(shape.Outputs);
        return layer;
    }

    private static void AllocateUnits(Arena arena, ref TrainingLayer layer, nint samples, int chunks)
    {
        layer.Output = arena.Allocate<float>(samples * layer.OutputStride);
        layer.Error = arena.Allocate<float>(samples * layer.OutputStride);
        if (ActivationKernel.NeedsSlope(layer.Kind))
        {
            layer.Slope = arena.Allocate<float>(samples * layer.OutputStride);
        }

        if (layer.Kind == ActivationKind.Relu)
        {
            layer.Active = arena.Allocate<ushort>((long)chunks * layer.OutputVectors);
            layer.BatchActive = arena.Allocate<ushort>(layer.OutputVectors);
        }
    }

    private static void AllocateParameters(Arena arena, ref TrainingLayer layer, int index)
    {
        long weights = layer.Rows * (long)layer.Stride;
        layer.Weights = arena.Allocate<float>(weights);
        layer.First = arena.Allocate<float>(weights);
        layer.Second = arena.Allocate<float>(weights);
        int units = layer.OutputVectors * 16;
        layer.Bias = arena.Allocate<float>(units);
        layer.BiasFirst = arena.Allocate<float>(units);
        layer.BiasSecond = arena.Allocate<float>(units);
        layer.BiasGradient = arena.Allocate<float>(units);
        if (index > 0 && layer.Outputs < InnerProductUnits)
        {
            layer.MirrorStride = Stride(layer.Inputs);
            layer.Mirror = arena.Allocate<float>(layer.Outputs * (long)layer.MirrorStride);
        }
    }

    private static void WritePlaces(in TrainingLayer layer, nint samples)
    {
        nint left = layer.UnitRows ? layer.OutputStride : layer.InputStride;
        nint right = layer.UnitRows ? layer.InputStride : layer.OutputStride;
        for (nint i = 0; i < samples; i++)
        {
            layer.Places[2 * i] = i * left;
            layer.Places[(2 * i) + 1] = i * right;
        }
    }

    // Large parts first, so that the threads end together.
    private static List<UpdatePart> Parts(Arena arena, IReadOnlyList<KernelLayer> shapes)
    {
        List<UpdatePart> parts = [];
        for (int i = 0; i < shapes.Count; i++)
        {
            TrainingLayer layer = Shape(shapes[i], i == 0);
            int blocks = Math.Max(1, layer.ColumnVectors / PartVectors);
            for (int row = 0; row < layer.Rows; row += WeightUpdate.PartRows)
            {
                for (int block = 0; block < blocks; block++)
                {
                    int end = Math.Min(layer.Rows, row + WeightUpdate.PartRows);
                    UpdatePart part = new()
                    {
                        Layer = i,
                        RowStart = row,
                        RowEnd = end,
                        VectorStart = (int)((long)layer.ColumnVectors * block / blocks),
                        VectorEnd = (int)((long)layer.ColumnVectors * (block + 1) / blocks),
                        States = arena.Allocate<byte>(end - row),
                        Gradient = arena.Allocate<float>(WeightUpdate.TileLength),
                    };
                    parts.Add(part);
                }
            }

            parts.Add(new UpdatePart { Layer = i, IsBias = true });
        }

        parts.Sort((a, b) => Size(b).CompareTo(Size(a)));
        return parts;
    }

    // Parts of one size keep a fixed order.
    private static (int, int, int, int) Size(UpdatePart part) =>
        (
            part.IsBias ? 0 : (part.RowEnd - part.RowStart) * (part.VectorEnd - part.VectorStart),
            -part.Layer,
            -part.RowStart,
            -part.VectorStart
        );
}
