using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using Neurovariety.Networks;
using Neurovariety.Numerics;
using Neurovariety.Spectra;

namespace Neurovariety.Memories;

/// <summary>An autoencoder read as an associative memory: x ← D(E(x)) from many starts, and where that leads.</summary>
/// <remarks>
/// Source: [RBU20] for the question; the contraction at an attractor is read off the eigenvalues of J_I, which are those that
/// [ADGL21] look at.
/// </remarks>
public sealed class AutoencoderMemory
{
    private AutoencoderMemory(
        int width,
        float[] ends,
        int[] steps,
        IterationStatus[] statuses,
        int[] indices,
        IReadOnlyList<Attractor> attractors
    )
    {
        Width = width;
        EndStorage = ends;
        Steps = steps;
        Statuses = statuses;
        AttractorIndices = indices;
        Attractors = attractors;
    }

    /// <summary>Numbers of a point, N.</summary>
    public int Width { get; }

    /// <summary>Where each start ended, starts × N.</summary>
    public ReadOnlySpan<float> Ends => EndStorage;

    /// <summary>Steps that each start took.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>Whether each start came to rest.</summary>
    public IReadOnlyList<IterationStatus> Statuses { get; }

    /// <summary>The attractor of each start, as a place in <see cref="Attractors"/>; −1 where the start did not come to rest.</summary>
    public IReadOnlyList<int> AttractorIndices { get; }

    /// <summary>The attractors, those with most starts first.</summary>
    public IReadOnlyList<Attractor> Attractors { get; }

    private float[] EndStorage { get; }

    /// <summary>Iterates from many starts.</summary>
    /// <param name="network">An autoencoder with as many outputs as inputs.</param>
    /// <param name="starts">Starts × N, numbers from −1 to 1 as the network takes them; at least one.</param>
    /// <param name="options">Steps and tolerances; null for the default.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>Ends and attractors.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, or there is no start.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static AutoencoderMemory Run(
        Autoencoder network,
        ReadOnlySpan<float> starts,
        AttractorOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= AttractorOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StepLimit, 1);
        int width = network.InputCount;
        if (network.OutputCount != width || starts.Length == 0 || starts.Length % width != 0)
        {
            throw new ArgumentException(
                $"starts: expected rows of {network.InputCount} numbers for a network with as many outputs, got {starts.Length} numbers for {network.OutputCount} outputs"
            );
        }

        Orbits orbits = new(network, starts, options);
        while (orbits.ActiveCount > 0 && orbits.StepCount < options.StepLimit)
        {
            cancellation.ThrowIfCancellationRequested();
            orbits.Step();
        }

        return Gather(network, orbits, options, cancellation);
    }

    private static AutoencoderMemory Gather(
        Autoencoder network,
        Orbits orbits,
        AttractorOptions options,
        CancellationToken cancellation
    )
    {
        int width = network.InputCount;
        List<int> firsts = [];
        int[] groups = new int[orbits.Count];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = -1;
            if (orbits.Statuses[i] == IterationStatus.Converged)
            {
                groups[i] = firsts.FindIndex(first =>
                    Orbits.RootMeanSquare(orbits.Row(first), orbits.Row(i)) <= options.SameWithin
                );
                if (groups[i] < 0)
                {
                    groups[i] = firsts.Count;
                    firsts.Add(i);
                }
            }
        }

        double[] radii = Radii(
            network,
            [.. firsts.SelectMany(first => orbits.Row(first).ToArray())],
            options,
            cancellation
        );
        int[] sizes = new int[firsts.Count];
        foreach (int group in groups.Where(group => group >= 0))
        {
            sizes[group]++;
        }

        int[] order = [.. Enumerable.Range(0, firsts.Count).OrderByDescending(group => sizes[group])];
        Attractor[] attractors =
        [
            .. order.Select(group => new Attractor(orbits.Row(firsts[group]).ToArray(), sizes[group], radii[group])),
        ];
        int[] indices = Array.ConvertAll(groups, group => group < 0 ? -1 : Array.IndexOf(order, group));
        return new AutoencoderMemory(width, orbits.Ends, orbits.Steps, orbits.Statuses, indices, attractors);
    }

    private static double[] Radii(
        Autoencoder network,
        float[] points,
        AttractorOptions options,
        CancellationToken cancellation
    )
    {
        if (points.Length == 0)
        {
            return [];
        }

        SpectrumOptions spectrum = new(SpectrumPrecision.DoublePrecision, options.Threads);
        SpectrumTable table = JacobianSpectrum.OfSamples(network, points, spectrum, null, cancellation);
        double[] radii = new double[table.Count];
        for (int i = 0; i < radii.Length; i++)
        {
            foreach (Complex value in table.Input.EigenvaluesAt(i))
            {
                radii[i] = Math.Max(radii[i], Complex.Abs(value));
            }
        }

        return radii;
    }

    /// <summary>Points on their way; those that have come to rest are no longer moved.</summary>
    private sealed class Orbits
    {
        private readonly Autoencoder _network;
        private readonly AttractorOptions _options;
        private int[] _active;

        public Orbits(Autoencoder network, ReadOnlySpan<float> starts, AttractorOptions options)
        {
            _network = network;
            _options = options;
            Ends = starts.ToArray();
            Count = starts.Length / network.InputCount;
            Steps = new int[Count];
            Statuses = new IterationStatus[Count];
            Statuses.AsSpan().Fill(IterationStatus.IterationLimit);
            _active = [.. Enumerable.Range(0, Count)];
        }

        public int Count { get; }

        public int StepCount { get; private set; }

        public float[] Ends { get; }

        public int[] Steps { get; }

        public IterationStatus[] Statuses { get; }

        public int ActiveCount => _active.Length;

        private int Width => _network.InputCount;

        public ReadOnlySpan<float> Row(int index) => Ends.AsSpan(index * Width, Width);

        public void Step()
        {
            float[] input = new float[_active.Length * Width];
            for (int k = 0; k < _active.Length; k++)
            {
                Row(_active[k]).CopyTo(input.AsSpan(k * Width));
            }

            float[] output = _network.Apply(input, _options.Threads);
            List<int> moving = [];
            for (int k = 0; k < _active.Length; k++)
            {
                int index = _active[k];
                ReadOnlySpan<float> next = output.AsSpan(k * Width, Width);
                double move = RootMeanSquare(next, Row(index));
                next.CopyTo(Ends.AsSpan(index * Width));
                Steps[index]++;
                if (!double.IsFinite(move))
                {
                    Statuses[index] = IterationStatus.NotFinite;
                }
                else if (move <= _options.Tolerance)
                {
                    Statuses[index] = IterationStatus.Converged;
                }
                else
                {
                    moving.Add(index);
                }
            }

            _active = [.. moving];
            StepCount++;
        }

        public static double RootMeanSquare(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        {
            double sum = 0.0;
            for (int i = 0; i < x.Length; i++)
            {
                double difference = (double)x[i] - y[i];
                sum += difference * difference;
            }

            return Math.Sqrt(sum / x.Length);
        }
    }
}
