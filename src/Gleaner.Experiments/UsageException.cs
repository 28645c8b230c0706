namespace Gleaner.Experiments;

/// <summary>What was asked for makes no sense here, though nothing is damaged; the message says what does.</summary>
public sealed class UsageException(string message) : GleanerException(message);
