using System;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>What a run is to do.</summary>
/// <param name="Architecture">Widths and activations.</param>
/// <param name="Training">Batch size, optimiser, seed.</param>
/// <param name="Epochs">Passes over the data in all, at least 0; more than before continue a run.</param>
/// <param name="Checkpoints">After which epochs the network is kept.</param>
public sealed record AutoencoderRunSettings(
    Architecture Architecture,
    AutoencoderTrainingOptions Training,
    int Epochs,
    CheckpointSchedule Checkpoints
);

/// <summary>One run of several.</summary>
/// <param name="Settings">What it is to do.</param>
/// <param name="Folder">Its run folder: new, empty, or that of the same run.</param>
public sealed record PlannedRun(AutoencoderRunSettings Settings, string Folder);

/// <summary>Images by their number, size and hash.</summary>
/// <param name="Count">Number of images.</param>
/// <param name="Rows">Rows of one image.</param>
/// <param name="Columns">Columns of one image.</param>
/// <param name="PixelSha256">SHA-256 of all pixels, 64 hexadecimal digits in lower case.</param>
public sealed record ImageSetDescription(int Count, int Rows, int Columns, string PixelSha256)
{
    /// <summary>The description of some images.</summary>
    /// <param name="images">The images.</param>
    /// <returns>Their number, size and hash.</returns>
    public static ImageSetDescription Of(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new ImageSetDescription(images.Count, images.Rows, images.Columns, images.PixelSha256());
    }
}

/// <summary>The data of a run.</summary>
/// <param name="Source">Where the images came from, for people; no part of the run's identity.</param>
/// <param name="Train">Training images.</param>
/// <param name="Test">Test images.</param>
public sealed record RunData(string Source, ImageSetDescription Train, ImageSetDescription Test)
{
    /// <summary>The description of a data set.</summary>
    /// <param name="data">Images to train and to test on.</param>
    /// <returns>Its source, numbers, sizes and hashes.</returns>
    public static RunData Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new RunData(data.Location, ImageSetDescription.Of(data.Train), ImageSetDescription.Of(data.Test));
    }
}

/// <summary>Everything that is needed to repeat a run: the contents of <c>run.json</c>.</summary>
/// <param name="Settings">What the run is to do.</param>
/// <param name="Data">Its data.</param>
/// <param name="Version">Version of the program that began it.</param>
/// <param name="Machine">The machine that it was begun on.</param>
public sealed record RunDescription(
    AutoencoderRunSettings Settings,
    RunData Data,
    string Version,
    MachineDescription Machine
);
