using System.CommandLine;
using System.Runtime.InteropServices;
using Gleaner.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.Crafting.Kinds;
using Gleaner.Endpoints;
using Gleaner.EnvironmentClients.Kinds;
using Gleaner.Formats;
using Gleaner.Maze.Kinds;
using Gleaner.ScienceWorld.Kinds;
using Gleaner.Students.Kinds;
using Gleaner.Trainers.Kinds;
using Gleaner.WebShop.Kinds;

namespace Gleaner;

/// <summary>
/// The whole command line as a library: a program of your own adds its kinds and has every command with them.
/// <code>
/// return await GleanerHost.CreateBuilder().Add(new MyEnvironmentKind()).Add(new MyMethodKind()).RunAsync(args);
/// </code>
/// </summary>
public sealed class GleanerHost
{
    /// <summary>SIGXFSZ, which has no name here; its number is the same on Linux and macOS.</summary>
    private const PosixSignal FileSizeLimit = (PosixSignal)25;

    private readonly GleanerApp _app;

    internal GleanerHost(GleanerApp app) => _app = app;

    /// <summary>A builder with all kinds and commands that Gleaner has.</summary>
    public static GleanerHostBuilder CreateBuilder() => new();

    /// <summary>Runs one command line in this process: output goes to the console, the first Ctrl-C (SIGINT), SIGTERM or SIGHUP stops at a point that can be resumed.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <returns>The exit code, as <c>gleaner --help</c> lists them.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        using var interrupt = new CancellationTokenSource();

        // The first signal asks the command to stop at a point that it can resume from; the second one has its usual effect.
        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        }

        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        using var onHangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);

        // A file that outgrows its limit (ulimit -f) would end the process without a word; held back, the signal leaves an error of the write.
        using var onFileLimit = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(FileSizeLimit, context => context.Cancel = true);
        return await _app.RunAsync(arguments, interrupt.Token).ConfigureAwait(false);
    }
}

/// <summary>Puts a command line together.</summary>
public sealed class GleanerHostBuilder
{
    private readonly List<Func<CommandContext, Command>> _commands = [];

    internal GleanerHostBuilder()
    {
    }

    /// <summary>The kinds so far; Gleaner's own to begin with.</summary>
    public KindRegistry Kinds { get; private set; } = KindRegistry.Basic.With(
    [
        .. WebShopKinds.All, .. MazeKinds.All, .. CraftingKinds.All, .. ScienceWorldKinds.All, .. EnvironmentClientKinds.All,
        .. StudentKinds.All, .. EndpointKinds.All, .. TrainerKinds.All, .. FormatKinds.All,
    ]);

    /// <summary>Adds kinds.</summary>
    /// <exception cref="GleanerException">A name is taken.</exception>
    public GleanerHostBuilder Add(params IEnumerable<IKind> kinds)
    {
        Kinds = Kinds.With(kinds);
        return this;
    }

    /// <summary>Adds a command.</summary>
    /// <param name="create">Makes the command, given where it prints, what surrounds it and the kinds there are.</param>
    internal GleanerHostBuilder Add(Func<CommandContext, Command> create)
    {
        _commands.Add(create);
        return this;
    }

    /// <summary>The command line, printing to this process's console.</summary>
    public GleanerHost Build() => new(Create(Terminal.OfProcess(), AppSurroundings.OfProcess()));

    /// <summary>Runs one command line in this process.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(IReadOnlyList<string> arguments) => Build().RunAsync(arguments);

    internal GleanerApp Create(Terminal terminal, AppSurroundings surroundings) => new(new CommandContext(terminal, surroundings, Kinds), _commands);
}
