namespace Neurovariety.Kernels;

/// <summary>Inner products of samples with chosen rows of a matrix.</summary>
/// <param name="weights">The matrix.</param>
/// <param name="stride">From one of its rows to the next.</param>
/// <param name="vectors">Length of a row in vectors of 16, padded with zeros.</param>
/// <param name="bias">Added to each product by row, or null.</param>
internal readonly unsafe struct DotRows(float* weights, nint stride, int vectors, float* bias)
{
    private readonly float* _weights = weights;
    private readonly nint _stride = stride;
    private readonly int _vectors = vectors;
    private readonly float* _bias = bias;

    /// <summary>result[i, u] = x_i · w_u + b_u for the units u of a list, other entries are left alone.</summary>
    /// <remarks>Samples are taken by four: up to three rows after the last are read and their results written.</remarks>
    public void Multiply(float* x, nint xStride, int rows, nint* units, int count, float* result, nint resultStride)
    {
        float* sums = stackalloc float[DotTile.Samples * DotTile.Units];
        nint* tile = stackalloc nint[DotTile.Units];
        for (int u = 0; u < count; u += DotTile.Units)
        {
            int taken = System.Math.Min(DotTile.Units, count - u);
            for (int j = 0; j < DotTile.Units; j++)
            {
                tile[j] = units[u + System.Math.Min(j, taken - 1)] * _stride;
            }

            for (int i = 0; i < rows; i += DotTile.Samples)
            {
                DotTile.Run(_vectors, x + (i * xStride), xStride, _weights, tile, sums);
                for (int j = 0; j < taken; j++)
                {
                    nint unit = units[u + j];
                    float offset = _bias == null ? 0f : _bias[unit];
                    float* target = result + (i * resultStride) + unit;
                    target[0] = sums[4 * j] + offset;
                    target[resultStride] = sums[(4 * j) + 1] + offset;
                    target[2 * resultStride] = sums[(4 * j) + 2] + offset;
                    target[3 * resultStride] = sums[(4 * j) + 3] + offset;
                }
            }
        }
    }
}
