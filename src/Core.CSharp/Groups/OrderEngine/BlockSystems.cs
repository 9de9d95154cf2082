using System;
using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>Blocks of imprimitivity of a transitive group.</summary>
internal static class BlockSystems
{
    /// <summary>
    /// The finest invariant partition in which two points share a block: images of joined pairs are joined in turn.
    /// </summary>
    internal static SetPartition Joining(IReadOnlyList<Permutation> generators, int first, int second)
    {
        DisjointSets sets = new(generators[0].Degree);
        Queue<(int, int)> pairs = new();
        sets.Union(first, second);
        pairs.Enqueue((first, second));
        while (pairs.TryDequeue(out (int A, int B) pair) && sets.Count > 1)
        {
            foreach (Permutation generator in generators)
            {
                (int a, int b) = (generator[pair.A], generator[pair.B]);
                if (sets.Union(a, b))
                {
                    pairs.Enqueue((a, b));
                }
            }
        }

        return sets.ToPartition();
    }

    /// <summary>Every nontrivial system that is the finest to join point 0 with some other point, smallest blocks first.</summary>
    internal static List<SetPartition> Minimal(IReadOnlyList<Permutation> generators)
    {
        HashSet<SetPartition> systems = [];
        int degree = generators[0].Degree;
        for (int point = 1; point < degree; point++)
        {
            SetPartition system = Joining(generators, 0, point);
            if (system.BlockCount > 1)
            {
                systems.Add(system);
            }
        }

        List<SetPartition> sorted = [.. systems];
        sorted.Sort((a, b) => b.BlockCount.CompareTo(a.BlockCount));
        return sorted;
    }

    /// <summary>How generators permute the blocks of an invariant partition.</summary>
    internal static List<Permutation> ActionOnBlocks(IReadOnlyList<Permutation> generators, SetPartition system)
    {
        List<Permutation> actions = [];
        foreach (Permutation generator in generators)
        {
            int[] image = new int[system.BlockCount];
            for (int block = 0; block < image.Length; block++)
            {
                image[block] = system.BlockOf(generator[system.Block(block)[0]]);
            }

            actions.Add(Permutation.Adopt(image));
        }

        return actions;
    }

    /// <summary>
    /// Generators of what the stabilizer of the first block of a transitive system does on that block: the Schreier generators
    /// of the action on blocks, without repetition.
    /// </summary>
    internal static List<Permutation> ActionOfStabilizer(IReadOnlyList<Permutation> generators, SetPartition system)
    {
        int[]?[] transport = Transports(generators, system);
        HashSet<Permutation> actions = [];
        for (int block = 0; block < system.BlockCount; block++)
        {
            foreach (Permutation generator in generators)
            {
                int[] here = transport[block]!;
                int[] there = transport[system.BlockOf(generator[here[0]])]!;
                Dictionary<int, int> back = [];
                for (int i = 0; i < there.Length; i++)
                {
                    back.Add(there[i], i);
                }

                actions.Add(Permutation.Adopt(Array.ConvertAll(here, point => back[generator[point]])));
            }
        }

        return [.. actions];
    }

    // For every block the images of the first block's points under one element that takes the first block there.
    private static int[]?[] Transports(IReadOnlyList<Permutation> generators, SetPartition system)
    {
        int[]?[] transport = new int[system.BlockCount][];
        transport[0] = system.Block(0).ToArray();
        Queue<int> queue = new([0]);
        while (queue.TryDequeue(out int block))
        {
            foreach (Permutation generator in generators)
            {
                int[] moved = Array.ConvertAll(transport[block]!, point => generator[point]);
                int target = system.BlockOf(moved[0]);
                if (transport[target] is null)
                {
                    transport[target] = moved;
                    queue.Enqueue(target);
                }
            }
        }

        return transport;
    }
}
