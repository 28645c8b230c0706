using System.CommandLine;
using System.Globalization;
using System.Net;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.CommandLine.Views;
using Gleaner.IO.Processes;
using Gleaner.Runs;
using Gleaner.Viewer;
using Gleaner.Viewer.Exporting;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner view</c>: a local web page that looks inside runs.</summary>
internal static class ViewCommand
{
    private const string DefaultFolder = "runs";

    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var runs = new Argument<string[]>("RUNS") { Description = "Runs, or folders with runs in them; 'runs' if nothing else is said.", Arity = ArgumentArity.ZeroOrMore };
        var port = new Option<int>("--port") { Description = "The port; a free one if nothing else is said.", HelpName = "PORT" };
        var silent = new Option<bool>("--no-open") { Description = "Print the address, and open no browser." };
        var listen = new Option<string?>("--listen")
        {
            Description = "An address of this machine that others reach, such as 0.0.0.0; with --certificate, or with --plain. Whoever has the printed address sees the runs.",
            HelpName = "ADDRESS",
        };
        var tls = new TlsOptions();
        var plain = new Option<bool>("--plain") { Description = "With --listen: serve http, because a reverse proxy in front encrypts or nobody else is on the way." };
        var hostName = new Option<string?>("--host-name") { Description = "The name by which browsers reach this machine; with --listen 0.0.0.0 by default the machine's own.", HelpName = "NAME" };
        var publicUrl = new Option<string?>("--public-url") { Description = "Where browsers find a reverse proxy that stands in front, such as https://runs.example.", HelpName = "URL" };
        var export = new Option<string?>("--export") { Description = "Write the pages as static files, which open from disk, and serve nothing.", HelpName = "DIR" };
        var command = new Command("view", "Look inside runs in the browser, also while they go on.") { runs, port, silent, listen, plain, hostName, publicUrl, export };
        foreach (var option in tls.All)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var files = new DiskRunFiles();
            var worlds = new ExperimentWorlds(context.ReaderOf(parsed), files, surroundings.Clock);
            var given = parsed.GetValue(runs) is { Length: > 0 } named ? named : [DefaultFolder];
            using var certificate = tls.Load(parsed, surroundings);
            if (certificate is not null && parsed.GetValue(plain))
            {
                throw new UsageException("--plain serves http, and --certificate https: leave out one of them.");
            }

            var options = new ViewerOptions
            {
                Runs = [.. given.Select(surroundings.Full)],
                Port = parsed.GetValue(port) is >= 0 and <= IPEndPoint.MaxPort and var free ? free : throw new UsageException($"--port must be a whole number from 0 to {IPEndPoint.MaxPort}, not {parsed.GetValue(port)}."),
                Address = parsed.GetValue(listen) is { } address ? AddressOf(address) : IPAddress.Loopback,
                HostName = parsed.GetValue(hostName),
                Certificate = certificate,
                IsPlainAllowed = parsed.GetValue(plain),
                PublicUrl = parsed.GetValue(publicUrl) is { } url ? UrlOf(url) : null,
            };
            foreach (var folder in options.Runs.Where(folder => !Directory.Exists(folder)))
            {
                throw new GleanerException($"There is no folder '{folder}'. 'gleaner demo' makes a run.");
            }

            if (parsed.GetValue(export) is { } output)
            {
                var pages = await StaticExport.WriteAsync(options, surroundings.Full(output), worlds, files, surroundings.Clock, cancellationToken).ConfigureAwait(false);
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(surroundings.Full(output), "index.html")}: {pages:N0} pages"));
                return ExitCode.Done;
            }

            return await ServeAsync(options, worlds, files, !parsed.GetValue(silent), terminal, surroundings.Clock, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> ServeAsync(
        ViewerOptions options, ExperimentWorlds worlds, IRunFiles files, bool opens, Terminal terminal, TimeProvider clock, CancellationToken stop)
    {
        void OnDefect(Exception e) => terminal.Error.WriteLine($"error: a defect of Gleaner: {e}");
        var viewer = await ViewerServer.StartAsync(options, worlds, files, clock, OnDefect, stop).ConfigureAwait(false);
        await using (viewer.ConfigureAwait(false))
        {
            TlsOptions.Warn(options.Certificate, options.PublicUrl is null ? viewer.Url.IdnHost : null, terminal, clock);
            if (options is { Certificate: null, PublicUrl: null } && !IPAddress.IsLoopback(options.Address))
            {
                terminal.Error.WriteLine($"warning: {options.Address} is reached from other machines, and nothing is encrypted; whoever reads the address on the way sees the runs.");
            }

            if (options.PublicUrl is not null)
            {
                terminal.Error.WriteLine($"Listening on {viewer.ListensOn.GetLeftPart(UriPartial.Authority)}, for what stands in front of it.");
            }

            terminal.Out.WriteLine(viewer.Url);
            await terminal.Out.FlushAsync(stop).ConfigureAwait(false);
            terminal.Error.WriteLine("The address works once. Ctrl-C ends the viewer.");
            using var browser = opens && terminal.IsLive ? TryOpen(viewer.Url) : null;
            await WaitAsync(stop).ConfigureAwait(false);
        }

        terminal.Error.WriteLine("stopped.");
        return ExitCode.Done;
    }

    private static IPAddress AddressOf(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new UsageException($"--listen must be an IP address such as 0.0.0.0, not '{text}'.");

    private static Uri UrlOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url)
        ? url
        : throw new UsageException($"--public-url must be an address such as https://runs.example, not '{text}'.");

    // A courtesy: where there is no browser, the address has been printed.
    private static IChildProcess? TryOpen(Uri url)
    {
        var program = OperatingSystem.IsMacOS() ? "open" : OperatingSystem.IsWindows() ? "explorer" : "xdg-open";
        try
        {
            return new SystemProcessLauncher(ProcessIsolation.IgnoresStopSignals).Start(new ProgramCall(program, [url.ToString()]));
        }
        catch (GleanerException)
        {
            return null;
        }
    }

    private static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(stopped.SetResult);
        await stopped.Task.ConfigureAwait(false);
    }
}
