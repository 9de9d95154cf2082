using System;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Neurovariety.Data;
using Neurovariety.Networks;
using Neurovariety.Numerics;
using Neurovariety.Training;

namespace Neurovariety.Benchmarks.Pipelines;

/// <summary>The training of nonlinear autoencoders: seconds per epoch, share of the peak, scaling, and growth with the sizes.</summary>
internal static class Training
{
    private const int PeakRounds = 20000;
    private const int PeakSums = 12;

    public static void Run(Harness harness)
    {
        ImageSet images = Images();
        double peak = Peak();
        harness.Add(
            new JsonObject { ["kernel"] = "multiply and add, 1 thread", ["gigaflops"] = Math.Round(peak / 1e9, 1) }
        );
        foreach (string name in Architecture.Published)
        {
            foreach (int latent in new[] { 2, 20 })
            {
                Epochs(harness, images, peak, name, latent, 5, 0);
            }
        }

        Epochs(harness, images, peak, "exp-default", 20, 5, 1);
        Together(harness, images, peak);
        ImageSet some = images.Slice(0, Math.Min(images.Count, 12800));
        foreach (int batch in new[] { 32, 64, 128, 256, 512 })
        {
            Growth(harness, some, peak, "exp-default", batch);
        }

        foreach (int width in new[] { 64, 128, 256, 512, 1024 })
        {
            Growth(harness, some, peak, $"784-{width}-d", 128);
        }
    }

    /// <summary>Operations of an epoch as if every product were dense: forward, back to the inputs but the first, and the gradients.</summary>
    private static double Work(Autoencoder network, int images)
    {
        double all = network.Layers.Sum(layer => 2.0 * layer.Inputs * layer.Outputs);
        AffineLayer first = network.Layers[0];
        return images * ((3.0 * all) - (2.0 * first.Inputs * first.Outputs));
    }

    private static ImageSet Images()
    {
        string? folder = Environment.GetEnvironmentVariable("NEUROVARIETY_DATA");
        return folder is null
            ? SyntheticDigits.Draw(60000, RandomSource.FromSeed(0))
            : DatasetLocator.Load(DatasetOptions.ForUser(folder)).Train;
    }

    private static TrainingSession Session(ImageSet images, string name, int latent, int batch)
    {
        RandomSource random = RandomSource.FromSeed(0).Split("weights");
        Autoencoder network = Autoencoder.Initialise(Architecture.Parse(name, latent), random);
        AutoencoderTrainingOptions options = new() { BatchSize = batch };
        return new TrainingSession(TrainingState.Start(network), images, options);
    }

    private static void Epochs(
        Harness harness,
        ImageSet images,
        double peak,
        string name,
        int latent,
        int epochs,
        int threads
    )
    {
        TrainingSession session = Session(images, name, latent, 128);
        double[] seconds = new double[epochs];
        long allocated = 0;
        for (int i = 0; i < epochs; i++)
        {
            long before = GC.GetTotalAllocatedBytes(true);
            seconds[i] = Time(session, threads);
            allocated = GC.GetTotalAllocatedBytes(true) - before;
        }

        double median = Median(seconds[1..]);
        int cores = threads == 0 ? Environment.ProcessorCount : threads;
        JsonObject row = Row(
            "training epoch",
            $"{name}, d = {latent}, {(threads == 0 ? "all cores" : "1 thread")}",
            session,
            images,
            median,
            peak * cores
        );
        row["threads"] = cores;
        row["firstEpochSeconds"] = seconds[0];
        row["allocatedBytesPerEpoch"] = allocated;
        row["allocatedBytesPerStep"] = allocated / session.StepCount;
        row["trainMse"] = session.Evaluate(images, threads);
        harness.Add(row);
    }

