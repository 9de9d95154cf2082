using System;
using System.Globalization;
using System.Numerics;
using Neurovariety.Kernels;

namespace Neurovariety.Data;

/// <summary>How pixels become the numbers that a network takes.</summary>
public enum InputScaleKind
{
    /// <summary>[0, 1] where the network ends in a sigmoid, else [−1, 1].</summary>
    Auto,

    /// <summary>[−1, 1]: black −1, white 1. What this library trains on.</summary>
    Symmetric,

    /// <summary>[0, 1]: black 0, white 1.</summary>
    Unit,

    /// <summary>0 … 255, as the pixels are.</summary>
    None,

    /// <summary>[0, 1] less a mean, divided by a standard deviation.</summary>
    Standardised,
}

/// <summary>What numbers a network takes for pixels of 0 … 255; immutable. The one place where pixels are scaled for a network.</summary>
/// <remarks>The numbers on [−1, 1] are (2 p − 255)/255 and those on [0, 1] p/255, each with one rounding.</remarks>
public sealed record InputScale
{
    private readonly double _mean;
    private readonly double _deviation = 1.0;

    private InputScale(InputScaleKind kind) => Kind = kind;

    /// <summary>Decided by the last activation of the network.</summary>
    public static InputScale Auto { get; } = new(InputScaleKind.Auto);

    /// <summary>Pixels on [−1, 1].</summary>
    public static InputScale Symmetric { get; } = new(InputScaleKind.Symmetric);

    /// <summary>Pixels on [0, 1].</summary>
    public static InputScale Unit { get; } = new(InputScaleKind.Unit);

    /// <summary>Pixels as they are, 0 … 255.</summary>
    public static InputScale None { get; } = new(InputScaleKind.None);

    /// <summary>The kind.</summary>
    public InputScaleKind Kind { get; }

    /// <summary>The mean that is subtracted from pixels on [0, 1]; 0 for kinds that have none.</summary>
    public double Mean => _mean;

    /// <summary>The standard deviation that they are divided by; 1 for kinds that have none.</summary>
    public double Deviation => _deviation;

    /// <summary>Pixels on [0, 1] less a mean, divided by a standard deviation.</summary>
    /// <param name="mean">Finite, in units of white.</param>
    /// <param name="deviation">Finite and above 0, in units of white.</param>
    /// <returns>The scale.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Another mean or deviation.</exception>
    public static InputScale Standardised(double mean, double deviation) =>
        double.IsFinite(mean) && double.IsFinite(deviation) && deviation > 0
            ? new InputScale(InputScaleKind.Standardised, mean, deviation)
            : throw new ArgumentOutOfRangeException(
                nameof(deviation),
                FormattableString.Invariant(
                    $"mean {mean}, deviation {deviation}: expected finite numbers, the second above 0"
                )
            );

    private InputScale(InputScaleKind kind, double mean, double deviation)
        : this(kind)
    {
        _mean = mean;
        _deviation = deviation;
    }

    /// <summary>The scale of a text.</summary>
    /// <param name="text"><c>auto</c>, <c>-1..1</c>, <c>0..1</c>, <c>none</c>, or a mean and a standard deviation, <c>0.1307,0.3081</c>.</param>
    /// <returns>The scale.</returns>
    /// <exception cref="FormatException">Another text.</exception>
    public static InputScale Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        foreach (InputScale known in (InputScale[])[Auto, Symmetric, Unit, None])
        {
            if (known.ToString() == trimmed)
            {
                return known;
            }
        }

        string[] parts = trimmed.Split(',');
        return
            parts.Length == 2
            && IsNumber(parts[0], out double mean)
            && IsNumber(parts[1], out double deviation)
            && deviation > 0
            ? Standardised(mean, deviation)
            : throw new FormatException(
                DataFormatException.OneLine(
                    $"input scale '{text}': expected auto, -1..1, 0..1, none, or a mean and a standard deviation of pixels on [0, 1], such as 0.1307,0.3081"
                )
            );
    }

    /// <summary>The scale that <see cref="InputScaleKind.Auto"/> means for a network; any other scale itself.</summary>
    /// <param name="endsInSigmoid">Whether the last activation of the network is a sigmoid.</param>
    /// <returns>A scale that is not automatic.</returns>
    public InputScale Decide(bool endsInSigmoid) =>
        Kind != InputScaleKind.Auto ? this
        : endsInSigmoid ? Unit
        : Symmetric;

    /// <summary>What the network takes for a pixel.</summary>
    /// <param name="pixel">0 … 255.</param>
    /// <returns>The number, in double precision.</returns>
    /// <exception cref="InvalidOperationException">The scale is automatic.</exception>
    public double OfPixel(byte pixel) =>
        Kind switch
        {
            InputScaleKind.Symmetric => PixelKernel.Symmetric<double>(pixel),
            InputScaleKind.Unit => pixel / 255.0,
            InputScaleKind.None => pixel,
            _ => OfBrightness(pixel / 255.0),
        };

    /// <summary>What the network takes for a brightness.</summary>
    /// <param name="brightness">0 for black to 1 for white.</param>
    /// <returns>The number, in double precision.</returns>
    /// <exception cref="InvalidOperationException">The scale is automatic.</exception>
    public double OfBrightness(double brightness) =>
        Kind switch
        {
            InputScaleKind.Symmetric => (2.0 * brightness) - 1.0,
            InputScaleKind.Unit => brightness,
            InputScaleKind.None => 255.0 * brightness,
            InputScaleKind.Standardised => (brightness - _mean) / _deviation,
            _ => throw Undecided(),
        };

    /// <summary>The brightness that a number of the network stands for, to show it.</summary>
    /// <param name="value">What the network takes or gives.</param>
    /// <returns>0 for black to 1 for white; outside where the number is.</returns>
    /// <exception cref="InvalidOperationException">The scale is automatic.</exception>
    public double ToBrightness(double value) =>
        Kind switch
        {
            InputScaleKind.Symmetric => (value + 1.0) / 2.0,
            InputScaleKind.Unit => value,
            InputScaleKind.None => value / 255.0,
            InputScaleKind.Standardised => (value * _deviation) + _mean,
            _ => throw Undecided(),
        };

    /// <summary>The numbers that a network takes for images.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <returns>count × pixels numbers, image by image.</returns>
    /// <exception cref="InvalidOperationException">The scale is automatic.</exception>
    public float[] Apply(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        float[] table = Table<float>();
        float[] samples = GC.AllocateUninitializedArray<float>(images.Storage.Length);
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = table[images.Storage[i]];
        }

        return samples;
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>For instance <c>-1..1</c>.</returns>
    public override string ToString() =>
        Kind switch
        {
            InputScaleKind.Auto => "auto",
            InputScaleKind.Symmetric => "-1..1",
            InputScaleKind.Unit => "0..1",
            InputScaleKind.None => "none",
            _ => FormattableString.Invariant($"{_mean:R},{_deviation:R}"),
        };

    /// <summary>What the network takes for each of the 256 pixels, rounded once more where T is narrower than double.</summary>
    internal T[] Table<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] table = new T[256];
        for (int pixel = 0; pixel < table.Length; pixel++)
        {
            table[pixel] =
                Kind == InputScaleKind.Symmetric
                    ? PixelKernel.Symmetric<T>((byte)pixel)
                    : T.CreateChecked(OfPixel((byte)pixel));
        }

        return table;
    }

    private static bool IsNumber(string text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    private static InvalidOperationException Undecided() =>
        new("the input scale is automatic: decide it by the network first");
}
