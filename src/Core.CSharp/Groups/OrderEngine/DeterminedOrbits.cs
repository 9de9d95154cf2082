using System;
using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>Orbits on which an element of a group is known from what it does elsewhere.</summary>
/// <remarks>
/// Derivation: let f map an orbit K onto an orbit D with f(g x) = g f(x) for the generators g, hence for the group; then g on K
/// determines g on D. Such orbits, and fixed points, may be left out: the restriction to the kept ones is faithful.
/// </remarks>
internal sealed class DeterminedOrbits
{
    private const int MostOrbits = 1000;

    private readonly IReadOnlyList<Permutation> _generators;
    private readonly SetPartition _orbits;
    private readonly int[] _place;
    private readonly int[] _keptIndex;
    private readonly List<int> _kept = [];
    private readonly List<(int Orbit, int[] Map)> _maps = [];

    /// <summary>Tries for each orbit, the largest first, whether one that is kept determines it.</summary>
    internal DeterminedOrbits(int degree, IReadOnlyList<Permutation> generators)
    {
        _generators = generators;
        _orbits = OrbitPartition.Of(degree, generators);
        _place = new int[degree];
        _keptIndex = new int[degree];
        Array.Fill(_keptIndex, -1);
        List<int> keptOrbits = [];
        foreach (int orbit in OrbitsBySize())
        {
            if (!IsDetermined(orbit, keptOrbits))
            {
                keptOrbits.Add(orbit);
            }
        }

        keptOrbits.Sort();
        foreach (int orbit in keptOrbits)
        {
            foreach (int point in _orbits.Block(orbit))
            {
                _keptIndex[point] = _kept.Count;
                _kept.Add(point);
            }
        }
    }

    /// <summary>Points that are kept.</summary>
    internal int KeptCount => _kept.Count;

    /// <summary>Whether some point is left out.</summary>
    internal bool DropsAny => _kept.Count < _place.Length;

    /// <summary>
    /// What a permutation does on the kept points, or null when it moves one of them to a point that is not kept.
    /// </summary>
    internal Permutation? Restrict(ReadOnlySpan<int> image)
    {
        int[] restricted = new int[_kept.Count];
        for (int i = 0; i < restricted.Length; i++)
        {
            restricted[i] = _keptIndex[image[_kept[i]]];
            if (restricted[i] < 0)
            {
                return null;
            }
        }

        return Permutation.Adopt(restricted);
    }

    /// <summary>
    /// The only permutation of all points that respects the maps f and does the given on the kept ones, which must preserve the
    /// orbits.
    /// </summary>
    internal int[] Extend(ReadOnlySpan<int> restricted)
    {
        int[] image = Permutation.Identity(_place.Length).Image.ToArray();
        for (int i = 0; i < restricted.Length; i++)
        {
            image[_kept[i]] = _kept[restricted[i]];
        }

        foreach ((int orbit, int[] map) in _maps)
        {
            foreach (int point in _orbits.Block(orbit))
            {
                image[map[_place[point]]] = map[_place[image[point]]];
            }
        }

        return image;
    }

    private List<int> OrbitsBySize()
    {
        List<int> order = [];
        for (int orbit = 0; orbit < _orbits.BlockCount; orbit++)
        {
            order.Add(orbit);
            ReadOnlySpan<int> points = _orbits.Block(orbit);
            for (int i = 0; i < points.Length; i++)
            {
                _place[points[i]] = i;
            }
        }

        order.Sort((a, b) => (_orbits.Block(b).Length, a).CompareTo((_orbits.Block(a).Length, b)));
        return order;
    }

    private bool IsDetermined(int orbit, List<int> keptOrbits)
    {
        int size = _orbits.Block(orbit).Length;
        if (size == 1)
        {
            return true;
        }

        if (_orbits.BlockCount > MostOrbits)
        {
            return false;
        }

        foreach (int kept in keptOrbits)
        {
            if (_orbits.Block(kept).Length % size == 0 && FindMap(kept, orbit) is int[] map)
            {
                _maps.Add((kept, map));
                return true;
            }
        }

        return false;
    }

    // f from orbit K to orbit D with f(g x) = g f(x), by place in K; f is fixed by the image of one point.
    private int[]? FindMap(int from, int to)
    {
        foreach (int target in _orbits.Block(to))
        {
            if (TryMap(from, target) is int[] map)
            {
                return map;
            }
        }

        return null;
    }

    private int[]? TryMap(int from, int target)
    {
        ReadOnlySpan<int> points = _orbits.Block(from);
        int[] map = new int[points.Length];
        Array.Fill(map, -1);
        map[0] = target;
        Queue<int> queue = new([points[0]]);
        while (queue.TryDequeue(out int point))
        {
            foreach (Permutation generator in _generators)
            {
                int moved = generator[point];
                int value = generator[map[_place[point]]];
                ref int entry = ref map[_place[moved]];
                if (entry < 0)
                {
                    entry = value;
                    queue.Enqueue(moved);
                }
                else if (entry != value)
                {
                    return null;
                }
            }
        }

        return map;
    }
}
