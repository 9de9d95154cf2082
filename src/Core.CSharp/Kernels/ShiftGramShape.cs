using System;

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

    /// <summary>Coefficients of all frequencies over a group.</summary>
    public long SlotsLength => (Half + 1L) * SlotLength;

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

    /// <summary>All cosines and sines.</summary>
    public long TablesLength => Math.Max(1, (long)FrequencyTiles * (CosineTableLength + SineTableLength));

    public static ShiftGramShape For(CycleTable table) => new(table, TileShape.Tall<float>());

    /// <summary>Writes the cosines of every tile, then the sines, each depth t by depth for the tile's frequencies.</summary>
    public void FillTables(float* tables)
    {
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

    /// <summary>Adds padded sums to the m × m real and imaginary parts of every frequency.</summary>
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
