using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.Endpoints.Collecting;
using Gleaner.Endpoints.Kinds;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner collect CONFIG --output FILE</c>: gathers a chat model's trajectories.</summary>
internal static class CollectCommand
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var file = SharedOptions.ConfigFile();
        var overrides = SharedOptions.Overrides();
        var output = new Option<string>("--output") { Description = "The file for the trajectories; the journal of calls and the account lie beside it. One that is there is continued.", HelpName = "FILE", Required = true };
        var name = new Option<string?>("--expert") { Description = "The expert that plays; by default the first of kind 'chat'.", HelpName = "NAME" };
        var episodes = new Option<int?>("--episodes") { Description = "Play only the first tasks of the split.", HelpName = "COUNT" };
        var split = new Option<string>("--split") { Description = "The tasks that are played: train, dev or test. Never train on what was played on test.", HelpName = "NAME", DefaultValueFactory = _ => SplitNames.Training };
        split.AcceptOnlyFromAmong(SplitNames.Training, SplitNames.Dev, SplitNames.Test);
        var command = new Command("collect", "Let an expert behind a chat endpoint play tasks, and report what it cost. After an interruption the same command continues; no answer is paid for twice.")
        {
            file, overrides, output, name, split, episodes,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var experiment = context.ReaderOf(parsed).Read(parsed.GetRequiredValue(file), parsed.GetValue(overrides) ?? []);
            if (parsed.GetValue(episodes) is < 1)
            {
                throw new UsageException("--episodes must be at least 1.");
            }

            ReadFiles.Spare(surroundings.Full(parsed.GetRequiredValue(output)), surroundings.Full(parsed.GetRequiredValue(file)));
            var target = new CollectionFiles(surroundings.Full(parsed.GetRequiredValue(output)));
            await new ExpertCollector(new DiskRunFiles(), surroundings.Clock, terminal.Out)
                .CollectAsync(experiment, Choose(experiment, parsed.GetValue(name)), target, parsed.GetRequiredValue(split), parsed.GetValue(episodes), cancellationToken).ConfigureAwait(false);
            terminal.Out.WriteLine($"Trajectories: {target.Trajectories}");
            return ExitCode.Done;
        });
        return command;
    }

    private static ChatExpertConfig Choose(Experiment experiment, string? name)
    {
        var chats = experiment.Experts.Select(expert => expert.Configuration).OfType<ChatExpertConfig>().ToList();
        return (name is null ? chats.FirstOrDefault() : chats.Find(expert => expert.Name == name))
            ?? throw new UsageException(name is not null && experiment.Experts.Any(expert => expert.Name == name)
                ? $"The expert '{name}' is none of kind 'chat': 'gleaner run' lets the others play."
                : $"The configuration has no expert of kind 'chat'{(name is null ? "" : $" named '{name}'")}.");
    }
}
