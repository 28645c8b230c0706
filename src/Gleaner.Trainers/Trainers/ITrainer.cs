namespace Gleaner.Trainers.Trainers;

/// <summary>A trainer outside of Gleaner that turns a model's folder and a file of data into a new model's folder.</summary>
public interface ITrainer
{
    /// <summary>Says what it is, so that what two trainers made is told apart.</summary>
    string Description { get; }

    /// <summary>Trains.</summary>
    /// <param name="job">What is trained on what.</param>
    /// <param name="progress">Told what the trainer prints, line by line; null for nobody.</param>
    /// <param name="cancellationToken">Stops the trainer; the output is then not there, or not whole.</param>
    /// <exception cref="GleanerException">It failed, took too long, or what it left is not a sound model.</exception>
    Task TrainAsync(TrainingJob job, IProgress<string>? progress, CancellationToken cancellationToken);
}
