namespace Neurovariety.Training;

/// <summary>How an epoch ended.</summary>
internal enum EpochStatus
{
    /// <summary>All images were seen.</summary>
    Completed,

    /// <summary>It was asked to stop, and did so between two steps.</summary>
    Interrupted,

    /// <summary>The loss of a batch was no finite number; that batch moved nothing.</summary>
    NotFinite,
}

/// <summary>What became of an epoch.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Epoch">Its number, 1-based.</param>
/// <param name="Step">Steps done in it; when the loss was not finite, the 0-based index of that batch.</param>
/// <param name="MeanSquaredError">Mean over the images seen and their pixels, each before the step of its batch.</param>
internal readonly record struct EpochResult(EpochStatus Status, int Epoch, int Step, double MeanSquaredError);
