using System;
using System.Collections.Generic;
using Neurovariety.Kernels;

namespace Neurovariety.Training;

/// <summary>The numbers of a layer as they are stored outside: weights as units × inputs.</summary>
/// <param name="Weights">units × inputs, row by row.</param>
/// <param name="Bias">One for each unit.</param>
internal readonly record struct LayerNumbers(float[] Weights, float[] Bias);

/// <summary>Which numbers of a layer.</summary>
internal enum LayerContent
{
    Parameters,
    FirstMoments,
    SecondMoments,
}

/// <summary>Memory and steps of the training of a chain of affine layers on images, in place.</summary>
/// <remarks>
/// A step has two phases. First chunks of 32 samples go forward, to the loss, and back to the errors of all layers; nothing is
/// shared but the weights, which rest. Then parts of the parameters are updated, each by the gradient summed over all samples in
/// order. So no sum depends on the threads, and the threads meet twice. A unit at 0 for every sample of a chunk or batch is left
/// out of the sums to which it would add zeros: the bits are the same as without.
/// </remarks>
internal sealed unsafe class TrainingWorkspace
{
    private readonly Arena _arena;
    private readonly TrainingPlan* _plan;
    private readonly int _batchSize;
    private readonly ushort[] _seen;
    private readonly bool[] _resting;

    public TrainingWorkspace(IReadOnlyList<KernelLayer> layers, int batchSize, bool skip = true)
    {
        Arena count = new();
        TrainingPlanBuilder.Build(count, layers, batchSize, place: false);
        _arena = new Arena(count.Used);
        _plan = TrainingPlanBuilder.Build(_arena, layers, batchSize, place: true);
        _plan->Skip = skip;
        _batchSize = batchSize;
        _seen = new ushort[TrainingPlanBuilder.Vectors(layers[0].Outputs)];
        _resting = new bool[layers[0].Outputs];
    }

    /// <summary>Bytes of working memory.</summary>
    public long Size => _arena.Used;

    /// <summary>Units of the first layer known to be 0 for every image from now on.</summary>
    public int SilentCount
    {
        get
        {
            int count = 0;
            for (int v = 0; v < _seen.Length; v++)
            {
                count += System.Numerics.BitOperations.PopCount(_plan->Silent[v]);
            }

            return count;
        }
    }

    /// <summary>Takes numbers in; a layer's weights are units × inputs.</summary>
    public void Load(int index, LayerContent content, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        TrainingLayer* layer = _plan->Layers + index;
        float* matrix = Matrix(layer, content);
        for (int unit = 0; unit < layer->Outputs; unit++)
        {
            for (int input = 0; input < layer->Inputs; input++)
            {
                matrix[Place(layer, unit, input)] = weights[(unit * layer->Inputs) + input];
            }
        }

        bias.CopyTo(new Span<float>(Vector(layer, content), layer->Outputs));
        if (content == LayerContent.Parameters && layer->Mirror != null)
        {
            for (int row = 0; row < layer->Rows; row++)
            {
                WeightUpdate.Reflect(layer, row, 0, layer->Columns);
            }
        }
    }

    /// <summary>Copies of the numbers of a layer.</summary>
    public LayerNumbers Read(int index, LayerContent content)
    {
        TrainingLayer* layer = _plan->Layers + index;
        float* matrix = Matrix(layer, content);
        float[] weights = new float[layer->Inputs * layer->Outputs];
        for (int unit = 0; unit < layer->Outputs; unit++)
        {
            for (int input = 0; input < layer->Inputs; input++)
            {
                weights[(unit * layer->Inputs) + input] = matrix[Place(layer, unit, input)];
            }
        }

        return new LayerNumbers(weights, new Span<float>(Vector(layer, content), layer->Outputs).ToArray());
    }

    /// <summary>Forward and back for a batch: the sum of the squared errors, and the errors of all layers for the update.</summary>
    /// <param name="pixels">Images, a byte for each input.</param>
    /// <param name="order">Indices of images: those of the batch, then any that come after it.</param>
    /// <param name="count">Images of the batch.</param>
    /// <param name="threads">Threads to use, at least 1.</param>
    public double Propagate(byte[] pixels, ReadOnlySpan<int> order, int count, int threads)
    {
        TrainingLayer* last = _plan->Layers + _plan->LayerCount - 1;
        _plan->ErrorFactor = (float)(2.0 / ((double)count * last->Outputs));
        return Pass(pixels, 0, order, count, threads, &BatchPass.Train);
    }

    /// <summary>The optimiser's step with the errors of the last batch.</summary>
    public void Update(in StepFactors factors, int threads)
    {
        _plan->Factors = factors;
        JoinActive();
        ThreadTeam.Run(threads, _plan->PartCount, &WeightUpdate.Run, _plan);
        GC.KeepAlive(this);
    }

