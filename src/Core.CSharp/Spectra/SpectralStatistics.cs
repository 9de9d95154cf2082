using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Neurovariety.Spectra;

/// <summary>A table of spectra in figures: of all points, of each split, and of each class; immutable.</summary>
/// <remarks>
/// Source: [ADGL21, Section 4.2]. An eigenvalue that is 0 has a modulus but no argument, here as in the laws of random
/// matrices. Cost: four sorts of all N·d eigenvalues.
/// </remarks>
public sealed class SpectralStatistics
{
    private SpectralStatistics(
        PointFigures all,
        IReadOnlyList<(bool IsTest, PointFigures Figures)> splits,
        IReadOnlyList<(int Label, PointFigures Figures)> classes
    )
    {
        All = all;
        Splits = splits;
        Classes = classes;
    }

    /// <summary>Of all points.</summary>
    public PointFigures All { get; }

    /// <summary>Of the training and of the test points, where there are any.</summary>
    public IReadOnlyList<(bool IsTest, PointFigures Figures)> Splits { get; }

    /// <summary>Of each label, rising; points without a label belong to none, so it is empty when no point has one.</summary>
    public IReadOnlyList<(int Label, PointFigures Figures)> Classes { get; }

    /// <summary>All of these by name: "all", "train" and "test" where there are any, then each label.</summary>
    public IReadOnlyList<(string Name, PointFigures Figures)> Groups =>
        [
            ("all", All),
            .. Splits.Select(split => (split.IsTest ? "test" : "train", split.Figures)),
            .. Classes.Select(one => (one.Label.ToString(CultureInfo.InvariantCulture), one.Figures)),
        ];

    /// <summary>The figures of a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The figures.</returns>
    public static SpectralStatistics Of(SpectrumTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Source source = new(table);
        int[] labels = [.. table.LabelStorage.Where(label => label >= 0).Distinct().Order()];
        int[] kinds = [.. table.TestStorage.Select(test => test ? 1 : 0).Distinct().Order()];
        int[] classes = Array.ConvertAll(table.LabelStorage, label => Array.BinarySearch(labels, label));
        int[] splits = Array.ConvertAll(table.TestStorage, test => Array.BinarySearch(kinds, test ? 1 : 0));
        PointFigures[][] figures = new PointFigures[3][];
        Parallel.Invoke(
            () => figures[0] = source.Figures(new int[table.Count], 1),
            () => figures[1] = source.Figures(splits, kinds.Length),
            () => figures[2] = labels.Length == 0 ? [] : source.Figures(classes, labels.Length)
        );
        return new SpectralStatistics(
            figures[0][0],
            [.. kinds.Zip(figures[1], (kind, one) => (kind == 1, one))],
            [.. labels.Zip(figures[2])]
        );
    }

    /// <summary>A table with its eigenvalues sorted.</summary>
    private sealed class Source
    {
        private readonly SpectrumTable _table;
        private readonly double[] _absolute;
        private readonly double[] _euclidean;
        private readonly (SortedEigenvalues Moduli, SortedEigenvalues Arguments)[] _sorted;
        private readonly int[][] _nonReals = new int[2][];

        public Source(SpectrumTable table)
        {
            _table = table;
            _absolute = new double[table.Count];
            _euclidean = new double[table.Count];
            SortedEigenvalues[] sorted = new SortedEigenvalues[4];
            Parallel.Invoke(
                () => sorted[0] = SortedEigenvalues.OfModuli(table.Input),
                () => sorted[1] = SortedEigenvalues.OfModuli(table.LatentSpace),
                () => sorted[2] = SortedEigenvalues.OfArguments(table.Input),
                () => sorted[3] = SortedEigenvalues.OfArguments(table.LatentSpace),
                () => _nonReals[0] = NonReals(table.Input),
                () => _nonReals[1] = NonReals(table.LatentSpace),
                () =>
                {
                    for (int i = 0; i < table.Count; i++)
                    {
                        _absolute[i] = table.AbsoluteDistance(i);
                        _euclidean[i] = table.EuclideanDistance(i);
                    }
                }
            );
            _sorted = [(sorted[0], sorted[2]), (sorted[1], sorted[3])];
        }

        // Of groups 0 … count − 1 of points; points of a negative group belong to none.
        public PointFigures[] Figures(int[] groups, int count)
        {
            int[][] members = new int[count][];
            ILookup<int, int> lookup = Enumerable.Range(0, groups.Length).ToLookup(i => groups[i]);
            for (int g = 0; g < count; g++)
            {
                members[g] = [.. lookup[g]];
            }

            SpectrumFigures[][] figures = new SpectrumFigures[2][];
            PointFigures[] result = new PointFigures[count];
            Parallel.Invoke(
                () => figures[0] = Columns(_table.Input, _sorted[0], _nonReals[0], groups, members),
                () => figures[1] = Columns(_table.LatentSpace, _sorted[1], _nonReals[1], groups, members)
            );
            Parallel.For(0, count, g => result[g] = Figures(members[g], figures[0][g], figures[1][g]));
            return result;
        }

        private PointFigures Figures(int[] points, SpectrumFigures input, SpectrumFigures latent) =>
            new(
                points.Length,
                Of(points, i => _table.MseStorage[i]),
                Of(points, i => _absolute[i]),
                Of(points, i => _euclidean[i]),
                points.Sum(i => (long)_table.ZeroStorage[i]),
                input,
                latent
            );

        private static SpectrumFigures[] Columns(
            SpectrumColumn column,
            (SortedEigenvalues Moduli, SortedEigenvalues Arguments) sorted,
            int[] nonReals,
            int[] groups,
            int[][] members
        )
        {
            double[][] moduli = sorted.Moduli.Divide(groups, members.Length);
            double[][] arguments = sorted.Arguments.Divide(groups, members.Length);
            return [.. members.Select((points, g) => OfColumn(column, points, nonReals, moduli[g], arguments[g]))];
        }

        private static SpectrumFigures OfColumn(
            SpectrumColumn column,
            int[] points,
            int[] nonReals,
            double[] moduli,
            double[] arguments
        )
        {
            int singular = points.Count(i => column.SignStorage[i] == 0);
            int reversing = points.Count(i => column.SignStorage[i] < 0);
            Distribution small = Of(points, i => column.SmallStorage[i]);
            int nonReal = points.Sum(i => nonReals[i]);
            int[] regular = [.. points.Where(i => double.IsFinite(column.LogOmegaStorage[i]))];
            return new SpectrumFigures(
                Distribution.OfSorted(moduli),
                arguments.Length == 0 ? null : Distribution.OfSorted(arguments),
                (double)nonReal / moduli.Length,
                Of(points, i => column.TraceStorage[i]),
                Of(points, column.ArithmeticMean),
                Of(points, column.GeometricMean),
                regular.Length == 0 ? null : Of(regular, i => column.LogOmegaStorage[i]),
                singular,
                reversing,
                (double)reversing / points.Length,
                small.Mean / column.Latent,
                small
            );
        }

        // How many eigenvalues of each point are not real.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static int[] NonReals(SpectrumColumn column)
        {
            int[] counts = new int[column.Count];
            for (int i = 0; i < counts.Length; i++)
            {
                foreach (Complex value in column.EigenvaluesAt(i))
                {
                    counts[i] += value.Imaginary != 0.0 ? 1 : 0;
                }
            }

            return counts;
        }

        private static Distribution Of(int[] points, Func<int, double> value) =>
            Distribution.OfOwn(Array.ConvertAll(points, i => value(i)));
    }
}
