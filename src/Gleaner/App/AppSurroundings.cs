namespace Gleaner.CommandLine.App;

/// <summary>What the program finds around it; replaced in tests.</summary>
/// <param name="StartedIn">The folder it was called from, absolute; null if there is none that it can name.</param>
/// <param name="Clock">The time.</param>
/// <param name="CommandLine">How it was called, for reports.</param>
internal sealed record AppSurroundings(string? StartedIn, TimeProvider Clock, string CommandLine)
{
    /// <summary>The folder it was called from, absolute.</summary>
    /// <exception cref="GleanerException">It was deleted meanwhile, or its name is not UTF-8.</exception>
    public string CurrentFolder => StartedIn ?? throw new GleanerException(
        "The folder that this was started in is not there any more, or its name is not UTF-8: change to another one.", new IOException("There is no current folder."));

    /// <summary>How a person calls the program: <c>gleaner</c>, or <c>./gleaner</c> in a clone, whose launcher says so in GLEANER_PROGRAM.</summary>
    public string Program { get; init; } = "gleaner";

    /// <summary>Reads an environment variable; null where it is not set. Secrets come from there alone.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>An absolute path.</summary>
    public string Full(string path) => Path.IsPathFullyQualified(path) ? Path.GetFullPath(path) : Path.GetFullPath(path, CurrentFolder);

    /// <summary>This process's.</summary>
    public static AppSurroundings OfProcess() => new(
        FindCurrentFolder(), TimeProvider.System, string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted).Prepend("gleaner")))
    {
        Program = Environment.GetEnvironmentVariable("GLEANER_PROGRAM") is { Length: > 0 } program ? program : "gleaner",
    };

    // Bytes that are no UTF-8 come as U+FFFD, and what is written by that name gets into another folder.
    private static string? FindCurrentFolder()
    {
        try
        {
            var folder = Directory.GetCurrentDirectory();
            return Directory.Exists(folder) ? folder : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Quoted(string argument) => argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./=:,@+%[]".Contains(c, StringComparison.Ordinal))
        ? argument
        : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
