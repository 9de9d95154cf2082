using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>Counts elementary steps of a proof, so that a hopeless one ends with a message and not in hours.</summary>
internal sealed class WorkBudget(long limit)
{
    /// <summary>Some ten seconds of work.</summary>
    internal const long Default = 6_000_000_000;

    private long _spent;

    /// <summary>Counts products of permutations; PremiseException beyond the limit.</summary>
    internal void Spend(long degree, long products)
    {
        _spent += degree * products;
        if (_spent > limit)
        {
            throw new PremiseException(
                $"order: no proof within {limit} steps for this group of degree {degree}; "
                    + "ask for its orbits only, or give a group of smaller degree or base",
                _spent,
                limit
            );
        }
    }
}
