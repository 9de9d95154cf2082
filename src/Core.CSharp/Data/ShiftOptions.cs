using System;
using System.Globalization;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>What stands where a shift has moved the image away.</summary>
public enum ShiftFill
{
    /// <summary>The pixels that left on the other side.</summary>
    Wrap,

    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The nearest pixel of the border.</summary>
    Nearest,
}

/// <summary>How images are shifted at random.</summary>
/// <param name="Horizontal">Largest shift to the left or right in pixels, at least 0.</param>
/// <param name="Vertical">Largest shift up or down in pixels, at least 0.</param>
/// <param name="Fill">What stands where the image has moved away.</param>
/// <param name="Interpolated">
/// Real amounts, uniform on [−K, K), with linear interpolation; otherwise whole ones, uniform on −⌊K⌋ … ⌊K⌋.
/// </param>
public sealed record ShiftOptions(double Horizontal, double Vertical, ShiftFill Fill, bool Interpolated)
{
    private const string Form = "shift:K:wrap|zero|nearest or shift:K,L:wrap|zero|nearest";

    // Farther than any image is wide; whole numbers up to here are exact.
    private const double Largest = 1e6;

    /// <summary>The published setting: up to 20 percent of 28 pixels, horizontally, linear interpolation, nearest fill.</summary>
    /// <remarks>Source: [KSS24], experiment on MNIST.</remarks>
    public static ShiftOptions Published { get; } = new(5.6, 0, ShiftFill.Nearest, true);

    /// <summary>
    /// Reads <c>shift:K:FILL</c> (horizontal) or <c>shift:K,L:FILL</c> (horizontal, vertical). With a decimal point in an
    /// amount the shifts are real, with linear interpolation; otherwise they are whole pixels.
    /// </summary>
    /// <param name="text">The text, for example <c>shift:6:wrap</c> or <c>shift:5.6:nearest</c>; <c>none</c> is null.</param>
    /// <returns>The options, or null for no shift.</returns>
    /// <exception cref="FormatException">Another form; one line says which are right.</exception>
    public static ShiftOptions? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "none")
        {
            return null;
        }

        string[] parts = text.Split(':');
        string[] amounts = parts.Length == 3 ? parts[1].Split(',') : [];
        if (parts.Length != 3 || parts[0] != "shift" || amounts.Length is 0 or > 2)
        {
            throw Wrong(text, $"expected none, {Form}");
        }

        ShiftFill fill = parts[2] switch
        {
            "wrap" => ShiftFill.Wrap,
            "zero" => ShiftFill.Zero,
            "nearest" => ShiftFill.Nearest,
            _ => throw Wrong(text, $"unknown fill '{parts[2]}', expected wrap, zero or nearest"),
        };
        double[] pixels = [.. amounts.Select(amount => ParseAmount(amount, text))];
        return new ShiftOptions(pixels[0], pixels.Length == 2 ? pixels[1] : 0, fill, parts[1].Contains('.'));
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    /// <returns>For example <c>shift:5.6:nearest</c>.</returns>
    public override string ToString()
    {
        string format = Interpolated ? "0.0################" : "0";
        string horizontal = Horizontal.ToString(format, CultureInfo.InvariantCulture);
        string vertical = Vertical == 0 ? "" : "," + Vertical.ToString(format, CultureInfo.InvariantCulture);
        string fill = Fill switch
        {
            ShiftFill.Wrap => "wrap",
            ShiftFill.Zero => "zero",
            _ => "nearest",
        };
        return $"shift:{horizontal}{vertical}:{fill}";
    }

    /// <summary>Checks the amounts.</summary>
    internal void Check()
    {
        if (!(Horizontal >= 0 && Horizontal <= Largest && Vertical >= 0 && Vertical <= Largest))
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"shift: expected amounts from 0 to {Largest} pixels, got {Horizontal} and {Vertical}"
                )
            );
        }
    }

    private static double ParseAmount(string amount, string text) =>
        double.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double pixels)
        && pixels <= Largest
            ? pixels
            : throw Wrong(text, $"'{amount}' is no number of pixels from 0 to 1000000, expected {Form}");

    private static FormatException Wrong(string text, string reason) =>
        new(DataFormatException.OneLine($"augmentation '{text}': {reason}"));
}
