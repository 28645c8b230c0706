using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.IO;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner import SOURCE PATH --output FILE</c>: makes trajectories in Gleaner's format of published recordings.</summary>
internal static class ImportCommand
{
    private const string KeepThoughts = "keep";
    private const string LeaveThoughtsOut = "leave-out";

    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var command = new Command("import", "Turn recordings of other projects into trajectories in Gleaner's format.")
        {
            ScienceWorld(context), AgentGymImport.Create(context),
        };
        foreach (var other in RunImportCommands.Create(context))
        {
            command.Add(other);
        }

        return command;
    }

    private static Command ScienceWorld(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var source = new Argument<string>("PATH") { Description = "AgentTraj-L with scores or simulator runs (.jsonl), SwiftSage's oracle runs or ETO's training file (.json), or a folder of such files." };
        var output = new Option<string>("--output") { Description = "The file to write, replaced if it is there.", HelpName = "FILE", Required = true };
        var policy = new Option<string?>("--policy") { Description = "Take only runs of this policy: agenttraj, gold, random-valid, eto, …", HelpName = "NAME" };
        var thoughts = new Option<string>("--thoughts")
        {
            Description = $"What becomes of thoughts that were recorded with the actions: {KeepThoughts} or {LeaveThoughtsOut}.",
            DefaultValueFactory = _ => KeepThoughts,
        };
        thoughts.AcceptOnlyFromAmong(LeaveThoughtsOut, KeepThoughts);
        var simplifications = new Option<string?>("--simplifications") { Description = "Say that the tasks are of a world with these simplifications instead of those that were recorded.", HelpName = "LABELS" };
        var command = new Command("scienceworld", "Import recorded runs of ScienceWorld; every run and every turn is counted as kept or not.")
        {
            source, output, policy, thoughts, simplifications,
        };
        command.SetAction(parsed =>
        {
            var import = new RunImport(
                parsed.GetValue(thoughts) == KeepThoughts ? ThoughtHandling.Keep : ThoughtHandling.LeaveOut,
                parsed.GetValue(simplifications) is { } labels ? Simplifications.Parse(labels) : null);
            ReadFiles.Spare(surroundings.Full(parsed.GetRequiredValue(output)), surroundings.Full(parsed.GetRequiredValue(source)));
            return Import(
                surroundings.Full(parsed.GetRequiredValue(source)), surroundings.Full(parsed.GetRequiredValue(output)), parsed.GetValue(policy), import, terminal);
        });
        return command;
    }

    private static int Import(string source, string target, string? policy, RunImport import, Terminal terminal)
    {
        var counts = RunImportCounts.None;
        var others = 0;
        // A damaged line may come late: the file appears only when all is in it.
        AtomicFile.Write(target, stream => TrajectoryJsonLines.Write(stream, Trajectories()));
        foreach (var line in counts.ToLines(import.Thoughts))
        {
            terminal.Out.WriteLine(line);
        }

        if (policy is not null)
        {
            terminal.Out.WriteLine($"{others} runs of other policies than '{policy}' passed over");
        }

        terminal.Out.WriteLine($"written: {target}");
        return counts.Kept == counts.Read ? ExitCode.Done : ExitCode.Different;

        IEnumerable<Trajectory> Trajectories()
        {
            foreach (var reading in RecordingFiles.Read(source))
            {
                if (policy is not null && reading.Run is { } run && run.Policy != policy)
                {
                    others++;
                    continue;
                }

                counts = counts.Add(reading);
                if (reading.Run is { } kept)
                {
                    yield return import.ToTrajectory(kept);
                }
                else
                {
                    terminal.Error.WriteLine(reading.Refusal);
                }
            }

            if (counts.Kept == 0)
            {
                throw new GleanerException($"{source}: no run could be imported{(policy is null ? "" : $" of policy '{policy}'")}; nothing was written.");
            }
        }
    }
}
