using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Neurovariety.Data;

/// <summary>Named arrays with their metadata, as a .safetensors file holds them; immutable.</summary>
/// <remarks>
/// Source: [ST]. Reading checks that the header is at most 100 MB, that names are unique, and that the arrays fill the
/// data exactly, without overlap or hole. The arrays stay in the bytes of the file, nothing is allocated on the word of a size;
/// names and notes take memory in proportion to the header. Files of up to 2 GB.
/// </remarks>
public sealed class Safetensors
{
    internal const long LargestHeader = 100_000_000;
    internal const string MetadataKey = "__metadata__";
    private const int Alignment = 8;

    private readonly Dictionary<string, StoredTensor> _byName;

    private Safetensors(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
        _byName = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (StoredTensor tensor in tensors)
        {
            if (tensor.Name == MetadataKey || !_byName.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException(
                    $"the name '{tensor.Name}' is reserved or stands there twice",
                    nameof(tensors)
                );
            }
        }
    }

    /// <summary>The arrays in the order of the header.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Notes by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>A collection of arrays.</summary>
    /// <param name="tensors">The arrays; their names are unique.</param>
    /// <param name="metadata">Notes by name, or null.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="ArgumentException">Two arrays have one name.</exception>
    public static Safetensors Of(
        IEnumerable<StoredTensor> tensors,
        IEnumerable<KeyValuePair<string, string>>? metadata = null
    ) => new([.. tensors], new SortedDictionary<string, string>(ToDictionary(metadata), StringComparer.Ordinal));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its arrays and metadata.</returns>
    /// <exception cref="DataFormatException">The file breaks a rule of the format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Safetensors Read(string path) => Parse(SourceFile.ReadAll(path), path);

    /// <summary>The array of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The array, or null when there is none.</returns>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Writes the collection to a file.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>A collection from the bytes of a file.</summary>
    internal static Safetensors Parse(ReadOnlyMemory<byte> file, string name)
    {
        if (file.Length < 8)
        {
            throw new DataFormatException(name, file.Length, "no .safetensors file: shorter than 8 bytes (truncated)");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (length > LargestHeader)
        {
            throw new DataFormatException(name, 0, $"a header of {length} bytes, expected at most {LargestHeader}");
        }

        if (length > (ulong)(file.Length - 8))
        {
            throw new DataFormatException(
                name,
                file.Length,
                $"a header of {length} bytes exceeds the file (truncated)"
            );
        }

        SafetensorsHeader header = SafetensorsHeader.Parse(file.Span.Slice(8, (int)length), name);
        int dataStart = 8 + (int)length;
        ReadOnlyMemory<byte> data = file[dataStart..];
        header.CheckCover(data.Length, dataStart);
        IEnumerable<StoredTensor> tensors = header.Entries.Select(entry =>
            StoredTensor.InFile(
                entry.Name,
                entry.Type,
                entry.Shape,
                data.Slice((int)entry.Begin, (int)(entry.End - entry.Begin)),
                dataStart + entry.Begin
            )
        );
        return Of(tensors, header.Metadata);
    }

    /// <summary>Writes header and data.</summary>
    internal void WriteTo(Stream stream)
    {
        ArrayBufferWriter<byte> header = new();
        using (Utf8JsonWriter json = new(header))
        {
            WriteHeader(json);
        }

        // Blanks after the header align the data.
        int padding = (Alignment - (header.WrittenCount % Alignment)) % Alignment;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.WrittenCount + padding);
        stream.Write(length);
        stream.Write(header.WrittenSpan);
        stream.Write("        "u8[..padding]);
        foreach (StoredTensor tensor in Tensors)
        {
            stream.Write(tensor.Bytes);
        }
    }

    private static Dictionary<string, string> ToDictionary(IEnumerable<KeyValuePair<string, string>>? pairs) =>
        new(pairs ?? [], StringComparer.Ordinal);

    private void WriteHeader(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Metadata.Count > 0)
        {
            json.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in Metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        long begin = 0;
        foreach (StoredTensor tensor in Tensors)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", SafetensorsHeader.TypeName(tensor.Type));
            WriteNumbers(json, "shape", tensor.Shape);
            WriteNumbers(json, "data_offsets", [begin, begin + tensor.Bytes.Length]);
            json.WriteEndObject();
            begin += tensor.Bytes.Length;
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
