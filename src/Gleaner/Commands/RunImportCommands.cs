using System.CommandLine;
using Gleaner.CommandLine.App;
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
    private const int RefusalsShown = 20;

    private delegate IEnumerable<ImportEntry> Reader(IEnumerable<string> paths, ImportSettings settings);

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> Create(CommandContext context) =>
    [
        Create(context, "webshop", "Recorded runs of WebShop, JSON Lines: AgentGym's with thoughts, runs with pages before each step, ReAct's.", WebShopImport.Read),
        Create(context, "sharegpt", "Conversations in ShareGPT's form, as AgentGym and ETO have them: a JSON array or JSON Lines.", RunImports.ReadShareGpt),
        Create(context, "openai", "Conversations in OpenAI's form (messages of role and content): a JSON array or JSON Lines.", RunImports.ReadOpenAi),
        Create(context, "react", "Plain logs of ReAct agents: lines of Thought:, Action:, Observation:, runs apart by dashes.", RunImports.ReadReActLogs),
    ];

    private static Command Create(CommandContext context, string name, string description, Reader read)
    {
        var (terminal, surroundings, _) = context;
        var files = new Argument<string[]>("FILE") { Description = "The recordings.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output") { Description = "The file of trajectories in Gleaner's format (docs/formats.md).", HelpName = "FILE", Required = true };
        var policy = new Option<string?>("--policy") { Description = "The policy's name in the trajectories; the recording's if left out.", HelpName = "NAME" };
        var value = new Option<double?>("--return") { Description = "The return of runs that record none; they are refused if it is left out.", HelpName = "X" };
        var repeats = new Option<bool>("--keep-repeats") { Description = "Keep several runs of a policy on one task; an experiment takes one." };
        var catalogue = SharedOptions.Catalogue();
        catalogue.Required = false;
        catalogue.Description = "WebShop's catalogue: tasks are then named by the goal that reads as the instruction does.";
        var environment = new Option<string>("--env") { Description = "The environment's name, the first part of task ids.", DefaultValueFactory = _ => name == "webshop" ? "webshop" : "imported", HelpName = "NAME" };
        var command = new Command(name, description) { files, output, policy, value, repeats, catalogue };
        if (name != "webshop")
        {
            command.Add(environment);
        }

        command.SetAction(parsed =>
        {
            var goals = parsed.GetValue(catalogue) is { } folder ? surroundings.Full(folder) : null;
            IReadOnlyList<GoalList> lists = goals is null ? [] : GoalsOf(goals);
            var settings = new ImportSettings
            {
                Policy = parsed.GetValue(policy),
                AssumedReturn = parsed.GetValue(value),
                KeepRepeats = parsed.GetValue(repeats),
                Tasks = goals is not null || name == "webshop" ? new WebShopTaskNames(lists) : new TaskNames(parsed.GetValue(environment)!),
            };
            WebShopEnvironment[] shops = [.. lists.Select(list => new WebShopEnvironment(list, new ShopSettings { Mode = ObservationMode.Text }))];
            var entries = read(parsed.GetRequiredValue(files).Select(surroundings.Full), settings).Select(entry => ImportedRunReplay.Complete(entry, shops));
            return Write(entries, surroundings.Full(parsed.GetRequiredValue(output)), terminal);
        });
        return command;
    }

    private static int Write(IEnumerable<ImportEntry> entries, string path, Terminal terminal)
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
            else if (counts.Read - counts.Kept <= RefusalsShown)
            {
                terminal.Error.WriteLine($"refused: {entry.Refusal}");
            }
        }

        if (counts.Read - counts.Kept > RefusalsShown)
        {
            terminal.Error.WriteLine($"and {counts.Read - counts.Kept - RefusalsShown} more; the counts below have all of them.");
        }

        if (kept.Count == 0)
        {
            throw new GleanerException($"Nothing was kept: {string.Join("; ", counts.ToLines())}. {path} was not written.");
        }

        new DiskRunFiles().Write(path, stream => TrajectoryJsonLines.Write(stream, kept));
        terminal.Out.WriteLine($"{path}:");
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
        if (catalogue.HumanInstructions.Keys.Any(asin => catalogue.Products.Any(product => product.Asin == asin)))
        {
            lists.Add(new GoalList(catalogue, new GoalSettings { Kind = GoalKind.Human }));
        }

        return lists;
    }
}