    /// <summary>The sum of the squared errors of images start … start + count − 1.</summary>
    /// <param name="pixels">All images.</param>
    /// <param name="start">The first that counts.</param>
    /// <param name="count">How many count.</param>
    /// <param name="trained">Whether these are the images that are trained on, for which silent units are known to be 0.</param>
    /// <param name="threads">Threads to use.</param>
    public double Evaluate(byte[] pixels, int start, int count, bool trained, int threads)
    {
        _plan->OtherImages = !trained;
        double sum = 0.0;
        for (int done = 0; done < count; done += _batchSize)
        {
            int taken = Math.Min(_batchSize, count - done);
            sum += Pass(pixels, start + done, default, taken, threads, &BatchPass.Evaluate);
        }

        // Units left out in training must find the zeros they left.
        ClearFirstOutputs();
        return sum;
    }

    /// <summary>Notes which units of the first layer rest: their first moments are 0, so they change only by being active.</summary>
    public void BeginEpoch(in StepFactors factors)
    {
        TrainingLayer* layer = _plan->Layers;
        Array.Clear(_seen);
        bool able = _plan->Skip && layer->Kind == ActivationKind.Relu && factors.Rests;
        for (int unit = 0; unit < _resting.Length; unit++)
        {
            Span<float> row = new(layer->First + (unit * layer->Stride), layer->Columns);
            _resting[unit] = able && layer->BiasFirst[unit] == 0f && !row.ContainsAnyExcept(0f);
        }
    }

    /// <summary>After a pass over all images: units that rested and were never active never will be, and are left out.</summary>
    public void EndEpoch()
    {
        for (int unit = 0; unit < _resting.Length; unit++)
        {
            if (_resting[unit] && ((_seen[unit / 16] >> (unit % 16)) & 1) == 0)
            {
                _plan->Silent[unit / 16] |= (ushort)(1 << (unit % 16));
            }
        }

        ClearFirstOutputs();
    }

    private double Pass(
        byte[] pixels,
        int start,
        ReadOnlySpan<int> images,
        int count,
        int threads,
        delegate* <void*, int, void> body
    )
    {
        int chunks = TrainingPlanBuilder.ChunkCount(count);
        fixed (byte* bytes = pixels)
        fixed (int* order = images)
        {
            _plan->Pixels = bytes + ((nint)start * _plan->PixelCount);
            _plan->Order = images.IsEmpty ? null : order;
            _plan->BatchCount = count;
            _plan->UpcomingCount = Math.Min(count, images.Length - count);
            ThreadTeam.Run(threads, chunks, body, _plan);
        }

        double sum = 0.0;
        for (int i = 0; i < chunks; i++)
        {
            sum += _plan->ChunkLoss[i];
        }

        GC.KeepAlive(this);
        return sum;
    }

    // The chunks' lists of active units joined into one for the batch.
    private void JoinActive()
    {
        int chunks = TrainingPlanBuilder.ChunkCount(_plan->BatchCount);
        for (int i = 0; i < _plan->LayerCount; i++)
        {
            TrainingLayer* layer = _plan->Layers + i;
            for (int v = 0; v < layer->OutputVectors && layer->Active != null; v++)
            {
                int mask = 0;
                for (int chunk = 0; chunk < chunks; chunk++)
                {
                    mask |= layer->Active[(chunk * layer->OutputVectors) + v];
                }

                layer->BatchActive[v] = (ushort)mask;
                if (i == 0)
                {
                    _seen[v] |= (ushort)mask;
                }
            }
        }
    }

    private void ClearFirstOutputs()
    {
        nint samples = (nint)TrainingPlanBuilder.ChunkCount(_batchSize) * TrainingPlan.ChunkRows;
        TrainingLayer* layer = _plan->Layers;
        new Span<float>(layer->Output, checked((int)(samples * layer->OutputStride))).Clear();
        GC.KeepAlive(this);
    }

    private static nint Place(TrainingLayer* layer, int unit, int input) =>
        layer->UnitRows ? (unit * layer->Stride) + input : (input * layer->Stride) + unit;

    private static float* Matrix(TrainingLayer* layer, LayerContent content) =>
        content switch
        {
            LayerContent.Parameters => layer->Weights,
            LayerContent.FirstMoments => layer->First,
            _ => layer->Second,
        };

    private static float* Vector(TrainingLayer* layer, LayerContent content) =>
        content switch
        {
            LayerContent.Parameters => layer->Bias,
            LayerContent.FirstMoments => layer->BiasFirst,
            _ => layer->BiasSecond,
        };
}