    // Two models at once, one thread each.
    private static void Together(Harness harness, ImageSet images, double peak)
    {
        TrainingSession[] sessions = [.. Enumerable.Range(0, 2).Select(_ => Session(images, "exp-default", 20, 128))];
        double[] seconds = new double[5];
        for (int i = 0; i < seconds.Length; i++)
        {
            long clock = Stopwatch.GetTimestamp();
            Parallel.ForEach(sessions, session => session.RunEpoch(1, CancellationToken.None));
            seconds[i] = Stopwatch.GetElapsedTime(clock).TotalSeconds / sessions.Length;
        }

        double median = Median(seconds[1..]);
        JsonObject row = Row(
            "two models at once, per model and epoch",
            "exp-default, d = 20",
            sessions[0],
            images,
            median,
            peak * Math.Min(2, Environment.ProcessorCount)
        );
        row["firstEpochSeconds"] = seconds[0];
        harness.Add(row);
    }

    private static void Growth(Harness harness, ImageSet images, double peak, string name, int batch)
    {
        TrainingSession session = Session(images, name, 20, batch);
        Time(session, 0);
        double best = Enumerable.Range(0, 3).Min(_ => Time(session, 0));
        harness.Add(Row("growth", $"{name}, batch {batch}", session, images, best, peak * Environment.ProcessorCount));
    }

    private static JsonObject Row(
        string kernel,
        string size,
        TrainingSession session,
        ImageSet images,
        double seconds,
        double peak
    )
    {
        double rate = Work(session.Snapshot().Network, images.Count) / seconds;
        return new JsonObject
        {
            ["kernel"] = kernel,
            ["size"] = size,
            ["data"] = images.Source == SyntheticDigits.Description ? images.Source : "MNIST",
            ["images"] = images.Count,
            ["medianSeconds"] = seconds,
            ["imagesPerSecond"] = Math.Round(images.Count / seconds),
            ["nominalGigaflops"] = Math.Round(rate / 1e9, 1),
            ["nominalShareOfPeak"] = Math.Round(rate / peak, 3),
            ["silentUnits"] = session.SilentCount,
        };
    }

    private static double Time(TrainingSession session, int threads)
    {
        long clock = Stopwatch.GetTimestamp();
        session.RunEpoch(threads, CancellationToken.None);
        return Stopwatch.GetElapsedTime(clock).TotalSeconds;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    // Operations per second of one core that multiplies and adds in registers; the best of many short runs.
    private static double Peak()
    {
        double best = double.MaxValue;
        for (int i = 0; i < 200; i++)
        {
            long clock = Stopwatch.GetTimestamp();
            MultiplyAdd(PeakRounds);
            best = Math.Min(best, Stopwatch.GetElapsedTime(clock).TotalSeconds);
        }

        return 2.0 * PeakSums * Vector512<float>.Count * PeakRounds / best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd(int rounds)
    {
        Vector512<float> x = Vector512.Create(0.5f);
        Vector512<float> a = x;
        Vector512<float> b = x;
        Vector512<float> c = x;
        Vector512<float> d = x;
        Vector512<float> e = x;
        Vector512<float> f = x;
        Vector512<float> g = x;
        Vector512<float> h = x;
        Vector512<float> i = x;
        Vector512<float> j = x;
        Vector512<float> k = x;
        Vector512<float> l = x;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector512.MultiplyAddEstimate(a, x, x);
            b = Vector512.MultiplyAddEstimate(b, x, x);
            c = Vector512.MultiplyAddEstimate(c, x, x);
            d = Vector512.MultiplyAddEstimate(d, x, x);
            e = Vector512.MultiplyAddEstimate(e, x, x);
            f = Vector512.MultiplyAddEstimate(f, x, x);
            g = Vector512.MultiplyAddEstimate(g, x, x);
            h = Vector512.MultiplyAddEstimate(h, x, x);
            i = Vector512.MultiplyAddEstimate(i, x, x);
            j = Vector512.MultiplyAddEstimate(j, x, x);
            k = Vector512.MultiplyAddEstimate(k, x, x);
            l = Vector512.MultiplyAddEstimate(l, x, x);
        }

        return (a + b + c + d + e + f + g + h + i + j + k + l)[0];
    }
}
