using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.IO.Json;
using Gleaner.Runs;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>
/// What a training API has done for a run, one event a line, each on disk before the next request is sent. Half a line at the end, left by a kill,
/// is cut off. Not for several threads.
/// </summary>
internal sealed class TrainingJournal : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonDefaults.Line) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly List<TrainingEvent> _events = [];
    private readonly IRunAppender _appender;

    private TrainingJournal(IEnumerable<TrainingEvent> events, IRunAppender appender)
    {
        _events.AddRange(events);
        _appender = appender;
    }

    /// <summary>All that is known.</summary>
    public IReadOnlyList<TrainingEvent> Events => _events;

    /// <summary>The tokens of all steps, those that had to be made again included.</summary>
    public long TrainedTokens => _events.Sum(one => one.Tokens ?? 0);

    /// <summary>Opens a journal; one that is not there yet is made.</summary>
    /// <exception cref="GleanerException">A whole line is damaged, or the file cannot be opened.</exception>
    public static TrainingJournal Open(IRunFiles files, string path)
    {
        var bytes = WholeLines.Read(files, path);
        var events = new List<TrainingEvent>();
        for (int start = 0, number = 1; start < bytes.Length; number++)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            try
            {
                events.Add(JsonSerializer.Deserialize<TrainingEvent>(bytes.AsSpan(start..end), Json) ?? throw new JsonException("null is no event."));
            }
            catch (JsonException exception)
            {
                throw new GleanerException($"{path}:{number}: this is not an event of a training: {JsonProblems.Describe(exception)}. Restore the journal, or delete it to train (and pay) again.", exception);
            }

            start = end + 1;
        }

        return new TrainingJournal(events, files.OpenAppend(path, bytes.Length));
    }

    /// <summary>Keeps an event; it is on disk when this returns.</summary>
    public void Add(TrainingEvent one)
    {
        _appender.Append([.. JsonSerializer.SerializeToUtf8Bytes(one, Json), (byte)'\n']);
        _events.Add(one);
    }

    public void Dispose() => _appender.Dispose();
}

/// <summary>Something that a training API did.</summary>
/// <param name="Learning">Names what is learnt from what: 32 hexadecimal digits.</param>
/// <param name="Kind">What was done.</param>
internal sealed record TrainingEvent(string Learning, TrainingEventKind Kind)
{
    /// <summary>The model that it was done on.</summary>
    public string? Model { get; init; }

    /// <summary>Steps made so far.</summary>
    public int? Steps { get; init; }

    /// <summary>The number of the model's next operation.</summary>
    public long? Next { get; init; }

    /// <summary>Tokens of the step, as they were sent.</summary>
    public long? Tokens { get; init; }

    /// <summary>The step's loss.</summary>
    public double? Loss { get; init; }

    /// <summary>Where weights were saved to train on from.</summary>
    public string? State { get; init; }

    /// <summary>Where weights were saved to sample from.</summary>
    public string? Sampler { get; init; }
}

/// <summary>What was done.</summary>
internal enum TrainingEventKind
{
    /// <summary>A model was made, with the weights that so many steps had led to.</summary>
    Model,

    /// <summary>A step.</summary>
    Step,

    /// <summary>Weights and optimiser are about to be saved: written before, so that the number is not used for anything else.</summary>
    Saving,

    /// <summary>Weights and optimiser were saved.</summary>
    Saved,

    /// <summary>All steps were made; the weights are saved for both.</summary>
    Done,
}
