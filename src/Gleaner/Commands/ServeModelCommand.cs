using System.CommandLine;
using System.Globalization;
using System.Net;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.Decoder.Model;
using Gleaner.ModelServers;
using Gleaner.ModelServers.Hosting;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner serve model</c>: lets any client sample from a model in a folder, or train it.</summary>
internal sealed class ServeModelCommand
{
    private static readonly ModelServerOptions Defaults = new() { Folder = "" };

    private readonly Argument<string> _folder = new("FOLDER") { Description = "The model's folder: config.json, safetensors, tokenizer.json and a chat template." };
    private readonly Option<string> _protocol = new("--protocol") { Description = "tinker trains adapters and samples; openai answers chat completions and completions.", HelpName = "tinker|openai", Required = true };
    private readonly Option<string?> _name = new("--name") { Description = "The model's name for clients; by default the folder's.", HelpName = "NAME" };
    private readonly Option<string?> _checkpoints = new("--checkpoints") { Description = "Where tinker keeps saved weights; by default a temporary folder that goes with the server.", HelpName = "DIR" };
    private readonly Option<string> _precision = new("--precision") { Description = "How the base model's weights are held.", HelpName = "bf16|fp32", DefaultValueFactory = _ => "bf16" };
    private readonly Option<int> _context = Number("--context", Defaults.Context, "Longest sequence in tokens.");
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads, by default one per core; results do not depend on it.", HelpName = "N" };
    private readonly Option<int> _models = Number("--models", Defaults.MaxModels, "How many models tinker may have in training at once.");
    private readonly Option<int> _idleMinutes = Number("--idle-minutes", (int)Defaults.IdleTimeout.TotalMinutes, "After how long without a heartbeat tinker drops a session and its models.");
    private readonly Option<int> _maxMessage = Number("--max-message-kib", Defaults.MaxRequestBytes / 1024, "Longest request body.");
    private readonly Option<string> _address = new("--address")
    {
        Description = "Where to listen. Any address but this machine's own lets others use the server.",
        HelpName = "IP",
        DefaultValueFactory = _ => Defaults.Address.ToString(),
    };

    private readonly Option<string[]> _allowHost = new("--allow-host")
    {
        Description = "Another name that clients call this machine by, or * for any; can be repeated. Requests by unknown names are refused (403).",
        HelpName = "HOST",
    };

    private readonly Option<int> _port = Number("--port", Defaults.Port, "The port; 0 takes one that is free.");

    private readonly TlsOptions _tls = new();

    private ServeModelCommand()
    {
        _protocol.AcceptOnlyFromAmong("tinker", "openai");
        _precision.AcceptOnlyFromAmong("bf16", "fp32");
    }

    public static Command Create(CommandContext context)
    {
        var options = new ServeModelCommand();
        var command = new Command("model", "Serve a chat model from a folder until Ctrl-C: sampled, and by tinker trained, on this machine's processors.") { options._folder };
        Option[] all =
        [
            options._protocol, options._name, options._checkpoints, options._precision, options._context, options._threads, options._models, options._idleMinutes,
            options._maxMessage, options._address, options._allowHost, options._port, .. options._tls.All,
        ];
        foreach (var option in all)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var certificate = options._tls.Load(parsed, context.Surroundings);
            var served = options.Read(parsed, context.Surroundings) with { Certificate = certificate };
            return await ServeAsync(served, parsed.GetRequiredValue(options._protocol), context.Terminal, context.Surroundings, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> ServeAsync(ModelServerOptions options, string protocol, Terminal terminal, AppSurroundings surroundings, CancellationToken stop)
    {
        void OnDefect(Exception e) => terminal.Error.WriteLine($"error: a defect of Gleaner: {e}");
        var server = await (protocol == "tinker"
            ? ModelServer.StartTinkerAsync(options, surroundings.Clock, OnDefect, stop)
            : ModelServer.StartOpenAIAsync(options, surroundings.Clock, OnDefect, stop)).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            TlsOptions.Warn(options.Certificate, ServeCommand.NameOf(options.Address, options.AllowedHosts), terminal, surroundings.Clock);
            if (!IPAddress.IsLoopback(options.Address))
            {
                terminal.Error.WriteLine($"warning: whoever reaches {options.Address} can use this server; it asks for no password.");
            }

            terminal.Out.WriteLine($"{server.ModelName} by the protocol {protocol} on {server.Url.GetLeftPart(UriPartial.Authority)}");
            await terminal.Out.FlushAsync(stop).ConfigureAwait(false);
            await ServeCommand.WaitAsync(stop).ConfigureAwait(false);
        }

        terminal.Error.WriteLine("stopped.");
        return ExitCode.Done;
    }

    private ModelServerOptions Read(ParseResult parsed, AppSurroundings surroundings) => new()
    {
        Folder = surroundings.Full(parsed.GetRequiredValue(_folder)),
        Name = parsed.GetValue(_name),
        CheckpointFolder = parsed.GetValue(_checkpoints) is { } folder ? surroundings.Full(folder) : null,
        Precision = parsed.GetRequiredValue(_precision) == "fp32" ? WeightPrecision.Single : WeightPrecision.BFloat16,
        Context = InRange(parsed, _context, 8, 131_072),
        Threads = parsed.GetValue(_threads) is { } threads ? InRange(_threads.Name, threads, 1, 1024) : Defaults.Threads,
        MaxModels = InRange(parsed, _models, 1, 1000),
        IdleTimeout = TimeSpan.FromMinutes(InRange(parsed, _idleMinutes, 1, 7 * 24 * 60)),
        MaxRequestBytes = InRange(parsed, _maxMessage, 1, 1024 * 1024) * 1024,
        Address = IPAddress.TryParse(parsed.GetRequiredValue(_address), out var address)
            ? address
            : throw new UsageException($"--address must be an IP address such as 127.0.0.1 or 0.0.0.0, not '{parsed.GetValue(_address)}'."),
        AllowedHosts = [.. parsed.GetValue(_allowHost) ?? []],
        Port = InRange(parsed, _port, IPEndPoint.MinPort, IPEndPoint.MaxPort),
    };

    private static int InRange(ParseResult parsed, Option<int> option, int least, int most) => InRange(option.Name, parsed.GetValue(option), least, most);

    private static int InRange(string name, int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}, not {value}."));

    private static Option<int> Number(string name, int usual, string description) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
}
