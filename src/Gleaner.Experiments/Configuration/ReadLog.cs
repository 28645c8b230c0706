namespace Gleaner.Experiments.Configuration;

/// <summary>What reading a configuration brings to light beside its values.</summary>
internal sealed class ReadLog
{
    private const int MostErrors = 100;

    private readonly List<Fault> _faults = [];
    private readonly List<KeyDescription> _keys = [];

    /// <summary>True while the keys are only being listed: no values are there and nothing is an error.</summary>
    public bool IsListing { get; init; }

    /// <summary>What readers of kinds may ask for: the kinds there are.</summary>
    public object? Context { get; init; }

    /// <summary>
    /// All errors, in the order of reading. Whether values fit each other is told once each of them is right: until then most
    /// such complaints would be about what holds in place of a wrong one.
    /// </summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            var areValuesRight = _faults.All(fault => fault.Kind == FaultKind.Inconsistent);
            var all = _faults.Where(fault => areValuesRight || fault.Kind != FaultKind.Inconsistent).Select(fault => $"{fault.Place}: {fault.Message}").ToList();
            return all.Count <= MostErrors ? all : [.. all.Take(MostErrors), $"… and {all.Count - MostErrors} more."];
        }
    }

    /// <summary>All keys that were asked for.</summary>
    public IReadOnlyList<KeyDescription> Keys => _keys;

    /// <summary>Whether anything was wrong so far.</summary>
    public bool HasFaults => _faults.Count > 0;

    public void Fail(string place, string key, string message, FaultKind kind = FaultKind.Wrong)
    {
        if (!IsListing)
        {
            _faults.Add(new Fault(place, key, message, kind));
        }
    }

    /// <summary>Takes back that a key, or any below it, is missing: it is there under a mistyped name.</summary>
    public void Forgive(string key) => _faults.RemoveAll(fault =>
        fault.Kind == FaultKind.Missing && (fault.Key == key || fault.Key.StartsWith(key + ".", StringComparison.Ordinal)));

    public void Describe(KeyDescription key)
    {
        if (IsListing)
        {
            _keys.Add(key);
        }
    }

    private sealed record Fault(string Place, string Key, string Message, FaultKind Kind);
}

/// <summary>What is wrong with a key.</summary>
internal enum FaultKind
{
    /// <summary>Its name or its value.</summary>
    Wrong,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Its value does not fit others.</summary>
    Inconsistent,
}

/// <summary>A key as docs/configuration.md lists it.</summary>
/// <param name="Path">Full name: <c>methods[].rollouts</c>.</param>
/// <param name="Kinds">The kinds it applies to, or null for all.</param>
/// <param name="Values">What may be written: <c>whole number, 1 to 64</c>.</param>
/// <param name="Default">What holds where it is left out, or null if it must be given.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record KeyDescription(string Path, string? Kinds, string Values, string? Default, string Meaning);
