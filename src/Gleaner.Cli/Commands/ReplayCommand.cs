using System.CommandLine;
using Gleaner.Cli.App;
using Gleaner.Cli.Terminals;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Replay;

namespace Gleaner.Cli.Commands;

/// <summary><c>gleaner replay --env webshop --catalogue DIR FILE…</c>: compares recorded trajectories with the environment.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal, AppSurroundings surroundings)
    {
        var environment = new Option<string>("--env") { Description = "The environment: webshop.", DefaultValueFactory = _ => "webshop", HelpName = "NAME" };
        environment.AcceptOnlyFromAmong("webshop");
        var catalogue = SharedOptions.Catalogue();
        var files = new Argument<string[]>("FILE") { Description = "Recorded trajectories, one JSON object a line.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("replay", "Replay recorded trajectories and compare every step; exits 0 only if all are identical.") { environment, catalogue, files };
        command.SetAction((parsed, cancellationToken) =>
        {
            var replayer = new Replayer(ProductCatalogue.Load(surroundings.Full(parsed.GetRequiredValue(catalogue))));
            return Task.FromResult(Replay(replayer, [.. parsed.GetRequiredValue(files).Select(surroundings.Full)], terminal, cancellationToken));
        });
        return command;
    }

    private static int Replay(Replayer replayer, IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        var results = new List<ReplayResult>();
        foreach (var file in files)
        {
            var ofFile = new List<ReplayResult>();
            foreach (var result in replayer.Replay(file))
            {
                cancellationToken.ThrowIfCancellationRequested();
                ofFile.Add(result);
                if (!result.IsIdentical)
                {
                    terminal.Out.WriteLine(result);
                }
            }

            terminal.Out.WriteLine($"{file}: {ReplaySummary.Of(ofFile)}");
            results.AddRange(ofFile);
        }

        if (files.Count > 1)
        {
            terminal.Out.WriteLine($"all {files.Count} files: {ReplaySummary.Of(results)}");
        }

        // A file without trajectories shows nothing: that is no success.
        return results.Count > 0 && results.All(result => result.IsIdentical) ? ExitCode.Done : ExitCode.Different;
    }
}
