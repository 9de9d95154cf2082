using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Named arrays with their metadata from a file of any kind that is known; immutable.</summary>
public sealed class TensorFile
{
    private const string Known = "expected .safetensors, .pt or .pth (a state dict of PyTorch), .npz or .npy";
    private readonly Dictionary<string, StoredTensor> _byName;

    private TensorFile(
        string kind,
        IReadOnlyList<StoredTensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        IReadOnlyList<UnreadEntry>? unread = null,
        IReadOnlyList<string>? notes = null
    )
    {
        Kind = kind;
        Unread = unread ?? [];
        Notes = notes ?? [];
        Tensors = tensors;
        Metadata = metadata ?? new SortedDictionary<string, string>();
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The kind of file, as its usual ending: .safetensors, .pt, .npz or .npy.</summary>
    public string Kind { get; }

    /// <summary>The arrays in the order of the file.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Notes by name; empty where the kind has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Entries that were passed over: arrays of texts or objects, and objects of Python.</summary>
    public IReadOnlyList<UnreadEntry> Unread { get; }

    /// <summary>What the user must be told of a choice among several models, a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Reads a file by what it holds; only where that tells nothing, by the ending of its name.</summary>
    /// <param name="path">A file .safetensors, .pt, .pth, .npz or .npy.</param>
    /// <param name="entry">
    /// The entry to read: a key of a checkpoint of PyTorch, or the first words of names, which are then left out of them; null for all of the
    /// file, or the model of a checkpoint.
    /// </param>
    /// <returns>Its arrays.</returns>
    /// <exception cref="DataFormatException">The file breaks its format, is of no known kind, or has no such entry.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorFile Read(string path, string? entry = null) => Parse(SourceFile.ReadAll(path), path, entry);

    /// <summary>The array of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The array, or null when there is none.</returns>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The arrays from the bytes of a file.</summary>
    internal static TensorFile Parse(byte[] file, string name, string? entry = null)
    {
        FirstBytes.Check(file, name, Known);
        string extension = Path.GetExtension(name).ToLowerInvariant();
        if (ZipDirectory.IsArchive(file))
        {
            return ParseArchive(file, name, extension, entry);
        }

        if (TorchOldFile.Fits(file))
        {
            return FromTorch(TorchStateDict.Parse(file, name, entry));
        }

        TensorFile found =
            file.AsSpan().StartsWith(NpyHeader.Magic) ? ParseNpy(file, name)
            : file.Length > 8 && file[8] == (byte)'{' ? FromSafetensors(Safetensors.Parse(file, name))
            : extension switch
            {
                ".safetensors" => FromSafetensors(Safetensors.Parse(file, name)),
                ".npy" => ParseNpy(file, name),
                ".npz" => FromNpz(ZipDirectory.Parse(file, name), name),
                ".pt" or ".pth" => FromTorch(TorchStateDict.Parse(file, name, entry)),
                _ => throw new DataFormatException(name, $"a file of unknown kind, {Known}"),
            };
        return found.Within(entry, name);
    }

    /// <summary>One array as a file of its own.</summary>
    internal static TensorFile Of(StoredTensor tensor) => new(".npy", [tensor]);

    private static TensorFile ParseArchive(byte[] file, string name, string extension, string? entry)
    {
        ZipDirectory archive = ZipDirectory.Parse(file, name);
        return TorchStateDict.IsStateDict(archive) || extension is ".pt" or ".pth"
            ? FromTorch(TorchStateDict.Parse(archive, file.Length, name, entry))
            : FromNpz(archive, name).Within(entry, name);
    }

    private static TensorFile ParseNpy(byte[] file, string name) =>
        new(".npy", [Npy.ParseTensor(file, Npy.Source(name))]);

    private static TensorFile FromNpz(ZipDirectory archive, string name)
    {
        (IReadOnlyList<StoredTensor> tensors, IReadOnlyList<UnreadEntry> unread) = Npz.ParseAll(archive, name);
        return new TensorFile(".npz", tensors, unread: unread);
    }

    private static TensorFile FromTorch(TorchStateDict found) =>
        new(".pt", found.Tensors, found.Metadata, found.Unread, found.Notes);

    private static TensorFile FromSafetensors(Safetensors found) => new(".safetensors", found.Tensors, found.Metadata);

    // The arrays whose names begin with the entry, without it.
    private TensorFile Within(string? entry, string name)
    {
        if (entry is null)
        {
            return this;
        }

        bool Belongs(StoredTensor tensor) =>
            tensor.Name.Length > entry.Length + 1
            && tensor.Name.StartsWith(entry, StringComparison.Ordinal)
            && tensor.Name[entry.Length] is '.' or '/';
        StoredTensor[] chosen =
        [
            .. Tensors.Where(Belongs).Select(tensor => tensor.Renamed(tensor.Name[(entry.Length + 1)..])),
        ];
        return chosen.Length > 0
            ? new TensorFile(Kind, chosen, Metadata, [], Notes)
            : throw new DataFormatException(
                name,
                $"there is no entry '{entry}': no name begins with '{entry}.'; the file has {string.Join(", ", Tensors.Take(12).Select(tensor => tensor.Name))}"
            );
    }
}
