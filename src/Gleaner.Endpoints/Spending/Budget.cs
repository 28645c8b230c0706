using System.Globalization;

namespace Gleaner.Endpoints.Spending;

/// <summary>
/// Keeps calls under a budget. A call is sent only if what was spent, what the calls in the air may cost at most and what it may
/// cost at most itself stay within the limits together; where only the calls in the air stand in the way it waits for them.
/// Thread-safe.
/// </summary>
internal sealed class Budget(BudgetLimits limits, PriceList prices, Spent before)
{
    private readonly Lock _gate = new();
    private Spent _spent = before;
    private Spent _inTheAir;
    private TaskCompletionSource _settled = NewSignal();

    /// <summary>Reserves what a call may cost at most.</summary>
    /// <param name="most">The most tokens that it may take.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="BudgetSpentException">It could exceed the budget though nothing is in the air.</exception>
    public ValueTask<Reservation> ReserveAsync(TokenUsage most, CancellationToken cancellationToken) => ReserveAsync(Spent.Of(most, prices), cancellationToken);

    /// <summary>Reserves what something may take that has a price of its own.</summary>
    /// <param name="wanted">The most that it may take.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="BudgetSpentException">It could exceed the budget though nothing is in the air.</exception>
    public async ValueTask<Reservation> ReserveAsync(Spent wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task settled;
            lock (_gate)
            {
                if (Exceeded(_spent + _inTheAir + wanted) is not { } what)
                {
                    _inTheAir += wanted;
                    return new Reservation(this, wanted);
                }

                if (_inTheAir.Calls == 0)
                {
                    throw new BudgetSpentException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"The budget is spent: another call could exceed {what}; so far {_spent.Calls} calls, {_spent.Tokens} tokens and {_spent.Cost:0.####} in money were spent. What was paid for is kept: raise the budget and resume the run."));
                }

                settled = _settled.Task;
            }

            await settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private string? Exceeded(Spent total) =>
        limits.Calls is { } calls && total.Calls > calls ? $"{calls} calls"
        : limits.Tokens is { } tokens && total.Tokens > tokens ? $"{tokens} tokens"
        : limits.Cost is { } cost && total.Cost > cost ? string.Create(CultureInfo.InvariantCulture, $"a cost of {cost}")
        : null;

    private void Settle(Spent reserved, Spent spent)
    {
        TaskCompletionSource settled;
        lock (_gate)
        {
            _inTheAir -= reserved;
            _spent += spent;
            settled = _settled;
            _settled = NewSignal();
        }

        settled.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is set aside for one call; given back when disposed, less what was spent.</summary>
    internal sealed class Reservation(Budget budget, Spent reserved) : IDisposable
    {
        private Spent _spent;

        public void Spend(TokenUsage usage) => Spend(Spent.Of(usage, budget.Prices));

        public void Spend(Spent spent) => _spent = spent;

        public void Dispose() => budget.Settle(reserved, _spent);
    }

    private PriceList Prices => prices;
}

/// <summary>What may be spent at most. Null for no limit.</summary>
/// <param name="Calls">Answered calls.</param>
/// <param name="Tokens">Tokens of prompts and answers.</param>
/// <param name="Cost">Money, in the price list's currency.</param>
public sealed record BudgetLimits(long? Calls, long? Tokens, decimal? Cost)
{
    /// <summary>Nothing is limited.</summary>
    public static BudgetLimits None { get; } = new(null, null, null);
}

/// <summary>What calls took.</summary>
internal readonly record struct Spent(long Calls, long Tokens, decimal Cost)
{
    public static Spent Of(TokenUsage usage, PriceList prices) => new(1, usage.Total, prices.CostOf(usage));

    public static Spent operator +(Spent left, Spent right) => new(left.Calls + right.Calls, left.Tokens + right.Tokens, left.Cost + right.Cost);

    public static Spent operator -(Spent left, Spent right) => new(left.Calls - right.Calls, left.Tokens - right.Tokens, left.Cost - right.Cost);
}

/// <summary>The next call could exceed the budget. Nothing is in the air any more, and what was paid for is kept.</summary>
public sealed class BudgetSpentException(string message) : GleanerException(message);
