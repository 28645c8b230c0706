using System.Globalization;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.Environments;
using Gleaner.IO;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Replays;

/// <summary>Replays trajectories in Gleaner's format in the environment of an experiment.</summary>
internal static class WorldReplay
{
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(
        Experiment experiment, IReadOnlyList<string> files, Terminal terminal, AppSurroundings surroundings, CancellationToken cancellationToken) =>
        InEnvironmentAsync(experiment, environment => ReplayAllAsync(environment, files, terminal, cancellationToken), terminal, surroundings, cancellationToken);

    /// <summary>Does something in the environment of an experiment, which is open as long as that takes.</summary>
    public static async Task<T> InEnvironmentAsync<T>(
        Experiment experiment, Func<IEnvironment, Task<T>> act, Terminal terminal, AppSurroundings surroundings, CancellationToken cancellationToken)
    {
        using var data = ScratchFolder.Create("gleaner-replay-");
        var world = await experiment.Environment.OpenAsync(new WorldSetting(data.Path, surroundings.Clock) { Warn = terminal.Error.WriteLine }, cancellationToken).ConfigureAwait(false);
        await using var closing = world.ConfigureAwait(false);
        return await act(world.Environment).ConfigureAwait(false);
    }

    private static async Task<int> ReplayAllAsync(IEnvironment environment, IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        var total = default(Counts);
        foreach (var file in files)
        {
            var counts = await ReplayAsync(environment, file, terminal, cancellationToken).ConfigureAwait(false);
            terminal.Out.WriteLine($"{file}: {counts}");
            total += counts;
        }

        if (files.Count > 1)
        {
            terminal.Out.WriteLine($"all {files.Count} files: {total}");
        }

        // A file without trajectories shows nothing: that is no success.
        return total.Trajectories > 0 && total.Identical == total.Trajectories ? ExitCode.Done : ExitCode.Different;
    }

    private static async Task<Counts> ReplayAsync(
        IEnvironment environment, string file, Terminal terminal, CancellationToken cancellationToken)
    {
        var counts = default(Counts);
        foreach (var (i, trajectory) in TrajectoryJsonLines.Read(Open(file), file).Index())
        {
            var isIdentical = false;
            try
            {
                await CheckedReplay.PlayAsync(environment, trajectory, cancellationToken).ConfigureAwait(false);
                isIdentical = true;
            }
            catch (GleanerException exception)
            {
                // A task that is not there or another observation: the next trajectory may be all right.
                terminal.Out.WriteLine($"{file}:{i + 1}: {exception.Message}");
            }

            counts += new Counts(1, isIdentical ? 1 : 0, trajectory.Length);
        }

        return counts;
    }

    private static FileStream Open(string file)
    {
        try
        {
            return InputFile.OpenRead(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{file}: cannot be read: {exception.Message}", exception);
        }
    }

    private readonly record struct Counts(int Trajectories, int Identical, int Steps)
    {
        public static Counts operator +(Counts a, Counts b) =>
            new(a.Trajectories + b.Trajectories, a.Identical + b.Identical, a.Steps + b.Steps);

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Identical:N0} of {Trajectories:N0} trajectories identical ({Steps:N0} steps)");
    }
}
