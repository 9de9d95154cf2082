using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>Weights that PyTorch keeps as several arrays, computed where that is arithmetic, else refused by name.</summary>
/// <remarks>
/// Computed: a pruning mask, weight normalisation and spectral normalisation in evaluation mode. Sums are in double precision,
/// the result is rounded to single precision once.
/// </remarks>
internal static partial class Reparametrisation
{
    /// <summary>The arrays with every reparametrised weight or bias in the place of its first part.</summary>
    /// <exception cref="DataFormatException">A parametrisation whose code the file does not hold; the line of Python that bakes it in.</exception>
    internal static List<StoredTensor> Compute(List<StoredTensor> tensors, string file, List<string> notes)
    {
        Dictionary<string, List<Part>> targets = new(StringComparer.Ordinal);
        List<object> order = [];
        foreach (StoredTensor tensor in tensors)
        {
            if (PartOf(tensor) is not { } part)
            {
                order.Add(tensor);
            }
            else if (targets.TryGetValue(part.Target, out List<Part>? parts))
            {
                parts.Add(part);
            }
            else
            {
                targets.Add(part.Target, [part]);
                order.Add(targets[part.Target]);
            }
        }

        return [.. order.Select(item => item as StoredTensor ?? Combine((List<Part>)item, tensors, file, notes))];
    }

    private static Part? PartOf(StoredTensor tensor)
    {
        Match old = OldStyle().Match(tensor.Name);
        if (old.Success)
        {
            return new Part(old.Groups["target"].Value, old.Groups["part"].Value, tensor);
        }

        Match parametrised = Parametrised().Match(tensor.Name);
        return parametrised.Success
            ? new Part(
                parametrised.Groups["module"].Value + parametrised.Groups["tensor"].Value,
                "parametrizations." + parametrised.Groups["part"].Value,
                tensor
            )
            : null;
    }

    private static StoredTensor Combine(List<Part> parts, List<StoredTensor> all, string file, List<string> notes)
    {
        string target = parts[0].Target;
        string kinds = string.Join(' ', parts.Select(part => part.Name).Order(StringComparer.Ordinal));
        Dictionary<string, StoredTensor> of = parts.ToDictionary(part => part.Name, part => part.Tensor);
        bool sized = parts.TrueForAll(part => part.Tensor.Shape.All(size => size is > 0 and <= int.MaxValue));
        (StoredTensor? found, string how) = (sized ? kinds : "") switch
        {
            "mask orig" => (Masked(of["orig"], of["mask"]), "its mask times the original"),
            "g v" => (WeightNormed(of["v"], of["g"]), "weight normalisation, g v/|v|"),
            "parametrizations.original0 parametrizations.original1" => (
                WeightNormed(of["parametrizations.original1"], of["parametrizations.original0"]),
                "weight normalisation, g v/|v|, the parametrisation of PyTorch with two originals"
            ),
            "orig u v" => (SpectralNormed(of["orig"], of["u"], of["v"]), "spectral normalisation, W/(u W v)"),
            "parametrizations.0._u parametrizations.0._v parametrizations.original" => (
                SpectralNormed(
                    of["parametrizations.original"],
                    of["parametrizations.0._u"],
                    of["parametrizations.0._v"]
                ),
                "spectral normalisation, W/(u W v), taken for its only parametrisation"
            ),
            _ => (null, ""),
        };
        if (found is null || all.Exists(tensor => tensor.Name == target))
        {
            throw Refused(parts, kinds, file);
        }

        notes.Add($"'{target}' was computed: {how}");
        return found.Renamed(target);
    }

