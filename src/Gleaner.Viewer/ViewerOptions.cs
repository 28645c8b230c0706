using System.Net;

namespace Gleaner.Viewer;

/// <summary>What the viewer shows, and where it listens.</summary>
public sealed record ViewerOptions
{
    /// <summary>Runs, or folders with runs in them (at most three levels down); absolute.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>The address to listen on. Default: loopback, which other machines do not reach.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The name by which others reach an address that is not loopback, such as <c>box.example</c>; null for the address itself.</summary>
    public string? HostName { get; init; }

    /// <exception cref="GleanerException">The options make no sense.</exception>
    internal void Validate()
    {
        if (Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new GleanerException($"The port is {Port}; a port is from 0, which takes a free one, to {IPEndPoint.MaxPort}.");
        }

        if (Runs.Count == 0)
        {
            throw new GleanerException("The viewer was given no folder.");
        }
    }
}
