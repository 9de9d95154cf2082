using System;
using System.Linq;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;

namespace Neurovariety.Fitting;

/// <summary>
/// Orthonormal coordinates of the invariant vectors: Σ over an orbit A of the entries, divided by √|A|.
/// </summary>
/// <remarks>
/// Derivation: an invariant M is M = N·F with F the k × n matrix of these functionals, F·Fᵀ = I, so that
/// ‖M‖ = ‖N‖. Correction: [KSS24]'s ψ, which deletes repeated columns, needs the factor √|A| for distances.
/// </remarks>
internal sealed class OrbitCoordinates
{
    private readonly SetPartition _orbits;
    private readonly double[] _roots;

    private OrbitCoordinates(SetPartition orbits)
    {
        _orbits = orbits;
        _roots = [.. Enumerable.Range(0, orbits.BlockCount).Select(i => Math.Sqrt(orbits.Block(i).Length))];
    }

    /// <summary>Number of orbits k.</summary>
    internal int Count => _orbits.BlockCount;

    internal static OrbitCoordinates Of(PermutationGroup group, int degree)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Degree == degree
            ? new OrbitCoordinates(group.Orbits())
            : throw new ArgumentException($"group: expected degree {degree}, got {group.Degree}", nameof(group));
    }

    /// <summary>M·Fᵀ for M with n columns.</summary>
    internal Matrix Contract(Matrix m)
    {
        double[] entries = new double[m.RowCount * Count];
        for (int row = 0; row < m.RowCount; row++)
        {
            ReadOnlySpan<double> source = m.Row(row);
            for (int j = 0; j < source.Length; j++)
            {
                int orbit = _orbits.BlockOf(j);
                entries[(row * Count) + orbit] += source[j] / _roots[orbit];
            }
        }

        return Matrix.Adopt(m.RowCount, Count, entries);
    }

    /// <summary>N·F for N with k columns.</summary>
    internal Matrix Expand(Matrix n) =>
        Matrix.Create(n.RowCount, _orbits.Degree, (i, j) => n[i, _orbits.BlockOf(j)] / _roots[_orbits.BlockOf(j)]);

    /// <summary>The network of the first r units of a solution in these coordinates.</summary>
    internal InvariantAutoencoder Network(BlockSolution solution, int rank)
    {
        Matrix weights = Matrix.Create(rank, Count, (k, orbit) => solution.Encoder[k, orbit] / _roots[orbit]);
        return InvariantAutoencoder.FromParameters(_orbits, weights, Units.Columns(solution.Decoder, rank, 1));
    }
}
