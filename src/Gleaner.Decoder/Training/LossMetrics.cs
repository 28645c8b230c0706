namespace Gleaner.Decoder.Training;

/// <summary>Loss of a model on a set of sequences.</summary>
/// <param name="Loss">Weighted mean negative log-likelihood in nats.</param>
/// <param name="TotalWeight">Sum of all weights.</param>
/// <param name="TrainedTokens">Tokens with a positive weight.</param>
/// <param name="Tokens">All tokens.</param>
public readonly record struct LossMetrics(double Loss, double TotalWeight, int TrainedTokens, int Tokens);
