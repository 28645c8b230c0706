using System.CommandLine;
using Gleaner.CommandLine.App;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner kinds [NAME]</c>: what experiments can be made of, and the keys of a kind.</summary>
internal static class KindsCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string?>("NAME") { Description = "The kind whose keys are listed; without it, all kinds.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("kinds", "List what experiments can be made of, or the keys of one kind; with --with, your own too.") { name };
        command.SetAction(parsed =>
        {
            var kinds = context.KindsOf(parsed);
            if (parsed.GetValue(name) is { } one)
            {
                foreach (var kind in kinds.Named(one))
                {
                    WriteKeys(kind, new ExperimentReader(kinds, context.Surroundings.CurrentFolder), context.Terminal.Out);
                }
            }
            else
            {
                WriteAll(kinds, context.Terminal.Out);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteAll(KindRegistry kinds, TextWriter output)
    {
        var width = kinds.All.Max(kind => kind.Name.Length);
        foreach (var group in kinds.All.GroupBy(kind => kind.Group))
        {
            output.WriteLine(group.Key);
            foreach (var kind in group)
            {
                output.WriteLine($"  {kind.Name.PadRight(width)}  {kind.Summary}");
            }

            output.WriteLine();
        }

        output.WriteLine("'gleaner kinds NAME' lists the keys of one.");
    }

    private static void WriteKeys(IKind kind, ExperimentReader reader, TextWriter output)
    {
        output.WriteLine($"{kind.Group} {kind.Name}: {kind.Summary}");
        foreach (var key in reader.DescribeKeys(kind))
        {
            output.WriteLine();
            output.WriteLine($"  {key.Path}{(key.Kinds is null ? "" : $" ({key.Kinds})")}");
            output.WriteLine($"      {key.Meaning}");
            output.WriteLine($"      {key.Values}; {(key.Default is null ? "required" : key.Default.Length == 0 ? "may be left out" : $"default {key.Default}")}");
        }

        output.WriteLine();
    }
}
