namespace Gleaner.Selection;

/// <summary>DMPO's weights of an agent's turns in a preference loss.</summary>
public static class TurnDiscount
{
    /// <summary>
    /// φ(t, T) = γ^t (1 − γ^(T−t)) / (1 − γ^T), its limit (T − t) / T at γ = 1 (Shi et al. 2024, arXiv 2406.14868): the
    /// weight of all action tokens of turn t. It is 1 at the first turn and falls towards the last.
    /// </summary>
    /// <param name="turn">t, from 0.</param>
    /// <param name="turns">T: the trajectory's number of turns, above <paramref name="turn"/>.</param>
    /// <param name="discount">γ in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static double Of(int turn, int turns, double discount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(turn);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(turns, turn);
        if (discount is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(discount), discount, "The discount is above 0 and at most 1.");
        }

        // Both differences cancel near γ = 1; as a quotient of geometric sums they do not: φ = Σ_{k=t}^{T−1} γ^k / Σ_{k=0}^{T−1} γ^k.
        double tail = 0, all = 0, power = 1;
        for (var k = 0; k < turns; k++, power *= discount)
        {
            all += power;
            tail += k >= turn ? power : 0;
        }

        return tail / all;
    }
}
