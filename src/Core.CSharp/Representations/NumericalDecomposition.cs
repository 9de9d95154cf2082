using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Representations;

/// <summary>
/// The isotypic decomposition for any permutation group, from random elements of the commutant, accepted only with a
/// certificate.
/// </summary>
/// <remarks>Derivation: Schur's lemma; a generic symmetric commutant element has the irreducible copies as eigenspaces.</remarks>
internal sealed class NumericalDecomposition
{
    private const int AttemptCount = 6;
    private const int PatientAttemptCount = 3;

    private NumericalDecomposition(IsotypicBlock[] blocks, DenseBasis basis, double residual)
    {
        Blocks = blocks;
        Basis = basis;
        Residual = residual;
    }

    internal IsotypicBlock[] Blocks { get; }

    internal IAdaptedBasis Basis { get; }

    internal double Residual { get; }

    internal static NumericalDecomposition Of(PermutationGroup group, RandomSource random)
    {
        Orbitals orbitals = Orbitals.Of(group);
        double bound = DecompositionCertificate.Bound(group.Degree);
        NumericalDecomposition? best = null;
        for (int attempt = 0; attempt < AttemptCount; attempt++)
        {
            RandomSource stream = random.Split(string.Create(CultureInfo.InvariantCulture, $"decomposition {attempt}"));
            NumericalDecomposition? found = Attempt(group, orbitals, stream);
            best = found is not null && !(found.Residual >= best?.Residual) ? found : best;

            // An accurate one ends the search at once, a merely certified one after a few attempts at a better one.
            double enough = attempt < PatientAttemptCount ? Tolerance.Factorization(group.Degree, 1.0) : bound;
            if (best?.Residual <= enough)
            {
                return best;
            }
        }

        double residual = best?.Residual ?? double.PositiveInfinity;
        throw new PremiseException(
            $"group: no decomposition of degree {group.Degree} could be certified in {AttemptCount} attempts "
                + $"(smallest residual {residual:g3}, bound {bound:g3}); try another seed",
            residual,
            bound
        );
    }

    // Null when the integers do not add up.
    private static NumericalDecomposition? Attempt(PermutationGroup group, Orbitals orbitals, RandomSource random)
    {
        List<Matrix>? copies = IrreducibleSplitter.Split(orbitals, random);
        if (copies is null)
        {
            return null;
        }

        List<List<Matrix>> classes = CopyAligner.Align(orbitals, copies, random);
        List<Component>? components = Components(orbitals, classes, random);
        if (components is null || components.Sum(c => c.CommutantDimension) != orbitals.Count)
        {
            return null;
        }

        Component[] sorted = Sorted(components, group);
        IsotypicBlock[] blocks = Labelled(sorted);
        DenseBasis basis = new(blocks, RowStack.Join([.. sorted.Select(c => c.AdaptedRows())]));
        return new NumericalDecomposition(blocks, basis, DecompositionCertificate.Residual(group, blocks, basis));
    }

    private static List<Component>? Components(Orbitals orbitals, List<List<Matrix>> classes, RandomSource random)
    {
        Matrix roots = RowStack.Join([.. classes.Select(c => c[0])]);
        Matrix[] images =
        [
            MatrixProduct.Multiply(roots, orbitals.Random(random, symmetric: false)),
            MatrixProduct.Multiply(roots, orbitals.Random(random, symmetric: false)),
        ];
        List<Component> result = [];
        int start = 0;
        foreach (List<Matrix> copies in classes)
        {
            int size = copies[0].RowCount;
            int first = start;
            Matrix[] restricted = Array.ConvertAll(
                images,
                image => MatrixProduct.MultiplyTransposedRight(RowStack.Rows(image, first, size), copies[0])
            );
            start += size;
            AlgebraStructure? structure = AlgebraStructure.Of(restricted[0], restricted[1]);
            if (structure is null)
            {
                return null;
            }

            result.Add(new Component(structure, copies));
        }

        return result;
    }

    private static Component[] Sorted(List<Component> components, PermutationGroup group)
    {
        foreach (Component component in components)
        {
            component.FindCharacter(group);
        }

        return
        [
            .. components
                .OrderBy(c => c.Dimension)
                .ThenBy(c => c.Structure.Algebra)
                .ThenBy(c => c.Multiplicity)
                .ThenBy(c => c.Character, Comparer<long[]>.Create((x, y) => y.AsSpan().SequenceCompareTo(x))),
        ];
    }

    private static IsotypicBlock[] Labelled(Component[] components)
    {
        Dictionary<string, int> running = [];
        return Array.ConvertAll(
            components,
            c =>
            {
                string kind = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Letter(c.Structure.Algebra)}{c.Dimension}"
                );
                running[kind] = running.GetValueOrDefault(kind) + 1;
                string label = string.Create(CultureInfo.InvariantCulture, $"{kind}.{running[kind]}");
                return new IsotypicBlock(label, c.Structure.Algebra, c.Dimension, c.Multiplicity);
            }
        );
    }

    private static char Letter(DivisionAlgebra algebra) =>
        algebra switch
        {
            DivisionAlgebra.Real => 'R',
            DivisionAlgebra.Complex => 'C',
            _ => 'H',
        };

    // One isotypic component: its aligned copies of V, delta x n each, and D.
    private sealed class Component(AlgebraStructure structure, List<Matrix> copies)
    {
        internal AlgebraStructure Structure => structure;

        internal int Dimension => copies[0].RowCount;

        internal int Multiplicity => copies.Count;

        internal long CommutantDimension => (long)structure.Algebra * Multiplicity * Multiplicity;

        /// <summary>Traces of the generators and of some products on V, in millionths: breaks ties between blocks.</summary>
        internal long[] Character { get; private set; } = [];

        internal void FindCharacter(PermutationGroup group)
        {
            // Products of many generators would cost more than the ties are worth.
            IEnumerable<Permutation> few = group.Generators.Take(6);
            Permutation[] elements = [.. group.Generators, .. few.SelectMany(g => few.Select(h => g * h))];
            Character = Array.ConvertAll(elements, g => (long)Math.Round(1e6 * Trace(g)));
        }

        internal Matrix AdaptedRows()
        {
            int e = (int)structure.Algebra;
            int n = copies[0].ColumnCount;
            double[] entries = new double[Dimension * Multiplicity * n];
            for (int a = 0; a < Multiplicity; a++)
            {
                Matrix adapted = MatrixProduct.Multiply(structure.Basis, copies[a]);
                for (int row = 0; row < Dimension; row++)
                {
                    int target = (row / e * e * Multiplicity) + (a * e) + (row % e);
                    adapted.Row(row).CopyTo(entries.AsSpan(target * n));
                }
            }

            return Matrix.Adopt(Dimension * Multiplicity, n, entries);
        }

        private double Trace(Permutation g)
        {
            double sum = 0.0;
            ReadOnlySpan<int> image = g.Image;
            for (int row = 0; row < Dimension; row++)
            {
                ReadOnlySpan<double> values = copies[0].Row(row);
                for (int i = 0; i < values.Length; i++)
                {
                    sum += values[i] * values[image[i]];
                }
            }

            return sum;
        }
    }
}
