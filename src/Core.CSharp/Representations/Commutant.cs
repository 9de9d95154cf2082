using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Representations;

/// <summary>The algebra of all n × n matrices that commute with a permutation group: the equivariant linear maps.</summary>
public static class Commutant
{
    /// <summary>Its dimension: the number of orbits on pairs of points, counted without floating point.</summary>
    /// <param name="group">A permutation group; of degree at most 2000 unless it has one generator.</param>
    /// <returns>The dimension over R.</returns>
    /// <exception cref="ArgumentException">Several generators and a degree above 2000.</exception>
    /// <remarks>Derivation: on the product of two cycles of lengths k and l one permutation has gcd(k, l) orbits.</remarks>
    public static BigInteger Dimension(PermutationGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.IsCyclicGenerated ? CyclicDimension(group.Generators[0]) : Orbitals.Of(group).Count;
    }

    /// <summary>The nearest commutant matrix in the Frobenius norm: the average of P·u·Pᵀ over the group.</summary>
    /// <param name="group">A permutation group of degree n, at most 2000 unless it has one generator.</param>
    /// <param name="u">Any matrix, n × n.</param>
    /// <returns>Matrix, n × n. Up to degree 2000 it commutes with the group bit by bit.</returns>
    /// <exception cref="ArgumentException">u is not n × n, or several generators and a degree above 2000.</exception>
    public static Matrix Project(PermutationGroup group, Matrix u)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.IsCyclicGenerated && group.Degree > Orbitals.LargestDegree
            ? IsotypicDecomposition.Of(group).ProjectToCommutant(u)
            : Orbitals.Of(group).Average(u);
    }

    private static BigInteger CyclicDimension(Permutation sigma)
    {
        BigInteger sum = BigInteger.Zero;
        IReadOnlyDictionary<int, int> type = sigma.CycleType();
        foreach ((int length1, int count1) in type)
        {
            foreach ((int length2, int count2) in type)
            {
                sum += BigInteger.GreatestCommonDivisor(length1, length2) * count1 * count2;
            }
        }

        return sum;
    }
}
