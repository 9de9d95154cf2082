namespace Neurovariety.Kernels;

/// <summary>Moves eigenvalues that zeros isolate to the ends of the diagonal, in one lane: a permutation similarity.</summary>
/// <remarks>
/// Source: [PR69]. The later steps keep the exact zeros below, so that, say, the eigenvalue 0 of a matrix with a row of zeros
/// comes out as exactly 0.
/// </remarks>
internal readonly unsafe ref struct SmallEigenvaluesIsolation
{
    private readonly double* _entries;
    private readonly int _size;
    private readonly int _rowStep;
    private readonly int _step;

    private SmallEigenvaluesIsolation(double* entries, int size, int stride, int lanes)
    {
        _entries = entries;
        _size = size;
        _rowStep = stride * lanes;
        _step = lanes;
    }

    /// <summary>Permutes one matrix.</summary>
    /// <param name="entries">Its first entry.</param>
    /// <param name="size">Its size.</param>
    /// <param name="stride">Entries from row to row.</param>
    /// <param name="lanes">Numbers from entry to entry.</param>
    public static void Apply(double* entries, int size, int stride, int lanes)
    {
        SmallEigenvaluesIsolation matrix = new(entries, size, stride, lanes);
        int last = size - 1;
        while (last > 0 && matrix.ZeroRow(last) is int row and >= 0)
        {
            matrix.Exchange(row, last);
            last--;
        }

        int first = 0;
        while (first < last && matrix.ZeroColumn(first, last) is int column and >= 0)
        {
            matrix.Exchange(column, first);
            first++;
        }
    }

    private ref double this[int i, int j] => ref _entries[(i * _rowStep) + (j * _step)];

    /// <summary>A row among the first last + 1 that is 0 there off the diagonal; −1 when there is none.</summary>
    private int ZeroRow(int last)
    {
        for (int i = last; i >= 0; i--)
        {
            int j = 0;
            while (j <= last && (i == j || this[i, j] == 0.0))
            {
                j++;
            }

            if (j > last)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A column among first … last that is 0 there off the diagonal; −1 when there is none.</summary>
    private int ZeroColumn(int first, int last)
    {
        for (int j = first; j <= last; j++)
        {
            int i = first;
            while (i <= last && (i == j || this[i, j] == 0.0))
            {
                i++;
            }

            if (i > last)
            {
                return j;
            }
        }

        return -1;
    }

    private void Exchange(int p, int q)
    {
        if (p == q)
        {
            return;
        }

        for (int k = 0; k < _size; k++)
        {
            (this[p, k], this[q, k]) = (this[q, k], this[p, k]);
        }

        for (int k = 0; k < _size; k++)
        {
            (this[k, p], this[k, q]) = (this[k, q], this[k, p]);
        }
    }
}
