using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Networks;

/// <summary>Multiplies out the chain DE·DD at the points of a block, each in its cheapest order.</summary>
/// <remarks>
/// A product (i, j) is that of the factors i … j − 1, without the slopes at its ends. Those that begin at the first layer of
/// the encoder, or later, serve DE(x)·DD(z) and DE(x')·DD(z) alike: their rows are the units active at x or at x'. Products
/// that begin at the image are kept transposed, so that images always lie along rows, and hold the slopes there.
/// </remarks>
internal sealed class ChainProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly JacobianNetwork<T> _network;
    private readonly BoundaryUnits<T>[] _units;
    private readonly int _image;
    private readonly int _end;
    private readonly ChainOrder _order;
    private readonly AlignedArray<T>?[,] _products;
    private readonly AlignedArray<T>?[,] _scaled;
    private readonly long[,] _made;
    private readonly int[] _widths;
    private long _moment;
    private int _point;

    /// <summary>A chain over given boundaries.</summary>
    /// <param name="network">The factors.</param>
    /// <param name="units">Units at boundaries 0 … F.</param>
    public ChainProduct(JacobianNetwork<T> network, BoundaryUnits<T>[] units)
    {
        _network = network;
        _units = units;
        _image = network.Image;
        _end = network.FactorCount;
        _order = new ChainOrder(_end, _image - 1);
        _products = new AlignedArray<T>?[_end + 1, _end + 1];
        _scaled = new AlignedArray<T>?[_end + 1, _end + 1];
        _made = new long[_end + 1, _end + 1];
        _widths = new int[_end + 1];
    }

    /// <summary>Copies what the block needs of the factors: rows and columns of the units that are active somewhere.</summary>
    public void TakeFactors()
    {
        for (int f = 0; f < _end; f++)
        {
            bool first = _products[f, f + 1] is null;
            if (first || _units[f].Changed || _units[f + 1].Changed)
            {
                Take(f, Product(f, f + 1));
            }
        }
    }

    /// <summary>Turns to a point whose units have been selected, and plans its products.</summary>
    public void Begin(int point)
    {
        _point = point;
        _moment++;
        for (int b = 0; b <= _end; b++)
        {
            _widths[b] =
                b == _image - 1
                    ? _units[b].Active(BoundaryUnits<T>.Either).Length
                    : Math.Max(_units[b].Active(0).Length, _units[b].Active(1).Length);
        }

        _order.Plan(_widths);
    }

    /// <summary>The chain without the slopes at its ends, d × d: valid until the next call.</summary>
    /// <param name="pass">0 for DE(x)·DD(z), 1 for DE(x')·DD(z).</param>
    public AlignedArray<T> Evaluate(int pass)
    {
        Evaluate(0, _end, pass);
        return Product(0, _end);
    }

    private void Evaluate(int i, int j, int pass)
    {
        if (j == i + 1 || (i >= _image - 1 && _made[i, j] == _moment))
        {
            return;
        }

        int k = _order.Split(i, j);
        Evaluate(i, k, pass);
        Evaluate(k, j, pass);
        Multiply(i, k, j, pass);
        _made[i, j] = _moment;
    }

    private void Multiply(int i, int k, int j, int pass)
    {
        ReadOnlySpan<int> rows = _units[i].Active(i == _image - 1 ? BoundaryUnits<T>.Either : pass);
        ReadOnlySpan<int> columns = _units[j].Active(pass);
        ReadOnlySpan<int> terms = _units[k].Active(pass);
        AlignedArray<T> left = Product(i, k);
        AlignedArray<T> right = Product(k, j);
        Target<T> target = Product(i, j).Target();
        if (k == _image)
        {
            // A right side that is itself a product has the slopes of the image; else the side with fewer rows takes them.
            if (j == k + 1 && rows.Length < columns.Length)
            {
                left = ScaleColumns(left, rows, i, k);
            }
            else if (j == k + 1)
            {
                right = ScaleColumns(right, columns, k, j);
            }

            ListedDotKernel.MultiplyInto(All(left, i), All(right, j), target, rows, columns);
            return;
        }

        right = ScaleRows(right, k, j, pass);
        if (i == _image)
        {
            Operand<T> transposed = right.Operand(_units[k].AliveCount, _units[j].AliveCount).Transpose();
            ReadOnlySpan<T> slopes = k == i + 1 ? _units[i].Slopes(_point, 0) : default;
            ListedProductKernel.MultiplyInto(transposed, All(left, k), target, columns, terms, slopes);
        }
        else
        {
            Operand<T> factor = left.Operand(_units[i].AliveCount, _units[k].AliveCount);
            Operand<T> other = right.Operand(_units[k].AliveCount, _units[j].AliveCount);
            ListedProductKernel.MultiplyInto(factor, other, target, rows, terms);
        }
    }

    private Operand<T> All(AlignedArray<T> product, int boundary) =>
        product.Operand(_units[boundary].AliveCount, product.Columns);

    /// <summary>The slopes of the image, multiplied into listed rows of a product that ends there.</summary>
    private AlignedArray<T> ScaleColumns(AlignedArray<T> product, ReadOnlySpan<int> rows, int i, int j)
    {
        ReadOnlySpan<T> slopes = _units[_image].Slopes(_point, 0);
        if (slopes.IsEmpty)
        {
            return product;
        }

        AlignedArray<T> scaled = Room(_scaled, i, j);
        foreach (int row in rows)
        {
            SlopeKernel.Multiply(product.Row(row), slopes, scaled.Row(row));
        }

        return scaled;
    }

    /// <summary>The slopes between two factors, multiplied into the rows of the right one.</summary>
    private AlignedArray<T> ScaleRows(AlignedArray<T> product, int k, int j, int pass)
    {
        ReadOnlySpan<T> slopes = _units[k].Slopes(_point, pass);
        if (slopes.IsEmpty)
        {
            return product;
        }

        AlignedArray<T> scaled = Room(_scaled, k, j);
        for (int row = 0; row < slopes.Length; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(product.Row(row), slopes[row], scaled.Row(row));
        }

        return scaled;
    }

    private AlignedArray<T> Product(int i, int j) => Room(_products, i, j);

    private AlignedArray<T> Room(AlignedArray<T>?[,] arrays, int i, int j) =>
        arrays[i, j] ??=
            i == _image
                ? new AlignedArray<T>(_units[j].Width, _units[i].Width)
                : new AlignedArray<T>(_units[i].Width, _units[j].Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(int f, AlignedArray<T> target)
    {
        JacobianLayer<T> layer = _network.Factor(f);
        ReadOnlySpan<int> outputs = _units[f].Alive;
        ReadOnlySpan<int> inputs = _units[f + 1].Alive;
        if (f == _image)
        {
            for (int c = 0; c < inputs.Length; c++)
            {
                _network.LastTransposed.AsSpan(inputs[c] * layer.Outputs, layer.Outputs).CopyTo(target.Row(c));
            }

            return;
        }

        for (int r = 0; r < outputs.Length; r++)
        {
            ReadOnlySpan<T> row = layer.Weights.AsSpan(outputs[r] * layer.Inputs, layer.Inputs);
            Span<T> copy = target.Row(r);
            if (inputs.Length == row.Length)
            {
                row.CopyTo(copy);
                continue;
            }

            for (int c = 0; c < inputs.Length; c++)
            {
                copy[c] = row[inputs[c]];
            }
        }
    }
}
