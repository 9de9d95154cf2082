using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Neurovariety.Groups;

/// <summary>Permutations and groups as text: the only place where points count from 1.</summary>
/// <remarks>
/// A group is one form or several, separated by semicolons: cycles <c>(1 3 4)(2 5)</c>, one-line notation
/// <c>[3,5,4,1,2]</c> (the i-th entry is where i goes), <c>cyclic:n</c>, <c>symmetric:n</c>, <c>alternating:n</c>,
/// <c>shift:RxC:horizontal[:k]</c>, <c>shift:RxC:vertical[:k]</c>, <c>translations:RxC</c>, <c>rotate:PxP</c>,
/// <c>reflect:RxC:horizontal</c>, <c>reflect:RxC:vertical</c>, <c>dihedral:PxP</c>, <c>cube:P</c>, or a file
/// <c>@FILE.json</c>. Generators on fewer points than others are extended by fixed points. Reading and printing are
/// linear in the length of the text.
/// </remarks>
public static class PermutationText
{
    /// <summary>Largest degree that a text may ask for.</summary>
    public const int MaximumDegree = 10_000_000;

    /// <summary>Reads a group.</summary>
    /// <param name="text">Any form of a group.</param>
    /// <param name="degree">Number of points, when it exceeds the largest mentioned; null for the largest mentioned.</param>
    /// <param name="readFile">Returns the content of a named file; needed for <c>@FILE.json</c> only.</param>
    /// <returns>The group, generators in the order of the text.</returns>
    /// <exception cref="FormatException">One line: what was wrong, where, and what would be right.</exception>
    public static PermutationGroup ParseGroup(string text, int? degree = null, Func<string, string>? readFile = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckDegree(degree);
        string trimmed = text.Trim();
        if (!trimmed.StartsWith('@'))
        {
            return Assemble(ReadTerms(text), degree);
        }

        string file = trimmed[1..].Trim();
        if (file.Length == 0)
        {
            throw new FormatException("group: '@' names no file; expected @FILE.json");
        }

        if (readFile is null)
        {
            throw new FormatException($"group: files cannot be read here; give the generators of {file} themselves");
        }

        return GroupJson.Parse(readFile(file), file, degree);
    }

    /// <summary>Reads a group from the text of a JSON file.</summary>
    /// <param name="json">
    /// <c>{"degree": n, "generators": ["(1 2)", "[2,1,3]", …]}</c>; other properties are passed over.
    /// </param>
    /// <param name="degree">Number of points, when it exceeds that of the file.</param>
    /// <returns>The group.</returns>
    /// <exception cref="FormatException">One line: what was wrong, where, and what would be right.</exception>
    public static PermutationGroup ParseJson(string json, int? degree = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        CheckDegree(degree);
        return GroupJson.Parse(json, "JSON", degree);
    }

    /// <summary>Reads one permutation in cycle or one-line form.</summary>
    /// <param name="text">For example <c>(1 3 4)(2 5)</c> or <c>[3,5,4,1,2]</c>.</param>
    /// <param name="degree">Number of points; null for the largest mentioned (1 for the empty cycle).</param>
    /// <returns>The permutation.</returns>
    /// <exception cref="FormatException">One line: what was wrong, where, and what would be right.</exception>
    public static Permutation ParsePermutation(string text, int? degree = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckDegree(degree);
        Permutation permutation = new PermutationReader(text, 0, text.Length).Read(degree);
        return permutation.Extend(degree ?? permutation.Degree);
    }

    /// <summary>Cycles, 1-based, without fixed points.</summary>
    /// <param name="permutation">A permutation.</param>
    /// <returns>For example <c>(1 3 4)(2 5)</c>; <c>()</c> for the identity.</returns>
    public static string FormatCycles(Permutation permutation)
    {
        ArgumentNullException.ThrowIfNull(permutation);
        StringBuilder text = new();
        foreach (int[] cycle in permutation.Cycles().Where(cycle => cycle.Length > 1))
        {
            AppendPoints(text.Append('('), cycle, ' ').Append(')');
        }

        return text.Length == 0 ? "()" : text.ToString();
    }

    /// <summary>One-line notation, 1-based: the i-th entry is where i goes.</summary>
    /// <param name="permutation">A permutation.</param>
    /// <returns>For example <c>[3,5,4,1,2]</c>.</returns>
    public static string FormatOneLine(Permutation permutation)
    {
        ArgumentNullException.ThrowIfNull(permutation);
        return AppendPoints(new StringBuilder("["), permutation.Image, ',').Append(']').ToString();
    }

    /// <summary>The generators as cycles, separated by semicolons.</summary>
    /// <param name="group">A group.</param>
    /// <returns>For example <c>(1 2 3);(1 2)</c>; read with the same degree it gives the same generators.</returns>
    public static string FormatGroup(PermutationGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return string.Join(';', group.Generators.Select(FormatCycles));
    }

    /// <summary>Extends all generators to the largest degree, or to the one asked for.</summary>
    internal static PermutationGroup Assemble(IReadOnlyList<PermutationGroup> terms, int? degree)
    {
        int largest = terms.Max(term => term.Degree);
        if (degree < largest)
        {
            throw new FormatException(
                $"group: degree {degree} is too small, the generators move or list {largest} points; use {largest} or more"
            );
        }

        int common = degree ?? largest;
        return PermutationGroup.FromGenerators(
            common,
            [.. terms.SelectMany(term => term.Generators).Select(generator => generator.Extend(common))]
        );
    }

    /// <summary>Refuses a degree below 1.</summary>
    internal static void CheckDegree(int? degree)
    {
        if (degree is < 1 or > MaximumDegree)
        {
            throw new FormatException($"degree: expected 1 .. {MaximumDegree}, got {degree}");
        }
    }

    private static List<PermutationGroup> ReadTerms(string text)
    {
        List<PermutationGroup> terms = [];
        int start = 0;
        while (start <= text.Length)
        {
            int end = text.IndexOf(';', start);
            end = end < 0 ? text.Length : end;
            terms.Add(GroupForms.Read(text, start, end));
            start = end + 1;
        }

        return terms;
    }

    private static StringBuilder AppendPoints(StringBuilder text, ReadOnlySpan<int> points, char separator)
    {
        for (int i = 0; i < points.Length; i++)
        {
            if (i > 0)
            {
                text.Append(separator);
            }

            text.Append(CultureInfo.InvariantCulture, $"{points[i] + 1}");
        }

        return text;
    }
}
