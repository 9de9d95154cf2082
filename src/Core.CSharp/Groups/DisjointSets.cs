using System;

namespace Neurovariety.Groups;

/// <summary>Union-find with union by size and path halving: nearly linear in the number of calls.</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parent;
    private readonly int[] _size;

    /// <summary>Each of 0 … count − 1 in a set of its own.</summary>
    internal DisjointSets(int count)
    {
        _parent = new int[count];
        _size = new int[count];
        for (int i = 0; i < count; i++)
        {
            _parent[i] = i;
            _size[i] = 1;
        }

        Count = count;
    }

    /// <summary>Number of sets.</summary>
    internal int Count { get; private set; }

    /// <summary>The member that stands for an item's set.</summary>
    internal int Find(int item)
    {
        while (_parent[item] != item)
        {
            _parent[item] = _parent[_parent[item]];
            item = _parent[item];
        }

        return item;
    }

    /// <summary>Joins two sets; false when they were one already.</summary>
    internal bool Union(int first, int second)
    {
        int a = Find(first);
        int b = Find(second);
        if (a == b)
        {
            return false;
        }

        if (_size[a] < _size[b])
        {
            (a, b) = (b, a);
        }

        _parent[b] = a;
        _size[a] += _size[b];
        Count--;
        return true;
    }

    /// <summary>Joins every point with its image.</summary>
    internal void UnionAlong(ReadOnlySpan<int> image)
    {
        for (int i = 0; i < image.Length; i++)
        {
            Union(i, image[i]);
        }
    }

    /// <summary>The sets as a partition.</summary>
    internal SetPartition ToPartition()
    {
        int[] labels = new int[_parent.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = Find(i);
        }

        return SetPartition.Relabelled(labels, labels.Length);
    }
}
