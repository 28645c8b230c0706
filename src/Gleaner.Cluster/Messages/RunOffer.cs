using System.Runtime.Intrinsics;
using Gleaner.Runs;

namespace Gleaner.Cluster.Messages;

/// <summary>The announcement of a run: everything that a worker must have in common with its coordinator.</summary>
internal sealed record RunOffer
{
    /// <summary>The version of the messages.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>The version of the messages that the coordinator speaks.</summary>
    public required int Protocol { get; init; }

    /// <summary>Names the run.</summary>
    public required string Run { get; init; }

    /// <summary>Tells the coordinator's processes apart: a resumed run has another.</summary>
    public required string Session { get; init; }

    /// <summary>The hash of Gleaner's own assemblies.</summary>
    public required string Program { get; init; }

    /// <summary>Runtime and processor, as far as bits depend on them.</summary>
    public required string Platform { get; init; }

    /// <summary>Configuration, data hashes, code hash.</summary>
    public required RunIdentity Identity { get; init; }

    /// <summary>Seconds without a word after which an item is handed out again.</summary>
    public required double LeaseSeconds { get; init; }

    /// <summary>How often an item is handed out.</summary>
    public required int MaxDeliveries { get; init; }

    /// <summary>Seconds before an item is handed out again after a failure.</summary>
    public required double RetrySeconds { get; init; }

    /// <summary>This process's runtime and processor, as far as bits depend on them.</summary>
    public static string PlatformHere { get; } = FormattableString.Invariant(
        $"{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}, .NET {Environment.Version}, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits");
}
