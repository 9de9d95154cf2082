using System;
using System.Globalization;
using System.Numerics;

namespace Neurovariety.Groups;

/// <summary>One term of a group's text: cycles, one-line notation, or a name with sizes, as in shift:28x28:horizontal:2.</summary>
internal static class GroupForms
{
    private const string Known =
        "expected cycles (1 3 4)(2 5), a list [3,5,4,1,2], cyclic:n, symmetric:n, alternating:n, "
        + "shift:RxC:horizontal[:k], shift:RxC:vertical[:k], translations:RxC, rotate:PxP, reflect:RxC:horizontal, "
        + "reflect:RxC:vertical, dihedral:PxP, cube:P or @FILE.json";

    /// <summary>The group of text[start .. end).</summary>
    internal static PermutationGroup Read(string text, int start, int end)
    {
        string term = text[start..end].Trim();
        if (term.Length == 0)
        {
            throw PermutationReader.Fault(text, start, "a generator is missing", Known);
        }

        if (term[0] is '(' or '[')
        {
            return PermutationGroup.Cyclic(new PermutationReader(text, start, end).Read(null));
        }

        if (term[0] == '@')
        {
            throw PermutationReader.Fault(text, start, "a file among other generators", "@FILE.json must stand alone");
        }

        string[] parts = term.Split(':');
        return parts[0].ToLowerInvariant() switch
        {
            "cyclic" => NamedGroups.Cyclic(Degree(parts, term, "cyclic:n")),
            "symmetric" => NamedGroups.Symmetric(Degree(parts, term, "symmetric:n")),
            "alternating" => NamedGroups.Alternating(Degree(parts, term, "alternating:n")),
            "shift" => Shift(parts, term),
            "translations" => Translations(parts, term),
            "rotate" => PermutationGroup.Cyclic(GridActions.Rotate(Side(parts, term, "rotate:PxP"))),
            "reflect" => Reflect(parts, term),
            "dihedral" => GridActions.Dihedral(Side(parts, term, "dihedral:PxP")),
            "cube" => Cube(parts, term),
            _ => throw PermutationReader.Fault(text, FirstOf(text, start), "an unknown form", Known),
        };
    }

    private static int FirstOf(string text, int start)
    {
        while (char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        return start;
    }

    private static PermutationGroup Shift(string[] parts, string term)
    {
        const string Form = "shift:RxC:horizontal[:k] or shift:RxC:vertical[:k]";
        CheckParts(parts, term, Form, 3, 4);
        (int rows, int columns) = Sizes(parts[1], term, Form);
        bool horizontal = IsHorizontal(parts[2], term, Form);
        BigInteger pixels = BigInteger.One;
        if (
            parts.Length == 4
            && !BigInteger.TryParse(parts[3], NumberStyles.Integer, CultureInfo.InvariantCulture, out pixels)
        )
        {
            throw Wrong(term, $"k is '{parts[3]}'", $"k is an integer in {Form}, for example shift:28x28:horizontal:2");
        }

        long residue = (long)(pixels % (horizontal ? columns : rows));
        return PermutationGroup.Cyclic(GridActions.Shift(rows, columns, horizontal, residue));
    }

    private static PermutationGroup Translations(string[] parts, string term)
    {
        CheckParts(parts, term, "translations:RxC", 2, 2);
        (int rows, int columns) = Sizes(parts[1], term, "translations:RxC");
        return GridActions.Translations(rows, columns);
    }

    private static PermutationGroup Reflect(string[] parts, string term)
    {
        const string Form = "reflect:RxC:horizontal or reflect:RxC:vertical";
        CheckParts(parts, term, Form, 3, 3);
        (int rows, int columns) = Sizes(parts[1], term, Form);
        return PermutationGroup.Cyclic(GridActions.Reflect(rows, columns, IsHorizontal(parts[2], term, Form)));
    }

    private static PermutationGroup Cube(string[] parts, string term)
    {
        CheckParts(parts, term, "cube:P", 2, 2);
        int size = Size(parts[1], term, "cube:P");
        CheckPoints((BigInteger)size * size * size, term);
        return CubeActions.Rotations(size);
    }

    private static int Degree(string[] parts, string term, string form)
    {
        CheckParts(parts, term, form, 2, 2);
        return Size(parts[1], term, form);
    }

    private static int Side(string[] parts, string term, string form)
    {
        CheckParts(parts, term, form, 2, 2);
        (int rows, int columns) = Sizes(parts[1], term, form);
        return rows == columns
            ? rows
            : throw Wrong(term, $"{rows}x{columns} is not square", $"quarter turns need {form} with equal sides");
    }

    private static (int Rows, int Columns) Sizes(string part, string term, string form)
    {
        string[] sizes = part.Split('x', 'X');
        if (sizes.Length != 2)
        {
            throw Wrong(term, $"the size is '{part}'", $"expected {form}, rows x columns, for example 28x28");
        }

        int rows = Size(sizes[0], term, form);
        int columns = Size(sizes[1], term, form);
        CheckPoints((BigInteger)rows * columns, term);
        return (rows, columns);
    }

    private static int Size(string part, string term, string form)
    {
        if (!BigInteger.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out BigInteger size))
        {
            throw Wrong(term, $"the size is '{part}'", $"expected {form} with whole numbers from 1");
        }

        if (size < 1)
        {
            throw Wrong(term, $"the size is {size}", $"expected {form} with whole numbers from 1");
        }

        CheckPoints(size, term);
        return (int)size;
    }

    private static void CheckPoints(BigInteger points, string term)
    {
        if (points > PermutationText.MaximumDegree)
        {
            throw Wrong(term, "too many points", $"at most {PermutationText.MaximumDegree} are supported");
        }
    }

    private static bool IsHorizontal(string part, string term, string form) =>
        part.ToLowerInvariant() switch
        {
            "horizontal" => true,
            "vertical" => false,
            _ => throw Wrong(term, $"the direction is '{part}'", $"expected {form}"),
        };

    private static void CheckParts(string[] parts, string term, string form, int least, int most)
    {
        if (parts.Length < least || parts.Length > most)
        {
            string problem = parts.Length < least ? "a part is missing" : "there are too many parts";
            throw Wrong(term, problem, $"expected {form}");
        }
    }

    private static FormatException Wrong(string term, string problem, string remedy) =>
        new($"group {Clip(term)}: {Clip(problem)}; {remedy}");

    private static string Clip(string text) => text.Length <= 80 ? OneLine(text) : OneLine(text[..77]) + "...";

    private static string OneLine(string text) =>
        string.Create(
            text.Length,
            text,
            (line, source) =>
            {
                for (int i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(source[i]) ? ' ' : source[i];
                }
            }
        );
}
