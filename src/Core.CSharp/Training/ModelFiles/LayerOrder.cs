using System;
using System.Collections.Generic;
using System.Linq;

namespace Neurovariety.Training;

/// <summary>Finds the order of layers: that of their names where names order them, else the only chain that the widths allow.</summary>
/// <remarks>
/// Names order two layers by encoder and decoder, by the first number in which they differ, or by first, second and so on. A chain that is
/// found by widths alone ends with the width that it begins with. Of several, one whose widths read the same from both sides, with the
/// narrowest in the middle, is preferred: other chains of the same layers are then only turns of it.
/// </remarks>
internal sealed class LayerOrder
{
    private const int MostSearched = 64;
    private const int MostChains = 64;
    private const int MostSteps = 200_000;

    private readonly IReadOnlyList<NamedLayer> _layers;
    private readonly List<NamedLayer[]> _chains = [];
    private readonly List<NamedLayer> _path = [];
    private ulong[] _before = [];
    private int _steps;

    private LayerOrder(IReadOnlyList<NamedLayer> layers) => _layers = layers;

    /// <summary>The layers in order; none where no order fits, several where more than one does.</summary>
    /// <param name="layers">The layers, at least one.</param>
    /// <param name="byWidths">Whether the widths, not the names, decided.</param>
    internal static IReadOnlyList<IReadOnlyList<NamedLayer>> Find(IReadOnlyList<NamedLayer> layers, out bool byWidths)
    {
        byWidths = false;
        List<NamedLayer> named = ByNames(layers);
        if (IsOrdered(named) && FirstBreak(named) < 0)
        {
            return [named];
        }

        byWidths = true;
        return layers.Count <= MostSearched ? new LayerOrder(layers).Search() : [];
    }

    /// <summary>Encoders before the others before decoders, within them by numbers; names that tell nothing keep their places.</summary>
    internal static List<NamedLayer> ByNames(IReadOnlyList<NamedLayer> layers)
    {
        List<NamedLayer> sorted = [];
        foreach (NamedLayer layer in layers.OrderBy(layer => LayerNames.Side(layer.Name)))
        {
            int place = sorted.FindIndex(other => Compare(layer, other, neutralBetween: true) < 0);
            sorted.Insert(place < 0 ? sorted.Count : place, layer);
        }

        return sorted;
    }

    /// <summary>The first layer that does not take what the one before gives, or -1.</summary>
    internal static int FirstBreak(IReadOnlyList<NamedLayer> layers)
    {
        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsOrdered(List<NamedLayer> layers) =>
        layers.Zip(layers.Skip(1)).All(pair => Compare(pair.First, pair.Second, neutralBetween: true) < 0);

    private static int Compare(NamedLayer a, NamedLayer b, bool neutralBetween)
    {
        int left = LayerNames.Side(a.Name);
        int right = LayerNames.Side(b.Name);
        return left == right ? LayerNames.Compare(a.Name, b.Name)
            : neutralBetween || (left != 0 && right != 0) ? left - right
            : 0;
    }

    // Fewer and fewer of the names' hints are believed until a chain fits.
    private List<NamedLayer[]> Search()
    {
        Func<NamedLayer, NamedLayer, int>[] hints =
        [
            (a, b) => Compare(a, b, neutralBetween: true),
            (a, b) => Compare(a, b, neutralBetween: false),
            (a, b) => LayerNames.Side(a.Name) * LayerNames.Side(b.Name) < 0 ? LayerNames.Side(a.Name) : 0,
        ];
        foreach (Func<NamedLayer, NamedLayer, int> hint in hints)
        {
            _before = [.. _layers.Select(layer => Before(layer, hint))];
            Extend(0);
            if (_chains.Count > 0)
            {
                break;
            }
        }

        // A search that was given up cannot tell whether a chain is the only one.
        if (_steps >= MostSteps)
        {
            return [];
        }

        List<NamedLayer[]> mirrored = _chains.FindAll(IsMirrored);
        return mirrored.Count == 1 ? mirrored : _chains;
    }

    private ulong Before(NamedLayer layer, Func<NamedLayer, NamedLayer, int> hint)
    {
        ulong before = 0;
        for (int i = 0; i < _layers.Count; i++)
        {
            before |= hint(_layers[i], layer) < 0 ? 1UL << i : 0;
        }

        return before;
    }

    private void Extend(ulong used)
    {
        if (_path.Count == _layers.Count)
        {
            if (_path[^1].Outputs == _path[0].Inputs)
            {
                _chains.Add([.. _path]);
            }

            return;
        }

        for (int i = 0; i < _layers.Count && _chains.Count < MostChains && _steps < MostSteps; i++)
        {
            _steps++;
            bool free = (used & (1UL << i)) == 0 && (_before[i] & ~used) == 0;
            if (free && (_path.Count == 0 || _path[^1].Outputs == _layers[i].Inputs))
            {
                _path.Add(_layers[i]);
                Extend(used | (1UL << i));
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    private static bool IsMirrored(NamedLayer[] chain)
    {
        long[] widths = [chain[0].Inputs, .. chain.Select(layer => layer.Outputs)];
        return widths.SequenceEqual(widths.Reverse())
            && widths[widths.Length / 2] == widths.Min()
            && widths[0] > widths.Min();
    }
}
