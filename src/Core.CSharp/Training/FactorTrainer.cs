using System;
using System.Numerics.Tensors;
using Neurovariety.Kernels;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>
/// Trains one factor pair, x ↦ decoder·encoder·x, on its own samples. Parts of a network share no weights, so each is
/// trained alone.
/// </summary>
internal sealed class FactorTrainer
{
    private readonly FactorPair _pair;
    private readonly FactorSamples _data;
    private readonly int _threads;
    private readonly double _pixels;
    private readonly SharedWeights _encoder;
    private readonly SharedWeights _decoder;
    private readonly float[] _inputs;
    private readonly float[] _targets;
    private readonly float[] _hidden;
    private readonly float[] _hiddenGradient;
    private readonly float[] _outputs;

    internal FactorTrainer(FactorPair pair, FactorSamples data, int pixels, LinearTrainingOptions settings, int threads)
    {
        int e = pair.AlgebraDimension;
        int rows = Math.Min(settings.BatchSize, data.Samples) * data.Copies;
        _pair = pair;
        _data = data;
        _threads = threads;
        _pixels = pixels;
        _encoder = new SharedWeights(pair.Encoder, pair.Latent, pair.Inputs, e, settings.Adam);
        _decoder = new SharedWeights(pair.Decoder, pair.Outputs, pair.Latent, e, settings.Adam);
        _inputs = new float[rows * data.InputWidth];
        _targets = pair.RebuildsInputs ? _inputs : new float[rows * data.TargetWidth];
        _hidden = new float[rows * e * pair.Latent];
        _hiddenGradient = new float[_hidden.Length];
        _outputs = new float[rows * data.TargetWidth];
    }

    private int HiddenWidth => _pair.AlgebraDimension * _pair.Latent;

    /// <summary>The pair with the weights as they are now.</summary>
    internal FactorPair Result() => _pair with { Encoder = _encoder.ToArray(), Decoder = _decoder.ToArray() };

    /// <summary>One step on the samples named; their squared error per pixel, before the step.</summary>
    internal double Step(ReadOnlySpan<int> samples, double rate)
    {
        int rows = Load(samples);
        double error = Forward(rows);
        Backward(rows);
        float factor = (float)(2.0 / (samples.Length * _pixels));
        _encoder.Step(factor, rate);
        _decoder.Step(factor, rate);
        return error / _pixels;
    }

    /// <summary>Squared error per pixel of the samples named.</summary>
    internal double Error(ReadOnlySpan<int> samples) => Forward(Load(samples)) / _pixels;

    private int Load(ReadOnlySpan<int> samples)
    {
        int row = 0;
        for (int copy = 0; copy < _data.Copies; copy++)
        {
            foreach (int sample in samples)
            {
                int width = _data.InputWidth;
                int at = (copy * _data.Samples) + sample;
                _data.Inputs.AsSpan(at * width, width).CopyTo(_inputs.AsSpan(row * width, width));
                if (!_pair.RebuildsInputs)
                {
                    width = _data.TargetWidth;
                    _data.Targets.AsSpan(sample * width, width).CopyTo(_targets.AsSpan(row * width, width));
                }

                row++;
            }
        }

        return row;
    }

    // Leaves output − target in the outputs; the squares are summed in double, row after row.
    private double Forward(int rows)
    {
        Operand<float> inputs = new(_inputs, rows, _data.InputWidth);
        Operand<float> encoder = new(_encoder.Entries, HiddenWidth, _data.InputWidth);
        Operand<float> decoder = new(_decoder.Entries, _data.TargetWidth, HiddenWidth);
        Product(inputs, encoder.Transpose(), _hidden);
        Product(new Operand<float>(_hidden, rows, HiddenWidth), decoder.Transpose(), _outputs);
        double sum = 0.0;
        for (int row = 0; row < rows; row++)
        {
            Span<float> output = _outputs.AsSpan(row * _data.TargetWidth, _data.TargetWidth);
            TensorPrimitives.Subtract(output, _targets.AsSpan(row * _data.TargetWidth, _data.TargetWidth), output);
            sum += TensorPrimitives.SumOfSquares<float>(output);
        }

        return sum;
    }

    private void Backward(int rows)
    {
        Operand<float> errors = new(_outputs, rows, _data.TargetWidth);
        Operand<float> hiddenGradient = new(_hiddenGradient, rows, HiddenWidth);
        Product(errors.Transpose(), new Operand<float>(_hidden, rows, HiddenWidth), _decoder.Gradient);
        Product(errors, new Operand<float>(_decoder.Entries, _data.TargetWidth, HiddenWidth), _hiddenGradient);
        Product(hiddenGradient.Transpose(), new Operand<float>(_inputs, rows, _data.InputWidth), _encoder.Gradient);
    }

    private void Product(Operand<float> a, Operand<float> b, float[] destination) =>
        MatMulKernel.MultiplyInto(a, b, new Target<float>(destination, b.Columns), _threads);
}
