namespace Neurovariety.Training;

/// <summary>One row of the history of a run.</summary>
/// <param name="Epoch">Whole epochs done; 0 is the untrained network.</param>
/// <param name="TrainMse">Mean squared error per sample and pixel of all training images after the epoch, pixels in [−1, 1].</param>
/// <param name="TestMse">The same of all test images.</param>
/// <param name="BatchMse">Mean over the epoch's images of the error that each had in its batch, before the step; null in row 0.</param>
/// <param name="Seconds">Wall time of the epoch's steps, without evaluation and files; 0 in row 0.</param>
/// <param name="ImagesPerSecond">Training images over seconds; null in row 0.</param>
public sealed record EpochRecord(
    int Epoch,
    double TrainMse,
    double TestMse,
    double? BatchMse,
    double Seconds,
    double? ImagesPerSecond
);
