using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Numerics.Tensors;
using System.Threading.Tasks;
using Neurovariety.Data;
using Neurovariety.Networks;
using Neurovariety.Numerics;

namespace Neurovariety.Training;

/// <summary>
/// Trains a linear autoencoder on images by Adam, on its free (shared) weights only, so that it stays dense, invariant
/// or on its component.
/// </summary>
/// <remarks>
/// Source: [KSS24] trains so on MNIST; Correction: there real blocks of doubled rank were trained and projected
/// afterwards. Here the weights are those of the isotypic coordinates, where the loss is a sum over blocks, so that each
/// block is trained alone, on the same batches. The learning rate falls along half a cosine. Products are computed in
/// float, losses summed in double; bit-identical for a seed, whatever the threads.
/// </remarks>
public static class LinearTrainer
{
    /// <summary>Trains a network to reproduce its input.</summary>
    /// <param name="start">The network to start from, n → n.</param>
    /// <param name="images">Images of n pixels; grey levels are divided by 255.</param>
    /// <param name="options">Settings; null for the default ones.</param>
    /// <param name="progress">Told after each pass, on the calling thread.</param>
    /// <returns>The trained network with its history.</returns>
    /// <exception cref="ArgumentException">Other widths, no image, or a setting out of range.</exception>
    public static LinearTrainingRun Train(
        LinearAutoencoder start,
        ImageSet images,
        LinearTrainingOptions? options = null,
        Action<Progress>? progress = null
    )
    {
        LinearTrainingOptions settings = options ?? new LinearTrainingOptions();
        Check(start, images, settings);
        long clock = Stopwatch.GetTimestamp();
        (FactorTrainer[] trainers, double outside) = Prepare(start.Factors(), images, settings);
        Schedule schedule = new(settings, images.Count);
        List<LinearEpoch> history = [];
        IterationStatus status = IterationStatus.IterationLimit;
        for (int epoch = 1; epoch <= settings.Epochs && status != IterationStatus.NotFinite; epoch++)
        {
            int[] order = Order(images.Count, settings.Seed, epoch);
            int first = (epoch - 1) * schedule.StepsPerEpoch;
            double loss = outside + Sum(trainers, settings, t => Pass(t, order, schedule, first) / images.Count);
            history.Add(new LinearEpoch(epoch, loss, schedule.Rate(first + schedule.StepsPerEpoch - 1)));
            status = double.IsFinite(loss) ? status : IterationStatus.NotFinite;
            progress?.Invoke(new Progress("training", epoch, settings.Epochs));
        }

        double final = outside + Sum(trainers, settings, t => Evaluate(t, images.Count, schedule) / images.Count);
        LinearAutoencoder network = double.IsFinite(final)
            ? start.WithFactors([.. trainers.Select(t => t.Result())])
            : start;
        status = double.IsFinite(final) ? status : IterationStatus.NotFinite;
        return new LinearTrainingRun(network, history, final, status, Stopwatch.GetElapsedTime(clock).TotalSeconds);
    }

    // The second result is the mean squared error of what no part rebuilds: the blocks of rank 0.
    private static (FactorTrainer[] Trainers, double Outside) Prepare(
        IReadOnlyList<FactorPair> pairs,
        ImageSet images,
        LinearTrainingOptions settings
    )
    {
        Lazy<float[]> pixels = new(() => FactorSamples.Pixels(images));
        int threads = pairs.Count > 1 ? 1 : settings.Threads;
        double rebuilt = 0.0;
        FactorTrainer[] trainers = new FactorTrainer[pairs.Count];
        for (int i = 0; i < trainers.Length; i++)
        {
            FactorSamples data = FactorSamples.Of(images, pairs[i], pixels, settings.Threads);
            rebuilt += SumOfSquares(data);
            trainers[i] = new FactorTrainer(pairs[i], data, images.PixelCount, settings, threads);
        }

        double total = images.Storage.Sum(x => (long)x * x) / (255.0 * 255.0);
        double cells = (double)images.Count * images.PixelCount;
        return (trainers, Math.Max(0.0, total - rebuilt) / cells);
    }

    private static double Pass(FactorTrainer trainer, int[] order, Schedule schedule, int first)
    {
        double sum = 0.0;
        for (int step = 0; step < schedule.StepsPerEpoch; step++)
        {
            sum += trainer.Step(schedule.Batch(order, step), schedule.Rate(first + step));
        }

        return sum;
    }

    private static double Evaluate(FactorTrainer trainer, int count, Schedule schedule)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        double sum = 0.0;
        for (int step = 0; step < schedule.StepsPerEpoch; step++)
        {
            sum += trainer.Error(schedule.Batch(order, step));
        }

        return sum;
    }

    private static int[] Order(int count, ulong seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        RandomSource.FromSeed(seed).Split($"epoch {epoch}").Shuffle<int>(order);
        return order;
    }

    private static double SumOfSquares(FactorSamples data)
    {
        double sum = 0.0;
        for (int start = 0; start < data.Targets.Length; start += data.TargetWidth)
        {
            sum += TensorPrimitives.SumOfSquares<float>(data.Targets.AsSpan(start, data.TargetWidth));
        }

        return sum;
    }

    // The parts in parallel, their results added in order.
    private static double Sum(
        FactorTrainer[] trainers,
        LinearTrainingOptions settings,
        Func<FactorTrainer, double> work
    )
    {
        int threads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;
        double[] results = new double[trainers.Length];
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        Parallel.For(0, trainers.Length, options, i => results[i] = work(trainers[i]));
        return results.Sum();
    }

    private static void Check(LinearAutoencoder start, ImageSet images, LinearTrainingOptions settings)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Epochs, 1, "options.Epochs");
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.BatchSize, 1, "options.BatchSize");
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Threads, "options.Threads");
        if (images.Count == 0 || start.InputCount != images.PixelCount || start.OutputCount != images.PixelCount)
        {
            throw new ArgumentException(
                $"start: expected {images.PixelCount} inputs and outputs and at least one image,"
                    + $" got {start.InputCount} and {start.OutputCount} and {images.Count} images",
                nameof(start)
            );
        }
    }
}
