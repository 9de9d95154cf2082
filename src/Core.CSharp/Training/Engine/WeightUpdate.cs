using System;
using System.Runtime.CompilerServices;
using Neurovariety.Kernels;

namespace Neurovariety.Training;

/// <summary>Gradients summed over the batch tile by tile, each tile followed at once by the step of its parameters.</summary>
internal static unsafe class WeightUpdate
{
    private const int TileStride = 3 * TileProduct.Lanes;

    /// <summary>Numbers in the gradient of a tile.</summary>
    public const int TileLength = TileProduct.Rows * TileStride;

    /// <summary>Most rows of a part.</summary>
    public const int PartRows = 128;

    /// <summary>One part: a body for the team.</summary>
    public static void Run(void* context, int index)
    {
        TrainingPlan* plan = (TrainingPlan*)context;
        UpdatePart* part = plan->Parts + index;
        TrainingLayer* layer = plan->Layers + part->Layer;
        if (part->IsBias)
        {
            StepBias(plan, layer);
            return;
        }

        // The rows that have a gradient; the last is repeated to fill a tile.
        ushort* mask =
            layer->UnitRows ? layer->BatchActive
            : part->Layer > 0 ? (layer - 1)->BatchActive
            : null;
        nint* rows = stackalloc nint[PartRows + TileProduct.Rows];
        int count = UnitList.Write(plan->Skip ? mask : null, part->RowStart, part->RowEnd, rows);
        for (int i = 0; i < TileProduct.Rows && count > 0; i++)
        {
            rows[count + i] = rows[count - 1];
        }

        for (int v = part->VectorStart, step; v < part->VectorEnd; v += step)
        {
            step = TileProduct.Step(part->VectorEnd - v);
            for (int i = 0; i < count; i += TileProduct.Rows)
            {
                StepTile(plan, part, rows + i, Math.Min(TileProduct.Rows, count - i), v, step);
            }
        }

        StepOthers(plan, part, rows, count);
    }

    private static void StepTile(TrainingPlan* plan, UpdatePart* part, nint* rows, int count, int vector, int vectors)
    {
        TrainingLayer* layer = plan->Layers + part->Layer;
        nint column = vector * TileProduct.Lanes;
        Fetch(layer, rows, count, column, vectors);
        float* left = layer->UnitRows ? layer->Error : layer->Input;
        float* right = layer->UnitRows ? layer->Input : layer->Error;
        TileSource source = new(left, rows, right + column, layer->Places, plan->BatchCount);
        TileProduct.Run(vectors, source, plan->Zeros, part->Gradient, TileStride);
        Step(plan, layer, rows, count, column, part->Gradient, vectors * TileProduct.Lanes);
        for (int i = 0; i < count; i++)
        {
            part->States[rows[i] - part->RowStart] = 0;
        }
    }

    private static void Step(
        TrainingPlan* plan,
        TrainingLayer* layer,
        nint* rows,
        int count,
        nint column,
        float* gradient,
        int length
    )
    {
        ParameterRows parameters = new(
            layer->Weights + column,
            layer->First + column,
            layer->Second + column,
            layer->Stride,
            rows,
            count
        );
        OptimizerKernel.StepRows(plan->Factors, parameters, gradient, TileStride, length);
        for (int i = 0; i < count && layer->Mirror != null; i++)
        {
            Reflect(layer, rows[i], column, length);
        }
    }

    // Rows without a gradient: their moments fade, and once the first are 0 the weights rest.
    private static void StepOthers(TrainingPlan* plan, UpdatePart* part, nint* active, int count)
    {
        TrainingLayer* layer = plan->Layers + part->Layer;
        nint column = part->VectorStart * TileProduct.Lanes;
        int length = (part->VectorEnd - part->VectorStart) * TileProduct.Lanes;
        int next = 0;
        for (int row = part->RowStart; row < part->RowEnd; row++)
        {
            if (next < count && active[next] == row)
            {
                next++;
                continue;
            }

            byte* state = part->States + row - part->RowStart;
            nint place = (row * layer->Stride) + column;
            if (*state == 1)
            {
                *state =
                    plan->Factors.Adaptive && !OptimizerKernel.Fade(plan->Factors, layer->Second + place, length)
                        ? (byte)1
                        : (byte)2;
            }
            else if (*state == 0)
            {
                nint own = row;
                Step(plan, layer, &own, 1, column, plan->Zeros, length);
                bool rests =
                    plan->Factors.Rests && !new Span<float>(layer->First + place, length).ContainsAnyExcept(0f);
                *state = rests ? (byte)1 : (byte)0;
            }
        }
    }

    /// <summary>Copies weights into the transposed matrix.</summary>
    public static void Reflect(TrainingLayer* layer, nint row, nint column, int length)
    {
        float* weights = layer->Weights + (row * layer->Stride);
        nint end = Math.Min(column + length, layer->Columns);
        float* mirror = layer->Mirror + row;
        for (nint i = column; i < end; i++)
        {
            mirror[i * layer->MirrorStride] = weights[i];
        }
    }

    private static void StepBias(TrainingPlan* plan, TrainingLayer* layer)
    {
        int length = layer->OutputVectors * TileProduct.Lanes;
        ColumnSumKernel.SumInto(layer->Error, layer->OutputStride, plan->BatchCount, layer->BiasGradient, length);
        OptimizerKernel.Step(
            plan->Factors,
            layer->Bias,
            layer->BiasFirst,
            layer->BiasSecond,
            layer->BiasGradient,
            length
        );
    }

    // The parameters come from far caches: they are fetched while the gradient is summed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fetch(TrainingLayer* layer, nint* rows, int count, nint column, int vectors)
    {
        for (int i = 0; i < count; i++)
        {
            nint place = (rows[i] * layer->Stride) + column;
            for (int v = 0; v < vectors; v++, place += TileProduct.Lanes)
            {
                Prefetch.Line(layer->Weights + place);
                Prefetch.Line(layer->First + place);
                Prefetch.Line(layer->Second + place);
            }
        }
    }
}
