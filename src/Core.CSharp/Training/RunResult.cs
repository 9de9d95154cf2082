using System.Collections.Generic;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>All epochs are done and the model is written.</summary>
    Finished,

    /// <summary>As many epochs as asked for, or more, were done before; nothing was changed.</summary>
    AlreadyFinished,

    /// <summary>It was asked to stop; running it again continues.</summary>
    Interrupted,

    /// <summary>The loss stopped being a number; the last good checkpoint is kept.</summary>
    NotFinite,

    /// <summary>A file could not be written or read, for instance on a full disk; what was written before is kept.</summary>
    Failed,
}

/// <summary>What became of a run.</summary>
/// <param name="Folder">Its folder, as planned.</param>
/// <param name="Status">How it ended.</param>
/// <param name="History">A row for each epoch, the untrained network first; also those of earlier calls.</param>
/// <param name="Network">The network at the end; with NotFinite and Failed that of the last checkpoint; null when there is none.</param>
/// <param name="Warnings">What was found damaged or differs, a line each.</param>
/// <param name="Message">Why it did not finish as planned, in one line; null when it did.</param>
/// <param name="ResumedFrom">Whole epochs that were done before this call; null when the run began with it.</param>
public sealed record AutoencoderRunResult(
    string Folder,
    RunStatus Status,
    IReadOnlyList<EpochRecord> History,
    Autoencoder? Network,
    IReadOnlyList<string> Warnings,
    string? Message,
    int? ResumedFrom
);

/// <summary>How far several runs have come, told after each epoch of each.</summary>
/// <param name="RunIndex">0-based position of the run in the plan.</param>
/// <param name="RunCount">Runs in the plan.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Epoch">Whole epochs done in this run.</param>
/// <param name="Epochs">Epochs of this run in all.</param>
/// <param name="Last">The row of the history just added.</param>
/// <param name="EpochsDone">Epochs trained since the call, all runs together.</param>
/// <param name="EpochsLeft">Epochs still to train, all runs together.</param>
public sealed record RunProgress(
    int RunIndex,
    int RunCount,
    string Folder,
    int Epoch,
    int Epochs,
    EpochRecord Last,
    int EpochsDone,
    int EpochsLeft
)
{
    /// <summary>Mean squared error of the epoch's batches as they passed; of the training images for the untrained network.</summary>
    public double Loss => Last.BatchMse ?? Last.TrainMse;

    /// <summary>Training images a second in the epoch; null for the untrained network.</summary>
    public double? ImagesPerSecond => Last.ImagesPerSecond;
}
