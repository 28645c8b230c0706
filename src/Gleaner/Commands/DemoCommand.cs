using System.CommandLine;
using Gleaner.CommandLine.App;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner demo</c>: the whole method in about a minute, on orders that Gleaner makes up.</summary>
internal static class DemoCommand
{
    private const string Introduction =
        """
        A simulated expert fills orders in a made-up workshop. It fails all those that need the kiln, though it knows how
        to fire it: it gives up too early. A tiny student learns from its successes (BC), then from exploring its failures
        (EEF), and beside that from as many attempts of its own (RFT×6).
        """;

    private const string Comparison = "experiments/webshop-1k.yaml";

    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var output = SharedOptions.Output("The run directory; by default runs/demo.");
        var overrides = SharedOptions.Overrides();
        var accelerator = SharedOptions.Accelerator();
        var resume = SharedOptions.Resume();
        var command = new Command("demo", "See the whole method at work in a made-up workshop; takes a minute or two.") { output, overrides, accelerator, resume };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var experiment = Load(
                context.ReaderOf(parsed), surroundings.CurrentFolder, [.. parsed.GetValue(overrides) ?? [], .. SharedOptions.AcceleratorOverride(parsed.GetValue(accelerator))]);
            var folder = surroundings.Full(parsed.GetValue(output) ?? Path.Combine("runs", "demo"));
            terminal.Out.WriteLine(Introduction);
            await RunCommand.RunAsync(experiment, folder, parsed.GetValue(resume), keepTexts: false, finalLog: null, context, cancellationToken).ConfigureAwait(false);
            terminal.Out.WriteLine();
            terminal.Out.WriteLine("What next:");
            terminal.Out.WriteLine($"  open {Path.Combine(folder, RunOutcome.ReportFile)}");
            terminal.Out.WriteLine($"  {surroundings.Program} show {folder} newly-solved      one task: the expert's failure and what was learnt from it");
            if (File.Exists(surroundings.Full(Comparison)))
            {
                terminal.Out.WriteLine($"  {surroundings.Program} run {Comparison}  the paper's comparison on the real catalogue");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The demo's configuration is experiments/demo.yaml, built into the program.</summary>
    internal static Experiment Load(ExperimentReader reader, string folder, IEnumerable<string> overrides)
    {
        using var resource = typeof(DemoCommand).Assembly.GetManifestResourceStream("demo.yaml")!;
        using var text = new StreamReader(resource);
        return reader.Parse(text.ReadToEnd(), "demo.yaml", folder, overrides);
    }
}
