using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Replays;
using Gleaner.CommandLine.Terminals;
using Gleaner.Formats.Imports;
using Gleaner.Runs;
using Gleaner.Trajectories;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Import;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Sessions;

namespace Gleaner.CommandLine.Commands;

/// <summary>The subcommands of <c>gleaner import</c> that read recorded runs of others: WebShop's, conversations, plain logs.</summary>
internal static class RunImportCommands
{
    private const string WebShop = "webshop";

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> Create(CommandContext context) =>
        context.Kinds.Of<IRunImporter>().Select(importer => Create(context, importer));

    private static Command Create(CommandContext context, IRunImporter importer)
    {
        var (terminal, surroundings, _) = context;
        var files = new Argument<string[]>("FILE") { Description = "The recordings.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output") { Description = "The file of trajectories in Gleaner's format (docs/formats.md).", HelpName = "FILE", Required = true };
        var policy = new Option<string?>("--policy") { Description = "The policy's name in the trajectories; by default the recording's.", HelpName = "NAME" };
        var value = new Option<double?>("--return") { Description = "The return of runs that record none; without it they are refused.", HelpName = "X" };
        var field = new Option<string?>("--return-field") { Description = "The path of the member that holds the return, for example metadata.score; a number, a text that holds one, true or false.", HelpName = "PATH" };
        var most = new Option<int?>("--max-runs-per-task") { Description = "The most runs of one policy on one task to keep; by default all.", HelpName = "N" };
        var malformed = MalformedOption();
        var taskId = new Option<string?>("--task-id") { Description = "The template of task ids, so that they are your environment's: {index}, {file}, {hash} and {field:PATH} stand for what they say.", HelpName = "TEMPLATE" };
        var tasks = new Option<string?>("--tasks") { Description = "A file that names the tasks (CSV or JSON Lines): 'task', and 'opening', 'index' or the path of a member that tells the run.", HelpName = "FILE" };
        var check = new Option<string?>("--check") { Description = "An experiment in whose environment the runs are played: those that it shows otherwise are refused, the rest gets its rewards.", HelpName = "CONFIG" };
        var first = new Option<bool>("--check-first") { Description = "With --check: compare the first observation alone, without playing." };
        var overrides = SharedOptions.Overrides();
        var strict = new Option<bool>("--strict") { Description = "Write nothing if any run is refused." };
        var catalogue = SharedOptions.Catalogue();
        catalogue.Required = false;
        catalogue.Description = "WebShop's catalogue: tasks are then named by the goal that reads as the instruction does.";
        var environment = new Option<string>("--env") { Description = "The environment's name, the first part of task ids that are hashes.", DefaultValueFactory = _ => "imported", HelpName = "NAME" };
        var command = new Command(importer.Name, importer.Description) { files, output, policy, value, field, most, malformed, taskId, tasks, check, first, overrides, strict, catalogue };
        if (importer.Name != WebShop)
        {
            command.Add(environment);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(most) is < 1)
            {
                throw new UsageException("--max-runs-per-task is at least 1.");
            }

            var target = surroundings.Full(parsed.GetRequiredValue(output));
            string?[] others = [parsed.GetValue(tasks), parsed.GetValue(check)];
            ReadFiles.Spare(target, [.. parsed.GetRequiredValue(files).Select(surroundings.Full), .. others.Select(file => file is null ? null : surroundings.Full(file))]);
            var goals = parsed.GetValue(catalogue) is { } folder ? surroundings.Full(folder) : null;
            IReadOnlyList<GoalList> lists = goals is null ? [] : GoalsOf(goals);
            var settings = new ImportSettings
            {
                Policy = parsed.GetValue(policy),
                AssumedReturn = parsed.GetValue(value),
                ReturnField = parsed.GetValue(field),
                MaxRunsPerTask = parsed.GetValue(most),
                Malformed = Enum.Parse<MalformedReplies>(parsed.GetRequiredValue(malformed), ignoreCase: true),
                Tasks = NamesOf(parsed.GetValue(taskId), parsed.GetValue(tasks) is { } map ? surroundings.Full(map) : null)
                    ?? (goals is not null || importer.Name == WebShop ? new WebShopTaskNames(lists) : new TaskNames(parsed.GetValue(environment)!)),
            };
            WebShopEnvironment[] shops = [.. lists.Select(list => new WebShopEnvironment(list, new ShopSettings { Mode = ObservationMode.Text }))];
            var entries = importer.Read(parsed.GetRequiredValue(files).Select(surroundings.Full), settings).Select(entry => ImportedRunReplay.Complete(entry, shops));
            if (parsed.GetValue(check) is { } config)
            {
                var experiment = context.ReaderOf(parsed).Read(config, parsed.GetValue(overrides) ?? []);
                entries = await CheckAsync(experiment, entries, parsed.GetValue(first), terminal, surroundings, cancellationToken).ConfigureAwait(false);
            }

            return Write(entries, target, parsed.GetValue(strict), terminal);
        });
        return command;
    }

    private static TaskNames? NamesOf(string? template, string? map) => (template, map) switch
    {
        (not null, not null) => throw new UsageException("Name tasks by --task-id or by --tasks, not by both."),
        ({ } pattern, null) => new TemplateTaskNames(pattern),
        (null, { } file) => MappedTaskNames.Read(file),
        _ => null,
    };

    private static Option<string> MalformedOption()
    {
        var option = new Option<string>("--malformed")
        {
            Description = "What becomes of a run with a reply that was answered though no action can be made out in it: refuse it, or keep the reply as it was said, with weight 0.",
            DefaultValueFactory = _ => "refuse",
        };
        option.AcceptOnlyFromAmong("refuse", "keep");
        return option;
    }

    private static Task<List<ImportEntry>> CheckAsync(
        Experiment experiment, IEnumerable<ImportEntry> entries, bool isFirstAlone, Terminal terminal, AppSurroundings surroundings, CancellationToken cancellationToken) =>
        WorldReplay.InEnvironmentAsync(
            experiment,
            async environment =>
            {
                var import = new CheckedImport(environment, isFirstAlone);
                var played = new List<ImportEntry>();
                foreach (var entry in entries)
                {
                    played.Add(await import.CheckAsync(entry, cancellationToken).ConfigureAwait(false));
                }

                return played;
            },
            terminal,
            surroundings,
            cancellationToken);

    private static int Write(IEnumerable<ImportEntry> entries, string path, bool isStrict, Terminal terminal)
    {
        var counts = ImportCounts.None;
        var kept = new List<Trajectory>();
        foreach (var entry in entries)
        {
            counts = counts.Add(entry);
            if (entry.Trajectory is { } trajectory)
            {
                kept.Add(trajectory);
            }
        }

        if (kept.Count == 0)
        {
            throw new GleanerException($"Nothing was kept, and {path} was not written:\n{string.Join('\n', counts.ToLines())}");
        }

        var isWritten = !isStrict || counts.Kept == counts.Read;
        if (isWritten)
        {
            new DiskRunFiles().Write(path, stream => TrajectoryJsonLines.Write(stream, kept));
        }

        terminal.Out.WriteLine(isWritten ? $"{path}:" : $"{path} was not written: --strict, and some runs are refused.");
        foreach (var line in counts.ToLines())
        {
            terminal.Out.WriteLine(line);
        }

        return counts.Kept == counts.Read ? ExitCode.Done : ExitCode.Different;
    }

    private static List<GoalList> GoalsOf(string folder)
    {
        var catalogue = ProductCatalogue.Load(folder);
        var lists = new List<GoalList> { new(catalogue) };
        if (catalogue.Products.Any(product => !product.HumanInstructions.IsEmpty))
        {
            lists.Add(new GoalList(catalogue, new GoalSettings { Kind = GoalKind.Human }));
        }

        return lists;
    }
}
