namespace Gleaner.CommandLine.Configuration.Reading;

/// <summary>What reading a configuration brings to light beside its values.</summary>
internal sealed class ReadLog
{
    private readonly List<string> _errors = [];
    private readonly List<KeyDescription> _keys = [];

    /// <summary>True while the keys are only being listed: no values are there and nothing is an error.</summary>
    public bool IsListing { get; init; }

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
