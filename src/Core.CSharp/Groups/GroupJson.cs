using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Neurovariety.Groups;

/// <summary>The JSON form of a group: {"degree": n, "generators": ["(1 2)", "[2,1,3]", ...]}.</summary>
internal static class GroupJson
{
    private const string Form = "expected {\"degree\": n, \"generators\": [\"(1 2)\", \"[2,1,3]\", ...]}";

    /// <summary>The group of a JSON text; source names it in messages, degree null takes the text's own.</summary>
    internal static PermutationGroup Parse(string json, string source, int? degree)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement, source, degree);
        }
        catch (JsonException fault)
        {
            throw new FormatException(
                $"{source}: not JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}; {Form}"
            );
        }
    }

    private static PermutationGroup Read(JsonElement root, string source, int? degree)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(source, $"the document is {Kind(root)}");
        }

        int points = ReadDegree(root, source);
        if (!root.TryGetProperty("generators", out JsonElement list))
        {
            throw Wrong(source, "\"generators\" is missing");
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(source, $"\"generators\" is {Kind(list)}");
        }

        List<PermutationGroup> read = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            read.Add(ReadGenerator(item, source, read.Count + 1, points));
        }

        int common = Larger(source, points, degree);
        return read.Count == 0 ? PermutationGroup.FromGenerators(common, []) : PermutationText.Assemble(read, common);
    }

    private static int ReadDegree(JsonElement root, string source)
    {
        if (!root.TryGetProperty("degree", out JsonElement degree))
        {
            throw Wrong(source, "\"degree\" is missing");
        }

        return
            degree.ValueKind == JsonValueKind.Number
            && degree.TryGetInt32(out int points)
            && points is >= 1 and <= PermutationText.MaximumDegree
            ? points
            : throw Wrong(source, $"\"degree\" is no whole number from 1 to {PermutationText.MaximumDegree}");
    }

    private static PermutationGroup ReadGenerator(JsonElement item, string source, int number, int degree)
    {
        if (item.ValueKind != JsonValueKind.String)
        {
            throw Wrong(source, $"generator {number} is {Kind(item)}, not a string");
        }

        string text = item.GetString() ?? "";
        try
        {
            return PermutationGroup.Cyclic(new PermutationReader(text, 0, text.Length).Read(degree));
        }
        catch (FormatException fault)
        {
            throw new FormatException($"{source}, generator {number}: {fault.Message}");
        }
    }

    private static int Larger(string source, int points, int? degree) =>
        degree < points
            ? throw new FormatException($"{source}: degree {degree} is below its own {points}; use {points} or more")
            : degree ?? points;

    private static string Kind(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "a truth value",
        };

    private static FormatException Wrong(string source, string problem) => new($"{source}: {problem}; {Form}");
}
