using System;
using System.Collections.Generic;
using System.Numerics;

namespace Neurovariety.Groups;

/// <summary>A permutation of 0 … n − 1, stored as the list of its images.</summary>
/// <remarks>
/// (p * q)[i] = p[q[i]], and the matrix P_σ has P_σ e_i = e_σ(i), so P_στ = P_σ P_τ [KSS24]. Indices are 0-based here;
/// <see cref="PermutationText"/> reads and prints them 1-based. Every operation is linear in the degree.
/// </remarks>
public sealed partial class Permutation : IEquatable<Permutation>
{
    private readonly int[] _image;

    private Permutation(int[] image) => _image = image;

    /// <summary>Number n of points.</summary>
    public int Degree => _image.Length;

    /// <summary>The images of 0 … n − 1, length n.</summary>
    public ReadOnlySpan<int> Image => _image;

    /// <summary>Where a point goes.</summary>
    /// <param name="point">A point, 0 … n − 1.</param>
    public int this[int point] => _image[point];

    /// <summary>Whether no point moves.</summary>
    public bool IsIdentity
    {
        get
        {
            for (int i = 0; i < _image.Length; i++)
            {
                if (_image[i] != i)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The permutation with given images.</summary>
    /// <param name="image">Length n; entry i is where i goes, each of 0 … n − 1 once.</param>
    /// <returns>The permutation.</returns>
    /// <exception cref="ArgumentException">An image is outside 0 … n − 1 or occurs twice.</exception>
    public static Permutation FromImage(ReadOnlySpan<int> image)
    {
        bool[] seen = new bool[image.Length];
        for (int i = 0; i < image.Length; i++)
        {
            int target = image[i];
            if ((uint)target >= (uint)image.Length)
            {
                throw new ArgumentException(
                    $"image: expected entries 0 .. {image.Length - 1}, got {target} at index {i}",
                    nameof(image)
                );
            }

            if (seen[target])
            {
                throw new ArgumentException(
                    $"image: expected each point once, got {target} again at index {i}",
                    nameof(image)
                );
            }

            seen[target] = true;
        }

        return new Permutation(image.ToArray());
    }

    /// <summary>The permutation with given disjoint cycles; all other points are fixed.</summary>
    /// <param name="degree">Number n of points, at least 0.</param>
    /// <param name="cycles">Each goes from an entry to the next and from the last to the first; 0-based.</param>
    /// <returns>The permutation.</returns>
    /// <exception cref="ArgumentException">A point is outside 0 … n − 1 or occurs twice.</exception>
    public static Permutation FromCycles(int degree, IEnumerable<int[]> cycles)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentNullException.ThrowIfNull(cycles);
        int[] image = IdentityImage(degree);
        bool[] seen = new bool[degree];
        foreach (int[] cycle in cycles)
        {
            for (int i = 0; i < cycle.Length; i++)
            {
                int point = cycle[i];
                if ((uint)point >= (uint)degree)
                {
                    throw new ArgumentException(
                        $"cycles: expected points 0 .. {degree - 1}, got {point}",
                        nameof(cycles)
                    );
                }

                if (seen[point])
                {
                    throw new ArgumentException($"cycles: expected disjoint cycles, got {point} twice", nameof(cycles));
                }

                seen[point] = true;
                image[point] = cycle[(i + 1) % cycle.Length];
            }
        }

        return new Permutation(image);
    }

    /// <summary>The permutation that moves nothing.</summary>
    /// <param name="degree">Number n of points, at least 0.</param>
    /// <returns>The identity on n points.</returns>
    public static Permutation Identity(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        return new Permutation(IdentityImage(degree));
    }

    /// <summary>The product that applies <paramref name="right"/> first.</summary>
    /// <param name="left">A permutation of n points.</param>
    /// <param name="right">A permutation of n points.</param>
    /// <returns>The permutation i ↦ left[right[i]].</returns>
    /// <exception cref="ArgumentException">The degrees differ.</exception>
    public static Permutation operator *(Permutation left, Permutation right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Degree != right.Degree)
        {
            throw new ArgumentException(
                $"right: expected degree {left.Degree}, got {right.Degree}; extend the smaller one"
            );
        }

        int[] image = new int[left.Degree];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = left._image[right._image[i]];
        }

        return new Permutation(image);
    }

    /// <summary>The product that applies <paramref name="right"/> first; the operator * under a name.</summary>
    /// <param name="left">A permutation of n points.</param>
    /// <param name="right">A permutation of n points.</param>
    /// <returns>The permutation i ↦ left[right[i]].</returns>
    public static Permutation Multiply(Permutation left, Permutation right) => left * right;

    /// <summary>The permutation that undoes this one.</summary>
    /// <returns>σ^-1.</returns>
    public Permutation Inverse()
    {
        int[] image = new int[_image.Length];
        for (int i = 0; i < image.Length; i++)
        {
            image[_image[i]] = i;
        }

        return new Permutation(image);
    }

    /// <summary>The same permutation on more points, the new ones fixed.</summary>
    /// <param name="degree">At least <see cref="Degree"/>.</param>
    /// <returns>The permutation of degree <paramref name="degree"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The degree would fall.</exception>
    public Permutation Extend(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, Degree);
        if (degree == Degree)
        {
            return this;
        }

        int[] image = IdentityImage(degree);
        _image.CopyTo(image, 0);
        return new Permutation(image);
    }

    /// <summary>Moves the entries of a vector: the product P_σ x without the matrix.</summary>
    /// <typeparam name="T">Type of the entries.</typeparam>
    /// <param name="x">Vector of length n.</param>
    /// <returns>y with y[σ(i)] = x[i].</returns>
    /// <exception cref="ArgumentException">x has another length.</exception>
    public T[] Apply<T>(ReadOnlySpan<T> x)
    {
        if (x.Length != _image.Length)
        {
            throw new ArgumentException($"x: expected length {_image.Length} (the degree), got {x.Length}", nameof(x));
        }

        T[] y = new T[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            y[_image[i]] = x[i];
        }

        return y;
    }

    /// <summary>Whether both have the same degree and the same images.</summary>
    /// <param name="other">Another permutation.</param>
    /// <returns>True when equal.</returns>
    public bool Equals(Permutation? other) => other is not null && Image.SequenceEqual(other.Image);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Permutation);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int target in _image)
        {
            hash.Add(target);
        }

        return hash.ToHashCode();
    }

    /// <summary>Takes the array without a check or a copy: it must be a permutation that nobody else writes to.</summary>
    internal static Permutation Adopt(int[] image) => new(image);

    private static int[] IdentityImage(int degree)
    {
        int[] image = new int[degree];
        for (int i = 0; i < degree; i++)
        {
            image[i] = i;
        }

        return image;
    }
}
