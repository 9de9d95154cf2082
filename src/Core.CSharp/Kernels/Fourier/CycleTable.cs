using System;

namespace Neurovariety.Kernels;

/// <summary>Cycles of equal length: where in a sample each cycle's entries lie.</summary>
internal sealed class CycleTable
{
    /// <summary>Checks that all cycles are equally long and lie in a sample of the given size.</summary>
    /// <param name="cycles">m cycles, each L positions 0 … size − 1 in the order of the cycle.</param>
    /// <param name="sampleSize">Entries of a sample.</param>
    public CycleTable(int[][] cycles, int sampleSize)
    {
        Count = cycles.Length;
        Length = Count == 0 ? 1 : cycles[0].Length;
        SampleSize = sampleSize;
        Positions = new int[checked(Count * Length)];
        for (int a = 0; a < Count; a++)
        {
            if (cycles[a].Length != Length || Length == 0)
            {
                throw new ArgumentException($"cycles: cycle {a} has length {cycles[a].Length}, cycle 0 has {Length}");
            }

            for (int t = 0; t < Length; t++)
            {
                int position = cycles[a][t];
                if ((uint)position >= (uint)sampleSize)
                {
                    throw new ArgumentException($"cycles: position {position} outside 0..{sampleSize - 1}");
                }

                Positions[(t * Count) + a] = position;
            }
        }

        RunsAlongCycles = Length % 4 == 0 && HasSteps(along: true);
        RunsAcrossCycles = HasSteps(along: false);
    }

    /// <summary>Number of cycles m.</summary>
    public int Count { get; }

    /// <summary>Common length L.</summary>
    public int Length { get; }

    /// <summary>Entries of a sample.</summary>
    public int SampleSize { get; }

    /// <summary>Position of entry t of cycle a at t·m + a.</summary>
    public int[] Positions { get; }

    /// <summary>Whether each cycle's entries are neighbours in memory, and L is a multiple of 4.</summary>
    public bool RunsAlongCycles { get; }

    /// <summary>Whether the entries t of all cycles are neighbours in memory, for each t.</summary>
    public bool RunsAcrossCycles { get; }

    private bool HasSteps(bool along)
    {
        for (int t = 0; t < Length; t++)
        {
            for (int a = 0; a < Count; a++)
            {
                int first = along ? Positions[a] + t : Positions[t * Count] + a;
                if (Positions[(t * Count) + a] != first)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
