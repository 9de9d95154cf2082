using System;
using System.Numerics;
using System.Threading;
using Neurovariety.Data;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;
using Neurovariety.Numerics;
using Neurovariety.Spectra;
using Neurovariety.Training;

namespace Neurovariety.Benchmarks.Pipelines;

/// <summary>Both Jacobians of exp-default at all images of a data set: assembly, eigenvalues, and the whole table.</summary>
/// <remarks>With MNIST where NEUROVARIETY_DATA names it, else on as many synthetic digits. Untrained networks have about half their units active.</remarks>
internal static class Spectra
{
    public static void Run(Harness harness)
    {
        string? folder = Environment.GetEnvironmentVariable("NEUROVARIETY_DATA");
        RandomSource random = RandomSource.FromSeed(1);
        Dataset? found = string.IsNullOrEmpty(folder) ? null : DatasetLocator.Load(DatasetOptions.ForUser(folder));
        Images data = new(
            found?.Train ?? SyntheticDigits.Draw(60000, random.Split("train")),
            found?.Test ?? SyntheticDigits.Draw(10000, random.Split("test"))
        );
        foreach (int latent in new[] { 2, 5, 10, 20 })
        {
            Autoencoder start = Autoencoder.Initialise(
                Architecture.Parse("exp-default", latent),
                RandomSource.FromSeed(0).Split("weights")
            );
            Measure(harness, $"trained 5 epochs, d = {latent}", Train(start, data.Train), data);
            Measure(harness, $"untrained, d = {latent}", start, data);
        }
    }

    private static Autoencoder Train(Autoencoder start, ImageSet images)
    {
        TrainingSession session = new(TrainingState.Start(start), images, new AutoencoderTrainingOptions());
        for (int epoch = 0; epoch < 5; epoch++)
        {
            session.RunEpoch(0, CancellationToken.None);
        }

        return session.Snapshot().Network;
    }

    private static void Measure(Harness harness, string model, Autoencoder network, Images data)
    {
        int count = data.Train.Count + data.Test.Count;
        foreach (int threads in new[] { 1, Environment.ProcessorCount })
        {
            string size = $"{model}, {count} points, {threads} threads";
            SpectrumOptions options = new(Threads: threads);
            Rate(harness, "jacobians, float", size, count, () => Assemble<float>(network, data, options));
            Eigenvalues(harness, network, data, size, threads);
            Rate(
                harness,
                "spectra, float",
                size,
                count,
                () => JacobianSpectrum.OfImages(network, data.Train, data.Test, options)
            );
            if (threads > 1)
            {
                Rate(harness, "jacobians, double", size, count, () => Assemble<double>(network, data, options));
            }
        }
    }

    private static void Assemble<T>(Autoencoder network, Images data, SpectrumOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        JacobianBatch.Run(
            new JacobianNetwork<T>(network),
            data.Train.Count + data.Test.Count,
            JacobianSpectrum.Reader<T>(data.Train, data.Test),
            (options.Threads, options.BlockSize),
            static _ => { }
        );
    }

    /// <summary>The eigenvalues alone, of both Jacobians at the test images.</summary>
    private static void Eigenvalues(Harness harness, Autoencoder network, Images data, string size, int threads)
    {
        int latent = network.LatentCount;
        int count = data.Test.Count;
        double[] matrices = new double[2 * count * latent * latent];
        JacobianBatch.Run(
            new JacobianNetwork<float>(network),
            count,
            JacobianSpectrum.Reader<float>(null, data.Test),
            (0, 256),
            block =>
            {
                int length = block.Count * latent * latent;
                int start = block.First * latent * latent;
                block.InputForms.AsSpan(0, length).CopyTo(matrices.AsSpan(start));
                block.LatentForms.AsSpan(0, length).CopyTo(matrices.AsSpan((count * latent * latent) + start));
            }
        );
        Complex[] values = new Complex[2 * count * latent];
        IterationStatus[] statuses = new IterationStatus[2 * count];
        Rate(
            harness,
            "eigenvalues of both",
            size.Replace($"{data.Train.Count + count} points", $"{count} points", StringComparison.Ordinal),
            count,
            () => SmallEigen.ValuesInto<double>(matrices, latent, values, statuses, threads)
        );
    }

    private static void Rate(Harness harness, string kernel, string size, int points, Action job)
    {
        double best = harness.Measure(kernel, size, 0, job, points);
        Console.Error.WriteLine($"    {points / best:F0} points/s, {Harness.PeakMegabytes()} MB at most until now");
    }

    private sealed record Images(ImageSet Train, ImageSet Test);
}
