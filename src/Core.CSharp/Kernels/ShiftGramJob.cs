using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>The second moments of cycles while they are computed; the threads share it, each writing its own segments' sums.</summary>
internal unsafe struct ShiftGramJob
{
    public byte* Pixels;
    public int* Positions;
    public int Samples;
    public int Groups;
    public int Segments;
    public double* Sums;
    public float* Tables;
    public ShiftGramShape Shape;

    /// <summary>Sums over one segment of the groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunSegment(void* context, int part)
    {
        ref ShiftGramJob job = ref *(ShiftGramJob*)context;
        ref ShiftGramShape shape = ref job.Shape;
        using Scratch<float> slots = Scratch<float>.Rent(shape.SlotsLength);
        using Scratch<byte> lanes = Scratch<byte>.Rent((long)shape.Length * shape.Width);
        using Scratch<float> folded = Scratch<float>.Rent((long)(shape.Length + 1) * shape.Width);
        lanes.Span.Clear();
        double* sums = job.Sums + (part * shape.SumsLength);
        new Span<double>(sums, (int)shape.SumsLength).Clear();
        int end = (int)((long)job.Groups * (part + 1) / job.Segments);
        for (int group = (int)((long)job.Groups * part / job.Segments); group < end; group++)
        {
            int first = group * ShiftGramShape.Group;
            int count = Math.Min(ShiftGramShape.Group, job.Samples - first);
            for (int k = 0; k < count; k++)
            {
                byte* sample = job.Pixels + ((long)(first + k) * shape.SampleSize);
                job.Transform(sample, lanes.Pointer, folded.Pointer, slots.Pointer + (k * shape.Width), count);
            }

            job.Multiply(slots.Pointer, count, sums);
        }
    }

    /// <summary>Writes the coefficients of one sample: frequency j at j·SlotLength, its sines count·Width later.</summary>
    private readonly void Transform(byte* sample, byte* lanes, float* folded, float* target, int count)
    {
        int width = Shape.Width;
        float* odd = folded + ((Shape.Half + 1) * width);
        if (Shape.RunsAlongCycles)
        {
            CycleFold.GatherWords(sample, Shape, Positions, (uint*)lanes);
            CycleFold.Words((uint*)lanes, Shape.Length, width, folded, odd);
        }
        else
        {
            CycleFold.Gather(sample, Shape, Positions, lanes);
            CycleFold.Bytes(lanes, Shape.Length, width, folded, odd);
        }

        CycleFold.SumInto(folded, Shape.Half + 1, width, target);
        float* sines = Tables + ((long)Shape.FrequencyTiles * Shape.CosineTableLength);
        for (int tile = 0; tile < Shape.FrequencyTiles; tile++)
        {
            float* cosine = Tables + ((long)tile * Shape.CosineTableLength);
            float* sine = sines + ((long)tile * Shape.SineTableLength);
            float* slot = target + ((1L + (tile * Shape.Tile.Rows)) * Shape.SlotLength);
            int rows = Math.Min(Shape.Tile.Rows, Shape.Half - (tile * Shape.Tile.Rows));
            TransformTile(cosine, folded, Shape.Half + 1, slot, rows);
            TransformTile(sine, odd, Shape.Pairs, slot + (count * width), rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TransformTile(float* table, float* folded, int depth, float* slot, int rows)
    {
        TileShape tile = Shape.Tile;
        float* partial = stackalloc float[TileShape.LargestTallSize];
        for (int lane = 0; lane < Shape.Width; lane += tile.Columns)
        {
            if (rows == tile.Rows)
            {
                TileShape.RunTall(
                    depth,
                    table,
                    tile.Rows,
                    folded + lane,
                    Shape.Width,
                    slot + lane,
                    Shape.SlotLength,
                    false
                );
                continue;
            }

            TileShape.RunTall(depth, table, tile.Rows, folded + lane, Shape.Width, partial, tile.Columns, false);
            for (int i = 0; i < rows; i++)
            {
                new Span<float>(partial + (i * tile.Columns), tile.Columns).CopyTo(
                    new Span<float>(slot + ((long)i * Shape.SlotLength) + lane, tile.Columns)
                );
            }
        }
    }

    /// <summary>Adds the products of a group's coefficients: real part from cosines and sines in one sum, the cross part apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply(float* slots, int count, double* sums)
    {
        for (int j = 0; j <= Shape.Half; j++)
        {
            float* cosines = slots + ((long)j * Shape.SlotLength);
            float* sines = cosines + (count * Shape.Width);
            double* real = sums + ((long)j * Shape.SumLength);
            bool turning = j > 0 && 2 * j < Shape.Length;
            MultiplyTiles(turning ? 2 * count : count, cosines, cosines, real, true);
            if (turning)
            {
                MultiplyTiles(count, sines, cosines, real + (Shape.PaddedRows * Shape.Width), false);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void MultiplyTiles(int depth, float* left, float* right, double* sums, bool lowerOnly)
    {
        TileShape tile = Shape.Tile;
        float* partial = stackalloc float[TileShape.LargestTallSize];
        for (int row = 0; row < Shape.PaddedRows; row += tile.Rows)
        {
            int end = lowerOnly ? Math.Min(Shape.Count, row + tile.Rows) : Shape.Count;
            for (int column = 0; column < end; column += tile.Columns)
            {
                TileShape.RunTall(
                    depth,
                    left + row,
                    Shape.Width,
                    right + column,
                    Shape.Width,
                    partial,
                    tile.Columns,
                    false
                );
                for (int i = 0; i < tile.Rows; i++)
                {
                    AddRow(partial + (i * tile.Columns), sums + ((row + i) * Shape.Width) + column, tile.Columns);
                }
            }
        }
    }

    /// <summary>Adds floats to doubles; the count is a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(float* source, double* target, int count)
    {
        for (int i = 0; i < count; i += 8)
        {
            Vector256<float> x = Vector256.Load(source + i);
            (Vector256.WidenLower(x) + Vector256.Load(target + i)).Store(target + i);
            (Vector256.WidenUpper(x) + Vector256.Load(target + i + 4)).Store(target + i + 4);
        }
    }
}
