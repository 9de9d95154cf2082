using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Reads and writes named arrays as .npz files: archives of .npy files, plain or compressed.</summary>
/// <remarks>
/// Source: [NPY], [ZIP]. Arrays that are not compressed stay in the bytes of the file; only those in another byte or index order
/// are copied, so memory stays below twice the file's size. Compressed arrays take what really decompresses: each must keep to the size
/// that its own header promises, and to deflate's ratio of 1032 to 1. Files of up to 2 GB.
/// </remarks>
public static class Npz
{
    private const string Ending = ".npy";

    /// <summary>Reads all arrays.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The arrays in the order of the archive, named without <c>.npy</c>.</returns>
    /// <exception cref="DataFormatException">The file breaks a rule of the formats.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<StoredTensor> Read(string path) => Parse(SourceFile.ReadAll(path), path);

    /// <summary>Writes arrays.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="tensors">The arrays; their names are unique and at most 1000 characters long.</param>
    /// <param name="compress">Whether to deflate them.</param>
    /// <exception cref="ArgumentException">Two arrays have one name, or NumPy has no such type of numbers (BF16).</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string path, IEnumerable<StoredTensor> tensors, bool compress = false)
    {
        byte[] file = Format(tensors, compress);
        AtomicFile.WriteBytes(path, file);
    }

    /// <summary>The bytes of a file.</summary>
    internal static byte[] Format(IEnumerable<StoredTensor> tensors, bool compress)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        HashSet<string> names = new(StringComparer.Ordinal);
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (StoredTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name) || tensor.Name.Length > 1000)
                {
                    throw new ArgumentException(
                        $"the name '{tensor.Name}' stands there twice or is longer than 1000 characters",
                        nameof(tensors)
                    );
                }

                WriteMember(archive, tensor, compress);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The arrays from the bytes of a file.</summary>
    internal static IReadOnlyList<StoredTensor> Parse(byte[] file, string name) =>
        Parse(ZipDirectory.Parse(file, name), name);

    /// <summary>The arrays from an archive.</summary>
    internal static IReadOnlyList<StoredTensor> Parse(ZipDirectory archive, string name) =>
        ParseAll(archive, name).Tensors;

    /// <summary>The arrays from an archive, and what it holds besides: arrays of texts or objects, other files.</summary>
    internal static (IReadOnlyList<StoredTensor> Tensors, IReadOnlyList<UnreadEntry> Unread) ParseAll(
        ZipDirectory archive,
        string name
    )
    {
        List<StoredTensor> tensors = [];
        List<UnreadEntry> unread = [];
        foreach (ZipMember member in archive.Members)
        {
            if (!IsArray(member))
            {
                unread.Add(new UnreadEntry(member.Name, "no .npy file"));
                continue;
            }

            UnreadEntry? other = null;
            StoredTensor? tensor = ParseMember(archive, member, name, ref other);
            if (tensor is not null)
            {
                tensors.Add(tensor);
            }
            else
            {
                unread.Add(other!);
            }
        }

        return archive.Members.Count == 0 || archive.Members.Any(IsArray)
            ? (tensors, unread)
            : throw new DataFormatException(
                name,
                archive.Members[0].Start,
                $"'{archive.Members[0].Name}' is no .npy file: no archive of NumPy arrays"
            );
    }

    private static bool IsArray(ZipMember member) =>
        member.Name.EndsWith(Ending, StringComparison.Ordinal) && member.Name.Length > Ending.Length;

    private static void WriteMember(ZipArchive archive, StoredTensor tensor, bool compress)
    {
        CompressionLevel level = compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
        ZipArchiveEntry entry = archive.CreateEntry(tensor.Name + Ending, level);

        // The oldest date that archives know: the same arrays give the same bytes.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream contents = entry.Open();
        contents.Write(Npy.FormatHeader(tensor));
        contents.Write(tensor.Bytes);
    }

    // Null for an array of other things than numbers: it is checked for damage, and only its kind is noted.
    private static StoredTensor? ParseMember(
        ZipDirectory archive,
        ZipMember member,
        string name,
        ref UnreadEntry? unread
    )
    {
        NpySource source = new(name, member.Name[..^Ending.Length], member.Start, $"'{member.Name}': ");
        string? kind = null;
        void CheckStart(ReadOnlyMemory<byte> start)
        {
            kind = Npy.OtherKind(start.Span, source);
            if (kind is null)
            {
                Npy.CheckStart(start.Span, member.Length, source);
            }
        }

        ReadOnlyMemory<byte>? contents = archive.ContentsOrCheck(
            member,
            start =>
            {
                CheckStart(start);
                return kind is null;
            }
        );
        if (contents is null)
        {
            unread = new UnreadEntry(source.Name, kind!);
            return null;
        }

        return Npy.ParseTensor(contents.Value, source);
    }
}
