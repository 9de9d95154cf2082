using System;

namespace Neurovariety.Training;

/// <summary>The batches of a pass and the learning rate of every step.</summary>
internal sealed class Schedule(LinearTrainingOptions settings, int samples)
{
    /// <summary>Steps in one pass; the last one may see fewer samples.</summary>
    internal int StepsPerEpoch { get; } = (samples + settings.BatchSize - 1) / settings.BatchSize;

    /// <summary>Half a cosine from the full rate at step 0 to nearly 0 at the last step of all.</summary>
    internal double Rate(int step) =>
        settings.Adam.LearningRate * 0.5 * (1.0 + Math.Cos(Math.PI * step / ((double)settings.Epochs * StepsPerEpoch)));

    /// <summary>The samples of one step of a pass.</summary>
    internal ReadOnlySpan<int> Batch(int[] order, int step)
    {
        int start = step * settings.BatchSize;
        return order.AsSpan(start, Math.Min(settings.BatchSize, samples - start));
    }
}
