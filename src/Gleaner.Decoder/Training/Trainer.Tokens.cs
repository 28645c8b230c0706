namespace Gleaner.Decoder.Training;

/// <content>Losses of one's own, and steps.</content>
public sealed unsafe partial class Trainer
{
    /// <summary>What the accumulated loss and gradient are divided by.</summary>
    private double Divisor => _objective == Objective.Tokens ? 1 : _accumulated.Weight;

    /// <summary>Adds the gradient of a loss of one's own to those accumulated since the last step. The sum of the losses is what is minimised: nothing divides it.</summary>
    /// <param name="batch">Sequences of any lengths up to the model's maximum; a token is scored where its weight is positive, whatever it is.</param>
    /// <param name="loss">The loss; called from several threads, once for each sequence.</param>
    /// <returns>Log-probabilities as from <see cref="LogProbabilities"/>, before the step.</returns>
    /// <exception cref="ArgumentException">A sequence is malformed or scores nothing; the message names it. Nothing has changed then.</exception>
    /// <exception cref="InvalidOperationException">Something else was accumulated since the last step.</exception>
    public IReadOnlyList<double[]> AccumulateTokens(IReadOnlyList<TrainingSequence> batch, TokenLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var totals = _planner.Deal(batch, _shards);
        double[][] results = [.. batch.Select(sequence => new double[sequence.Tokens.Length])];
        Begin(Objective.Tokens);
        (_scores, _tokenLoss) = (results, loss);
        _team.Run(_shards.Length, _accumulateTokens);
        (_scores, _tokenLoss) = ([], TokenLoss.None);
        _accumulated += totals;
        return results;
    }

    /// <summary>Updates the weights with all that was accumulated; loss and gradient are normalised by the sum of all its weights, of tokens or of pairs.</summary>
    /// <exception cref="InvalidOperationException">Nothing was accumulated, or loss or gradient is not finite; the weights are unchanged.</exception>
    public StepMetrics Apply() => Apply(_options.At(Optimizer.Step));

    /// <summary>Ends the worker threads.</summary>
    public void Dispose() => _team.Dispose();
}
