using System.Diagnostics;

namespace Gleaner.Benchmarks.Cluster;

/// <summary>A nats-server of this measurement's own; its files are in a temporary folder.</summary>
internal sealed class LocalNats : IDisposable
{
    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("gleaner-bench-nats-").FullName;

    public LocalNats()
    {
        var port = FreePort();
        Url = $"nats://127.0.0.1:{port}";
        _process = Process.Start(new ProcessStartInfo("nats-server", ["-js", "-sd", _folder, "-a", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardError = true })!;
        while (_process.StandardError.ReadLine() is { } line && !line.Contains("Server is ready", StringComparison.Ordinal))
        {
        }

        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public string Url { get; }

    /// <summary>The version that answers.</summary>
    public static string Version()
    {
        using var process = Process.Start(new ProcessStartInfo("nats-server", ["--version"]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
