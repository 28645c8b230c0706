using System.Net.Http.Headers;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Kinds;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Http;
using Gleaner.Runs;
using Gleaner.Trainers.Served;

namespace Gleaner.Trainers.Kinds;

/// <summary>By OpenAI's fine-tuning API.</summary>
internal sealed class OpenAiTuningKind : TuningKind
{
    public override string Name => "openai";

    public override string Summary => "Tunes through OpenAI's fine-tuning API, or one like it.";

    public override ServedTuning ReadPart(SectionReader reader) => new OpenAiTuning(OpenAiTuningConfig.Read(reader));

    private sealed class OpenAiTuning(OpenAiTuningConfig config) : ServedTuning
    {
        public override decimal Price => config.TokenPrice;

        public override string Description => "tuned by a fine-tuning API";

        public override string Note => "What the student's server does with a fine-tuning job is its own business: gradient steps are not known, and tokens trained are those that it bills.";

        public override object Configuration => config;

        public override IEnumerable<PreflightCheck> ChecksBefore(EndpointConfig endpoint, ChatAgentConfig agent) => config.KeyVariable is { } variable ? [new VariableCheck("student.tuning.api_key_env", variable)] : [];

        public override OpenTuner Open(EndpointConfig endpoint, ChatEndpoint opened, string rules, RunContext context)
        {
            var key = config.KeyVariable is { } variable ? Secret.FromEnvironment(variable)
                : config.Address is null ? opened.Key
                : null;
            var http = BoundedHttp.CreateClient(new HttpLimits());
            http.BaseAddress = new Uri((config.Address ?? endpoint.Address).AbsoluteUri.TrimEnd('/') + "/");
            http.Timeout = TimeSpan.FromMinutes(10);
            http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key.Reveal());
            var options = config.Options with { Attempts = endpoint.Calls.Retries + 1, FirstWait = endpoint.Calls.RetryDelay };
            return new OpenTuner(new OpenAiTuner(http, options, rules, context.Time), http);
        }
    }
}

/// <summary>What its section says.</summary>
internal sealed record OpenAiTuningConfig
{
    /// <summary>Null for the student's own endpoint.</summary>
    public required Uri? Address { get; init; }

    /// <summary>The environment variable that holds the key; null for the student's own, or none at another address.</summary>
    public required string? KeyVariable { get; init; }

    public required OpenAiTunerOptions Options { get; init; }

    /// <summary>Of a million billed tokens.</summary>
    public required decimal TokenPrice { get; init; }

    internal static OpenAiTuningConfig Read(SectionReader reader) => new()
    {
        Address = reader.Unresolved("endpoint", EndpointConfig.OptionalUrl, "", "Base address of the fine-tuning API; empty for the student's own `endpoint`."),
        KeyVariable = reader.Unresolved("api_key_env", EndpointConfig.Variable, "", "The environment variable that holds its key; empty for the student's own, or for none at another address."),
        Options = new OpenAiTunerOptions
        {
            Epochs = Positive(reader.Value("epochs", ValueKind.Integer(0, 1000), "3", "Passes over the data of each learning; 0 leaves it to the server. `training.*` is not used: such a server takes no steps.")),
            BatchSize = Positive(reader.Value("batch", ValueKind.Integer(0, 65536), "0", "Examples of a step; 0 leaves it to the server.")),
            LearningRateMultiplier = reader.Value("learning_rate_multiplier", ValueKind.Number(0, 1000), "0", "Factor on the server's own learning rate; 0 leaves it to the server.") is var factor && factor > 0 ? factor : null,
            Suffix = reader.Value("suffix", ValueKind.OptionalText, "", "A word in the tuned models' names; nothing for none."),
            PollInterval = TimeSpan.FromSeconds(reader.Unresolved("poll_seconds", ValueKind.Number(0.001, 86_000), "20", "Seconds between two looks at a job's state.")),
        },
        TokenPrice = reader.Unresolved("price", EndpointConfig.Money, "0", "Price of a million tokens trained, in the currency of `prices`. The report says what jobs cost; `budget` does not stop them."),
    };

    private static int? Positive(int value) => value > 0 ? value : null;
}
