using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading;
using Neurovariety.Data;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;
using Neurovariety.Numerics;

namespace Neurovariety.Spectra;

/// <summary>Spectra of the Jacobians J_I and J_L of an autoencoder at many points.</summary>
/// <remarks>
/// Source: [ADGL21, Sections 4.1 and 4.2]. The eigenvalues of J_I(x) = DD(z)·DE(x) are those of DE(x)·DD(z), d × d, and zeros: the
/// N × N matrix is never formed. Beside the table the memory does not grow with the number of points.
/// </remarks>
public static class JacobianSpectrum
{
    /// <summary>Spectra at images, their pixels scaled as the options say.</summary>
    /// <param name="network">An autoencoder with as many inputs as an image has pixels, and as many outputs.</param>
    /// <param name="train">Images of the training split, or null for none.</param>
    /// <param name="test">Images of the test split, or null for none; they follow those of the training split.</param>
    /// <param name="options">Precision, threads, points in a block; null for the default.</param>
    /// <param name="progress">Told after each block how many points are done; or null.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    /// <returns>The table, a row for each image.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, there is no image, or a Jacobian overflows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SpectrumTable OfImages(
        Autoencoder network,
        ImageSet? train,
        ImageSet? test,
        SpectrumOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (ImageSet? images in new[] { train, test })
        {
            if (images is { Count: > 0 } && images.PixelCount != network.InputCount)
            {
                throw new ArgumentException(
                    $"images: expected {network.InputCount} pixels as the network takes, got {images.Rows} x {images.Columns}"
                );
            }
        }

        int trainCount = train?.Count ?? 0;
        SpectrumTable table = EmptyTable(network, trainCount + (test?.Count ?? 0));
        for (int i = 0; i < table.Count; i++)
        {
            bool isTest = i >= trainCount;
            ImageSet images = isTest ? test! : train!;
            table.TestStorage[i] = isTest;
            table.LabelStorage[i] = images.HasLabels ? images.Labels[isTest ? i - trainCount : i] : -1;
        }

