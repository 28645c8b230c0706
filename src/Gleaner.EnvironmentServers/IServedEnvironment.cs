using System.Text.Json;
using Gleaner.Environments;
using Gleaner.Tasks;

namespace Gleaner.EnvironmentServers;

/// <summary>An environment as a server offers it: its tasks have numbers, its observations fields. Thread-safe.</summary>
public interface IServedEnvironment
{
    /// <summary>Short name, for example <c>webshop</c>.</summary>
    string Name { get; }

    /// <summary>What the environment is, in a sentence.</summary>
    string Description { get; }

    /// <summary>Number of tasks; they are numbered from 0.</summary>
    int TaskCount { get; }

    /// <summary>What an observation holds beside its text.</summary>
    IReadOnlyList<ServedField> ObservationFields { get; }

    /// <summary>The number of a task, or -1 if there is no such task here.</summary>
    int NumberOf(TaskId task);

    /// <summary>Starts a task.</summary>
    /// <param name="number">Its number, 0..<see cref="TaskCount"/> - 1.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="GleanerException">It cannot be started.</exception>
    ValueTask<IEpisode> StartAsync(int number, CancellationToken cancellationToken);

    /// <summary>Starts the task that a session plays at its resets that name none. Every session has the same sequence.</summary>
    /// <param name="draw">How many such resets the session had before, from 0.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="GleanerException">It cannot be started.</exception>
    ValueTask<IEpisode> StartDrawnAsync(int draw, CancellationToken cancellationToken);

    /// <summary>Writes the properties that <see cref="ObservationFields"/> names, into an object that is open.</summary>
    void WriteObservationFields(Utf8JsonWriter json, IEpisode episode);
}

/// <summary>A field of an observation, for the schema.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Description">What it holds.</param>
public sealed record ServedField(string Name, ServedFieldKind Kind, string Description);

/// <summary>Types of observation fields.</summary>
public enum ServedFieldKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A truth value.</summary>
    Boolean,

    /// <summary>A list of texts.</summary>
    Texts,
}
