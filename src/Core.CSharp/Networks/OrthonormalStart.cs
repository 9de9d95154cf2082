using System;
using Neurovariety.Numerics;

namespace Neurovariety.Networks;

/// <summary>Random orthonormal vectors over a division algebra: weights from which training starts well conditioned.</summary>
internal static class OrthonormalStart
{
    /// <summary>
    /// A decoder p × r over D with orthonormal columns (Gram-Schmidt over D of normal vectors) and the encoder that is
    /// its conjugate transpose, so that their product is an orthogonal projection.
    /// </summary>
    internal static (double[] Encoder, double[] Decoder) Draw(int size, int latent, int e, RandomSource random)
    {
        double[][] columns = new double[latent][];
        for (int k = 0; k < latent; k++)
        {
            double[] x = new double[size * e];
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = random.NextGaussian();
            }

            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < k; j++)
                {
                    RemovePart(x, columns[j], e);
                }
            }

            Normalize(x);
            columns[k] = x;
        }

        double[] encoder = new double[latent * size * e];
        double[] decoder = new double[latent * size * e];
        for (int k = 0; k < latent; k++)
        {
            for (int i = 0; i < size * e; i++)
            {
                int t = i % e;
                decoder[(((i / e * latent) + k) * e) + t] = columns[k][i];
                encoder[(k * size * e) + i] = t == 0 ? columns[k][i] : -columns[k][i];
            }
        }

        return (encoder, decoder);
    }

    // x −= u·(ū·x), by the orthonormal real vectors u·u_s.
    private static void RemovePart(double[] x, double[] u, int e)
    {
        double[] turned = new double[x.Length];
        for (int s = 0; s < e; s++)
        {
            double overlap = 0.0;
            for (int i = 0; i < x.Length; i++)
            {
                int t = i % e;
                turned[i - t + (t ^ s)] = DivisionStructure.Sign(t, s) * u[i];
            }

            for (int i = 0; i < x.Length; i++)
            {
                overlap += turned[i] * x[i];
            }

            for (int i = 0; i < x.Length; i++)
            {
                x[i] -= overlap * turned[i];
            }
        }
    }

    private static void Normalize(double[] x)
    {
        double sum = 0.0;
        foreach (double value in x)
        {
            sum += value * value;
        }

        double factor = 1.0 / Math.Sqrt(sum);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] *= factor;
        }
    }
}
