using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>Stabilizer chain of an abelian group.</summary>
/// <remarks>
/// Derivation: let s_1, …, s_k generate G, let O_j be the orbit of the base point under s_1, …, s_j and m_j the least m ≥ 1 with
/// s_j^m O_{j-1} = O_{j-1}. A product of powers of the s_j fixes the base point only if, from the last generator down, its
/// exponents are multiples of the m_j; so the k elements s_j^m_j u_j^-1, with u_j in s_1, …, s_{j-1} and the same image of the
/// base point, generate the stabilizer. No test of Schreier generators is needed: the chain is exact as built.
/// </remarks>
internal static class AbelianChain
{
    /// <summary>The complete chain of generators that commute.</summary>
    internal static StabilizerChain Of(int degree, IReadOnlyList<Permutation> generators, WorkBudget budget)
    {
        StabilizerChain chain = new(degree, budget);
        List<Permutation> current = Moving(generators);
        while (current.Count > 0)
        {
            int basePoint = StabilizerChain.FirstMoved(current[0].Image);
            ChainLevel level = chain.AddLevel(basePoint);
            List<Permutation> next = [];
            foreach (Permutation generator in current)
            {
                int cosets = level.AddCosets(generator.Image.ToArray());
                int[] rest = (cosets == 1 ? generator : generator.Power(cosets)).Image.ToArray();
                budget.Spend(degree, level.Reduce(rest) + 2);
                next.Add(Permutation.Adopt(rest));
            }

            current = Moving(next);
        }

        chain.Release();
        return chain;
    }

    private static List<Permutation> Moving(IReadOnlyList<Permutation> generators)
    {
        List<Permutation> moving = [];
        foreach (Permutation generator in generators)
        {
            if (!generator.IsIdentity)
            {
                moving.Add(generator);
            }
        }

        return moving;
    }
}
