using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Replay;

namespace Gleaner.CommandLine.Replays;

/// <summary>Replays WebShop's upstream recordings.</summary>
internal static class WebShopReplay
{
    /// <returns>The exit code.</returns>
    public static int Run(string catalogue, IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        var replayer = new Replayer(ProductCatalogue.Load(catalogue, new CatalogueOptions { Report = terminal.Error.WriteLine }));
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
