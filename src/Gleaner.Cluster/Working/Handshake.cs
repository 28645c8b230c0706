using Gleaner.Cluster.Messages;
using Gleaner.Runs;

namespace Gleaner.Cluster.Working;

/// <summary>Compares what a run stands on with what a worker has. Whoever plays on something else would give other results.</summary>
internal static class Handshake
{
    /// <summary>Refuses what differs before anything of the run is read.</summary>
    /// <exception cref="GleanerException">The builds or the machines differ; the message says how.</exception>
    public static void RequireSameProgram(RunOffer offer, string program, string platform)
    {
        List<string> differences = [];
        if (offer.Protocol != RunOffer.CurrentProtocol)
        {
            differences.Add($"messages: the run speaks version {offer.Protocol}; here {RunOffer.CurrentProtocol}");
        }

        if (offer.Program != program)
        {
            differences.Add($"program: the run is made by Gleaner {offer.Identity.Version} ({offer.Program[..16]}…); here it is {program[..16]}…");
        }

        if (offer.Platform != platform)
        {
            differences.Add($"platform: the run is on {offer.Platform}; here it is {platform}");
        }

        Require(differences);
    }

    /// <summary>Refuses data, configuration or code of another content.</summary>
    /// <param name="offer">The run.</param>
    /// <param name="own">What the worker has.</param>
    /// <exception cref="GleanerException">Something differs; the message says what.</exception>
    public static void RequireSameExperiment(RunOffer offer, RunIdentity own) => Require([
        .. IdentityCheck.Differences(offer.Identity, own with { Configuration = WithPathsOf(offer.Identity.Configuration, own.Configuration) }),
    ]);

    // A worker may have the same data in another place: where both name a path, its content is compared by its hash.
    private static string WithPathsOf(string offered, string own)
    {
        var (there, here) = (offered.Split('\n'), own.Split('\n'));
        return there.Length != here.Length ? own : string.Join('\n', here.Zip(there, (line, other) => KeyOfPath(line) is { } key && key == KeyOfPath(other) ? other : line));
    }

    private static string? KeyOfPath(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && Path.IsPathFullyQualified(line[(colon + 2)..].Trim().Trim('"', '\'')) ? line[..colon] : null;
    }

    private static void Require(List<string> differences)
    {
        if (differences.Count > 0)
        {
            throw new HandshakeException("This worker cannot take part in the run, because something that affects its results differs:\n"
                + string.Join("\n", differences.Select(difference => "  " + difference)).Replace("; now ", "; here ", StringComparison.Ordinal)
                + "\nUse the same build and the same data on all machines (--set environment.KEY=PATH says where data lies on this one).");
        }
    }
}

/// <summary>A worker has something else than the run stands on.</summary>
internal sealed class HandshakeException(string message) : GleanerException(message);
