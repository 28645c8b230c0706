using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.Experiments.Configuration;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner check CONFIG</c>: finds in seconds what would stop a run after an hour.</summary>
internal static class CheckCommand
{
    private const double LongestTimeLimit = 86_400;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Default,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var file = SharedOptions.ConfigFile();
        var overrides = SharedOptions.Overrides();
        var seeds = SharedOptions.Seeds();
        var accelerator = SharedOptions.Accelerator();
        var output = SharedOptions.RunOutput();
        var noCalls = new Option<bool>("--no-calls") { Description = "Ask no endpoint: each costs one call otherwise, which counts against its budget." };
        var limit = new Option<double?>("--time-limit") { Description = "Seconds that each check may take; by default its own limit, 30 s to an hour and a half.", HelpName = "SECONDS" };
        var json = new Option<bool>("--json") { Description = "Print the outcome as one JSON object, and nothing else." };
        var command = new Command("check", "Check before a run: folders, disk, memory, commands, the environment, experts, endpoints, one step of training. Exits with 1 if a run would fail.")
        {
            file, overrides, seeds, accelerator, output, noCalls, limit, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var timeLimit = Limit(parsed.GetValue(limit));
            Experiment experiment;
            try
            {
                experiment = context.ReaderOf(parsed).Read(
                    parsed.GetRequiredValue(file), SharedOptions.Assignments(parsed.GetValue(overrides), parsed.GetValue(seeds), parsed.GetValue(accelerator)));
            }
            catch (ConfigException wrong) when (parsed.GetValue(json))
            {
                Write(new PreflightReport([.. wrong.Errors.Select(error => new PreflightEntry("configuration", "configuration", PreflightOutcome.Failed, error, null, 0))]), terminal);
                return Task.FromResult(ExitCode.Usage);
            }

            var options = new PreflightOptions
            {
                MayCall = !parsed.GetValue(noCalls),
                TimeLimit = timeLimit,
                Progress = parsed.GetValue(json) ? null : new Lines(terminal),
                Warn = terminal.Error.WriteLine,
                Clock = surroundings.Clock,
            };
            return CheckAsync(experiment, RunCommand.FolderOf(experiment, parsed.GetValue(output), surroundings), options, parsed.GetValue(json), terminal, cancellationToken);
        });
        return command;
    }

    private static async Task<int> CheckAsync(
        Experiment experiment, string folder, PreflightOptions options, bool isForPrograms, Terminal terminal, CancellationToken cancellationToken)
    {
        var report = await experiment.CheckAsync(folder, options, cancellationToken).ConfigureAwait(false);
        if (isForPrograms)
        {
            Write(report, terminal);
        }
        else
        {
            terminal.Out.WriteLine(Summary(report));
        }

        return report.HasFailed ? ExitCode.Different : ExitCode.Done;
    }

    private static TimeSpan? Limit(double? seconds) => seconds is null ? null
        : seconds is > 0 and <= LongestTimeLimit ? TimeSpan.FromSeconds(seconds.Value)
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--time-limit must be more than 0 and at most {LongestTimeLimit} seconds, not {seconds}."));

    private static string Summary(PreflightReport report)
    {
        var warnings = report.Count(PreflightOutcome.Warning);
        (PreflightOutcome Outcome, string Name)[] names =
            [(PreflightOutcome.Ok, "ok"), (PreflightOutcome.Warning, warnings == 1 ? "warning" : "warnings"), (PreflightOutcome.Failed, "failed"), (PreflightOutcome.Skipped, "skipped")];
        return $"{string.Join(", ", names.Where(name => name.Outcome == PreflightOutcome.Ok || report.Count(name.Outcome) > 0).Select(name => $"{report.Count(name.Outcome)} {name.Name}"))}: "
            + (report.HasFailed ? "a run would fail." : warnings > 0 ? "a run will work; see what is warned of." : "ready to run.");
    }

    private static void Write(PreflightReport report, Terminal terminal) => terminal.Out.WriteLine(JsonSerializer.Serialize(
        new
        {
            failed = report.HasFailed,
            counts = Enum.GetValues<PreflightOutcome>().ToDictionary(outcome => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString()), report.Count),
            checks = report.Checks,
        },
        Json));

    /// <summary>A line for each check as it is done, and one below it with what to do.</summary>
    private sealed class Lines(Terminal terminal) : IProgress<PreflightEntry>
    {
        private const int OutcomeWidth = 8;
        private const int TitleWidth = 24;

        public void Report(PreflightEntry value)
        {
            var outcome = value.Outcome == PreflightOutcome.Failed ? "FAILED" : value.Outcome.ToString().ToLowerInvariant();
            terminal.Out.WriteLine($"{outcome.PadRight(OutcomeWidth)} {value.Title.PadRight(TitleWidth)} {value.Message}");
            if (value.Advice is { } advice)
            {
                terminal.Out.WriteLine($"{"".PadRight(OutcomeWidth + TitleWidth + 1)} {advice}");
            }

            terminal.Out.Flush();
        }
    }
}
