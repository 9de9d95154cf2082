using System;
using Neurovariety.Numerics;

namespace Neurovariety.Data;

/// <summary>A named shift of the distribution of images.</summary>
public sealed class Distortion
{
    private readonly Func<ImageSet, RandomSource, ImageSet> _apply;

    internal Distortion(string name, string description, bool isNear, Func<ImageSet, RandomSource, ImageSet> apply)
    {
        Name = name;
        Description = description;
        IsNear = isNear;
        _apply = apply;
    }

    /// <summary>Name, in small letters.</summary>
    public string Name { get; }

    /// <summary>What happens to an image, in words.</summary>
    public string Description { get; }

    /// <summary>Whether the images stay near those that came in; else they are far.</summary>
    public bool IsNear { get; }

    /// <summary>Shifts images.</summary>
    /// <param name="images">Images of bytes; synthetic digits take their place as many, and need 28 × 28.</param>
    /// <param name="seed">Determines all that is random.</param>
    /// <returns>As many images of the same size, with labels where there were some.</returns>
    /// <exception cref="ArgumentException">Synthetic digits for images of another size.</exception>
    public ImageSet Apply(ImageSet images, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        return _apply(images, RandomSource.FromSeed(seed).Split(Name));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Description} ({(IsNear ? "near" : "far")})";
}
