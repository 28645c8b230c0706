namespace Gleaner.Decoder.Training;

/// <summary>Sums over a batch.</summary>
internal readonly record struct BatchTotals(double Weight, int TrainedTokens, int Tokens, int Sequences)
{
    public static BatchTotals operator +(BatchTotals a, BatchTotals b) =>
        new(a.Weight + b.Weight, a.TrainedTokens + b.TrainedTokens, a.Tokens + b.Tokens, a.Sequences + b.Sequences);
}
