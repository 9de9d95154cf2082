using System;
using System.Runtime.CompilerServices;

namespace Neurovariety.Kernels;

/// <summary>Sizes and memory layout of the second moments of equally long cycles.</summary>
internal readonly unsafe struct ShiftGramShape
{
    /// <summary>Samples transformed at a time.</summary>
    public const int Group = 128;

    private ShiftGramShape(CycleTable table, TileShape tile)
    {
        Count = table.Count;
        Length = table.Length;
        SampleSize = table.SampleSize;
        RunsAlongCycles = table.RunsAlongCycles;
        RunsAcrossCycles = table.RunsAcrossCycles;
        FoldsTwice = TwofoldCycleFold.Supports(Length);
        Tile = tile;
        PaddedRows = RoundUp(Count, tile.Rows);
        Width = RoundUp(PaddedRows, Math.Max(16, tile.Columns));
    }

    /// <summary>Cycles m.</summary>
    public int Count { get; }

    /// <summary>Length L of each cycle.</summary>
    public int Length { get; }

    public int SampleSize { get; }

    public bool RunsAlongCycles { get; }

    public bool RunsAcrossCycles { get; }

    /// <summary>Whether the cycles are folded twice, see <see cref="TwofoldCycleFold"/>, instead of once.</summary>
    public bool FoldsTwice { get; }

    public TileShape Tile { get; }

    /// <summary>m, rounded up to whole tiles of rows.</summary>
    public int PaddedRows { get; }

    /// <summary>Lanes: m, rounded up to whole tiles of both kinds; the lanes from m on are zero.</summary>
    public int Width { get; }

    /// <summary>Largest frequency L/2.</summary>
    public int Half => Length / 2;

    /// <summary>Frequencies with a sine: 1 … (L − 1)/2.</summary>
    public int Pairs => (Length - 1) / 2;

    /// <summary>Coefficients of one frequency over a group: cosines, then sines. The odd line spreads them over the cache sets.</summary>
    public int SlotLength => (2 * Group * Width) + 16;

    /// <summary>Coefficients of all frequencies over a group; folding twice fills whole tiles of frequencies.</summary>
    public long SlotsLength => (FoldsTwice ? 2L * MicroKernel512Short.Rows * QuarterTiles : Half + 1L) * SlotLength;

    /// <summary>Sums of one frequency: real parts, then the sums of sine times cosine.</summary>
    public int SumLength => 2 * PaddedRows * Width;

    /// <summary>Sums of all frequencies.</summary>
    public long SumsLength => (Half + 1L) * SumLength;

    /// <summary>Tiles of rows that cover the frequencies 1 … L/2.</summary>
    public int FrequencyTiles => (Half + Tile.Rows - 1) / Tile.Rows;

    /// <summary>Cosines of one tile of frequencies.</summary>
    public int CosineTableLength => (Half + 1) * Tile.Rows;

    /// <summary>Sines of one tile of frequencies.</summary>
    public int SineTableLength => Pairs * Tile.Rows;

    /// <summary>Tiles that cover the even frequencies 0 … L/2, when folding twice; as many cover the odd ones.</summary>
    public int QuarterTiles => ((Length / 4) + MicroKernel512Short.Rows) / MicroKernel512Short.Rows;

    /// <summary>Cosines and sines of one tile of even and one of odd frequencies.</summary>
    public int QuarterTableLength => Length * MicroKernel512Short.Rows;

    /// <summary>All cosines and sines.</summary>
    public long TablesLength =>
        FoldsTwice
            ? (long)QuarterTiles * QuarterTableLength
            : Math.Max(1, (long)FrequencyTiles * (CosineTableLength + SineTableLength));

    public static ShiftGramShape For(CycleTable table) => new(table, TileShape.Tall<float>());

    /// <summary>Writes the cosines of every tile, then the sines, each depth t by depth for the tile's frequencies.</summary>
    public void FillTables(float* tables)
    {
        if (FoldsTwice)
        {
            FillQuarterTables(tables);
            return;
        }

        float* sines = tables + ((long)FrequencyTiles * CosineTableLength);
        for (int tile = 0; tile < FrequencyTiles; tile++)
        {
            for (int i = 0; i < Tile.Rows; i++)
            {
                int frequency = (tile * Tile.Rows) + i + 1;
                for (int t = 0; t <= Half; t++)
                {
                    double angle = 2.0 * Math.PI * ((long)frequency * t % Length) / Length;
                    bool sine = t >= 1 && t <= Pairs && 2 * frequency < Length;
                    tables[(tile * CosineTableLength) + (t * Tile.Rows) + i] =
                        frequency <= Half ? (float)Math.Cos(angle) : 0f;
                    if (t >= 1 && t <= Pairs)
                    {
                        sines[(tile * SineTableLength) + ((t - 1) * Tile.Rows) + i] = sine
                            ? (float)Math.Sin(angle)
                            : 0f;
                    }
                }
            }
        }
    }

    /// <summary>Where row t of the lanes begins: in a sample where its rows run across the cycles, else t·width.</summary>
    public int[] RowOffsets(int[] positions)
    {
        int[] offsets = new int[Length];
        for (int t = 0; t < Length; t++)
        {
            offsets[t] = RunsAcrossCycles ? positions[t * Count] : t * Width;
        }

        return offsets;
    }

    // The four families of TwofoldCycleFold, one after the other: for each t the values at the tile's frequencies.
    private void FillQuarterTables(float* tables)
    {
        int quarter = Length / 4;
        for (int tile = 0; tile < QuarterTiles; tile++)
        {
            tables = FillFamily(tables, tile, 0, 0, quarter, false);
            tables = FillFamily(tables, tile, 1, 0, quarter - 1, false);
            tables = FillFamily(tables, tile, 0, 1, quarter - 1, true);
            tables = FillFamily(tables, tile, 1, 1, quarter, true);
        }
    }

    private float* FillFamily(float* table, int tile, int parity, int first, int last, bool sines)
    {
        for (int t = first; t <= last; t++)
        {
            for (int i = 0; i < MicroKernel512Short.Rows; i++)
            {
                int frequency = (2 * ((tile * MicroKernel512Short.Rows) + i)) + parity;
                double angle = 2.0 * Math.PI * ((long)frequency * t % Length) / Length;
                *table++ =
                    frequency > Half ? 0f
                    : sines ? (float)Math.Sin(angle)
                    : (float)Math.Cos(angle);
            }
        }

        return table;
    }

    /// <summary>Adds padded sums to the m × m real and imaginary parts of every frequency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(double* sums, double[] destination)
    {
        int square = Count * Count;
        for (int j = 0; j <= Half; j++)
        {
            double* real = sums + ((long)j * SumLength);
            double* cross = real + (PaddedRows * Width);
            Span<double> target = destination.AsSpan(j * 2 * square, 2 * square);
            for (int a = 0; a < Count; a++)
            {
                for (int b = 0; b < a; b++)
                {
                    double both = real[(a * Width) + b];
                    double turn = cross[(a * Width) + b] - cross[(b * Width) + a];
                    target[(a * Count) + b] += both;
                    target[(b * Count) + a] += both;
                    target[square + (a * Count) + b] += turn;
                    target[square + (b * Count) + a] -= turn;
                }

                target[(a * Count) + a] += real[(a * Width) + a];
            }
        }
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}
