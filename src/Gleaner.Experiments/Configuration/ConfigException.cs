namespace Gleaner.Experiments.Configuration;

/// <summary>A configuration with errors; all of them are in the message, one a line.</summary>
public sealed class ConfigException(IReadOnlyList<string> errors) : GleanerException(string.Join("\n", errors))
{
    /// <summary>One line each, with the place.</summary>
    public IReadOnlyList<string> Errors => errors;
}
