namespace Gleaner.Trainers.Served;

/// <summary>Makes a model that a server then answers with under a name of its own.</summary>
public interface IModelTuner
{
    /// <summary>Tunes a model, or goes on with a tuning that an interrupted process began in the same folder.</summary>
    /// <param name="work">What is tuned on what.</param>
    /// <param name="cancellationToken">Stops waiting; the same work goes on.</param>
    /// <exception cref="GleanerException">There will be no tuned model, or the server cannot be reached.</exception>
    Task<TunedModel> TuneAsync(TuningWork work, CancellationToken cancellationToken);

    /// <summary>Makes sure that the server answers with a model, before it is asked to act. An API answers with all that it has tuned.</summary>
    /// <exception cref="GleanerException">It will not.</exception>
    Task ServeAsync(string model, CancellationToken cancellationToken) => Task.CompletedTask;
}
