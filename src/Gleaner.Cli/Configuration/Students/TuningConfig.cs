using Gleaner.Cli.Configuration.Endpoints;
using Gleaner.Cli.Configuration.Reading;
using Gleaner.Trainers.Served;

namespace Gleaner.Cli.Configuration.Students;

/// <summary>How a served student is tuned: by OpenAI's fine-tuning API.</summary>
internal sealed record TuningConfig
{
    /// <summary>Null for the student's own endpoint.</summary>
    public required Uri? Address { get; init; }

    /// <summary>The environment variable that holds the key; null for the student's own, or none at another address.</summary>
    public required string? KeyVariable { get; init; }

    public required OpenAiTunerOptions Options { get; init; }

    /// <summary>Of a million billed tokens.</summary>
    public required decimal Price { get; init; }

    internal static TuningConfig Read(SectionReader reader) => new()
    {
        Address = reader.Unresolved("endpoint", EndpointConfig.OptionalUrl, "", "Base address of the fine-tuning API; empty for the student's own `endpoint`."),
        KeyVariable = reader.Unresolved("api_key_env", EndpointConfig.Variable, "", "The environment variable that holds its key; empty for the student's own, or for none at another address."),
        Options = new OpenAiTunerOptions
        {
            Epochs = Positive(reader.Value("epochs", ValueKind.Integer(0, 1000), "3", "Passes over the data of each learning; 0 leaves it to the server. `training.*` is not used: such a server takes no steps.")),
            BatchSize = Positive(reader.Value("batch", ValueKind.Integer(0, 65536), "0", "Examples of a step; 0 leaves it to the server.")),
            LearningRateMultiplier = reader.Value("learning_rate_multiplier", ValueKind.Number(0, 1000), "0", "Factor of the server's own learning rate; 0 leaves it to the server.") is var factor && factor > 0 ? factor : null,
            Suffix = reader.Value("suffix", ValueKind.OptionalText, "", "A word in the tuned models' names; nothing for none."),
            PollInterval = TimeSpan.FromSeconds(reader.Unresolved("poll_seconds", ValueKind.Number(0.001, 86_000), "20", "Time between two questions how a job goes.")),
        },
        Price = reader.Unresolved("price", EndpointConfig.Money, "0", "Price of a million tokens trained, in the currency of `prices`. The report says what jobs cost; `budget` does not stop them."),
    };

    private static int? Positive(int value) => value > 0 ? value : null;
}
