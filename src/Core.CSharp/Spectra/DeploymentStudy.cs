using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Spectra;

/// <summary>What a study of scores under shifts works with.</summary>
public sealed record DeploymentOptions
{
    /// <summary>Seed of the shifts.</summary>
    public ulong Seed { get; init; }

    /// <summary>Other networks for the ensemble's variance; none: that score is left out.</summary>
    public IReadOnlyList<Autoencoder> Ensemble { get; init; } = [];

    /// <summary>Training images for the Mahalanobis distance, which a deployer does not have; null: that score is left out.</summary>
    public ImageSet? Training { get; init; }

    /// <summary>The shifts, at least one.</summary>
    public IReadOnlyList<Distortion> Shifts { get; init; } = Distortions.All;

    /// <summary>How spectra are computed.</summary>
    public SpectrumOptions Spectra { get; init; } = SpectrumOptions.Default;
}

/// <summary>How well scores find shifted and badly reconstructed points of one network.</summary>
/// <param name="PointCount">Points on each side of a comparison: the half of the images on which nothing was fitted.</param>
/// <param name="Shifts">Figures for each score at each shift.</param>
/// <param name="Worst">Figures for each score at "worst 5 % of the clean points by MSE".</param>
/// <param name="Combinations">The combinations with their weights.</param>
/// <param name="FittedShifts">Names of the near shifts that the combinations were fitted to.</param>
/// <param name="HeldOutShifts">Names of the near shifts that they have not seen.</param>
public sealed record DeploymentReport(
    int PointCount,
    IReadOnlyList<ScoreFigures> Shifts,
    IReadOnlyList<ScoreFigures> Worst,
    IReadOnlyList<ScoreCombination> Combinations,
    IReadOnlyList<string> FittedShifts,
    IReadOnlyList<string> HeldOutShifts
)
{
    /// <summary>What a score gains on the MSE: the mean difference of the areas under the ROC curve over the held-out near shifts.</summary>
    /// <param name="score">Name of a score with a direction.</param>
    /// <returns>Above 0 where the score beats the MSE on average; null without held-out shifts or direction.</returns>
    public double? GainOnMse(string score)
    {
        double[] gains =
        [
            .. HeldOutShifts.Select(shift =>
                (Area(score, shift) - Area(FailureScore.DataFree[0].Name, shift)) ?? double.NaN
            ),
        ];
        return gains.Length == 0 || gains.Any(double.IsNaN) ? null : gains.Average();
    }

    private double? Area(string score, string shift) =>
        Shifts.FirstOrDefault(row => row.Score.Name == score && row.Target == shift)?.ByTheory?.AreaUnderRoc;
}

/// <summary>Judges every score on every shift of test images.</summary>
/// <remarks>
/// Derivation: combinations see every second near shift, at the images of even index only; all figures, those of single scores too, are of
/// the images of odd index. So a near shift of the other half is new to them in kind and in images. Then the halves of the near shifts
/// change places: how a combination does on shifts that it has not seen depends on those that it has.
/// </remarks>
public static class DeploymentStudy
{
    /// <summary>Names and parts of the combinations: without and with the spectrum.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Parts)> Combinations { get; } =
    [
        ("mse+cycle", ["mse", "latent-cycle"]),
        (
            "mse+cycle+spectrum",
            [
                "mse",
                "latent-cycle",
                "trace-input",
                "log-omega-input",
                "log-omega-latent",
                "distance-input",
                "distance-latent",
            ]
        ),
    ];

    /// <summary>Runs the study.</summary>
    /// <param name="network">An autoencoder with as many inputs as an image has pixels, and as many outputs.</param>
    /// <param name="test">At least 40 test images.</param>
    /// <param name="options">Seed, ensemble, shifts; null for the default.</param>
    /// <param name="cancellation">Stops between two shifts, or within their spectra.</param>
    /// <returns>Two reports, one for each half of the near shifts to fit to; they agree about all single scores.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, or too few images.</exception>
    public static IReadOnlyList<DeploymentReport> Run(
        Autoencoder network,
        ImageSet test,
        DeploymentOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentOutOfRangeException.ThrowIfLessThan(test.Count, 40, nameof(test));
        options ??= new DeploymentOptions();
        double[] codes = options.Training is null ? [] : Codes(network, options.Training, options.Spectra);
        ScoreTable Scores(ImageSet images)
        {
            cancellation.ThrowIfCancellationRequested();
            return Score(network, images, codes, options, cancellation);
        }

        ScoreTable clean = Scores(test);
        Dictionary<string, ScoreTable> shifted = options.Shifts.ToDictionary(
            shift => shift.Name,
            shift => Scores(shift.Apply(test, options.Seed))
        );
        return [Judge(clean, shifted, options.Shifts, 0), Judge(clean, shifted, options.Shifts, 1)];
    }

