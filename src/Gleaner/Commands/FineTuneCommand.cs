using System.CommandLine;
using System.Net.Http.Headers;
using Gleaner.CommandLine.App;
using Gleaner.Http;
using Gleaner.Trainers.OpenAi;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner finetune</c>: tunes a model at OpenAI or a server with the same API.</summary>
internal static class FineTuneCommand
{
    private const string KeyVariable = "OPENAI_API_KEY";

    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var state = new Option<string>("--state") { Description = "The file that keeps the ids of file and job; with it the same command continues.", HelpName = "FILE", Required = true };
        var data = new Option<string?>("--data") { Description = "What 'gleaner export --format openai' wrote.", HelpName = "FILE" };
        var model = new Option<string?>("--model") { Description = "The model to tune, by its name at the server.", HelpName = "NAME" };
        var suffix = new Option<string?>("--suffix") { Description = "A word in the tuned model's name.", HelpName = "WORD" };
        var epochs = new Option<int?>("--epochs") { Description = "Passes over the data; by default the server's choice.", HelpName = "N" };
        var batch = new Option<int?>("--batch") { Description = "Examples per step; by default the server's choice.", HelpName = "N" };
        var rate = new Option<double?>("--learning-rate-multiplier") { Description = "Factor on the server's learning rate; by default its own choice.", HelpName = "X" };
        var seed = new Option<int?>("--seed") { Description = "The job's seed; by default the server's.", HelpName = "N" };
        var url = new Option<string>("--url") { Description = "The server's address.", DefaultValueFactory = _ => "https://api.openai.com/v1/", HelpName = "URL" };
        var status = new Option<bool>("--status") { Description = "Say how the job goes, and do nothing else." };
        var cancel = new Option<bool>("--cancel") { Description = "Cancel the job." };
        var command = new Command("finetune", $"Tune a model through OpenAI's fine-tuning API; the key is read from {KeyVariable}. Ctrl-C stops waiting, not the job.")
        {
            state, data, model, suffix, epochs, batch, rate, seed, url, status, cancel,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var http = Client(parsed.GetRequiredValue(url), surroundings);
            var tuning = new OpenAiFineTuning(http, new FineTuningOptions { StateFile = surroundings.Full(parsed.GetRequiredValue(state)) }, surroundings.Clock);
            var job = parsed.GetValue(status) ? await tuning.StatusAsync(cancellationToken).ConfigureAwait(false)
                : parsed.GetValue(cancel) ? await tuning.CancelAsync(cancellationToken).ConfigureAwait(false)
                : await tuning.TuneAsync(
                    new FineTuningRequest(
                        surroundings.Full(parsed.GetValue(data) ?? throw new UsageException("Name the data by --data FILE.\nSee 'gleaner finetune --help'.")),
                        parsed.GetValue(model) ?? throw new UsageException("Name the model by --model NAME.\nSee 'gleaner finetune --help'."))
                    {
                        Suffix = parsed.GetValue(suffix),
                        Epochs = parsed.GetValue(epochs),
                        BatchSize = parsed.GetValue(batch),
                        LearningRateMultiplier = parsed.GetValue(rate),
                        Seed = parsed.GetValue(seed),
                    },
                    new Lines(terminal.Out),
                    cancellationToken).ConfigureAwait(false);
            terminal.Out.WriteLine($"{job.Id}: {job.Status}{(job.FineTunedModel is { } tuned ? $", model {tuned}" : "")}{(job.TrainedTokens is { } tokens ? $", {tokens:N0} tokens trained" : "")}");
            return ExitCode.Done;
        });
        return command;
    }

    private static HttpClient Client(string url, AppSurroundings surroundings)
    {
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"--url must be the address of a server, not '{url}'.");
        }

        var key = Secret.FromEnvironment(KeyVariable, surroundings.Variable);
        var http = BoundedHttp.CreateClient(new HttpLimits());
        http.BaseAddress = address;
        http.Timeout = TimeSpan.FromMinutes(10);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        return http;
    }

    private sealed class Lines(TextWriter writer) : IProgress<string>
    {
        public void Report(string value) => writer.WriteLine(value);
    }
}