        options ??= SpectrumOptions.Default;
        InputScale scale = options.Scale.Decide(network.Decoder[^1].Activation == Activation.Sigmoid);
        return options.Precision == SpectrumPrecision.DoublePrecision
            ? Fill(network, table, Reader<double>(train, test, scale), options, progress, cancellation)
            : Fill(network, table, Reader<float>(train, test, scale), options, progress, cancellation);
    }

    /// <summary>Spectra at any points.</summary>
    /// <param name="network">An autoencoder with as many outputs as inputs.</param>
    /// <param name="samples">Points × N, row by row, scaled as the network takes them.</param>
    /// <param name="options">Precision, threads, points in a block; null for the default.</param>
    /// <param name="progress">Told after each block how many points are done; or null.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    /// <returns>The table, a row for each point, all of the test split and without labels.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, a number is not finite, or a Jacobian overflows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SpectrumTable OfSamples(
        Autoencoder network,
        ReadOnlyMemory<float> samples,
        SpectrumOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        int width = network.InputCount;
        if (samples.Length % width != 0)
        {
            throw new ArgumentException(
                $"samples: {samples.Length} numbers are no whole number of rows of {width}",
                nameof(samples)
            );
        }

        int wrong = samples.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"samples: number {wrong % width} of point {wrong / width} is {samples.Span[wrong]}, expected finite numbers",
                nameof(samples)
            );
        }

        SpectrumTable table = EmptyTable(network, samples.Length / width);
        table.LabelStorage.AsSpan().Fill(-1);
        return FillSamples(network, table, samples, options ?? SpectrumOptions.Default, progress, cancellation);
    }

    /// <summary>Spectra at points from a file.</summary>
    /// <param name="network">An autoencoder with as many outputs as inputs.</param>
    /// <param name="points">Points of the width that the network takes.</param>
    /// <param name="options">Precision, threads, points in a block; null for the default.</param>
    /// <param name="progress">Told after each block how many points are done; or null.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    /// <returns>The table, a row for each point, all of the test split, with the labels of the points.</returns>
    /// <exception cref="DataFormatException">The points have another width.</exception>
    /// <exception cref="ArgumentException">Sizes do not fit, or a Jacobian overflows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SpectrumTable OfPoints(
        Autoencoder network,
        PointSet points,
        SpectrumOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(points);
        points.RequireWidth(network.InputCount);
        SpectrumTable table = EmptyTable(network, points.Count);
        table.LabelStorage.AsSpan().Fill(-1);
        points.Labels.CopyTo(table.LabelStorage);
        return FillSamples(network, table, points.Storage, options ?? SpectrumOptions.Default, progress, cancellation);
    }

    private static SpectrumTable FillSamples(
        Autoencoder network,
        SpectrumTable table,
        ReadOnlyMemory<float> samples,
        SpectrumOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        int width = network.InputCount;
        table.TestStorage.AsSpan().Fill(true);
        return options is { Precision: SpectrumPrecision.DoublePrecision }
            ? Fill<double>(
                network,
                table,
                (i, order, row) => Gather(samples.Span.Slice(i * width, width), order, row),
                options,
                progress,
                cancellation
            )
            : Fill<float>(
                network,
                table,
                (i, order, row) => Gather(samples.Span.Slice(i * width, width), order, row),
                options,
                progress,
                cancellation
            );
    }

    private static SpectrumTable EmptyTable(Autoencoder network, int count) =>
        count > 0
            ? new SpectrumTable(count, network.LatentCount)
            : throw new ArgumentException("spectra: there is no point, expected at least one");

    /// <summary>Gives the images of both splits, one after the other, scaled.</summary>
    internal static SampleReader<T> Reader<T>(ImageSet? train, ImageSet? test, InputScale scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] table = scale.Table<T>();
        int trainCount = train?.Count ?? 0;
        return (index, order, row) =>
            Scale(index < trainCount ? train!.Image(index) : test!.Image(index - trainCount), table, order, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<T>(ReadOnlySpan<byte> image, T[] scale, ReadOnlySpan<int> order, Span<T> row)
    {
        for (int i = 0; i < order.Length; i++)
        {
            row[i] = scale[image[order[i]]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<T>(ReadOnlySpan<float> sample, ReadOnlySpan<int> order, Span<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < order.Length; i++)
        {
            row[i] = T.CreateTruncating(sample[order[i]]);
        }
    }

    private static SpectrumTable Fill<T>(
        Autoencoder network,
        SpectrumTable table,
        SampleReader<T> read,
        SpectrumOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BlockSize, 1);
        long done = 0;
        long eigenTicks = 0;
        long start = Stopwatch.GetTimestamp();
        JacobianBatch.Run(
            new JacobianNetwork<T>(network),
            table.Count,
            (index, order, row) =>
            {
                read(index, order, row);
                table.InkStorage[index] =
                    double.CreateChecked(System.Numerics.Tensors.TensorPrimitives.Sum<T>(row)) / row.Length;
            },
            (options.Threads, options.BlockSize),
            block =>
            {
                Interlocked.Add(ref eigenTicks, Store(table, network.InputCount, block));
                progress?.Report(new Progress("spectra", Interlocked.Add(ref done, block.Count), table.Count));
            },
            cancellation
        );

        // The threads take turns at both kinds of work: the eigenvalues' part of the wall time is their part of a thread.
        int blocks = (table.Count + options.BlockSize - 1) / options.BlockSize;
        int threads = Math.Min(options.Threads == 0 ? Environment.ProcessorCount : options.Threads, blocks);
        double all = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double eigenvalues = Math.Min(all, eigenTicks / (double)Stopwatch.Frequency / threads);
        table.Seconds = new SpectrumSeconds(all - eigenvalues, eigenvalues);
        return table;
    }

    // Fills the rows of a block; returns the stopwatch ticks that the eigenvalues took.
    private static long Store(SpectrumTable table, int pixels, JacobianBlock block)
    {
        int d = table.Latent;
        block.Latents.AsSpan(0, block.Count * d).CopyTo(table.LatentStorage.AsSpan(block.First * d));
        block.ZeroCounts.AsSpan(0, block.Count).CopyTo(table.ZeroStorage.AsSpan(block.First));
        for (int p = 0; p < block.Count; p++)
        {
            table.MseStorage[block.First + p] = block.SquaredErrors[p] / pixels;
            double norm = System.Numerics.Tensors.TensorPrimitives.Norm<double>(block.Latents.AsSpan(p * d, d));
            double cycle = Math.Sqrt(block.SquaredCycles[p]);
            table.CycleStorage[block.First + p] = cycle == 0.0 ? 0.0 : cycle / norm;
        }

        long start = Stopwatch.GetTimestamp();
        StoreSpectrum(table.Input, block, block.InputForms, block.InputRanks);
        StoreSpectrum(table.LatentSpace, block, block.LatentForms, block.LatentRanks);
        return Stopwatch.GetTimestamp() - start;
    }

    private static void StoreSpectrum(SpectrumColumn column, JacobianBlock block, double[] matrices, int[] ranks)
    {
        int d = column.Latent;
        Span<Complex> values = column.Values.AsSpan(block.First * d, block.Count * d);
        IterationStatus[] statuses = new IterationStatus[block.Count];
        if (d <= SmallEigen.LargestSize)
        {
            SmallEigen.ValuesInto<double>(matrices.AsSpan(0, block.Count * d * d), d, values, statuses, 1);
        }
        else
        {
            statuses.AsSpan().Fill(IterationStatus.IterationLimit);
        }

        for (int p = 0; p < block.Count; p++)
        {
            ReadOnlySpan<double> matrix = matrices.AsSpan(p * d * d, d * d);
            if (statuses[p] != IterationStatus.Converged)
            {
                Matrix alone = CheckedMatrix(matrix, d, block.First + p);
                Factorizations.GeneralEigen(alone).Values.CopyTo(values[(p * d)..]);
            }

            for (int i = 0; i < d; i++)
            {
                column.TraceStorage[block.First + p] += matrix[(i * d) + i];
            }

            column.Finish(block.First + p, ranks[p]);
        }
    }

    private static Matrix CheckedMatrix(ReadOnlySpan<double> entries, int d, int point) =>
        entries.ContainsAnyExceptInRange(double.MinValue, double.MaxValue)
            ? throw new ArgumentException($"point {point}: its Jacobian is not finite; weights or point are too large")
            : Matrix.FromEntries(d, d, entries);
}
