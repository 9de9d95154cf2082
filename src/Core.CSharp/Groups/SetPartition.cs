using System;
using System.Collections;
using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>A partition of 0 … n − 1 into disjoint non-empty blocks, ordered by smallest point.</summary>
public sealed class SetPartition : IEquatable<SetPartition>
{
    private readonly int[] _labels;
    private readonly int[] _points;
    private readonly int[] _starts;

    private SetPartition(int[] labels, int count)
    {
        _labels = labels;
        _starts = new int[count + 1];
        foreach (int label in labels)
        {
            _starts[label + 1]++;
        }

        for (int block = 0; block < count; block++)
        {
            _starts[block + 1] += _starts[block];
        }

        int[] next = _starts.AsSpan(0, count).ToArray();
        _points = new int[labels.Length];
        for (int point = 0; point < labels.Length; point++)
        {
            _points[next[labels[point]]++] = point;
        }

        Blocks = new BlockList(this);
    }

    /// <summary>Number n of points.</summary>
    public int Degree => _labels.Length;

    /// <summary>Number of blocks.</summary>
    public int BlockCount => _starts.Length - 1;

    /// <summary>The blocks by smallest point, each rising; every access gives a fresh array of one block.</summary>
    public IReadOnlyList<int[]> Blocks { get; }

    /// <summary>The index of every point's block, length n.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The partition with given blocks; points that are not mentioned stand alone.</summary>
    /// <param name="degree">Number n of points, at least 0.</param>
    /// <param name="parts">Disjoint blocks of points 0 … n − 1; empty ones are left out.</param>
    /// <returns>The partition.</returns>
    /// <exception cref="ArgumentException">A point is outside 0 … n − 1 or occurs twice.</exception>
    public static SetPartition Of(int degree, IEnumerable<int[]> parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentNullException.ThrowIfNull(parts);
        int[] labels = new int[degree];
        Array.Fill(labels, -1);
        int count = 0;
        foreach (int[] part in parts)
        {
            foreach (int point in part)
            {
                if ((uint)point >= (uint)degree)
                {
                    throw new ArgumentException(
                        $"parts: expected points 0 .. {degree - 1}, got {point}",
                        nameof(parts)
                    );
                }

                if (labels[point] >= 0)
                {
                    throw new ArgumentException($"parts: expected disjoint blocks, got {point} twice", nameof(parts));
                }

                labels[point] = count;
            }

            count++;
        }

        for (int point = 0; point < degree; point++)
        {
            labels[point] = labels[point] < 0 ? count++ : labels[point];
        }

        return Relabelled(labels, count);
    }

    /// <summary>The partition whose blocks are the sets of points with equal labels.</summary>
    /// <param name="labels">One label per point, each 0 … n − 1; gaps and any order are welcome.</param>
    /// <returns>The partition.</returns>
    /// <exception cref="ArgumentException">A label is outside 0 … n − 1.</exception>
    public static SetPartition FromLabels(ReadOnlySpan<int> labels)
    {
        foreach (int label in labels)
        {
            if ((uint)label >= (uint)labels.Length)
            {
                throw new ArgumentException($"labels: expected 0 .. {labels.Length - 1}, got {label}", nameof(labels));
            }
        }

        return Relabelled(labels.ToArray(), labels.Length);
    }

    /// <summary>The index of the block of a point.</summary>
    /// <param name="point">A point, 0 … n − 1.</param>
    /// <returns>Index into <see cref="Blocks"/>.</returns>
    public int BlockOf(int point) => _labels[point];

    /// <summary>The points of one block, rising, without a copy.</summary>
    /// <param name="block">Index, 0 … <see cref="BlockCount"/> − 1.</param>
    /// <returns>The points.</returns>
    public ReadOnlySpan<int> Block(int block) => _points.AsSpan(_starts[block], _starts[block + 1] - _starts[block]);

    /// <summary>Whether both have the same points and the same blocks.</summary>
    /// <param name="other">Another partition.</param>
    /// <returns>True when equal.</returns>
    public bool Equals(SetPartition? other) => other is not null && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SetPartition);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int label in _labels)
        {
            hash.Add(label);
        }

        return hash.ToHashCode();
    }

    /// <summary>Labels must be 0 … count − 1, numbered by the first point of their block; the array is kept.</summary>
    internal static SetPartition Adopt(int[] labels, int count) => new(labels, count);

    /// <summary>Renumbers labels below bound in the order of first occurrence, in place, and keeps the array.</summary>
    internal static SetPartition Relabelled(int[] labels, int bound)
    {
        int[] renamed = new int[bound];
        Array.Fill(renamed, -1);
        int count = 0;
        for (int point = 0; point < labels.Length; point++)
        {
            ref int name = ref renamed[labels[point]];
            name = name < 0 ? count++ : name;
            labels[point] = name;
        }

        return new SetPartition(labels, count);
    }

    private sealed class BlockList(SetPartition owner) : IReadOnlyList<int[]>
    {
        public int Count => owner.BlockCount;

        public int[] this[int index] => owner.Block(index).ToArray();

        public IEnumerator<int[]> GetEnumerator()
        {
            for (int block = 0; block < Count; block++)
            {
                yield return this[block];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
