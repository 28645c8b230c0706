namespace Gleaner.CommandLine.App;

/// <summary>The command as given makes no sense here; the message says what does.</summary>
internal sealed class UsageException(string message) : GleanerException(message);
