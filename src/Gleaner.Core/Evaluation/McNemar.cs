namespace Gleaner.Evaluation;

/// <summary>McNemar's test of paired wins and losses, in its exact form.</summary>
public static class McNemar
{
    /// <summary>
    /// Two-sided p-value that a fair coin splits the discordant pairs at least as unevenly: min(1, 2 Σ_{i ≤ min} C(n, i) / 2ⁿ)
    /// with n = <paramref name="onlyFirst"/> + <paramref name="onlySecond"/>; 1 if there are no discordant pairs.
    /// </summary>
    /// <param name="onlyFirst">Tasks that only the first policy won, not negative.</param>
    /// <param name="onlySecond">Tasks that only the second policy won, not negative.</param>
    public static double PValue(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        var n = onlyFirst + onlySecond;
        // In logarithms, because 2ⁿ overflows from n = 1024 on.
        var logTerm = -n * Math.Log(2);
        var tail = Math.Exp(logTerm);
        for (var i = 1; i <= Math.Min(onlyFirst, onlySecond); i++)
        {
            logTerm += Math.Log((double)(n - i + 1) / i);
            tail += Math.Exp(logTerm);
        }

        return Math.Min(1, 2 * tail);
    }
}
