using System.Collections.Generic;
using Neurovariety.Networks;
using Neurovariety.Numerics;

namespace Neurovariety.Training;

/// <summary>One pass over the data.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Loss">Mean over the pass of the mean squared error per sample and pixel, each batch before its step.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
public readonly record struct LinearEpoch(int Epoch, double Loss, double LearningRate);

/// <summary>A finished training.</summary>
/// <param name="Network">The trained network.</param>
/// <param name="History">One entry for each pass.</param>
/// <param name="TrainLoss">Mean squared error per sample and pixel on all the data, with the last weights.</param>
/// <param name="Status">
/// IterationLimit when all passes were made, as planned; NotFinite when a loss stopped being a number: then the network
/// is the one the training started from.
/// </param>
/// <param name="Seconds">Wall time.</param>
public sealed record LinearTrainingRun(
    LinearAutoencoder Network,
    IReadOnlyList<LinearEpoch> History,
    double TrainLoss,
    IterationStatus Status,
    double Seconds
);
