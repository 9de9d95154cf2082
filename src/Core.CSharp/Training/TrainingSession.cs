using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Neurovariety.Data;
using Neurovariety.Kernels;
using Neurovariety.Networks;
using Neurovariety.Numerics;

namespace Neurovariety.Training;

/// <summary>A run in progress: network and moments in the form in which they are trained.</summary>
/// <remarks>
/// Source: [ADGL21, Section 3]. The images of epoch e (from 1 on) come in the order that the stream "epoch e" of the seed shuffles
/// them into, so a state needs no generator. The bits depend neither on the threads nor on interruptions. Several sessions may
/// run at once, each on a thread of its own; they share the images.
/// </remarks>
internal sealed class TrainingSession
{
    /// <summary>Images that are evaluated before the wish to stop is looked at again, about.</summary>
    private const int SliceSize = 512;

    private readonly TrainingState _start;
    private readonly ImageSet _images;
    private readonly AutoencoderTrainingOptions _options;
    private readonly TrainingWorkspace _workspace;
    private readonly int[] _order;
    private int _orderEpoch;
    private int _step;
    private double _lossSum;

    /// <summary>A session that continues from a state.</summary>
    /// <param name="state">Where to continue.</param>
    /// <param name="images">Images as wide as the network's input and output; shared, never copied.</param>
    /// <param name="options">Settings, the same as before.</param>
    /// <param name="skip">Whether units that are 0 are left out of the sums; the bits are the same either way.</param>
    /// <exception cref="ArgumentException">Widths do not fit, there is no image, or a setting is out of range.</exception>
    public TrainingSession(TrainingState state, ImageSet images, AutoencoderTrainingOptions options, bool skip = true)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        CheckImages(state.Network, images);
        _start = state;
        _images = images;
        _options = options;
        int batch = Math.Min(options.BatchSize, images.Count);
        StepCount = (int)(((long)images.Count + batch - 1) / batch);
        if (state.Step >= StepCount)
        {
            throw new ArgumentException(
                $"state: {state.Step} steps done of an epoch of {StepCount}; other images or batches?",
                nameof(state)
            );
        }

