using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>One blocked product while it runs: operands, result, and the block in work. The threads share it, reading only.</summary>
/// <remarks>
/// Blocks of rows × columns × depth are packed, then computed tile by tile. The depth is cut in the same places whatever the
/// number of threads, and a tile is always computed in full, so an entry of the result is the same sum in the same order.
/// </remarks>
internal unsafe struct ProductJob<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* A;
    public nint AAcross;
    public nint ADepth;
    public T* B;
    public nint BAcross;
    public nint BDepth;

    /// <summary>When set, both factors are these bytes: samples × features, row by row.</summary>
    public byte* Bytes;
    public T* C;

    /// <summary>When set, the sums over one block of depth are added to these doubles instead of C.</summary>
    public double* Wide;
    public nint Stride;
    public int Rows;
    public int Columns;
    public bool Accumulate;

    /// <summary>Whether tiles wholly above the diagonal are left out.</summary>
    public bool LowerOnly;
    public TileShape Tile;

    /// <summary>Longest sum within one tile.</summary>
    public int DepthBlock;
    public int DepthStart;
    public int DepthCount;
    public int RowStart;
    public int RowTiles;
    public int ColumnStart;
    public int ColumnTiles;
    public bool PackColumns;
    public int PackParts;
    public int RowParts;
    public int ColumnParts;
    public T* PackedRows;
    public T* PackedColumns;

    /// <summary>Packs a share of the panels of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(void* context, int part)
    {
        ref ProductJob<T> job = ref *(ProductJob<T>*)context;
        int panels = job.RowTiles + (job.PackColumns ? job.ColumnTiles : 0);
        int end = Share(panels, part + 1, job.PackParts);
        for (int panel = Share(panels, part, job.PackParts); panel < end; panel++)
        {
            for (int depth = 0; depth < job.DepthCount; depth += job.DepthBlock)
            {
                int length = Math.Min(job.DepthBlock, job.DepthCount - depth);
                if (panel < job.RowTiles)
                {
                    job.PackRow(panel, depth, length);
                }
                else
                {
                    job.PackColumn(panel - job.RowTiles, depth, length);
                }
            }
        }
    }

    /// <summary>Computes a share of the tiles of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(void* context, int part)
    {
        ref ProductJob<T> job = ref *(ProductJob<T>*)context;
        int rowPart = part / job.ColumnParts;
        int columnPart = part % job.ColumnParts;
        int rowBegin = Share(job.RowTiles, rowPart, job.RowParts);
        int rowEnd = Share(job.RowTiles, rowPart + 1, job.RowParts);
        int columnBegin = Share(job.ColumnTiles, columnPart, job.ColumnParts);
        int columnEnd = Share(job.ColumnTiles, columnPart + 1, job.ColumnParts);
        T* tile = stackalloc T[TileShape.LargestSize];
        for (int depth = 0; depth < job.DepthCount; depth += job.DepthBlock)
        {
            int length = Math.Min(job.DepthBlock, job.DepthCount - depth);
            bool add = job.Accumulate || job.DepthStart + depth > 0;
            T* rows = job.PackedRows + ((long)depth * job.RowTiles * job.Tile.Rows);
            T* columns = job.PackedColumns + ((long)depth * job.ColumnTiles * job.Tile.Columns);
            for (int j = columnBegin; j < columnEnd; j++)
            {
                int column = job.ColumnStart + (j * job.Tile.Columns);
                T* b = columns + ((long)j * job.Tile.Columns * length);
                for (int i = rowBegin; i < rowEnd; i++)
                {
                    int row = job.RowStart + (i * job.Tile.Rows);
                    if (!job.LowerOnly || column < row + job.Tile.Rows)
                    {
                        job.ComputeTile(length, rows + ((long)i * job.Tile.Rows * length), b, row, column, add, tile);
                    }
                }
            }
        }
    }

    private static int Share(int total, int part, int parts) => (int)((long)total * part / parts);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackRow(int panel, int depth, int length)
    {
        int row = RowStart + (panel * Tile.Rows);
        T* target = PackedRows + ((long)depth * RowTiles * Tile.Rows) + ((long)panel * Tile.Rows * length);
        PanelSize size = new(Math.Min(Tile.Rows, Rows - row), Tile.Rows, length);
        PackPanel(A, AAcross, ADepth, row, DepthStart + depth, size, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackColumn(int panel, int depth, int length)
    {
        int column = ColumnStart + (panel * Tile.Columns);
        T* target = PackedColumns + ((long)depth * ColumnTiles * Tile.Columns) + ((long)panel * Tile.Columns * length);
        PanelSize size = new(Math.Min(Tile.Columns, Columns - column), Tile.Columns, length);
        PackPanel(B, BAcross, BDepth, column, DepthStart + depth, size, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackPanel(T* source, nint across, nint down, int index, int depth, PanelSize size, T* target)
    {
        if (Bytes != null)
        {
            Packing.Bytes(Bytes + index + (depth * down), down, size, (float*)target);
        }
        else
        {
            Packing.Panel(source + (index * across) + (depth * down), across, down, size, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ComputeTile(int depth, T* a, T* b, int row, int column, bool add, T* tile)
    {
        if (Wide == null && row + Tile.Rows <= Rows && column + Tile.Columns <= Columns)
        {
            TileShape.Run(depth, a, Tile.Rows, b, Tile.Columns, C + (row * Stride) + column, Stride, add);
            return;
        }

        TileShape.Run(depth, a, Tile.Rows, b, Tile.Columns, tile, Tile.Columns, false);
        int rows = Math.Min(Tile.Rows, Rows - row);
        int columns = Math.Min(Tile.Columns, Columns - column);
        for (int i = 0; i < rows; i++)
        {
            if (Wide == null)
            {
                CopyRow(tile + (i * Tile.Columns), C + ((row + i) * Stride) + column, columns, add);
            }
            else
            {
                WidenRow((float*)tile + (i * Tile.Columns), Wide + ((row + i) * Stride) + column, columns, add);
            }
        }
    }

    private static void CopyRow(T* source, T* target, int count, bool add)
    {
        for (int j = 0; j < count; j++)
        {
            target[j] = add ? target[j] + source[j] : source[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidenRow(float* source, double* target, int count, bool add)
    {
        int j = 0;
        for (; Vector256.IsHardwareAccelerated && j + 8 <= count; j += 8)
        {
            Vector256<float> x = Vector256.Load(source + j);
            Vector256<double> low = Vector256.WidenLower(x);
            Vector256<double> high = Vector256.WidenUpper(x);
            (add ? low + Vector256.Load(target + j) : low).Store(target + j);
            (add ? high + Vector256.Load(target + j + 4) : high).Store(target + j + 4);
        }

        for (; j < count; j++)
        {
            target[j] = add ? target[j] + source[j] : source[j];
        }
    }
}
