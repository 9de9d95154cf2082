using System;
using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>Reads one permutation, in cycle or one-line form, from text[start .. end).</summary>
/// <remarks>Positions in messages count from 1.</remarks>
internal sealed class PermutationReader(string text, int start, int end)
{
    private readonly List<int> _points = [];
    private readonly List<int> _positions = [];
    private int _position = start;

    /// <summary>The permutation of a text.</summary>
    /// <param name="degree">Null takes as many points as the text mentions, at least 1; otherwise the text must fit, and may stay below.</param>
    internal Permutation Read(int? degree)
    {
        SkipSpace();
        Permutation result = Current switch
        {
            '(' => ReadCycles(degree),
            '[' => ReadOneLine(degree),
            _ => throw Fault(_position, $"expected '(' or '[', got {Shown}", "for example (1 3 4)(2 5) or [3,5,4,1,2]"),
        };
        SkipSpace();
        return _position == end
            ? result
            : throw Fault(
                _position,
                $"expected the end of the permutation, got {Shown}",
                "separate generators by ';', for example (1 2 3);(1 2)"
            );
    }

    /// <summary>What is wrong at a position (from 0) of a text, and what to do.</summary>
    internal static FormatException Fault(string text, int position, string problem, string remedy) =>
        new($"group: {problem} at character {position + 1} of {Clip(text, position)}; {remedy}");

    private char Current => _position < end ? text[_position] : '\0';

    private string Shown =>
        _position >= end ? "the end"
        : char.IsControl(Current) ? "a control character"
        : $"'{Current}'";

    private Permutation ReadCycles(int? degree)
    {
        List<int> starts = [];
        while (Current == '(')
        {
            starts.Add(_points.Count);
            ReadPoints(')');
            SkipSpace();
        }

        int largest = CheckPoints(degree, int.MaxValue);
        int[] image = new int[largest];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = i;
        }

        for (int c = 0; c < starts.Count; c++)
        {
            int first = starts[c];
            int last = (c + 1 < starts.Count ? starts[c + 1] : _points.Count) - 1;
            for (int i = first; i <= last; i++)
            {
                image[_points[i] - 1] = _points[i == last ? first : i + 1] - 1;
            }
        }

        return Permutation.Adopt(image);
    }

    private Permutation ReadOneLine(int? degree)
    {
        int opening = _position;
        ReadPoints(']');
        if (_points.Count == 0)
        {
            throw Fault(
                opening,
                "the list is empty",
                "for example [3,5,4,1,2], where the i-th entry is the image of i"
            );
        }

        CheckPoints(degree, _points.Count);
        int[] image = new int[_points.Count];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = _points[i] - 1;
        }

        return Permutation.Adopt(image);
    }

    // Reads from an opening bracket to the closing one; points stand apart by spaces, commas or both.
    private void ReadPoints(char closing)
    {
        int opening = _position;
        _position++;
        bool wantsPoint = false;
        while (true)
        {
            SkipSpace();
            if (Current == closing && !wantsPoint)
            {
                _position++;
                return;
            }

            if (_position >= end)
            {
                throw Fault(opening, $"'{text[opening]}' is not closed", $"add '{closing}'");
            }

            ReadPoint();
            SkipSpace();
            wantsPoint = Current == ',';
            _position += wantsPoint ? 1 : 0;
        }
    }

    private void ReadPoint()
    {
        int first = _position;
        long value = 0;
        while (char.IsAsciiDigit(Current))
        {
            value = Math.Min((value * 10) + (Current - '0'), int.MaxValue);
            _position++;
        }

        if (_position == first)
        {
            throw Fault(first, $"expected a point 1, 2, 3, ..., got {Shown}", "points are whole numbers from 1");
        }

        if (value == 0)
        {
            throw Fault(first, "point 0", "points count from 1");
        }

        if (value > PermutationText.MaximumDegree)
        {
            throw Fault(first, "a point too large", $"points go up to {PermutationText.MaximumDegree}");
        }

        _points.Add((int)value);
        _positions.Add(first);
    }

    // Every point at most once, within the degree and, for a list, within its length. Returns the largest, at least 1.
    private int CheckPoints(int? degree, int length)
    {
        int largest = 1;
        foreach (int point in _points)
        {
            largest = Math.Max(largest, point);
        }

        bool[] seen = new bool[largest + 1];
        for (int i = 0; i < _points.Count; i++)
        {
            int point = _points[i];
            if (point > length)
            {
                throw Fault(
                    _positions[i],
                    $"point {point} in a list of {length} points",
                    $"not a permutation: each of 1 .. {length} must stand once"
                );
            }

            if (seen[point])
            {
                throw Fault(
                    _positions[i],
                    $"point {point} again",
                    "each point may stand once in a permutation; separate generators by ';'"
                );
            }

            if (point > degree)
            {
                throw Fault(_positions[i], $"point {point} beyond degree {degree}", $"use degree {largest} or more");
            }

            seen[point] = true;
        }

        return largest;
    }

    private FormatException Fault(int position, string problem, string remedy) =>
        Fault(text, position, problem, remedy);

    private void SkipSpace()
    {
        while (_position < end && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }
    }

    // The text around a position, on one line, in quotes.
    private static string Clip(string text, int position)
    {
        const int Reach = 24;
        int from = Math.Max(0, position - Reach);
        int to = Math.Min(text.Length, position + Reach);
        char[] shown = text[from..to].ToCharArray();
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = char.IsControl(shown[i]) ? ' ' : shown[i];
        }

        return $"\"{(from > 0 ? "..." : "")}{new string(shown)}{(to < text.Length ? "..." : "")}\"";
    }
}