        _workspace = Load(state, batch, skip);
        _order = new int[images.Count];
        Epoch = state.Epoch;
        TotalSteps = state.TotalSteps;
        _step = state.Step;
        _lossSum = state.LossSum;
    }

    /// <summary>Steps of a whole epoch.</summary>
    public int StepCount { get; }

    /// <summary>Whole epochs done.</summary>
    public int Epoch { get; private set; }

    /// <summary>Steps done in the whole run.</summary>
    public long TotalSteps { get; private set; }

    /// <summary>Units of the first layer known to stay 0 for every image.</summary>
    public int SilentCount => _workspace.SilentCount;

    /// <summary>The mean squared error of a network over images: a forward pass.</summary>
    public static double Evaluate(Autoencoder network, ImageSet images, int threads)
    {
        CheckImages(network, images);
        return new TrainingSession(TrainingState.Start(network), images, new AutoencoderTrainingOptions()).Evaluate(
            images,
            threads
        );
    }

    /// <summary>Trains the rest of the epoch begun, or the next one.</summary>
    /// <param name="threads">Threads to use; 0 for all cores. The bits do not depend on it.</param>
    /// <param name="cancel">Looked at before each step.</param>
    /// <param name="stepLimit">Most steps of this call; with fewer than are left it ends as if interrupted.</param>
    public EpochResult RunEpoch(int threads, CancellationToken cancel, int stepLimit = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int team = ThreadTeam.ThreadCount(threads);
        Prepare();
        bool whole = _step == 0;
        int batch = Math.Min(_options.BatchSize, _images.Count);
        for (int done = 0; _step < StepCount; done++)
        {
            if (cancel.IsCancellationRequested || done == stepLimit)
            {
                return Result(EpochStatus.Interrupted, _step * batch);
            }

            int first = _step * batch;
            int count = Math.Min(batch, _images.Count - first);
            double loss = _workspace.Propagate(_images.Storage, _order.AsSpan(first), count, team);
            if (!double.IsFinite(loss))
            {
                return Result(EpochStatus.NotFinite, first);
            }

            _workspace.Update(_options.Optimizer.Factors(TotalSteps + 1), team);
            _lossSum += loss;
            _step++;
            TotalSteps++;
        }

        if (whole)
        {
            _workspace.EndEpoch();
        }

        EpochResult result = Result(EpochStatus.Completed, _images.Count) with { Epoch = Epoch + 1 };
        Epoch++;
        _step = 0;
        _lossSum = 0.0;
        return result;
    }

    /// <summary>The mean squared error of the network as it is now; the run is not disturbed.</summary>
    /// <param name="images">Images of the same size.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    public double Evaluate(ImageSet images, int threads) =>
        Evaluate(images, threads, CancellationToken.None) ?? throw new UnreachableException();

    /// <summary>The mean squared error of the network as it is now, unless the answer is no longer wanted.</summary>
    /// <param name="images">Images of the same size.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <param name="cancel">Looked at every few hundred images.</param>
    /// <returns>The error; null when the wish to stop came first.</returns>
    public double? Evaluate(ImageSet images, int threads, CancellationToken cancel)
    {
        CheckImages(_start.Network, images);
        int batch = Math.Min(_options.BatchSize, _images.Count);
        int slice = batch * Math.Max(1, SliceSize / batch);
        bool trained = ReferenceEquals(images.Storage, _images.Storage);
        double sum = 0.0;
        for (int start = 0; start < images.Count; start += slice)
        {
            if (cancel.IsCancellationRequested)
            {
                return null;
            }

            int count = Math.Min(slice, images.Count - start);
            sum += _workspace.Evaluate(images.Storage, start, count, trained, ThreadTeam.ThreadCount(threads));
        }

        return sum / ((double)images.Count * images.PixelCount);
    }

    /// <summary>The state now: what another session needs to continue bit for bit.</summary>
    public TrainingState Snapshot()
    {
        IReadOnlyList<AffineLayer> old = _start.Network.Layers;
        AffineLayer[] layers = new AffineLayer[old.Count];
        LayerMoments[] moments = new LayerMoments[old.Count];
        for (int i = 0; i < layers.Length; i++)
        {
            LayerNumbers now = _workspace.Read(i, LayerContent.Parameters);
            LayerNumbers first = _workspace.Read(i, LayerContent.FirstMoments);
            LayerNumbers second = _workspace.Read(i, LayerContent.SecondMoments);
            layers[i] = AffineLayer.Adopt(old[i].Inputs, old[i].Outputs, now.Weights, now.Bias, old[i].Activation);
            moments[i] = LayerMoments.Adopt(first.Weights, first.Bias, second.Weights, second.Bias);
        }

        int encoder = _start.Network.Encoder.Count;
        Autoencoder network = Autoencoder.Of(layers[..encoder], layers[encoder..]);
        return TrainingState.Of(network, moments, Epoch, _step, _lossSum, TotalSteps);
    }

    private static TrainingWorkspace Load(TrainingState state, int batch, bool skip)
    {
        IReadOnlyList<AffineLayer> layers = state.Network.Layers;
        TrainingWorkspace workspace = new(
            [.. layers.Select(one => new KernelLayer(one.Inputs, one.Outputs, (ActivationKind)one.Activation))],
            batch,
            skip
        );
        for (int i = 0; i < layers.Count; i++)
        {
            LayerMoments moments = state.Moments[i];
            workspace.Load(i, LayerContent.Parameters, layers[i].Weights, layers[i].Bias);
            workspace.Load(i, LayerContent.FirstMoments, moments.FirstWeights, moments.FirstBias);
            workspace.Load(i, LayerContent.SecondMoments, moments.SecondWeights, moments.SecondBias);
        }

        return workspace;
    }

    private static void CheckImages(Autoencoder network, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0 || network.InputCount != images.PixelCount || network.OutputCount != images.PixelCount)
        {
            throw new ArgumentException(
                $"network: expected {images.PixelCount} inputs and outputs and at least one image,"
                    + $" got {network.InputCount} and {network.OutputCount} and {images.Count} images",
                nameof(network)
            );
        }
    }

    private void Prepare()
    {
        if (_orderEpoch != Epoch + 1)
        {
            _orderEpoch = Epoch + 1;
            for (int i = 0; i < _order.Length; i++)
            {
                _order[i] = i;
            }

            RandomSource.FromSeed(_options.Seed).Split($"epoch {_orderEpoch}").Shuffle<int>(_order);
        }

        if (_step == 0)
        {
            _workspace.BeginEpoch(_options.Optimizer.Factors(TotalSteps + 1));
        }
    }

    private EpochResult Result(EpochStatus status, int images)
    {
        double mean = images == 0 ? 0.0 : _lossSum / ((double)images * _images.PixelCount);
        return new EpochResult(status, Epoch + 1, _step, mean);
    }
}
