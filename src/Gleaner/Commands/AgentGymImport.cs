using System.Collections.Immutable;
using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.EnvironmentClients.AgentGym;
using Gleaner.EnvironmentClients.AgentGym.Recordings;
using Gleaner.EnvironmentClients.Kinds;
using Gleaner.Environments;
using Gleaner.IO;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Commands;

/// <summary>
/// <c>gleaner import agentgym --config CONFIG --output FILE FILE…</c>: plays the conversations of AgentGym's trajectories on the
/// server of an experiment, which gives what the recordings lack: rewards, and observations as this server shows them.
/// </summary>
internal static class AgentGymImport
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var config = new Option<string>("--config") { Description = "An experiment whose environment is of the kind agentgym.", HelpName = "CONFIG", Required = true };
        var output = new Option<string>("--output") { Description = "The file to write, replaced if it is there.", HelpName = "FILE", Required = true };
        var policy = new Option<string>("--policy") { Description = "Who played, for the trajectories.", HelpName = "NAME", DefaultValueFactory = _ => "agenttraj" };
        var overrides = SharedOptions.Overrides();
        var files = new Argument<string[]>("FILE") { Description = "Conversations as AgentGym keeps them (AgentTraj-L), each file a JSON array.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("agentgym", "Play AgentGym's recorded conversations again on a server; every task and every observation is counted.")
        {
            config, output, policy, overrides, files,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var target = surroundings.Full(parsed.GetRequiredValue(output));
            string[] recordings = [.. parsed.GetRequiredValue(files).Select(surroundings.Full)];
            ReadFiles.Spare(target, [.. recordings, surroundings.Full(parsed.GetRequiredValue(config))]);
            return ImportAsync(
                context.ReaderOf(parsed).Read(parsed.GetRequiredValue(config), parsed.GetValue(overrides) ?? []), target, parsed.GetRequiredValue(policy), recordings, terminal, surroundings, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ImportAsync(
        Experiment experiment, string output, string policy, string[] files, Terminal terminal, AppSurroundings surroundings, CancellationToken cancellationToken)
    {
        if (experiment.Environment.Configuration is not AgentGymConfig { Protocol: { } protocol })
        {
            throw new UsageException($"The environment of the experiment is of the kind {experiment.Environment.Kind}; conversations of AgentGym are played on a server of the kind agentgym.");
        }

        var refused = 0;
        var conversations = files.SelectMany(file => Read(file, protocol, message =>
        {
            refused++;
            terminal.Error.WriteLine($"refused: {message}");
        })).ToList();
        var world = await experiment.Environment
            .OpenAsync(new WorldSetting(Path.GetTempPath(), surroundings.Clock) { Warn = terminal.Error.WriteLine }, cancellationToken).ConfigureAwait(false);
        await using var closing = world.ConfigureAwait(false);
        var played = new Dictionary<TaskId, PlayedConversation>();
        var failed = 0;
        EnvironmentFailedException? last = null;
        foreach (var conversation in conversations)
        {
            try
            {
                var result = await PlayedConversation.PlayAsync((AgentGymEnvironment)world.Environment, conversation, policy, cancellationToken).ConfigureAwait(false);
                played.TryAdd(result.Trajectory.Task, result);
            }
            catch (EnvironmentFailedException failure)
            {
                failed++;
                last = failure;
                terminal.Error.WriteLine($"{conversation.Place}: {failure.Message}");
            }
        }

        if (played.Count == 0)
        {
            var message = $"{string.Join(", ", files)}: no conversation of '{protocol.Name}' could be played; nothing was written.";
            throw last is null ? new GleanerException(message) : new GleanerException(message, last);
        }

        AtomicFile.Write(output, stream => TrajectoryJsonLines.Write(stream, played.Values.Select(one => one.Trajectory)));
        var turns = played.Values.Sum(one => one.Trajectory.Length);
        var won = played.Values.Count(one => one.Trajectory.Return >= world.Environment.SuccessThreshold);
        terminal.Out.WriteLine(
            $"{conversations.Count} conversations of {protocol.Name}: {played.Count} tasks played, {won} of them won, {failed} failed, {conversations.Count - played.Count - failed} on a task that was played already{(refused > 0 ? $"; {refused} more refused" : "")}");
        terminal.Out.WriteLine($"{played.Values.Sum(one => one.SameObservations)} of {turns} observations as recorded");
        terminal.Out.WriteLine($"written: {output}");
        return failed + refused == 0 ? ExitCode.Done : ExitCode.Different;
    }

    private static ImmutableArray<RecordedConversation> Read(string file, AgentGymProtocol protocol, Action<string> refuse)
    {
        try
        {
            using var stream = InputFile.OpenRead(file);
            return ConversationFile.Read(stream, file, protocol, refuse);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{file}: cannot be read: {exception.Message}", exception);
        }
    }
}
