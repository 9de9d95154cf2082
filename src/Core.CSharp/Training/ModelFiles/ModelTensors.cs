using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>The weights and biases of a file's model: what is dropped, empty or no part of it is left out, what was reparametrised is computed.</summary>
internal sealed class ModelTensors
{
    private const int MostShown = 24;
    private readonly string _file;
    private readonly List<string> _notes;

    private ModelTensors(string file, List<string> notes)
    {
        _file = file;
        _notes = notes;
    }

    /// <summary>The arrays of one dimension and of two, in the order of the file.</summary>
    /// <param name="tensors">All arrays of the file.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="options">What to leave out.</param>
    /// <param name="notes">Takes a line for everything that was decided.</param>
    internal static List<StoredTensor> Of(
        IEnumerable<StoredTensor> tensors,
        string file,
        AutoencoderFileOptions options,
        List<string> notes
    )
    {
        ModelTensors model = new(file, notes);
        List<StoredTensor> used = [.. tensors.Where(tensor => !IsOfOptimiser(tensor.Name))];
        used = model.Drop(used, options.Drop);
        used = ModelCopies.Choose(used, file, notes);
        used = Reparametrisation.Compute(used, file, notes);
        used = [.. used.Where(tensor => tensor.Shape.Count > 0)];
        used = model.LeaveOutEmpty(used);
        model.RefuseOthers(used);
        return model.LeaveOutBuffers(used);
    }

    /// <summary>The name and shape of an array.</summary>
    internal static string Describe(StoredTensor tensor) => $"{tensor.Name} {string.Join(" x ", tensor.Shape)}";

    /// <summary>The names and shapes of the first arrays.</summary>
    internal static string List(IReadOnlyCollection<StoredTensor> tensors) =>
        tensors.Count == 0 ? "no arrays" : string.Join("; ", tensors.Take(MostShown).Select(Describe));

    /// <summary>Whether a name is the word or begins with it, up to a dot, slash or the word for weight or bias.</summary>
    internal static bool IsOf(string name, string first) =>
        name.StartsWith(first, StringComparison.Ordinal)
        && (name.Length == first.Length || !char.IsAsciiLetterOrDigit(name[first.Length]))
        && (name.Length == first.Length || name[first.Length] != '_' || LayerNames.HasRole(name[(first.Length + 1)..]));

    private static bool IsOfOptimiser(string name) => name.StartsWith("optimizer", StringComparison.Ordinal);

    private List<StoredTensor> Drop(List<StoredTensor> tensors, IReadOnlyList<string> drop)
    {
        foreach (string first in drop)
        {
            int before = tensors.Count;
            List<StoredTensor> kept = [.. tensors.Where(tensor => !IsOf(tensor.Name, first))];
            if (kept.Count == before)
            {
                throw new DataFormatException(
                    _file,
                    $"there is no '{first}' to leave out; the file holds {List(tensors)}"
                );
            }

            _notes.Add($"left out as asked: {string.Join(", ", tensors.Except(kept).Select(tensor => tensor.Name))}");
            tensors = kept;
        }

        return tensors;
    }

    // An empty array that is named as weights is a damaged layer; any other says nothing.
    private List<StoredTensor> LeaveOutEmpty(List<StoredTensor> tensors)
    {
        List<StoredTensor> empty = [.. tensors.Where(tensor => tensor.Shape.Contains(0))];
        if (empty.Find(tensor => LayerNames.HasRole(tensor.Name)) is { } layer)
        {
            throw new DataFormatException(_file, layer.Offset, $"'{Describe(layer)}' holds no numbers");
        }

        if (empty.Count > 0)
        {
            _notes.Add($"left out, for they hold no numbers: {List(empty)}");
        }

        return [.. tensors.Except(empty)];
    }

    private void RefuseOthers(List<StoredTensor> tensors)
    {
        foreach (StoredTensor tensor in tensors)
        {
            string? reason = Reason(tensor);
            if (reason is not null)
            {
                throw new DataFormatException(_file, tensor.Offset, $"'{Describe(tensor)}' {reason}");
            }
        }
    }

    private static string? Reason(StoredTensor tensor)
    {
        List<string> words = LayerNames.Words(tensor.Name);
        bool Says(params string[] some) => words.Exists(word => some.Contains(word, StringComparer.OrdinalIgnoreCase));
        return tensor.Shape.Count > 2
                ? "belongs to no affine layer, expected out x in weights and biases only; strides and padding of a convolution do not"
                    + " stand beside its weights, only in a TorchScript archive: torch.jit.script(model).save(path)"
            : tensor.Shape.Any(size => size > int.MaxValue) ? "is too large"
            : Says("lora") ? "is a low-rank addition to other weights; bake it in, in Python: model.merge_and_unload()"
            : words.Count > 2 && Says("ih", "hh") && Says("weight", "bias")
                ? "belongs to a recurrent layer, expected affine layers only"
            : Says("proj")
            && Says("in")
            && Says("weight", "bias")
            && tensor.Name.Contains("in_proj_", StringComparison.Ordinal)
                ? "belongs to an attention layer, expected affine layers only"
            : null;
    }

    // Where some arrays are named as weights, arrays of two dimensions without such a name are constants.
    private List<StoredTensor> LeaveOutBuffers(List<StoredTensor> tensors)
    {
        List<StoredTensor> matrices = [.. tensors.Where(tensor => tensor.Shape.Count == 2)];
        List<StoredTensor> nameless = [.. matrices.Where(tensor => !LayerNames.HasRole(tensor.Name))];
        if (nameless.Count == 0 || matrices.Count - nameless.Count < 2)
        {
            return tensors;
        }

        _notes.Add($"left out, for no word of their names says weight: {List(nameless)}");
        return [.. tensors.Except(nameless)];
    }
}
