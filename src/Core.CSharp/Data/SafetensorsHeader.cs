using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Neurovariety.Data;

/// <summary>The JSON header of a .safetensors file, checked as far as it can be without the data.</summary>
internal sealed class SafetensorsHeader
{
    private const int HeaderStart = 8;

    private static readonly Dictionary<string, ElementType> s_types = Enum.GetValues<ElementType>()
        .ToDictionary(TypeName, StringComparer.Ordinal);

    private readonly string _name;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string name) => _name = name;

    /// <summary>The arrays in the order of the header.</summary>
    internal IReadOnlyList<Entry> Entries => _entries;

    /// <summary>The notes.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Name of a type in the header.</summary>
    internal static string TypeName(ElementType type) => type == ElementType.Bool ? "BOOL" : type.ToString();

    /// <summary>Reads the header.</summary>
    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string name)
    {
        SafetensorsHeader header = new(name);
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new DataFormatException(name, HeaderStart, "no .safetensors file: the header is no JSON object");
        }

        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            header.ParseObject(ref reader);
        }
        catch (JsonException)
        {
            throw header.Wrong(ref reader, "the header is no valid JSON");
        }
        catch (InvalidOperationException)
        {
            throw header.Wrong(ref reader, "the header holds text that is no Unicode, or a value of the wrong kind");
        }

        return header;
    }

    /// <summary>Checks that the arrays fill the data exactly.</summary>
    internal void CheckCover(long dataLength, long dataStart)
    {
        long reached = 0;
        foreach (Entry entry in _entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.End > dataLength)
            {
                throw new DataFormatException(
                    _name,
                    dataStart + dataLength,
                    $"the data of '{entry.Name}' end at byte {entry.End} of {dataLength} (truncated)"
                );
            }

            if (entry.Begin != reached)
            {
                string fault = entry.Begin < reached ? "overlap the data before" : "leave a hole before them";
                throw new DataFormatException(_name, dataStart + entry.Begin, $"the data of '{entry.Name}' {fault}");
            }

            reached = entry.End;
        }

        if (reached != dataLength)
        {
            throw new DataFormatException(
                _name,
                dataStart + reached,
                $"{dataLength - reached} bytes follow that belong to no array"
            );
        }
    }

    private void ParseObject(ref Utf8JsonReader reader)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        Next(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is { } name)
        {
            if (!names.Add(name))
            {
                throw Wrong(ref reader, $"'{name}' stands there twice");
            }

            if (name == Safetensors.MetadataKey)
            {
                ParseMetadata(ref reader);
            }
            else
            {
                _entries.Add(ParseEntry(ref reader, name));
            }
        }

        if (reader.Read())
        {
            throw Wrong(ref reader, "more than one JSON value");
        }
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is { } key)
        {
            Next(ref reader, JsonTokenType.String);
            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw Wrong(ref reader, $"the note '{key}' stands there twice");
            }
        }
    }

    private Entry ParseEntry(ref Utf8JsonReader reader, string name)
    {
        ElementType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Next(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    type = ParseType(ref reader);
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(ref reader);
                    break;
                default:
                    throw Wrong(ref reader, $"'{name}': '{key}' is unknown or stands there twice");
            }
        }

        if (type is null || shape is null || offsets is not { Length: 2 })
        {
            throw Wrong(ref reader, $"'{name}': expected dtype, shape and two data_offsets");
        }

        CheckLength(ref reader, name, type.Value, shape, offsets);
        return new Entry(name, type.Value, shape, offsets[0], offsets[1]);
    }

    private void CheckLength(ref Utf8JsonReader reader, string name, ElementType type, long[] shape, long[] offsets)
    {
        Int128 needed = StridedCopy.Count(shape) * Elements.Size(type);
        if (offsets[0] > offsets[1] || offsets[1] - offsets[0] != needed)
        {
            string dimensions = string.Join(", ", shape);
            throw Wrong(
                ref reader,
                $"'{name}': {TypeName(type)} [{dimensions}] does not fit data_offsets {offsets[0]} to {offsets[1]}"
            );
        }
    }

    private ElementType ParseType(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.String);
        string found = reader.GetString()!;
        if (s_types.TryGetValue(found, out ElementType type))
        {
            return type;
        }

        string known = string.Join(", ", s_types.Keys);
        throw Wrong(ref reader, $"dtype '{found}', expected one of {known}");
    }

    private long[] ParseNumbers(ref Utf8JsonReader reader)
    {
        List<long> numbers = [];
        Next(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw Wrong(ref reader, "a whole number from 0 to 2^63 - 1 was expected");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private void Next(ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        if (!reader.Read() || reader.TokenType != wanted)
        {
            throw Wrong(ref reader, $"the header has {reader.TokenType} where {wanted} was expected");
        }
    }

    private string? NextName(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            return reader.GetString();
        }

        return reader.TokenType == JsonTokenType.EndObject
            ? null
            : throw Wrong(ref reader, "the header ends too early");
    }

    private DataFormatException Wrong(ref Utf8JsonReader reader, string reason) =>
        new(_name, HeaderStart + reader.TokenStartIndex, reason);

    /// <summary>What the header says of one array; the data run from Begin to End, relative to the header's end.</summary>
    internal sealed record Entry(string Name, ElementType Type, long[] Shape, long Begin, long End);
}