    private static DataFormatException Refused(List<Part> parts, string kinds, string file)
    {
        string target = parts[0].Target;
        int dot = target.LastIndexOf('.');
        string module = dot < 0 ? "model" : $"model.get_submodule('{target[..dot]}')";
        string tensor = target[(dot + 1)..];
        string line =
            kinds.Contains("parametrizations", StringComparison.Ordinal)
                ? $"torch.nn.utils.parametrize.remove_parametrizations({module}, '{tensor}')"
            : kinds.Contains("mask", StringComparison.Ordinal) ? $"torch.nn.utils.prune.remove({module}, '{tensor}')"
            : kinds.Contains('g', StringComparison.Ordinal) && !kinds.Contains("orig", StringComparison.Ordinal)
                ? $"torch.nn.utils.remove_weight_norm({module}, '{tensor}')"
            : kinds.Contains('u', StringComparison.Ordinal)
                ? $"torch.nn.utils.remove_spectral_norm({module}, '{tensor}')"
            : $"torch.nn.utils.prune.remove({module}, '{tensor}')";
        string names = string.Join(", ", parts.Select(part => $"'{part.Tensor.Name}'"));
        return new DataFormatException(
            file,
            parts[0].Tensor.Offset,
            $"'{target}' is made from {names} by code that the file does not hold; bake it in, in Python: {line}"
        );
    }

    private static StoredTensor? Masked(StoredTensor original, StoredTensor mask)
    {
        if (!original.Shape.SequenceEqual(mask.Shape))
        {
            return null;
        }

        double[] values = original.ToDoubles();
        double[] factors = mask.ToDoubles();
        return Rounded(original, [.. values.Zip(factors, (value, factor) => value * factor)]);
    }

    // g has one number for each row, for each column, or one for all.
    private static StoredTensor? WeightNormed(StoredTensor direction, StoredTensor magnitude)
    {
        if (direction.Shape.Count != 2)
        {
            // More dimensions belong to a convolution, which is refused as such.
            return direction.Shape.Count > 2 ? direction : null;
        }

        (long rows, long columns) = (direction.Shape[0], direction.Shape[1]);
        double[] g = magnitude.ToDoubles();
        bool byRow = magnitude.Shape.SequenceEqual([rows, 1]);
        bool byColumn = !byRow && magnitude.Shape.SequenceEqual([1, columns]);
        if (!byRow && !byColumn && g.Length != 1)
        {
            return null;
        }

        double[] values = direction.ToDoubles();
        double[] squares = new double[g.Length];
        int Group(int i) =>
            byRow ? (int)(i / columns)
            : byColumn ? (int)(i % columns)
            : 0;
        for (int i = 0; i < values.Length; i++)
        {
            squares[Group(i)] += values[i] * values[i];
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= g[Group(i)] / Math.Sqrt(squares[Group(i)]);
        }

        return Rounded(direction, values);
    }

    private static StoredTensor? SpectralNormed(StoredTensor original, StoredTensor left, StoredTensor right)
    {
        if (original.Shape.Count != 2)
        {
            return original.Shape.Count > 2 ? original : null;
        }

        (long rows, long columns) = (original.Shape[0], original.Shape[1]);
        if (!left.Shape.SequenceEqual([rows]) || !right.Shape.SequenceEqual([columns]))
        {
            return null;
        }

        double[] values = original.ToDoubles();
        double[] u = left.ToDoubles();
        double[] v = right.ToDoubles();
        double sigma = 0.0;
        for (int i = 0; i < values.Length; i++)
        {
            sigma += u[i / columns] * values[i] * v[i % columns];
        }

        return Rounded(original, [.. values.Select(value => value / sigma)]);
    }

    private static StoredTensor Rounded(StoredTensor like, double[] values) =>
        StoredTensor.FromDoubles(
            like.Name,
            [.. like.Shape.Select(size => (int)size)],
            values,
            like.Type == ElementType.F64 ? ElementType.F64 : ElementType.F32
        );

    [GeneratedRegex(@"^(?<target>(.*\.)?(weight|bias))_(?<part>orig|mask|g|v|u)$")]
    private static partial Regex OldStyle();

    [GeneratedRegex(@"^(?<module>(.*\.)?)parametrizations\.(?<tensor>\w+)\.(?<part>.+)$")]
    private static partial Regex Parametrised();

    private sealed record Part(string Target, string Name, StoredTensor Tensor);
}
