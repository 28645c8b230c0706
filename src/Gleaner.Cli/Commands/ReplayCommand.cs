using System.CommandLine;
using Gleaner.Cli.App;
using Gleaner.Cli.Configuration;
using Gleaner.Cli.Replays;
using Gleaner.Cli.Terminals;

namespace Gleaner.Cli.Commands;

/// <summary>
/// <c>gleaner replay</c>: compares recorded trajectories with the environment, either WebShop's upstream recordings
/// (<c>--env webshop --catalogue DIR</c>) or Gleaner's own format in any environment (<c>--config CONFIG</c>).
/// </summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal, AppSurroundings surroundings)
    {
        var environment = new Option<string>("--env") { Description = "The environment of recordings in upstream's format: webshop.", DefaultValueFactory = _ => "webshop", HelpName = "NAME" };
        environment.AcceptOnlyFromAmong("webshop");
        var catalogue = SharedOptions.Catalogue();
        catalogue.Required = false;
        var config = new Option<string?>("--config") { Description = "An experiment: trajectories in Gleaner's format are replayed in its environment, whichever it is.", HelpName = "CONFIG" };
        var overrides = SharedOptions.Overrides();
        var files = new Argument<string[]>("FILE") { Description = "Recorded trajectories, one JSON object a line.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("replay", "Replay recorded trajectories and compare every step; exits 0 only if all are identical.")
        {
            environment, catalogue, config, overrides, files,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] paths = [.. parsed.GetRequiredValue(files).Select(surroundings.Full)];
            if (parsed.GetValue(config) is { } path)
            {
                var experiment = ConfigLoader.Load(path, parsed.GetValue(overrides) ?? [], surroundings.CurrentFolder);
                return await WorldReplay.RunAsync(experiment, paths, terminal, surroundings, cancellationToken).ConfigureAwait(false);
            }

            return WebShopReplay.Run(
                surroundings.Full(parsed.GetValue(catalogue) ?? throw new UsageException("Name the shop by --catalogue DIR, or an experiment by --config CONFIG.\nSee 'gleaner replay --help'.")),
                paths, terminal, cancellationToken);
        });
        return command;
    }
}
