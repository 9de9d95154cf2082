using System;
using Neurovariety.Kernels;

namespace Neurovariety.Training;

/// <summary>A chunk of a batch through all layers and back: parts of a step that need nothing from each other.</summary>
internal static unsafe class BatchPass
{
    /// <summary>Forward, loss, and the errors of all layers.</summary>
    public static void Train(void* context, int chunk)
    {
        TrainingPlan* plan = (TrainingPlan*)context;
        int start = chunk * TrainingPlan.ChunkRows;
        int rows = Math.Min(TrainingPlan.ChunkRows, plan->BatchCount - start);
        Forward(plan, chunk, start, rows, plan->Silent);
        TrainingLayer* last = plan->Layers + plan->LayerCount - 1;
        plan->ChunkLoss[chunk] = Loss(plan, last, start, rows);
        Differentiate(last, start, rows);
        for (int i = plan->LayerCount - 1; i > 0; i--)
        {
            Backward(plan, plan->Layers + i, chunk, start, rows);
            Differentiate(plan->Layers + i - 1, start, rows);
        }
    }

    /// <summary>Forward and loss only.</summary>
    public static void Evaluate(void* context, int chunk)
    {
        TrainingPlan* plan = (TrainingPlan*)context;
        int start = chunk * TrainingPlan.ChunkRows;
        int rows = Math.Min(TrainingPlan.ChunkRows, plan->BatchCount - start);
        Forward(plan, chunk, start, rows, plan->OtherImages ? null : plan->Silent);
        plan->ChunkLoss[chunk] = Loss(plan, plan->Layers + plan->LayerCount - 1, start, rows);
    }

    private static void Forward(TrainingPlan* plan, int chunk, int start, int rows, ushort* silent)
    {
        nint* lists = plan->Lists + ((nint)chunk * 3 * plan->MaximumUnits);
        for (int i = 0; i < plan->LayerCount; i++)
        {
            TrainingLayer* layer = plan->Layers + i;
            if (i == 0)
            {
                Gather(plan, layer, start, rows);
                InnerProducts(layer, start, rows, silent, lists);
            }
            else
            {
                Combine(layer, start, rows, ActiveUnits(plan, layer - 1, chunk), lists);
            }

            Activate(layer, chunk, start, rows);
        }
    }

    private static ushort* ActiveUnits(TrainingPlan* plan, TrainingLayer* layer, int chunk) =>
        plan->Skip && layer->Active != null ? layer->Active + ((nint)chunk * layer->OutputVectors) : null;

    private static void Gather(TrainingPlan* plan, TrainingLayer* layer, int start, int rows)
    {
        for (int i = start; i < start + rows; i++)
        {
            nint image = plan->Order == null ? i : plan->Order[i];
            if (i < plan->UpcomingCount)
            {
                // The images of the next batch lie anywhere in main memory; they are fetched while this one is computed.
                nint next = plan->Order[plan->BatchCount + i];
                Prefetch.FromMemory(plan->Pixels + (next * plan->PixelCount), plan->PixelCount);
            }

            PixelKernel.Scale(
                plan->Pixels + (image * plan->PixelCount),
                layer->Input + (i * layer->InputStride),
                layer->Inputs
            );
        }
    }

    // The first layer: each output is an inner product of two contiguous rows.
    private static void InnerProducts(TrainingLayer* layer, int start, int rows, ushort* silent, nint* units)
    {
        int count = 0;
        for (int unit = 0; unit < layer->Outputs; unit++)
        {
            units[count] = unit;
            count += silent != null && ((silent[unit / 16] >> (unit % 16)) & 1) != 0 ? 0 : 1;
        }

        float* input = layer->Input + (start * layer->InputStride);
        float* output = layer->Output + (start * layer->OutputStride);
        DotRows factors = new(layer->Weights, layer->Stride, layer->InputVectors, layer->Bias);
        factors.Multiply(input, layer->InputStride, rows, units, count, output, layer->OutputStride);
    }

