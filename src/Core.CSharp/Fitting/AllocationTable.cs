using System.Collections.Generic;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>
/// For each suffix of the blocks and each exact cost the two best vectors, with the blocks of dimension at most
/// <c>forced</c> full.
/// </summary>
internal sealed class AllocationTable
{
    private readonly IReadOnlyList<IsotypicBlock> _blocks;
    private readonly int _width;

    // Cell (block, cost, place) at ((block·width) + cost)·2 + place: value, rank of the block, place in the next row.
    private readonly double[] _values;
    private readonly int[] _ranks;
    private readonly byte[] _places;

    internal AllocationTable(
        IReadOnlyList<IsotypicBlock> blocks,
        IReadOnlyList<IReadOnlyList<double>> energies,
        int rank,
        int forced
    )
    {
        _blocks = blocks;
        _width = rank + 1;
        int cells = checked((blocks.Count + 1) * _width * 2);
        _values = new double[cells];
        _ranks = new int[cells];
        _places = new byte[cells];
        System.Array.Fill(_values, double.NegativeInfinity);
        _values[Cell(blocks.Count, 0)] = 0.0;
        for (int i = blocks.Count - 1; i >= 0; i--)
        {
            Fill(i, energies[i], forced);
        }
    }

    /// <summary>Value of the best (place 0) or second best (place 1) vector of exact cost; −∞ when there is none.</summary>
    internal double Value(int cost, int place) => _values[Cell(0, cost) + place];

    /// <summary>That vector.</summary>
    internal RankVector Vector(int cost, int place)
    {
        int[] ranks = new int[_blocks.Count];
        for (int i = 0; i < ranks.Length; i++)
        {
            int cell = Cell(i, cost) + place;
            ranks[i] = _ranks[cell];
            place = _places[cell];
            cost -= ranks[i] * _blocks[i].Dimension;
        }

        return RankVector.Of(ranks);
    }

    private int Cell(int block, int cost) => ((block * _width) + cost) * 2;

    // Larger ranks come first and only a strictly larger value displaces, so ties fall to the larger vector.
    private void Fill(int block, IReadOnlyList<double> energies, int forced)
    {
        int dimension = _blocks[block].Dimension;
        int multiplicity = _blocks[block].Multiplicity;
        int least = dimension <= forced ? multiplicity : 0;
        double[] kept = new double[multiplicity + 1];
        for (int k = 0; k < multiplicity; k++)
        {
            kept[k + 1] = kept[k] + energies[k];
        }

        for (int cost = 0; cost < _width; cost++)
        {
            int most = System.Math.Min(multiplicity, cost / dimension);
            for (int rank = most; rank >= least; rank--)
            {
                int next = Cell(block + 1, cost - (rank * dimension));
                for (byte place = 0; place < 2 && !double.IsNegativeInfinity(_values[next + place]); place++)
                {
                    Insert(Cell(block, cost), kept[rank] + _values[next + place], rank, place);
                }
            }
        }
    }

    private void Insert(int cell, double value, int rank, byte place)
    {
        if (value > _values[cell])
        {
            (_values[cell + 1], _ranks[cell + 1], _places[cell + 1]) = (_values[cell], _ranks[cell], _places[cell]);
            (_values[cell], _ranks[cell], _places[cell]) = (value, rank, place);
        }
        else if (value > _values[cell + 1])
        {
            (_values[cell + 1], _ranks[cell + 1], _places[cell + 1]) = (value, rank, place);
        }
    }
}
