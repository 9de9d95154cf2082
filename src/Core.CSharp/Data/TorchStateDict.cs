using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>The named tensors of a state dict that PyTorch saved (.pt, .pth); immutable.</summary>
/// <remarks>
/// <para>Source: [ZIP], [PICKLE]. An archive of a pickle and of the numbers, or the form from before PyTorch 1.6. The pickle may build
/// tensors, dictionaries, lists, tuples, texts and numbers; any other object stays opaque and passes by, and nothing is executed.</para>
/// <para>Names within dictionaries are joined by dots. Of a checkpoint, whose entry <c>state_dict</c>, <c>model_state_dict</c> or
/// <c>model</c> for instance is a dictionary with tensors, that entry alone counts; numbers and texts beside it become metadata. Of
/// several models one is chosen by its name and said, or the file is refused until one is named.</para>
/// <para>Tensors are slices of the file where they can be; other views are copied, in all no more than the file is long. Views that
/// repeat numbers are refused. Files of up to 2 GB.</para>
/// </remarks>
public sealed class TorchStateDict
{
    private const string Pickle = "data.pkl";
    private readonly Dictionary<string, StoredTensor> _byName;

    internal TorchStateDict(
        IReadOnlyList<StoredTensor> tensors,
        Dictionary<string, StoredTensor> byName,
        IReadOnlyDictionary<string, string> metadata,
        IReadOnlyList<UnreadEntry> unread,
        IReadOnlyList<string> notes
    )
    {
        Tensors = tensors;
        Metadata = metadata;
        Unread = unread;
        Notes = notes;
        _byName = byName;
    }

    /// <summary>The tensors in the order of the dictionary.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Numbers and texts that stand in the outermost dictionary, for instance <c>epoch</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Objects beside the tensors that were passed over.</summary>
    public IReadOnlyList<UnreadEntry> Unread { get; }

    /// <summary>What the user must be told of a choice, a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file that torch.save wrote, in the archive form or in that from before PyTorch 1.6.</param>
    /// <param name="entry">The entry of a checkpoint to read, dots between keys; null to choose by the names.</param>
    /// <returns>Its tensors.</returns>
    /// <exception cref="DataFormatException">The file breaks a rule of the format, or there is no such entry, or no single model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TorchStateDict Read(string path, string? entry = null) =>
        Parse(SourceFile.ReadAll(path), path, entry);

    /// <summary>The tensor of a name.</summary>
    /// <param name="name">The name, such as <c>encoder.0.weight</c>.</param>
    /// <returns>The tensor, or null when there is none.</returns>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether an archive holds a state dict.</summary>
    internal static bool IsStateDict(ZipDirectory archive) => archive.Members.Any(IsPickle);

    /// <summary>The tensors from the bytes of a file.</summary>
    internal static TorchStateDict Parse(byte[] file, string name, string? entry = null)
    {
        if (TorchOldFile.Fits(file))
        {
            TorchOldFile old = TorchOldFile.Parse(file, name);
            return Collect(old.Root, old.Reader, old, name, entry);
        }

        return ZipDirectory.IsArchive(file)
            ? Parse(ZipDirectory.Parse(file, name), file.Length, name, entry)
            : throw new DataFormatException(name, 0, "no state dict of PyTorch: it does not begin as an archive");
    }

    /// <summary>The tensors from an archive.</summary>
    internal static TorchStateDict Parse(ZipDirectory archive, long fileLength, string name, string? entry = null)
    {
        if (archive.Members.Any(member => member.Name.Contains("/code/", StringComparison.Ordinal)))
        {
            throw new DataFormatException(
                name,
                "a TorchScript archive, a program with weights, where a state dict was expected;"
                    + " in Python: torch.save(torch.jit.load(path).state_dict(), path)"
            );
        }

        ZipMember[] pickles = [.. archive.Members.Where(IsPickle)];
        if (pickles.Length != 1)
        {
            throw new DataFormatException(name, $"no state dict of PyTorch: {pickles.Length} members named data.pkl");
        }

        ZipMember pickle = pickles[0];
        PickleReader reader = new(archive.Contents(pickle), name, pickle.Start);
        object? root = PickleMachine.Run(reader, fileLength);
        TorchArchiveStorages storages = new(archive, pickle.Name[..^Pickle.Length], name, fileLength);
        return Collect(root, reader, storages, name, entry);
    }

    private static TorchStateDict Collect(
        object? root,
        PickleReader reader,
        TorchStorages storages,
        string name,
        string? entry
    )
    {
        if (root is PickleOpaque { Items: null } opaque)
        {
            throw reader.Wrong(
                $"the name {opaque.Kind} is refused: only tensors and dictionaries are read; in Python save model.state_dict()"
            );
        }

        List<string> notes = [];
        TensorCollector collector = new(reader, storages);
        collector.Collect(new TorchEntries(name, notes).Choose(root, entry));
        return new TorchStateDict(collector.Tensors, collector.ByName, NotesOf(root), collector.Unread, notes);
    }

    private static bool IsPickle(ZipMember member) =>
        member.Name == Pickle || member.Name.EndsWith("/" + Pickle, StringComparison.Ordinal);

    private static SortedDictionary<string, string> NotesOf(object? root)
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
