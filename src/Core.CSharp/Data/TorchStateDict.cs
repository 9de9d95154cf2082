using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>The named tensors of a state dict that PyTorch saved (.pt, .pth); immutable.</summary>
/// <remarks>
/// <para>Source: [ZIP], [PICKLE]. An archive of a pickle and of the numbers. The pickle may build tensors, dictionaries, lists, tuples,
/// texts and numbers; any other opcode or name is refused with its place, and nothing is executed.</para>
/// <para>Names within dictionaries are joined by dots. Of a checkpoint, whose entry <c>state_dict</c>, <c>model_state_dict</c> or
/// <c>model</c> is a dictionary with tensors, the first such entry alone counts; numbers and texts beside it become metadata.</para>
/// <para>Tensors are slices of the file where they can be; other views are copied, in all no more than the file is long. Views that
/// repeat numbers are refused. Files of up to 2 GB.</para>
/// </remarks>
public sealed class TorchStateDict
{
    private const string Pickle = "data.pkl";
    private static readonly string[] s_inner = ["state_dict", "model_state_dict", "model"];

    private readonly Dictionary<string, StoredTensor> _byName;

    internal TorchStateDict(
        IReadOnlyList<StoredTensor> tensors,
        Dictionary<string, StoredTensor> byName,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        Tensors = tensors;
        Metadata = metadata;
        _byName = byName;
    }

    /// <summary>The tensors in the order of the dictionary.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Numbers and texts that stand in the outermost dictionary, for instance <c>epoch</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file that torch.save wrote in the archive form, the default since PyTorch 1.6.</param>
    /// <returns>Its tensors.</returns>
    /// <exception cref="DataFormatException">The file breaks a rule of the format, or holds more than tensors.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TorchStateDict Read(string path) => Parse(SourceFile.ReadAll(path), path);

    /// <summary>The tensor of a name.</summary>
    /// <param name="name">The name, such as <c>encoder.0.weight</c>.</param>
    /// <returns>The tensor, or null when there is none.</returns>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether an archive holds a state dict.</summary>
    internal static bool IsStateDict(ZipDirectory archive) => archive.Members.Any(IsPickle);

    /// <summary>Whether a file begins as those that PyTorch wrote before 1.6.</summary>
    internal static bool IsOld(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9]);

    /// <summary>The tensors from the bytes of a file.</summary>
    internal static TorchStateDict Parse(byte[] file, string name)
    {
        if (IsOld(file))
        {
            throw new DataFormatException(
                name,
                0,
                "PyTorch's format from before 1.6; convert it in Python: torch.save(torch.load(p, map_location='cpu'), p)"
            );
        }

        if (!ZipDirectory.IsArchive(file))
        {
            throw new DataFormatException(name, 0, "no state dict of PyTorch: it does not begin as an archive");
        }

        return Parse(ZipDirectory.Parse(file, name), file.Length, name);
    }

    /// <summary>The tensors from an archive.</summary>
    internal static TorchStateDict Parse(ZipDirectory archive, long fileLength, string name)
    {
        ZipMember[] pickles = [.. archive.Members.Where(IsPickle)];
        if (pickles.Length != 1)
        {
            throw new DataFormatException(
                name,
                0,
                $"no state dict of PyTorch: {pickles.Length} members named data.pkl"
            );
        }

        ZipMember pickle = pickles[0];
        PickleReader reader = new(archive.Contents(pickle), name, pickle.Start);
        object? root = PickleMachine.Run(reader, fileLength);
        TorchStorages storages = new(archive, pickle.Name[..^Pickle.Length], name, fileLength);
        TensorCollector collector = new(reader, storages);
        collector.Collect(Inner(root) ?? root);
        return new TorchStateDict(collector.Tensors, collector.ByName, Notes(root));
    }

    private static bool IsPickle(ZipMember member) =>
        member.Name == Pickle || member.Name.EndsWith("/" + Pickle, StringComparison.Ordinal);

    private static PickleDictionary? Inner(object? root) =>
        s_inner
            .Select(key => (root as PickleDictionary)?.Find(key) as PickleDictionary)
            .FirstOrDefault(inner => inner is not null && inner.Entries.Any(entry => entry.Value is TorchView));

    private static SortedDictionary<string, string> Notes(object? root)
    {
        SortedDictionary<string, string> notes = new(StringComparer.Ordinal);
        foreach ((object key, object? value) in (root as PickleDictionary)?.Entries ?? [])
        {
            if (key is string name && value is (string or long or double or bool))
            {
                notes[name] = FormattableString.Invariant($"{value}");
            }
        }

        return notes;
    }
}
