using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>The second moments of cycles while they are computed; the threads share it, each writing its own segments' sums.</summary>
internal unsafe struct ShiftGramJob
{
    private const int PrefetchDistance = 4;
    private const int CacheLine = 64;

    public byte* Pixels;
    public int* Positions;
    public int Samples;
    public int Groups;
    public int Segments;
    public double* Sums;
    public float* Tables;

    /// <summary>End of the pixels.</summary>
    public byte* End;

    /// <summary>When folding twice: where row t of a sample, or of its lanes, begins.</summary>
    public int* Offsets;
    public ShiftGramShape Shape;

    /// <summary>Sums over one segment of the groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunSegment(void* context, int part)
    {
        ref ShiftGramJob job = ref *(ShiftGramJob*)context;
        ref ShiftGramShape shape = ref job.Shape;
        using Scratch<float> slots = Scratch<float>.Rent(shape.SlotsLength);
        using Scratch<byte> lanes = Scratch<byte>.Rent((long)(shape.Length + 1) * shape.Width);
        using Scratch<byte> last = Scratch<byte>.Rent((long)shape.SampleSize + shape.Width);
        using Scratch<float> folded = Scratch<float>.Rent((long)(shape.Length + 1) * shape.Width);
        lanes.Span.Clear();
        last.Span.Clear();
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
                float* target = slots.Pointer + (k * shape.Width);
                if (shape.FoldsTwice)
                {
                    job.TransformQuarters(sample, lanes.Pointer, last.Pointer, folded.Pointer, target, count);
                }
                else
                {
                    job.Transform(sample, lanes.Pointer, folded.Pointer, target, count);
                }
            }

            job.Multiply(slots.Pointer, count, sums);
        }
    }

    /// <summary>Writes the coefficients of one sample: frequency j at j·SlotLength, its sines count·Width later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>As <see cref="Transform"/>, folding twice: even and odd frequencies apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TransformQuarters(
        byte* sample,
        byte* lanes,
        byte* last,
        float* folded,
        float* target,
        int count
    )
    {
        nint width = Shape.Width;
        byte* source = lanes;
        if (Shape.RunsAcrossCycles)
        {
            // The lanes past the last cycle are read too: at the end of the pixels from a copy.
            source = sample + Shape.SampleSize + width <= End ? sample : last;
            if (source == last)
            {
                Unsafe.CopyBlockUnaligned(last, sample, (uint)Shape.SampleSize);
            }
        }
        else if (Shape.RunsAlongCycles && TwofoldCycleFold.CanTranspose(Shape.Length))
        {
            TwofoldCycleFold.Transpose(sample, Positions, Shape, lanes);
        }
        else
        {
            CycleFold.Gather(sample, Shape, Positions, lanes);
        }

        Prefetch(sample + (PrefetchDistance * (nint)Shape.SampleSize));
        TwofoldCycleFold.Fold(source, Offsets, Shape.Length, Shape.Width, folded);
        nint step = 2 * (nint)Shape.SlotLength;
        int quarter = Shape.Length / 4;
        for (int tile = 0; tile < Shape.QuarterTiles; tile++)
        {
            float* table = Tables + ((nint)tile * Shape.QuarterTableLength);
            float* slot = target + (tile * MicroKernel512Short.Rows * step);
            for (int lane = 0; lane < Shape.Width; lane += MicroKernel512Short.Columns)
            {
                QuarterTile(table, folded + lane, slot + lane, quarter + 1, 0);
                QuarterTile(table, folded + lane, slot + lane + Shape.SlotLength, quarter, quarter + 1);
                float* sines = slot + lane + (count * width);
                QuarterTile(table, folded + lane, sines, quarter - 1, (2 * quarter) + 1);
                QuarterTile(table, folded + lane, sines + Shape.SlotLength, quarter, 3 * quarter);
            }
        }
    }

    /// <summary>Has a sample ahead brought near; where nothing lies there, nothing happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Prefetch(byte* sample)
    {
        for (int line = 0; line < Shape.SampleSize; line += CacheLine)
        {
            Sse.Prefetch0(sample + line);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void QuarterTile(float* table, float* folded, float* slot, int depth, int row) =>
        MicroKernel512Short.Run(
            depth,
            table + (row * MicroKernel512Short.Rows),
            folded + (row * (nint)Shape.Width),
            Shape.Width,
            slot,
            2 * (nint)Shape.SlotLength
        );

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
        nint width = Shape.Width;
        float* partial = stackalloc float[TileShape.LargestTallSize];
        for (int row = 0; row < Shape.PaddedRows; row += tile.Rows)
        {
            int end = lowerOnly ? Math.Min(Shape.Count, row + tile.Rows) : Shape.Count;
            for (int column = 0; column < end; column += tile.Columns)
            {
                int columns = tile.Columns;
                if (Shape.FoldsTwice && column + MicroKernel512Narrow.Columns >= end)
                {
                    columns = MicroKernel512Narrow.Columns;
                    MicroKernel512Narrow.Run(depth, left + row, width, right + column, width, partial, tile.Columns);
                }
                else
                {
                    TileShape.RunTall(depth, left + row, width, right + column, width, partial, tile.Columns, false);
                }

                for (int i = 0; i < tile.Rows; i++)
                {
                    AddRow(partial + (i * tile.Columns), sums + ((row + i) * width) + column, columns);
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
