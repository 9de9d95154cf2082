using System;
using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>
/// One level of a stabilizer chain: the orbit of a base point under elements that fix all earlier base points, as a tree whose
/// edges are those elements or their inverses.
/// </summary>
/// <remarks>An edge 2·g leads along element g, 2·g + 1 against it.</remarks>
internal sealed class ChainLevel
{
    private const int Outside = -2;
    private const int Root = -1;

    private readonly List<int[]> _edges = [];
    private readonly int[] _via;
    private readonly List<int> _orbit = [];

    // By point of the orbit, the inverse of the tree's element that leads there; null when not remembered (yet).
    private int[]?[]? _back;

    /// <summary>The orbit of the base point alone, without elements.</summary>
    internal ChainLevel(int basePoint, int degree)
    {
        BasePoint = basePoint;
        _via = new int[degree];
        Array.Fill(_via, Outside);
        Reach(basePoint, Root);
    }

    /// <summary>b: the point that deeper levels fix.</summary>
    internal int BasePoint { get; }

    /// <summary>The points that the tree reaches, the base point first.</summary>
    internal IReadOnlyList<int> Orbit => _orbit;

    /// <summary>Every second entry is an element; the entry after it is its inverse.</summary>
    internal IReadOnlyList<int[]> Edges => _edges;

    /// <summary>Whether a point lies in the orbit.</summary>
    internal bool Reaches(int point) => _via[point] != Outside;

    /// <summary>Whether an element takes some point of the orbit out of it.</summary>
    internal bool Leaves(int[] element)
    {
        foreach (int point in _orbit)
        {
            if (!Reaches(element[point]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the edge from a point to its image lies in the tree, in one direction or the other.</summary>
    internal bool IsTreeEdge(int edge, int from) => _via[_edges[edge][from]] == edge || _via[from] == (edge ^ 1);

    /// <summary>From now on keeps the inverse of every representative that is used: orbit size times degree numbers.</summary>
    internal void Remember() => _back ??= new int[_via.Length][];

    /// <summary>Takes an element and grows a new tree, breadth first so that it stays shallow.</summary>
    internal void Add(int[] element)
    {
        AddEdge(element);
        _back = _back is null ? null : new int[_via.Length][];
        foreach (int point in _orbit)
        {
            _via[point] = Outside;
        }

        _orbit.Clear();
        Reach(BasePoint, Root);
        for (int i = 0; i < _orbit.Count; i++)
        {
            for (int edge = 0; edge < _edges.Count; edge++)
            {
                Reach(_edges[edge][_orbit[i]], edge);
            }
        }
    }

    /// <summary>
    /// Takes an element and adds the cosets s·O, s²·O, … of the old orbit O (abelian groups, where O is s-invariant or its
    /// images are disjoint), so that old points keep their words in old elements.
    /// </summary>
    /// <returns>The least m with s^m O = O.</returns>
    internal int AddCosets(int[] element)
    {
        if (Reaches(element[BasePoint]))
        {
            return 1;
        }

        AddEdge(element);
        int edge = _edges.Count - 2;
        int width = _orbit.Count;
        int start = 0;
        int cosets = 1;
        while (!Reaches(element[_orbit[start]]))
        {
            for (int i = start; i < start + width; i++)
            {
                Reach(element[_orbit[i]], edge);
            }

            start += width;
            cosets++;
        }

        return cosets;
    }

    /// <summary>p := u^-1 p, where u is the tree's element that takes the base point to p[base point]; counts the steps.</summary>
    internal int Reduce(int[] p)
    {
        if (_back is not null)
        {
            return ReduceByMemory(p, _back);
        }

        int steps = 0;
        for (int point = p[BasePoint]; point != BasePoint; point = p[BasePoint])
        {
            int[] back = _edges[_via[point] ^ 1];
            for (int i = 0; i < p.Length; i++)
            {
                p[i] = back[p[i]];
            }

            steps++;
        }

        return steps;
    }

    /// <summary>The tree's element that takes the base point to a point of the orbit.</summary>
    internal int[] Representative(int point)
    {
        int[] identity = Permutation.Identity(_via.Length).Image.ToArray();
        if (_back is null || point == BasePoint)
        {
            Advance(identity, point);
            return identity;
        }

        return Permutation.Adopt(_back[point] ??= BackFrom(point)).Inverse().Image.ToArray();
    }

    /// <summary>
    /// p := u p, where u is the tree's element that takes the base point to a point of the orbit; counts the steps.
    /// </summary>
    internal int Advance(int[] p, int target)
    {
        Stack<int> path = [];
        for (int point = target; point != BasePoint; point = _edges[_via[point] ^ 1][point])
        {
            path.Push(_via[point]);
        }

        foreach (int edge in path)
        {
            int[] step = _edges[edge];
            for (int i = 0; i < p.Length; i++)
            {
                p[i] = step[p[i]];
            }
        }

        return path.Count;
    }

    private int ReduceByMemory(int[] p, int[]?[] memory)
    {
        int point = p[BasePoint];
        if (point == BasePoint)
        {
            return 0;
        }

        int[] back = memory[point] ??= BackFrom(point);
        for (int i = 0; i < p.Length; i++)
        {
            p[i] = back[p[i]];
        }

        return 1;
    }

    private int[] BackFrom(int point)
    {
        int[] back = Permutation.Identity(_via.Length).Image.ToArray();
        while (point != BasePoint)
        {
            int[] step = _edges[_via[point] ^ 1];
            for (int i = 0; i < back.Length; i++)
            {
                back[i] = step[back[i]];
            }

            point = step[point];
        }

        return back;
    }

    private void AddEdge(int[] element)
    {
        int[] inverse = new int[element.Length];
        for (int i = 0; i < inverse.Length; i++)
        {
            inverse[element[i]] = i;
        }

        _edges.Add(element);
        _edges.Add(inverse);
    }

    private void Reach(int point, int edge)
    {
        if (_via[point] == Outside)
        {
            _via[point] = edge;
            _orbit.Add(point);
        }
    }
}
