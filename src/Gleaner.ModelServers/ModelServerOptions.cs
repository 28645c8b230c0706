using System.Collections.Immutable;
using System.Net;
using Gleaner.Decoder.Model;
using Gleaner.Web;

namespace Gleaner.ModelServers;

/// <summary>Which model is served, where, and what is granted.</summary>
public sealed record ModelServerOptions
{
    /// <summary>The model's folder in the layout of Hugging Face.</summary>
    public required string Folder { get; init; }

    /// <summary>The model's name for clients; null for the folder's.</summary>
    public string? Name { get; init; }

    /// <summary>Longest sequence in tokens, at most what the model was made for. Default 2048.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>How the base model's weights are held. Default: bfloat16.</summary>
    public WeightPrecision Precision { get; init; } = WeightPrecision.BFloat16;

    /// <summary>Threads; results do not depend on it. Default: one per core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where checkpoints are kept; null for a temporary folder that goes with the server.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>α of adapters whose client names none. Default 32, as other servers of the protocol have it.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary>Most models in training at once. Default 8.</summary>
    public int MaxModels { get; init; } = 8;

    /// <summary>After how long without a heartbeat or a request a session and its models are dropped. Default: an hour.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most operations that wait; further ones are refused (429). Default 4096.</summary>
    public int MaxWaiting { get; init; } = 4096;

    /// <summary>How long a request for a result waits for it before it is told to come again. Default 20 s.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The address to listen on; this machine's own by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port, 0..65535; 0 takes one that is free.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>Names that requests may call this server by, beside those it always has (<see cref="HostGuard"/>).</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>With it the server speaks https; null for http. The server does not dispose of it.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>Longest request body in bytes. Default 32 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 32 << 20;

    /// <summary>How long open requests may take when the server stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="GleanerException">A value makes no sense.</exception>
    internal void Validate()
    {
        Listening.Validate(Port, AllowedHosts);
        Require(Threads is >= 1 and <= 1024, $"Threads must be from 1 to 1024, not {Threads}.");
        Require(Alpha > 0 && double.IsFinite(Alpha), $"Alpha must be above 0, not {Alpha}.");
        Require(MaxModels >= 1 && MaxWaiting >= 1 && MaxRequestBytes >= 1, "Models, waiting operations and request bytes must be at least 1.");
        Require(IdleTimeout > TimeSpan.Zero && HoldTime > TimeSpan.Zero, "Times must be above zero.");
    }

    private static void Require(bool isTrue, string message)
    {
        if (!isTrue)
        {
            throw new GleanerException(message);
        }
    }
}
