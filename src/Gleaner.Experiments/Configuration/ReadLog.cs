namespace Gleaner.Experiments.Configuration;

/// <summary>What reading a configuration brings to light beside its values.</summary>
internal sealed class ReadLog
{
    private readonly List<string> _errors = [];
    private readonly List<KeyDescription> _keys = [];

    /// <summary>True while the keys are only being listed: no values are there and nothing is an error.</summary>
    public bool IsListing { get; init; }

    /// <summary>What readers of kinds may ask for: the kinds there are.</summary>
    public object? Context { get; init; }

    /// <summary>All errors, in the order of reading.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>All keys that were asked for.</summary>
    public IReadOnlyList<KeyDescription> Keys => _keys;

    public void Fail(string place, string message)
    {
        if (!IsListing)
        {
            _errors.Add($"{place}: {message}");
        }
    }

    public void Describe(KeyDescription key)
    {
        if (IsListing)
        {
            _keys.Add(key);
        }
    }
}

/// <summary>A key as docs/configuration.md lists it.</summary>
/// <param name="Path">Full name: <c>methods[].rollouts</c>.</param>
/// <param name="Kinds">The kinds it applies to, or null for all.</param>
/// <param name="Values">What may be written: <c>whole number, 1 to 64</c>.</param>
/// <param name="Default">What holds where it is left out, or null if it must be given.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record KeyDescription(string Path, string? Kinds, string Values, string? Default, string Meaning);
