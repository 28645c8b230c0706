using Gleaner.Tinker;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>
/// What a student's actions are sampled from. Where the server does not have it any more, it is made again from the weights that were saved to train on from.
/// Thread-safe.
/// </summary>
internal sealed class SamplerSource(TinkerCheckpoint checkpoint, TinkerLora lora, Func<TinkerAccess> access)
{
    private readonly SemaphoreSlim _renewing = new(1);
    private TinkerWeights _weights = checkpoint.IsBase ? TinkerWeights.Base(checkpoint.BaseModel) : TinkerWeights.Saved(checkpoint.Sampler);

    /// <summary>Names the weights by what they are, wherever they are by now.</summary>
    public string Named => checkpoint.IsBase ? checkpoint.BaseModel : checkpoint.Sampler;

    /// <summary>Where the weights are.</summary>
    public TinkerWeights Weights => Volatile.Read(ref _weights);

    /// <summary>Makes weights again that the server has lost.</summary>
    /// <param name="lost">Those that it does not have; if others are known by now, nothing is made.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GleanerException">There is nothing to make them from.</exception>
    public async Task<TinkerWeights> RenewAsync(TinkerWeights lost, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Weights != lost)
            {
                return Weights;
            }

            if (checkpoint.IsBase)
            {
                throw new GleanerException($"The training server does not sample from its base model {checkpoint.BaseModel}.");
            }

            Volatile.Write(ref _weights, TinkerWeights.Saved(await MakeAsync(cancellationToken).ConfigureAwait(false)));
            return Weights;
        }
        catch (TinkerException failure) when (failure.Failure == TinkerFailure.Lost)
        {
            throw new GleanerException(
                $"The training server has neither {checkpoint.Sampler} nor {checkpoint.State} any more ({failure.Message}). Delete the stage's folder to train it again, or serve from the folder of checkpoints that it had.", failure);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Saves weights for sampling once more, by a model that is there for nothing else.</summary>
    private async Task<string> MakeAsync(CancellationToken cancellationToken)
    {
        var model = await access().CreateModelAsync(checkpoint.BaseModel, lora, cancellationToken).ConfigureAwait(false);
        try
        {
            await (await model.LoadWeightsAsync(checkpoint.State, withOptimizer: false, cancellationToken).ConfigureAwait(false)).ResultAsync(cancellationToken).ConfigureAwait(false);
            return await (await model.SaveForSamplingAsync("renewed", cancellationToken).ConfigureAwait(false)).ResultAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await model.ReleaseAsync().ConfigureAwait(false);
        }
    }
}
