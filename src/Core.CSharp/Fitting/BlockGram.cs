using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;
using Neurovariety.Representations;

namespace Neurovariety.Fitting;

/// <summary>
/// The second moments of samples in each isotypic block, averaged over the group: all that the squared loss of an
/// equivariant map depends on.
/// </summary>
/// <remarks>
/// Derivation: S = Σ x·xᵀ enters the loss through ⟨M·S, M⟩ and ⟨S, M⟩ with M in the commutant, so only the projection
/// of S on the commutant counts, which is one Hermitian matrix over D_i for each block, repeated in every copy.
/// </remarks>
public sealed class BlockGram
{
    private const int ShortestFloatCycle = 24;
    private const int LargestExactDegree = 2048;

    private BlockGram(
        IsotypicDecomposition decomposition,
        IReadOnlyList<Matrix> blocks,
        double energy,
        long sampleCount,
        GramSeconds seconds
    )
    {
        Decomposition = decomposition;
        Blocks = blocks;
        Energy = energy;
        SampleCount = sampleCount;
        Seconds = seconds;
    }

    /// <summary>The isotypic decomposition.</summary>
    public IsotypicDecomposition Decomposition { get; }

    /// <summary>For each block the mean over its copies of the moments, e·m × e·m, Hermitian over D.</summary>
    public IReadOnlyList<Matrix> Blocks { get; }

    /// <summary>Σ ‖x‖² over all samples.</summary>
    public double Energy { get; }

    /// <summary>Number of samples N.</summary>
    public long SampleCount { get; }

    /// <summary>Wall time of the basis change and of the sums.</summary>
    public GramSeconds Seconds { get; }

    /// <summary>Mean square per sample and feature: the loss of the zero map.</summary>
    public double MeanSquare => Energy / Cells;

    internal double Cells => (double)SampleCount * Decomposition.Degree;

    /// <summary>Block moments of images given as bytes.</summary>
    /// <param name="decomposition">The isotypic decomposition of a group on the n pixels.</param>
    /// <param name="pixels">N × n bytes, image by image.</param>
    /// <param name="scale">What one grey level is worth; 1/255 gives pixels in [0, 1].</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <returns>The moments.</returns>
    /// <exception cref="ArgumentException">The number of bytes is no positive multiple of n.</exception>
    /// <remarks>
    /// For one permutation with cycles of one length, at least 24, basis change and sums are one pass over the bytes (in
    /// float, added up in double: relative error about 2e-8), and all the time counts as that of the sums. Otherwise the
    /// dense moments are summed first, in whole numbers: short sums of saturated pixels repeat the same whole numbers,
    /// which float rounds always in one direction (relative error 5e-7, that of a loss of high rank 6e-6). Above 2048
    /// pixels, where the dense moments are large, cycles of any one length take the one pass.
    /// </remarks>
    public static BlockGram FromImages(
        IsotypicDecomposition decomposition,
        ReadOnlySpan<byte> pixels,
        double scale = 1.0 / 255.0,
        int threads = 0
    )
    {
        ArgumentNullException.ThrowIfNull(decomposition);
        if (!HasLongEqualCycles(decomposition.Group))
        {
            return FromSamples(decomposition, SampleGram.FromImages(pixels, decomposition.Degree, scale, threads));
        }

        int count = SampleGram.CountImages(pixels.Length, decomposition.Degree);
        long start = Stopwatch.GetTimestamp();
        int[][] cycles = [.. decomposition.Group.Generators[0].Cycles()];
        ComplexMatrix[] moments = CyclicMoments.OfBytes(pixels, count, decomposition.Degree, cycles, scale, threads);

        // Frequency j of cycles of length L is the eigenvalue (L − j)/L, so the blocks stand in the order of j.
        Matrix[] blocks = [.. moments.Select((h, j) => FrequencyBlock(h, decomposition.Blocks[j]))];
        double energy = blocks.Sum(MatrixArithmetic.Trace);
        GramSeconds seconds = new(0.0, Stopwatch.GetElapsedTime(start).TotalSeconds);
        return new BlockGram(decomposition, blocks, energy, count, seconds);
    }

    /// <summary>Block moments from the dense moments of the samples.</summary>
    /// <param name="decomposition">The isotypic decomposition of a group on the n features.</param>
    /// <param name="gram">Moments, n × n.</param>
    /// <returns>The block moments.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static BlockGram FromSamples(IsotypicDecomposition decomposition, SampleGram gram)
    {
        ArgumentNullException.ThrowIfNull(decomposition);
        ArgumentNullException.ThrowIfNull(gram);
        if (gram.FeatureCount != decomposition.Degree)
        {
            throw new ArgumentException(
                $"gram: expected {decomposition.Degree} features, got {gram.FeatureCount}",
                nameof(gram)
            );
        }

        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<Matrix> blocks = decomposition.BlocksOf(gram.Moments);
        double energy = MatrixArithmetic.Trace(gram.Moments);
        GramSeconds seconds = new(Stopwatch.GetElapsedTime(start).TotalSeconds, gram.Seconds);
        return new BlockGram(decomposition, blocks, energy, gram.SampleCount, seconds);
    }

    /// <summary>Mean square per sample and feature inside one block; over all blocks they add up to the whole.</summary>
    /// <param name="block">0-based position of the block.</param>
    /// <returns>The mean square.</returns>
    public double MeanSquareOf(int block) =>
        Decomposition.CopyCount(block) * MatrixArithmetic.Trace(Blocks[block]) / Cells;

    /// <summary>Mean squared error per sample and feature of an equivariant network that is to reproduce its input.</summary>
    /// <param name="network">A network over the same decomposition.</param>
    /// <returns>‖X − M·X‖² / (N·n), evaluated block by block.</returns>
    /// <exception cref="ArgumentException">The network belongs to another decomposition.</exception>
    public double MeanSquaredError(EquivariantAutoencoder network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!ReferenceEquals(network.Decomposition, Decomposition))
        {
            throw new ArgumentException("network: made over another decomposition than these moments", nameof(network));
        }

        Matrix[] encoders = network.EncoderBlocks();
        Matrix[] decoders = network.DecoderBlocks();
        double error = Energy;
        for (int i = 0; i < Blocks.Count; i++)
        {
            double excess = QuadraticForm.Excess(encoders[i], decoders[i], Blocks[i], Blocks[i]);
            error += Decomposition.CopyCount(i) * excess;
        }

        return Math.Max(0.0, error / Cells);
    }

    private static bool HasLongEqualCycles(PermutationGroup group) =>
        group.IsCyclicGenerated
        && group.Generators[0].CycleType() is { Count: 1 } type
        && (type.Keys.Single() >= ShortestFloatCycle || group.Degree > LargestExactDegree);

    // Written out over R like the blocks of every other group: see BlockEigen for the price of that.
    private static Matrix FrequencyBlock(ComplexMatrix moments, IsotypicBlock block) =>
        block.Type == DivisionAlgebra.Real ? moments.RealPart() : Realification.Realify(moments);
}
