using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Neurovariety.Data;
using Neurovariety.LayerDecomposition;
using Neurovariety.Networks;
using Neurovariety.Numerics;
using Neurovariety.Training;

namespace Neurovariety.Benchmarks.Pipelines;

/// <summary>Layers of exp-default after five epochs, decomposed by graphs on training images: seconds of each part, and how they grow.</summary>
/// <remarks>With MNIST where NEUROVARIETY_DATA names it, else on as many synthetic digits. All cores.</remarks>
internal static class LayerDecompositions
{
    public static void Run(Harness harness)
    {
        (Autoencoder network, ImageSet images) = Train();
        Measure(harness, network, images, 2, 1000, 1);
        foreach (int points in new[] { 2500, 5000, 10000 })
        {
            Measure(harness, network, images, 2, points, 3);
        }

        Measure(harness, network, images, 1, 10000, 1);
    }

    /// <summary>Many samples, where memory counts.</summary>
    public static void RunLarge(Harness harness)
    {
        (Autoencoder network, ImageSet images) = Train();
        Measure(harness, network, images, 2, 20000, 1);
        Measure(harness, network, images, 2, 60000, 1);
    }

    private static (Autoencoder Network, ImageSet Images) Train()
    {
        string? folder = Environment.GetEnvironmentVariable("NEUROVARIETY_DATA");
        ImageSet images = string.IsNullOrEmpty(folder)
            ? SyntheticDigits.Draw(60000, RandomSource.FromSeed(1).Split("train"))
            : DatasetLocator.Load(DatasetOptions.ForUser(folder)).Train;
        Autoencoder start = Autoencoder.Initialise(
            Architecture.Parse("exp-default", 20),
            RandomSource.FromSeed(0).Split("weights")
        );
        TrainingSession session = new(TrainingState.Start(start), images, new AutoencoderTrainingOptions());
        for (int epoch = 0; epoch < 5; epoch++)
        {
            session.RunEpoch(0, CancellationToken.None);
        }

        return (session.Snapshot().Network, images);
    }

    private static void Measure(
        Harness harness,
        Autoencoder network,
        ImageSet images,
        int layer,
        int points,
        int repeats
    )
    {
        float[] samples = PointSet.FromImages(images.Slice(0, points)).Samples.ToArray();
        double[][] seconds = [.. Enumerable.Range(0, repeats).Select(_ => Once(network, layer, samples))];
        double Median(int part) => seconds.Select(one => one[part]).Order().ElementAt(repeats / 2);
        AffineLayer shape = network.Layers[layer - 1];
        harness.Add(
            new JsonObject
            {
                ["kernel"] = "layer decomposition",
                ["size"] = $"{shape.Inputs} to {shape.Outputs}, {points} samples, every latent width",
                ["points"] = points,
                ["neighbours"] = Math.Round(Median(0), 3),
                ["geometry"] = Math.Round(Median(1), 3),
                ["graphReading"] = Math.Round(Median(2), 3),
                ["otherReadings"] = Math.Round(Median(3), 3),
                ["medianSeconds"] = Math.Round(Median(1) + Median(2) + Median(3), 3),
                ["peakMegabytes"] = Harness.PeakMegabytes(),
            }
        );
    }

    // Neighbours of the inputs alone; then everything: graphs and eigenpairs, the graph reading, the other two with all residuals.
    private static double[] Once(Autoencoder network, int layer, float[] samples)
    {
        LayerSamples found = LayerSamples.OfNetwork(network, layer, samples);
        double neighbours = Time(() => NearestNeighbours.Find(found.Inputs));
        LayerGeometry? geometry = null;
        double graphs = Time(() => geometry = LayerGeometry.Of(found));
        double reading = Time(() => _ = LayerMatrixDecomposition.OfGraph(geometry!).Residuals);
        double others = Time(() =>
        {
            _ = LayerMatrixDecomposition.OfDiffusion(geometry!).Residuals;
            _ = LayerMatrixDecomposition.OfIdentity(found).Residuals;
        });
        return [neighbours, graphs, reading, others];
    }

    private static double Time(Action job)
    {
        long clock = Stopwatch.GetTimestamp();
        job();
        return Stopwatch.GetElapsedTime(clock).TotalSeconds;
    }
}
