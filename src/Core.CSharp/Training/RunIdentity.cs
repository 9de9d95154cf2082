using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>What must agree for two runs to pass through the same bits: all but epochs and checkpoints.</summary>
internal static class RunIdentity
{
    private const int HashDigits = 12;

    /// <summary>What differs, each as "x is A there, B here"; empty when the runs are the same.</summary>
    internal static IReadOnlyList<string> Differences(RunDescription there, RunDescription here) =>
        [
            .. Traits(there)
                .Zip(Traits(here))
                .Where(pair => pair.First.Value != pair.Second.Value)
                .Select(pair => $"{pair.First.Name} is {pair.First.Value} there, {pair.Second.Value} here"),
        ];

    /// <summary>Name of an optimiser in files and messages.</summary>
    internal static string KindName(OptimizerKind kind) => kind.ToString().ToLowerInvariant();

    private static IEnumerable<(string Name, string Value)> Traits(RunDescription run)
    {
        Architecture architecture = run.Settings.Architecture;
        AutoencoderTrainingOptions training = run.Settings.Training;
        OptimizerOptions optimizer = training.Optimizer;
        return
        [
            ("architecture", $"{string.Join('-', architecture.Widths.SkipLast(1))}-d"),
            ("latent", Text(architecture.Latent)),
            ("the activation between layers", Activations.Name(architecture.Hidden)),
            ("the activation at the end", Activations.Name(architecture.Output)),
            ("batch", Text(training.BatchSize)),
            ("seed", Text(training.Seed)),
            ("optimizer", KindName(optimizer.Kind)),
            ("learning rate", Text(optimizer.LearningRate)),
            ("beta1", Text(optimizer.Beta1)),
            ("beta2", Text(optimizer.Beta2)),
            ("epsilon", Text(optimizer.Epsilon)),
            ("momentum", Text(optimizer.Momentum)),
            ("weight decay", Text(optimizer.WeightDecay)),
            ("training data", Text(run.Data.Train)),
            ("test data", Text(run.Data.Test)),
        ];
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Text(ImageSetDescription images) =>
        $"{images.Count} images of {images.Rows} x {images.Columns} with SHA-256 {images.PixelSha256[..HashDigits]}...";
}
