namespace Gleaner.CommandLine.App;

/// <summary>What the program finds around it; replaced in tests.</summary>
/// <param name="CurrentFolder">The folder it was called from, absolute.</param>
/// <param name="Clock">The time.</param>
/// <param name="CommandLine">How it was called, for reports.</param>
internal sealed record AppSurroundings(string CurrentFolder, TimeProvider Clock, string CommandLine)
{
    /// <summary>How a person calls the program: <c>gleaner</c>, or <c>./gleaner</c> in a clone, whose launcher says so in GLEANER_PROGRAM.</summary>
    public string Program { get; init; } = "gleaner";

    /// <summary>An absolute path.</summary>
    public string Full(string path) => Path.GetFullPath(path, CurrentFolder);

    /// <summary>This process's.</summary>
    public static AppSurroundings OfProcess() => new(
        Directory.GetCurrentDirectory(), TimeProvider.System, string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted).Prepend("gleaner")))
    {
        Program = Environment.GetEnvironmentVariable("GLEANER_PROGRAM") is { Length: > 0 } program ? program : "gleaner",
    };

    private static string Quoted(string argument) => argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./=:,@+%[]".Contains(c, StringComparison.Ordinal))
        ? argument
        : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
