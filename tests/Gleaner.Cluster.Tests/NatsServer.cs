using System.Diagnostics;
using System.Text.Json;

namespace Gleaner.Cluster.Tests;

/// <summary>A real nats-server with JetStream and its files in a folder; it can be killed and started again. Tests are skipped where none is installed.</summary>
internal sealed class NatsServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _configuration;
    private Process? _process;
    private int _port = -1;

    private NatsServer(string configuration) => _configuration = configuration;

    public string Url { get; private set; } = "";

    /// <summary>A folder for what the configuration refers to.</summary>
    public TemporaryFolder Folder => _folder;

    /// <param name="configuration">Lines for its configuration file.</param>
    public static async Task<NatsServer> StartAsync(string configuration = "")
    {
        var server = new NatsServer(configuration);
        await server.StartAgainAsync();
        return server;
    }

    public static void SkipIfMissing() => Assert.SkipWhen(
        !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, "nats-server"))),
        "nats-server is not installed (Debian: apt-get install nats-server)");

    /// <summary>Starts it on the port that it had, with the files that it had.</summary>
    public async Task StartAgainAsync()
    {
        SkipIfMissing();
        Directory.CreateDirectory(_folder.File("ports"));
        await File.WriteAllTextAsync(_folder.File("nats.conf"), _configuration, TestContext.Current.CancellationToken);
        _process = Process.Start(new ProcessStartInfo(
            "nats-server",
            ["-c", _folder.File("nats.conf"), "-js", "-sd", _folder.File("store"), "-a", "127.0.0.1", "-p", $"{_port}", "--ports_file_dir", _folder.File("ports")])
        {
            RedirectStandardError = true,
        })!;
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is var line && line?.Contains("Server is ready", StringComparison.Ordinal) != true)
        {
            if (line is null)
            {
                throw new InvalidOperationException("nats-server ended at once");
            }
        }

        // Nothing else is read; a full pipe would stop the server.
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        if (_port < 0)
        {
            await FindPortAsync();
        }
    }

    /// <summary>kill -9: it has no chance to write anything.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Throws its files away.</summary>
    public void Forget() => Directory.Delete(_folder.File("store"), recursive: true);

    public void Dispose()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Dispose();
    }

    // The server writes the file when it listens, which may be a moment after it says so.
    private async Task FindPortAsync()
    {
        while (true)
        {
            foreach (var file in Directory.GetFiles(_folder.File("ports")))
            {
                var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
                if (text.TrimEnd().EndsWith('}'))
                {
                    using var ports = JsonDocument.Parse(text);
                    Url = ports.RootElement.GetProperty("nats")[0].GetString()!.Replace("tls://", "nats://", StringComparison.Ordinal);
                    _port = new Uri(Url).Port;
                    return;
                }
            }

            await Task.Yield();
        }
    }
}
