using System;
using System.Collections.Generic;
using System.Numerics;

namespace Neurovariety.Varieties;

/// <summary>A quotient of products of factorials that is an integer, held as exponents of 1!, 2!, 3!, …</summary>
/// <remarks>
/// Derivation: the exponent of j in the quotient is the sum of the exponents of k! over k ≥ j; these pass to the primes
/// by dividing out smallest prime factors, and a balanced product multiplies numbers of like size.
/// </remarks>
internal sealed class FactorialQuotient
{
    // Beyond these an answer would take minutes and gigabytes.
    private const int LargestFactorial = 20_000_000;
    private const double MostDigits = 1_000_000;

    private readonly long[] _exponents;

    /// <summary>The quotient 1, to be multiplied by factorials up to <paramref name="largest"/>!.</summary>
    /// <exception cref="OverflowException">The factorials are too large to be written out.</exception>
    internal FactorialQuotient(long largest)
    {
        if (largest > LargestFactorial)
        {
            throw new OverflowException($"{largest}! is beyond exact arithmetic, which ends at {LargestFactorial}!.");
        }

        _exponents = new long[largest + 1];
    }

    /// <summary>Binomial coefficient n over k.</summary>
    internal static BigInteger Binomial(int n, int k)
    {
        if (k == 0 || k == n)
        {
            return BigInteger.One;
        }

        FactorialQuotient quotient = new(n);
        quotient.Multiply(n, 1);
        quotient.Multiply(k, -1);
        quotient.Multiply(n - k, -1);
        return quotient.Value();
    }

    /// <summary>Multiplies by k! to the given power.</summary>
    internal void Multiply(int k, long power) => _exponents[k] += power;

    /// <summary>The integer.</summary>
    /// <exception cref="OverflowException">It has too many digits to be multiplied out.</exception>
    internal BigInteger Value()
    {
        double digits = Digits();
        if (digits > MostDigits)
        {
            throw new OverflowException(
                $"A number of about {digits:F0} digits; at most {MostDigits:F0} are written out."
            );
        }

        long[] exponents = (long[])_exponents.Clone();
        for (int j = exponents.Length - 2; j >= 0; j--)
        {
            exponents[j] += exponents[j + 1];
        }

        int[] smallestPrime = SmallestPrimes(exponents.Length);
        List<BigInteger> powers = [];
        for (int j = exponents.Length - 1; j >= 2; j--)
        {
            int p = smallestPrime[j];
            if (p < j)
            {
                exponents[p] += exponents[j];
                exponents[j / p] += exponents[j];
            }
            else if (exponents[j] > 0)
            {
                powers.Add(BigInteger.Pow(j, checked((int)exponents[j])));
            }
        }

        return Product(powers, 0, powers.Count);
    }

    // The decimal logarithm, from log k! = log 2 + ... + log k.
    private double Digits()
    {
        double sum = 0;
        double logFactorial = 0;
        for (int k = 2; k < _exponents.Length; k++)
        {
            logFactorial += Math.Log10(k);
            sum += _exponents[k] * logFactorial;
        }

        return sum;
    }

    private static int[] SmallestPrimes(int length)
    {
        int[] smallest = new int[length];
        for (int p = 2; p < length; p++)
        {
            bool prime = smallest[p] == 0;
            for (int multiple = p; prime && multiple < length; multiple += p)
            {
                smallest[multiple] = smallest[multiple] == 0 ? p : smallest[multiple];
            }
        }

        return smallest;
    }

    private static BigInteger Product(List<BigInteger> factors, int start, int count)
    {
        if (count <= 1)
        {
            return count == 0 ? BigInteger.One : factors[start];
        }

        int half = count / 2;
        return Product(factors, start, half) * Product(factors, start + half, count - half);
    }
}
