using System;
using System.Collections.Generic;
using System.Threading;
using Neurovariety.Data;
using Neurovariety.Networks;
using Neurovariety.Numerics;

namespace Neurovariety.Training;

/// <summary>Trains a nonlinear autoencoder in memory; <see cref="AutoencoderRuns"/> does so in folders that resume.</summary>
/// <remarks>Source: [ADGL21, Section 3]. The bits depend on the state, the images and the options, not on the threads.</remarks>
public static class AutoencoderTrainer
{
    /// <summary>Trains for some epochs.</summary>
    /// <param name="start">Where to begin or to go on, for instance <c>TrainingState.Start(network)</c>.</param>
    /// <param name="images">Images as wide as the network's input and output.</param>
    /// <param name="options">Settings; null for the published ones.</param>
    /// <param name="epochs">Passes to make, at least 0; the first finishes an epoch begun.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <param name="cancel">Looked at before each step.</param>
    /// <returns>The state after the last step, with the loss of each epoch.</returns>
    /// <exception cref="ArgumentException">Widths do not fit, there is no image, or a setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static AutoencoderTraining Train(
        TrainingState start,
        ImageSet images,
        AutoencoderTrainingOptions? options = null,
        int epochs = 1,
        int threads = 0,
        CancellationToken cancel = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        TrainingSession session = new(start, images, options ?? new AutoencoderTrainingOptions());
        List<double> losses = [];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            EpochResult result = session.RunEpoch(threads, cancel);
            cancel.ThrowIfCancellationRequested();
            if (result.Status == EpochStatus.NotFinite)
            {
                return new AutoencoderTraining(session.Snapshot(), losses, IterationStatus.NotFinite);
            }

            losses.Add(result.MeanSquaredError);
        }

        return new AutoencoderTraining(session.Snapshot(), losses, IterationStatus.IterationLimit);
    }

    /// <summary>Mean squared error of a network over images: mean over images and pixels, pixels in [−1, 1].</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">Images as wide as its input and output, at least one.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>The loss that training lowers.</returns>
    /// <exception cref="ArgumentException">Widths do not fit, or there is no image.</exception>
    public static double MeanSquaredError(Autoencoder network, ImageSet images, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return TrainingSession.Evaluate(network, images, threads);
    }
}

/// <summary>A finished training in memory.</summary>
/// <param name="State">The state after the last step; its network is the trained one.</param>
/// <param name="BatchMse">Of each whole epoch the mean of its batches' losses, each before its step.</param>
/// <param name="Status">
/// IterationLimit when all epochs were done, as planned; NotFinite when a loss stopped being a number: then the state is that
/// before the step of its batch.
/// </param>
public sealed record AutoencoderTraining(TrainingState State, IReadOnlyList<double> BatchMse, IterationStatus Status);
