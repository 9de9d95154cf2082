using System;
using System.Linq;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Networks;

/// <summary>Multiplies out the chain DE·DD at the points of a block, each in its cheapest order.</summary>
/// <remarks>
/// A product (i, j) is that of the factors i … j − 1, without the slopes at its ends; its rows and columns are the units active
/// at x or at x'. It serves DE(x)·DD(z) and DE(x')·DD(z) alike where no unit inside differs between x and x': always when it
/// begins at the first layer of the encoder or later, else often. Products that begin at the image are kept transposed, so
/// that images always lie along rows, and hold the slopes there.
/// </remarks>
internal sealed class ChainProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly BoundaryUnits<T>[] _units;
    private readonly PixelPanels<T> _pixels;
    private readonly int[][] _panels;
    private readonly int _image;
    private readonly int _end;
    private readonly MatrixChainOrder _order;
    private readonly AlignedArray<T>?[] _products;
    private readonly AlignedArray<T>?[] _scaled;
    private readonly (long Moment, int Pass)[] _made;
    private readonly int[] _someColumns;
    private readonly int[] _widths;
    private long _moment;
    private int _point;

    /// <summary>A chain over given boundaries.</summary>
    /// <param name="network">The factors.</param>
    /// <param name="units">Units at boundaries 0 … F.</param>
    public ChainProduct(JacobianNetwork<T> network, BoundaryUnits<T>[] units)
    {
        _units = units;
        _pixels = new PixelPanels<T>(network);
        _panels = [.. units.Select(u => AlignedArray<T>.Panels(u.Width))];
        _image = network.Image;
        _end = network.FactorCount;
        _order = new MatrixChainOrder(_end, _image - 1);
        _products = new AlignedArray<T>?[(_end + 1) * (_end + 1)];
        _scaled = new AlignedArray<T>?[(_end + 1) * (_end + 1)];
        _made = new (long, int)[(_end + 1) * (_end + 1)];
        _someColumns = new int[_panels.Max(list => list.Length)];
        for (int f = 0; f < _end; f++)
        {
            _products[At(f, f + 1)] = network.Factor(f);
        }

        _widths = new int[_end + 1];
    }

    /// <summary>Turns to a point whose units have been selected, and plans its products.</summary>
    public void Begin(int point)
    {
        _point = point;
        _moment++;
        _pixels.Select(_units[_image].Slopes(point, 0));
        for (int b = 0; b <= _end; b++)
        {
            _widths[b] = b == _image ? _pixels.Chosen.Length * AlignedArray<T>.PanelWidth : Listed(b).Length;
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
        if (j == i + 1 || IsMade(i, j, pass))
        {
            return;
        }

        int k = _order.Split(i, j);
        Evaluate(i, k, pass);
        Evaluate(k, j, pass);
        Multiply(i, k, j, pass);
        _made[At(i, j)] = (_moment, pass);
    }

    private bool IsMade(int i, int j, int pass)
    {
        bool made = _made[At(i, j)].Moment == _moment;
        if (_made[At(i, j)].Pass != pass)
        {
            for (int b = i + 1; b < Math.Min(j, _image); b++)
            {
                made &= _units[b].Same;
            }
        }

        return made;
    }

    private void Multiply(int i, int k, int j, int pass)
    {
        ReadOnlySpan<int> terms = _units[k].Active(pass);
        AlignedArray<T> left = Product(i, k);
        AlignedArray<T> right = Product(k, j);
        Target<T> target = Product(i, j).Target();
        if (k == _image)
        {
            // A right side that is itself a product has the slopes of the image; else the side with fewer rows takes them.
            if (j == k + 1 && Listed(i).Length < Listed(j).Length)
            {
                left = ScaleColumns(left, Listed(i), i, k);
            }
            else if (j == k + 1)
            {
                right = ScaleColumns(right, Listed(j), k, j);
            }

            ListedDotKernel.MultiplyInto(All(left), All(right), target, Listed(i), Listed(j), _pixels.Chosen);
            return;
        }

        right = ScaleRows(right, k, j, pass);
        if (i == _image)
        {
            ReadOnlySpan<T> slopes = k == i + 1 ? _units[i].Slopes(_point, 0) : default;
            Operand<T> factor = All(right).Transpose();
            ListedProductKernel.MultiplyInto(factor, All(left), target, Listed(j), terms, _pixels.Chosen, slopes);
        }
        else
        {
            ListedProductKernel.MultiplyInto(All(left), All(right), target, Listed(i), terms, Columns(j));
        }
    }

    private ReadOnlySpan<int> Listed(int boundary) => _units[boundary].Active(BoundaryUnits<T>.Either);

    /// <summary>The panels of columns in which there are units that take part.</summary>
    private ReadOnlySpan<int> Columns(int boundary)
    {
        if (boundary == _image)
        {
            return _pixels.Chosen;
        }

        if (Listed(boundary).Length == _units[boundary].Width)
        {
            return _panels[boundary];
        }

        int count = 0;
        int next = 0;
        foreach (int unit in Listed(boundary))
        {
            if (unit >= next)
            {
                _someColumns[count] = unit - (unit % AlignedArray<T>.PanelWidth);
                next = _someColumns[count++] + AlignedArray<T>.PanelWidth;
            }
        }

        return _someColumns.AsSpan(0, count);
    }

    private static Operand<T> All(AlignedArray<T> product) => product.Operand(product.Rows, product.Columns);

    /// <summary>The slopes of the image, multiplied into listed rows of a product that ends there.</summary>
    private AlignedArray<T> ScaleColumns(AlignedArray<T> product, ReadOnlySpan<int> rows, int i, int j)
    {
        ReadOnlySpan<T> slopes = _units[_image].Slopes(_point, 0);
        if (slopes.IsEmpty)
        {
            return product;
        }

        AlignedArray<T> scaled = Buffer(_scaled, i, j);
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

        AlignedArray<T> scaled = Buffer(_scaled, k, j);
        for (int row = 0; row < slopes.Length; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(product.Row(row), slopes[row], scaled.Row(row));
        }

        return scaled;
    }

    private int At(int i, int j) => (i * (_end + 1)) + j;

    private AlignedArray<T> Product(int i, int j) => Buffer(_products, i, j);

    private AlignedArray<T> Buffer(AlignedArray<T>?[] arrays, int i, int j) =>
        arrays[At(i, j)] ??=
            i == _image
                ? new AlignedArray<T>(_units[j].Width, _units[i].Width)
                : new AlignedArray<T>(_units[i].Width, _units[j].Width);
}