    /// <summary>Fits the combinations and judges all scores.</summary>
    /// <param name="clean">Scores at clean points.</param>
    /// <param name="shifted">Scores at the same points shifted, by the name of the shift.</param>
    /// <param name="shifts">The shifts in their order.</param>
    /// <param name="half">Fitted are the near shifts 0, 2, 4 … (for 0), or 1, 3, 5 … (for 1).</param>
    internal static DeploymentReport Judge(
        ScoreTable clean,
        IReadOnlyDictionary<string, ScoreTable> shifted,
        IReadOnlyList<Distortion> shifts,
        int half
    )
    {
        string[] near = [.. shifts.Where(shift => shift.IsNear).Select(shift => shift.Name)];
        string[] fitted = [.. near.Where((_, i) => i % 2 == half)];
        int[] even = [.. Enumerable.Range(0, clean.Count).Where(i => i % 2 == 0)];
        int[] odd = [.. Enumerable.Range(0, clean.Count).Where(i => i % 2 == 1)];
        ScoreTable[] examples = [.. fitted.Select(name => shifted[name].At(even))];
        ScoreCombination[] combinations =
        [
            .. Combinations
                .Where(_ => fitted.Length > 0)
                .Select(one => ScoreCombination.Fit(one.Name, one.Parts, clean.At(even), examples)),
        ];
        ScoreTable judged = Extend(clean.At(odd), combinations);
        List<ScoreFigures> rows = [];
        foreach (Distortion shift in shifts)
        {
            ScoreTable moved = Extend(shifted[shift.Name].At(odd), combinations);
            rows.AddRange(
                judged.Scores.Select(score =>
                    ScoreEvaluation.Shifted(score, shift.Name, judged.Values(score.Name), moved.Values(score.Name))
                )
            );
        }

        ScoreFigures[] worst =
        [
            .. judged.Scores.Select(score =>
                ScoreEvaluation.Worst(score, judged.Values(score.Name), judged.Values("mse"))
            ),
        ];
        return new DeploymentReport(odd.Length, rows, worst, combinations, fitted, [.. near.Except(fitted)]);
    }

    private static ScoreTable Extend(ScoreTable table, IEnumerable<ScoreCombination> combinations) =>
        combinations.Aggregate(table, (longer, one) => longer.With(one.Score, one.Apply(table)));

    private static ScoreTable Score(
        Autoencoder network,
        ImageSet images,
        double[] codes,
        DeploymentOptions options,
        CancellationToken cancellation
    )
    {
        SpectrumTable table = JacobianSpectrum.OfImages(
            network,
            null,
            images,
            options.Spectra,
            cancellation: cancellation
        );
        ScoreTable scores = FailureScores.Of(table);
        if (options.Ensemble.Count > 0)
        {
            float[] samples = Scaled(network, images, options.Spectra);
            IEnumerable<Autoencoder> all = [network, .. options.Ensemble];
            float[][] outputs = [.. all.Select(one => one.Apply(samples, options.Spectra.Threads))];
            scores = scores.With(FailureScore.Ensemble, FailureScores.EnsembleVariances(outputs, network.OutputCount));
        }

        return codes.Length == 0
            ? scores
            : scores.With(
                FailureScore.Mahalanobis,
                FailureScores.MahalanobisDistances(codes, table.Latents, table.Latent)
            );
    }

    private static double[] Codes(Autoencoder network, ImageSet images, SpectrumOptions options) =>
        Array.ConvertAll(network.Encode(Scaled(network, images, options), options.Threads), value => (double)value);

    private static float[] Scaled(Autoencoder network, ImageSet images, SpectrumOptions options) =>
        options.Scale.Decide(network.Decoder[^1].Activation == Activation.Sigmoid).Apply(images);
}
