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
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        Kind = kind;
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

    /// <summary>Reads a file by what it holds; only where that tells nothing, by the ending of its name.</summary>
    /// <param name="path">A file .safetensors, .pt, .pth, .npz or .npy.</param>
    /// <returns>Its arrays.</returns>
    /// <exception cref="DataFormatException">The file breaks its format, or is of no known kind.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorFile Read(string path) => Parse(SourceFile.ReadAll(path), path);

    /// <summary>The array of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The array, or null when there is none.</returns>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The arrays from the bytes of a file.</summary>
    internal static TensorFile Parse(byte[] file, string name)
    {
        string extension = Path.GetExtension(name).ToLowerInvariant();
        if (ZipDirectory.IsArchive(file))
        {
            return ParseArchive(file, name, extension);
        }

        return file.AsSpan().StartsWith(NpyHeader.Magic) ? ParseNpy(file, name)
            : TorchStateDict.IsOld(file) ? FromTorch(TorchStateDict.Parse(file, name))
            : file.Length > 8 && file[8] == (byte)'{' ? FromSafetensors(Safetensors.Parse(file, name))
            : extension switch
            {
                ".safetensors" => FromSafetensors(Safetensors.Parse(file, name)),
                ".npy" => ParseNpy(file, name),
                ".npz" => new TensorFile(".npz", Npz.Parse(file, name)),
                ".pt" or ".pth" => FromTorch(TorchStateDict.Parse(file, name)),
                _ => throw new DataFormatException(name, 0, $"a file of unknown kind, {Known}"),
            };
    }

    private static TensorFile ParseArchive(byte[] file, string name, string extension)
    {
        ZipDirectory archive = ZipDirectory.Parse(file, name);
        return TorchStateDict.IsStateDict(archive) || extension is ".pt" or ".pth"
            ? FromTorch(TorchStateDict.Parse(archive, file.Length, name))
            : new TensorFile(".npz", Npz.Parse(archive, name));
    }

    private static TensorFile ParseNpy(byte[] file, string name) =>
        new(".npy", [Npy.ParseTensor(file, Npy.Source(name))]);

    private static TensorFile FromTorch(TorchStateDict found) => new(".pt", found.Tensors, found.Metadata);

    private static TensorFile FromSafetensors(Safetensors found) => new(".safetensors", found.Tensors, found.Metadata);
}