    // The other layers: each row of outputs is a sum of rows of weights.
    private static void Combine(TrainingLayer* layer, int start, int rows, ushort* active, nint* places)
    {
        int depth = UnitList.WritePlaces(active, layer->Inputs, layer->Stride, places);
        nint* tile = stackalloc nint[TileProduct.Rows];
        for (int i = 0; i < TileProduct.Rows; i++)
        {
            tile[i] = i * layer->InputStride;
        }

        for (int v = 0, step; v < layer->OutputVectors; v += step)
        {
            step = TileProduct.Step(layer->OutputVectors - v);
            nint column = v * TileProduct.Lanes;
            for (int i = start; i < start + rows; i += TileProduct.Rows)
            {
                TileSource source = new(
                    layer->Input + (i * layer->InputStride),
                    tile,
                    layer->Weights + column,
                    places,
                    depth
                );
                float* output = layer->Output + (i * layer->OutputStride) + column;
                TileProduct.Run(step, source, layer->Bias + column, output, layer->OutputStride);
            }
        }
    }

    private static void Activate(TrainingLayer* layer, int chunk, int start, int rows)
    {
        float* output = layer->Output + (start * layer->OutputStride);
        if (layer->Kind == ActivationKind.Relu)
        {
            ushort* active = layer->Active + ((nint)chunk * layer->OutputVectors);
            ActivationKernel.Relu(output, layer->OutputStride, rows, layer->OutputVectors, active);
            return;
        }

        for (int i = 0; i < rows; i++)
        {
            nint place = i * layer->OutputStride;
            float* slope = layer->Slope == null ? null : layer->Slope + (start * layer->OutputStride) + place;
            ActivationKernel.Apply(layer->Kind, output + place, slope, layer->OutputVectors * 16);
        }
    }

    private static double Loss(TrainingPlan* plan, TrainingLayer* last, int start, int rows)
    {
        double sum = 0.0;
        for (int i = start; i < start + rows; i++)
        {
            float* target = plan->Layers->Input + (i * plan->Layers->InputStride);
            nint place = i * last->OutputStride;
            sum += PixelKernel.Error(
                last->Output + place,
                target,
                last->Error + place,
                plan->ErrorFactor,
                last->Outputs
            );
        }

        return sum;
    }

    private static void Differentiate(TrainingLayer* layer, int start, int rows)
    {
        for (int i = start; i < start + rows; i++)
        {
            nint place = i * layer->OutputStride;
            float* slope = layer->Slope == null ? null : layer->Slope + place;
            ActivationKernel.Differentiate(
                layer->Kind,
                layer->Output + place,
                slope,
                layer->Error + place,
                layer->OutputVectors * 16
            );
        }
    }

    // The errors of the layer below, before its own derivative.
    private static void Backward(TrainingPlan* plan, TrainingLayer* layer, int chunk, int start, int rows)
    {
        TrainingLayer* below = layer - 1;
        nint* lists = plan->Lists + ((nint)chunk * 3 * plan->MaximumUnits);
        float* error = layer->Error + (start * layer->OutputStride);
        float* result = below->Error + (start * below->OutputStride);
        if (layer->Mirror == null)
        {
            int units = UnitList.Write(ActiveUnits(plan, below, chunk), 0, layer->Inputs, lists);
            DotRows factors = new(layer->Weights, layer->Stride, layer->OutputVectors, null);
            factors.Multiply(error, layer->OutputStride, rows, lists, units, result, below->OutputStride);
            return;
        }

        int depth = UnitList.WritePlaces(ActiveUnits(plan, layer, chunk), layer->Outputs, layer->MirrorStride, lists);
        nint* tile = stackalloc nint[TileProduct.Rows];
        for (int i = 0; i < TileProduct.Rows; i++)
        {
            tile[i] = i * layer->OutputStride;
        }

        for (int v = 0, step; v < layer->InputVectors; v += step)
        {
            step = TileProduct.Step(layer->InputVectors - v);
            nint column = v * TileProduct.Lanes;
            for (int i = 0; i < rows; i += TileProduct.Rows)
            {
                float* rowErrors = error + (i * layer->OutputStride);
                TileSource source = new(rowErrors, tile, layer->Mirror + column, lists, depth);
                float* target = result + (i * below->OutputStride) + column;
                TileProduct.Run(step, source, plan->Zeros, target, below->OutputStride);
            }
        }
    }
}
