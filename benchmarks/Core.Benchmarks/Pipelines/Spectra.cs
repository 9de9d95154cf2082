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

/// <summary>Both Jacobians of exp-default at the images of a data set: assembly, eigenvalues, the whole table and its figures.</summary>
/// <remarks>The trained network on all cores takes all images, everything else those of the test split. With MNIST where NEUROVARIETY_DATA names it, else on as many synthetic digits. Untrained networks have about half their units active.</remarks>
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
        Images test = new(null, data.Test);
        foreach (int latent in new[] { 2, 5, 10, 20 })
        {
            Autoencoder start = Autoencoder.Initialise(
                Architecture.Parse("exp-default", latent),
                RandomSource.FromSeed(0).Split("weights")
            );
            Autoencoder trained = Train(start, data.Train!);
            string name = $"trained 5 epochs, d = {latent}";
            Measure(harness, name, trained, test, 1);
            Measure(harness, name, trained, data, Environment.ProcessorCount);
            InDouble(harness, name, trained, test);
            Figures(harness, name, JacobianSpectrum.OfImages(trained, data.Train, data.Test));
            if (latent == 20)
            {
                Measure(harness, $"untrained, d = {latent}", start, test, 1);
                Measure(harness, $"untrained, d = {latent}", start, test, Environment.ProcessorCount);
            }
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

    private static void Measure(Harness harness, string model, Autoencoder network, Images data, int threads)
    {
        string size = $"{model}, {data.Count} points, {threads} threads";
        SpectrumOptions options = new(Threads: threads);
        Rate(harness, "jacobians, float", size, data.Count, () => Assemble<float>(network, data, options));
        Eigenvalues(harness, network, data, size, threads);
        Rate(
            harness,
            "spectra, float",
            size,
            data.Count,
            () => JacobianSpectrum.OfImages(network, data.Train, data.Test, options)
        );
    }

    private static void InDouble(Harness harness, string model, Autoencoder network, Images data) =>
        Rate(
            harness,
            "jacobians, double",
            $"{model}, {data.Count} points, {Environment.ProcessorCount} threads",
            data.Count,
            () => Assemble<double>(network, data, SpectrumOptions.Default)
        );

    private static void Figures(Harness harness, string model, SpectrumTable table) =>
        Rate(
            harness,
            "figures of a table",
            $"{model}, {table.Count} points, {Environment.ProcessorCount} threads",
            table.Count,
            () => SpectralStatistics.Of(table)
        );

    private static void Assemble<T>(Autoencoder network, Images data, SpectrumOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        JacobianBatch.Run(
            new JacobianNetwork<T>(network),
            data.Count,
            JacobianSpectrum.Reader<T>(data.Train, data.Test, InputScale.Symmetric),
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
            JacobianSpectrum.Reader<float>(null, data.Test, InputScale.Symmetric),
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
            size.Replace($"{data.Count} points", $"{count} points", StringComparison.Ordinal),
            count,
            () => SmallEigen.ValuesInto<double>(matrices, latent, values, statuses, threads)
        );
    }

    private static void Rate(Harness harness, string kernel, string size, int points, Action job)
    {
        double best = harness.Measure(kernel, size, 0, job, points);
        Console.Error.WriteLine($"    {points / best:F0} points/s, {Harness.PeakMegabytes()} MB at most until now");
    }

    private sealed record Images(ImageSet? Train, ImageSet Test)
    {
        public int Count => (Train?.Count ?? 0) + Test.Count;
    }
}
