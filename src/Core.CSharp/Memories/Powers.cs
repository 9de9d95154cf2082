using System;

namespace Neurovariety.Memories;

/// <summary>Powers, by products where the exponent is a small whole number: that is many times as fast.</summary>
internal static class Powers
{
    private const int LargestProduct = 16;

    public static double Of(double x, double exponent)
    {
        if (exponent != Math.Round(exponent) || exponent is < 1.0 or > LargestProduct)
        {
            return Math.Pow(x, exponent);
        }

        double result = 1.0;
        double square = x;
        for (int left = (int)exponent; left > 0; left >>= 1)
        {
            if ((left & 1) == 1)
            {
                result *= square;
            }

            square *= square;
        }

        return result;
    }
}
