namespace Gleaner.Endpoints.Spending;

/// <summary>The next call could exceed the budget. Nothing is in the air any more, and what was paid for is kept.</summary>
public sealed class BudgetSpentException(string message) : GleanerException(message);
