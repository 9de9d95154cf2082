using System;

namespace Neurovariety.Groups;

// Union-find with union by size and path halving: nearly linear in the number of calls.
internal sealed class DisjointSets
{
    private readonly int[] _parent;
    private readonly int[] _size;

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

    // Number of sets.
    internal int Count { get; private set; }

    internal int Find(int item)
    {
        while (_parent[item] != item)
        {
            _parent[item] = _parent[_parent[item]];
            item = _parent[item];
        }

        return item;
    }

    // Joins two sets; false when they were one already.
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

    internal void UnionAlong(ReadOnlySpan<int> image)
    {
        for (int i = 0; i < image.Length; i++)
        {
            Union(i, image[i]);
        }
    }

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
