using System;
using System.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>E X^s = Γ(a + s)/Γ(a) for X of the gamma law with whole shape a and scale 1.</summary>
internal static class GammaTransform
{
    private const int Anchor = 24;

    /// <summary>Γ(a + s)/Γ(a) for a = 1 … count, at index a; index 0 is unused.</summary>
    /// <param name="s">Re s above −1.</param>
    /// <param name="count">Largest shape.</param>
    public static Complex[] Ratios(Complex s, int count)
    {
        int size = Math.Max(count, Anchor);
        Complex[] ratios = new Complex[size + 1];
        ratios[Anchor] = Complex.Exp(LogGammaLarge(Anchor + s) - LogGammaLarge(Anchor));
        for (int a = Anchor; a > 1; a--)
        {
            ratios[a - 1] = ratios[a] * (a - 1) / (a - 1 + s);
        }

        for (int a = Anchor; a < size; a++)
        {
            ratios[a + 1] = ratios[a] * (a + s) / a;
        }

        return ratios;
    }

    // Stirling's series [DLMF, 5.11.1] for |z| ≥ 23 with positive real part: the first term left out is below 1e-19.
    private static Complex LogGammaLarge(Complex z)
    {
        Complex inverse = 1.0 / (z * z);
        Complex series =
            (
                (1.0 / 12.0)
                - (
                    inverse
                    * (
                        (1.0 / 360.0)
                        - (inverse * ((1.0 / 1260.0) - (inverse * ((1.0 / 1680.0) - (inverse * (1.0 / 1188.0))))))
                    )
                )
            ) / z;
        return ((z - 0.5) * Complex.Log(z)) - z + (0.5 * Math.Log(2.0 * Math.PI)) + series;
    }
}
