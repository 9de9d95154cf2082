using System;
using System.Globalization;
using System.Threading.Tasks;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>A kind of damage and its amount; immutable.</summary>
public sealed record Perturbation
{
    private Perturbation(PerturbationKind kind, double amount)
    {
        Kind = kind;
        Amount = amount;
    }

    /// <summary>Which damage.</summary>
    public PerturbationKind Kind { get; }

    /// <summary>The standard deviation of the noise, or the share of the entries that are 0.</summary>
    public double Amount { get; }

    /// <summary>No damage.</summary>
    public static Perturbation None { get; } = new(PerturbationKind.None, 0.0);

    /// <summary>Normal noise on every entry.</summary>
    /// <param name="deviation">σ, at least 0 and finite; pixels are in [0, 1].</param>
    /// <returns>The perturbation.</returns>
    /// <exception cref="ArgumentException">Another σ.</exception>
    public static Perturbation Noise(double deviation) =>
        deviation >= 0.0 && double.IsFinite(deviation)
            ? new Perturbation(PerturbationKind.Noise, deviation)
            : throw new ArgumentException($"noise {deviation}: expected a standard deviation of 0 or more");

    /// <summary>A share of the entries set to 0: the last ones, random ones, or a square in the middle.</summary>
    /// <param name="kind"><see cref="PerturbationKind.Mask"/> and the kinds below it.</param>
    /// <param name="share">f, 0 … 1.</param>
    /// <returns>The perturbation.</returns>
    /// <exception cref="ArgumentException">Another kind or share.</exception>
    public static Perturbation Masking(PerturbationKind kind, double share)
    {
        if (kind is not (PerturbationKind.Mask or PerturbationKind.RandomMask or PerturbationKind.Inpaint))
        {
            throw new ArgumentException($"{kind} masks nothing: expected Mask, RandomMask or Inpaint");
        }

        return share is >= 0.0 and <= 1.0
            ? new Perturbation(kind, share)
            : throw new ArgumentException($"{Word(kind)} {share}: expected a share from 0 to 1");
    }

    /// <summary>Damages each of the given patterns.</summary>
    /// <param name="patterns">N × (rows · columns).</param>
    /// <param name="rows">Rows of a pattern that is an image; 1 for a plain list of numbers.</param>
    /// <param name="mode">How noise is brought back to [0, 1].</param>
    /// <param name="random">Its key determines the numbers of each pattern; the stream does not move.</param>
    /// <returns>The queries, N × (rows · columns).</returns>
    /// <exception cref="ArgumentException">The width is no multiple of the rows.</exception>
    /// <remarks>
    /// Noise is clipped to [0, 1] in corrected mode and is |x + σ g|, at most 1, in published mode: the convention under which the
    /// published figures come out (for σ = .5 and 1000 patterns .997 by Euclidean distance and .08 by the divergence; clipping gives 1.000
    /// and .99). Correction: folding makes black pixels grey, which is not the noise that is described.
    /// A pattern with entries below 0 is no image: its noise is left as it comes.
    /// A mask takes round(f · entries) entries; the square of an inpainting has round(√f · side) rows and columns.
    /// </remarks>
    public Matrix Apply(Matrix patterns, int rows, MemoryMode mode, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (patterns.ColumnCount % rows != 0)
        {
            throw new ArgumentException($"patterns of {patterns.ColumnCount} numbers have no {rows} rows");
        }

        int width = patterns.ColumnCount;
        double[] result = patterns.ToArray();
        if (Kind == PerturbationKind.None)
        {
            return Matrix.Adopt(patterns.RowCount, width, result);
        }

        bool isImage = !patterns.Entries.ContainsAnyInRange(double.MinValue, -double.Epsilon);
        // A normal number costs about as much as fifty products.
        int threads = Scoring.Threads(50L * result.Length, 0);
        Parallel.For(
            0,
            patterns.RowCount,
            new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads },
            i =>
            {
                Span<double> row = result.AsSpan(i * width, width);
                RandomSource own = random.Split("query " + i.ToString(CultureInfo.InvariantCulture));
                switch (Kind)
                {
                    case PerturbationKind.Noise:
                        AddNoise(row, mode, isImage, own);
                        break;
                    case PerturbationKind.Mask:
                        row[^Count(width)..].Clear();
                        break;
                    case PerturbationKind.RandomMask:
                        MaskRandomly(row, own);
                        break;
                    default:
                        MaskMiddle(row, rows);
                        break;
                }
            }
        );
        return Matrix.Adopt(patterns.RowCount, width, result);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Kind == PerturbationKind.None ? "none" : $"{Word(Kind)} {Amount.ToString("R", CultureInfo.InvariantCulture)}";

    private static string Word(PerturbationKind kind) =>
        kind switch
        {
            PerturbationKind.Noise => "noise",
            PerturbationKind.Mask => "mask",
            PerturbationKind.RandomMask => "random mask",
            PerturbationKind.Inpaint => "inpaint",
            _ => "none",
        };

    private int Count(int width) => (int)Math.Round(Amount * width);

    private void AddNoise(Span<double> row, MemoryMode mode, bool isImage, RandomSource own)
    {
        foreach (ref double value in row)
        {
            value += Amount * own.NextGaussian();
            if (isImage)
            {
                value = mode == MemoryMode.Published ? Math.Min(Math.Abs(value), 1.0) : Math.Clamp(value, 0.0, 1.0);
            }
        }
    }

    private void MaskRandomly(Span<double> row, RandomSource own)
    {
        int[] places = new int[row.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        own.Shuffle<int>(places);
        foreach (int place in places.AsSpan(0, Count(row.Length)))
        {
            row[place] = 0.0;
        }
    }

    private void MaskMiddle(Span<double> row, int rows)
    {
        int columns = row.Length / rows;
        int height = rows == 1 ? 1 : (int)Math.Round(Math.Sqrt(Amount) * rows);
        int across = (int)Math.Round((rows == 1 ? Amount : Math.Sqrt(Amount)) * columns);
        int top = (rows - height) / 2;
        int left = (columns - across) / 2;
        for (int r = top; r < top + height; r++)
        {
            row.Slice((r * columns) + left, across).Clear();
        }
    }
}
