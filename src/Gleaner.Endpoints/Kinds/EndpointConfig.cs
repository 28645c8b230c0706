using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Endpoints.Spending;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;

namespace Gleaner.Endpoints.Kinds;

/// <summary>A server that speaks OpenAI's chat completions. Where it is and how it is dealt with decides no result, so none of that is part of a run's identity.</summary>
public sealed record EndpointConfig
{
    /// <summary>Base address of the server.</summary>
    public required Uri Address { get; init; }

    /// <summary>The model's name at the endpoint.</summary>
    public required string Model { get; init; }

    /// <summary>The environment variable that holds the key; null for a server without one.</summary>
    public required string? KeyVariable { get; init; }

    /// <summary>What is asked for so that answers come with exact tokens.</summary>
    public required TokenRequest Tokens { get; init; }

    /// <summary>Whether the limit of a reply is sent as <c>max_completion_tokens</c>.</summary>
    public required bool UsesCompletionLimit { get; init; }

    /// <summary>Parallelism, retries and time limits.</summary>
    public required CallOptions Calls { get; init; }

    /// <summary>Prices of tokens.</summary>
    public required PriceList Prices { get; init; }

    /// <summary>Limits of what may be spent.</summary>
    public required BudgetLimits Budget { get; init; }

    /// <summary>What can be checked of it before a run without asking it.</summary>
    /// <param name="key">The section that names it.</param>
    public IEnumerable<PreflightCheck> Checks(string key) => KeyVariable is { } variable ? [new VariableCheck($"{key}.api_key_env", variable)] : [];

    /// <summary>Declares its keys.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="tokens">What <c>tokens</c> is where it is left out.</param>
    public static EndpointConfig Read(SectionReader reader, string tokens = "none") => new()
    {
        Address = reader.Unresolved("endpoint", Url, "https://api.openai.com/v1", "Base address of a server that speaks OpenAI's chat completions: OpenAI, Azure's `/openai/v1`, vLLM, SGLang, llama.cpp, Ollama."),
        Model = reader.Value("model", ValueKind.Text, null, "The model's name at the endpoint."),
        KeyVariable = reader.Unresolved("api_key_env", Variable, "", "The environment variable that holds the key; a key itself never stands in a configuration. Empty for a server without keys."),
        Tokens = reader.Value("tokens", Requests, tokens, "What is asked for so that answers come with token ids and log-probabilities as sampled: `auto` asks the server who it is and takes what it can give; `none` takes their text."),
        UsesCompletionLimit = reader.Unresolved("completion_limit", ValueKind.Flag, "false", "Send the limit of a reply as `max_completion_tokens`, which OpenAI's reasoning models want, instead of `max_tokens`."),
        Calls = ReadCalls(reader),
        Prices = reader.Section("prices", ReadPrices),
        Budget = reader.Section("budget", ReadBudget),
    };

    private static CallOptions ReadCalls(SectionReader reader) => new()
    {
        Parallel = reader.Unresolved("parallel", ValueKind.Integer(1, 10_000), "8", "Calls in flight, and so episodes open, at once."),
        Retries = reader.Unresolved("retries", ValueKind.Integer(0, 100), "6", "Repetitions of a call after time-outs, lost connections, 429 and 5xx; waits double, with jitter, up to 60 s, and keep to Retry-After."),
        RetryDelay = TimeSpan.FromSeconds(reader.Unresolved("retry_seconds", ValueKind.Number(0, 3600), "1", "Wait before the first repetition.")),
        Timeout = TimeSpan.FromSeconds(reader.Unresolved("timeout_seconds", ValueKind.Number(0.1, 86_000), "120", "Time-out of one attempt.")),
        PerMinute = reader.Unresolved("calls_per_minute", ValueKind.Number(0, 1_000_000), "0", "The most attempts per minute; 0 for no limit.") is var rate && rate > 0 ? rate : null,
    };

    private static PriceList ReadPrices(SectionReader reader)
    {
        var input = reader.Unresolved("input", Money, "0", "Price of a million tokens of prompts, in any currency.");
        return new PriceList(
            input,
            reader.Unresolved("cached_input", Money, "0", "Price of a million tokens of prompts that the server had in its cache."),
            reader.Unresolved("output", Money, "0", "Price of a million tokens of replies."));
    }

    internal static BudgetLimits ReadBudget(SectionReader reader) => new(
        Limit(reader.Unresolved("calls", ValueKind.Integer(0), "0", "The most calls answered, over all processes of the run; 0 for no limit.")),
        Limit(reader.Unresolved("tokens", ValueKind.Integer(0), "0", "The most tokens of prompts and replies; 0 for no limit.")),
        reader.Unresolved("cost", Money, "0", "The most that may be spent, at `prices`; 0 for no limit. A call is sent only if it cannot exceed what is left.") is var cost && cost > 0 ? cost : null);

    private static long? Limit(int value) => value > 0 ? value : null;

    internal static ValueKind<decimal> Money { get; } = new(
        "a number from 0 to 1000000000",
        0,
        scalar => !scalar.IsQuoted && decimal.TryParse(scalar.Text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1_000_000_000
            ? new(true, value, value.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : default);

    private static ValueKind<TokenRequest> Requests { get; } = ValueKind.OneOf(new Dictionary<string, TokenRequest>
    {
        ["auto"] = TokenRequest.Auto, ["none"] = TokenRequest.None, ["vllm"] = TokenRequest.Vllm, ["sglang"] = TokenRequest.Sglang, ["llama_cpp"] = TokenRequest.LlamaCpp,
    });

    // Neither a password in an address nor a key in place of a variable's name may get into a file of a run.
    internal static ValueKind<Uri> Url { get; } = new(
        "an http or https address without user and password",
        new Uri("http://localhost/"),
        scalar => Uri.TryCreate(scalar.Text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { UserInfo: "", Query: "" }
            ? new(true, uri, scalar.Text)
            : default)
        {
            IsText = true,
        };

    internal static ValueKind<Uri?> OptionalUrl { get; } = new(
        $"{Url.Description}, or nothing",
        null,
        scalar => scalar.Text.Length == 0 ? new(true, null, "") : Url.Parse(scalar) is { IsValid: true } url ? new(true, url.Value, url.Canonical) : default)
        {
            IsText = true,
        };

    internal static ValueKind<string?> Variable { get; } = new(
        "the name of an environment variable (capitals, digits and _) or nothing",
        null,
        scalar => scalar.Text.Length == 0 ? new(true, null, "")
            : scalar.Text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') ? new(true, scalar.Text, scalar.Text)
            : default)
        {
            IsText = true,
        };
}
