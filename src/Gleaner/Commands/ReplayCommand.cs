using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Replays;
using Gleaner.ScienceWorld.Simulators;

namespace Gleaner.CommandLine.Commands;

/// <summary>
/// <c>gleaner replay</c>: compares recorded trajectories with the environment, either WebShop's upstream recordings
/// (<c>--env webshop --catalogue DIR</c>), published runs of ScienceWorld (<c>--env scienceworld</c>) or Gleaner's own format in any
/// environment (<c>--config CONFIG</c>).
/// </summary>
internal static class ReplayCommand
{
    private const string WebShop = "webshop";
    private const string ScienceWorld = "scienceworld";

    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var environment = new Option<string>("--env") { Description = "The environment of recordings in upstream's format: webshop or scienceworld.", DefaultValueFactory = _ => WebShop, HelpName = "NAME" };
        environment.AcceptOnlyFromAmong(WebShop, ScienceWorld);
        var catalogue = SharedOptions.Catalogue();
        catalogue.Required = false;
        var jar = new Option<string?>("--jar") { Description = "ScienceWorld's scienceworld.jar; without it SCIENCEWORLD_JAR's or the one of an installed Python package.", HelpName = "FILE" };
        var offline = new Option<bool>("--offline") { Description = "Compare runs of ScienceWorld with each other instead of with the simulator." };
        var config = new Option<string?>("--config") { Description = "An experiment: trajectories in Gleaner's format are replayed in its environment, whichever it is.", HelpName = "CONFIG" };
        var overrides = SharedOptions.Overrides();
        var files = new Argument<string[]>("FILE") { Description = "Recorded trajectories, one JSON object a line; of ScienceWorld also SwiftSage's files, and folders.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("replay", "Replay recorded trajectories and compare every step; exits 0 only if all are identical.")
        {
            environment, catalogue, jar, offline, config, overrides, files,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] paths = [.. parsed.GetRequiredValue(files).Select(surroundings.Full)];
            if (parsed.GetValue(config) is { } path)
            {
                var experiment = context.ReaderOf(parsed).Read(path, parsed.GetValue(overrides) ?? []);
                return await WorldReplay.RunAsync(experiment, paths, terminal, surroundings, cancellationToken).ConfigureAwait(false);
            }

            if (parsed.GetValue(environment) == ScienceWorld)
            {
                var options = new SimulatorOptions { Jar = parsed.GetValue(jar) is { } file ? surroundings.Full(file) : null };
                return parsed.GetValue(offline)
                    ? ScienceWorldReplay.RunOffline(paths, terminal)
                    : await ScienceWorldReplay.RunAsync(options, paths, terminal, cancellationToken).ConfigureAwait(false);
            }

            return WebShopReplay.Run(
                surroundings.Full(parsed.GetValue(catalogue) ?? throw new UsageException("Name the shop by --catalogue DIR, or an experiment by --config CONFIG.\nSee 'gleaner replay --help'.")),
                paths, terminal, cancellationToken);
        });
        return command;
    }
}
