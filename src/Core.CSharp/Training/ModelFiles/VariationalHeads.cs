using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>The two heads of a variational encoder, told by their names: the mean is the code, the spread is left out.</summary>
internal static partial class VariationalHeads
{
    private static readonly HashSet<string> s_means = new(StringComparer.OrdinalIgnoreCase)
    {
        "mu",
        "mus",
        "mean",
        "means",
        "loc",
    };

    private static readonly HashSet<string> s_spreads = new(StringComparer.OrdinalIgnoreCase)
    {
        "logvar",
        "logvars",
        "logsigma",
        "logstd",
        "logscale",
        "lnvar",
        "log",
        "ln",
        "var",
        "variance",
        "sigma",
        "std",
        "stddev",
        "scale",
    };

    /// <summary>The arrays without the spread's, and the name of the mean's weights, or null where there is no pair.</summary>
    internal static (List<StoredTensor> Tensors, string? Mean) Choose(List<StoredTensor> tensors, List<string> notes)
    {
        List<StoredTensor> weights = [.. tensors.Where(tensor => tensor.Shape.Count == 2)];
        string? mean = null;
        foreach (StoredTensor spread in weights.Where(weight => Has(weight.Name, s_spreads)))
        {
            StoredTensor? partner = weights.Find(weight =>
                Has(weight.Name, s_means)
                && weight.Shape.SequenceEqual(spread.Shape)
                && Without(weight.Name, s_means) == Without(spread.Name, s_spreads)
            );
            if (partner is not null)
            {
                string left = LayerNames.Stem(spread.Name);
                tensors = [.. tensors.Where(tensor => LayerNames.Stem(tensor.Name) != left)];
                mean = partner.Name;
                notes.Add(
                    $"a variational autoencoder: the mean '{partner.Name}' is the code, its spread '{spread.Name}' was left out"
                );
            }
        }

        return (tensors, mean);
    }

    private static bool Has(string name, HashSet<string> words) => Words(name).Exists(words.Contains);

    private static string Without(string name, HashSet<string> words) =>
        string.Join('.', Words(name).Where(word => !words.Contains(word)));

    // Words of capitals and small letters apart, so that fcLogVar has the word Log.
    private static List<string> Words(string name) =>
        [
            .. LayerNames
                .Words(name)
                .SelectMany(word => Parts().Matches(word).Select(part => part.Value.ToLowerInvariant())),
        ];

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")]
    private static partial Regex Parts();
}
