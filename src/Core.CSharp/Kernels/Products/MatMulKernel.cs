using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>The matrix product c = a·b (or c += a·b), blocked, on vectors and threads.</summary>
/// <remarks>The result is the same, bit for bit, for any number of threads.</remarks>
internal static unsafe class MatMulKernel
{
    private const int LongestDepth = 384;
    private const int LargestRowBlock = 4096;
    private const int LargestColumnBlock = 2048;

    /// <summary>Entries of a packed block of one factor: 4 MB of floats, which the third-level cache holds.</summary>
    private const int PackedBudget = 1 << 20;

    /// <summary>Multiplications below which waking another thread costs more than it brings.</summary>
    private const long ThreadedWork = 400_000;

    /// <summary>Writes a·b to the target; the target must not overlap the factors.</summary>
    /// <param name="a">Left factor, m × k.</param>
    /// <param name="b">Right factor, k × n.</param>
    /// <param name="c">Result, m × n.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyInto<T>(Operand<T> a, Operand<T> b, Target<T> c, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(a, b, c);
        if (!Vector128.IsHardwareAccelerated || a.Columns == 0 || a.Rows == 0 || b.Columns == 0)
        {
            MultiplyScalarInto(a, b, c);
            return;
        }

        fixed (T* left = a.Entries)
        fixed (T* right = b.Entries)
        fixed (T* result = c.Entries)
        {
            ProductJob<T> job = new()
            {
                A = left + a.Offset,
                AAcross = a.RowStep,
                ADepth = a.ColumnStep,
                B = right + b.Offset,
                BAcross = b.ColumnStep,
                BDepth = b.RowStep,
                C = result + c.Offset,
                Stride = c.Stride,
                Rows = a.Rows,
                Columns = b.Columns,
                Accumulate = c.Accumulate,
            };
            Run(ref job, a.Columns, LongestDepth, threads);
        }
    }

    /// <summary>Scalar twin: entry (i, j) is the sum over l, in rising order.</summary>
    public static void MultiplyScalarInto<T>(Operand<T> a, Operand<T> b, Target<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Rows; i++)
        {
            Span<T> row = c.Entries.AsSpan(c.Offset + (i * c.Stride), b.Columns);
            if (!c.Accumulate)
            {
                row.Clear();
            }

            for (int l = 0; l < a.Columns; l++)
            {
                T factor = a.Entries[a.Offset + (i * a.RowStep) + (l * a.ColumnStep)];
                int start = b.Offset + (l * b.RowStep);
                for (int j = 0; j < row.Length; j++)
                {
                    row[j] += factor * b.Entries[start + (j * b.ColumnStep)];
                }
            }
        }
    }

    /// <summary>Runs a product of a given depth, block by block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(ref ProductJob<T> job, int depth, int longestDepth, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        job.Tile = TileShape.For<T>();
        int depthBlocks = Blocks(depth, longestDepth);
        job.DepthBlock = RoundUp(Blocks(depth, depthBlocks), 4);
        bool small = (long)job.Rows * job.Columns * depth < ThreadedWork;
        int team = small ? 1 : ThreadTeam.ThreadCount(threads);
        int rowBlock = RoundUp(Math.Min(job.Rows, LargestRowBlock), job.Tile.Rows);
        int columnBlock = RoundUp(Math.Min(job.Columns, LargestColumnBlock), job.Tile.Columns);
        int together = Math.Clamp(PackedBudget / (Math.Max(rowBlock, columnBlock) * job.DepthBlock), 1, depthBlocks);
        int longest = Math.Min(depth, together * job.DepthBlock);
        using Scratch<T> rows = Scratch<T>.Rent((long)rowBlock * longest);
        using Scratch<T> columns = Scratch<T>.Rent((long)columnBlock * longest);
        job.PackedRows = rows.Pointer;
        job.PackedColumns = columns.Pointer;
        for (job.ColumnStart = 0; job.ColumnStart < job.Columns; job.ColumnStart += columnBlock)
        {
            job.ColumnTiles = Blocks(Math.Min(columnBlock, job.Columns - job.ColumnStart), job.Tile.Columns);
            for (job.DepthStart = 0; job.DepthStart < depth; job.DepthStart += longest)
            {
                job.DepthCount = Math.Min(longest, depth - job.DepthStart);
                RunRows(ref job, rowBlock, team);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRows<T>(ref ProductJob<T> job, int rowBlock, int team)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (job.RowStart = 0; job.RowStart < job.Rows; job.RowStart += rowBlock)
        {
            job.RowTiles = Blocks(Math.Min(rowBlock, job.Rows - job.RowStart), job.Tile.Rows);
            job.PackColumns = job.RowStart == 0;
            int panels = job.RowTiles + (job.PackColumns ? job.ColumnTiles : 0);
            job.PackParts = team == 1 ? 1 : Math.Min(panels, 4 * team);
            SplitTiles(ref job, team);
            void* context = Unsafe.AsPointer(ref job);
            ThreadTeam.Run(team, job.PackParts, &ProductJob<T>.Pack, context);
            ThreadTeam.Run(team, job.RowParts * job.ColumnParts, &ProductJob<T>.Compute, context);
        }
    }

    /// <summary>Shares the tiles out: parts of at most 32 tiles of rows, and several parts for each thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SplitTiles<T>(ref ProductJob<T> job, int team)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        job.RowParts = Blocks(job.RowTiles, 32);
        int wanted =
            team == 1 ? 1
            : job.LowerOnly ? 12 * team
            : 4 * team;
        job.ColumnParts = Math.Clamp(Blocks(wanted, job.RowParts), 1, job.ColumnTiles);
        if (job.RowParts * job.ColumnParts < wanted)
        {
            job.RowParts = Math.Clamp(Blocks(wanted, job.ColumnParts), 1, job.RowTiles);
        }
    }

    private static int Blocks(int total, int size) => (total + size - 1) / size;

    private static int RoundUp(int value, int unit) => Blocks(value, unit) * unit;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Check<T>(Operand<T> a, Operand<T> b, Target<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.Columns != b.Rows || !a.Fits || !b.Fits)
        {
            throw new ArgumentException($"product: {a.Rows} x {a.Columns} times {b.Rows} x {b.Columns} does not fit");
        }

        if (
            a.Rows > 0
            && b.Columns > 0
            && (b.Columns > c.Stride || c.Offset + ((long)(a.Rows - 1) * c.Stride) + b.Columns > c.Entries.Length)
        )
        {
            throw new ArgumentException($"product: a result of {a.Rows} x {b.Columns} does not fit the target");
        }
    }
}
