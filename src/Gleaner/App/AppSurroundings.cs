namespace Gleaner.CommandLine.App;

/// <summary>What the program finds around it; replaced in tests.</summary>
/// <param name="CurrentFolder">The folder it was called from, absolute.</param>
/// <param name="Clock">The time.</param>
/// <param name="CommandLine">How it was called, for reports.</param>
internal sealed record AppSurroundings(string CurrentFolder, TimeProvider Clock, string CommandLine)
{
    /// <summary>An absolute path.</summary>
    public string Full(string path) => Path.GetFullPath(path, CurrentFolder);

    /// <summary>This process's.</summary>
    public static AppSurroundings OfProcess() => new(
        Directory.GetCurrentDirectory(), TimeProvider.System, string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted).Prepend("gleaner")));

    private static string Quoted(string argument) => argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./=:,@+%[]".Contains(c, StringComparison.Ordinal))
        ? argument
        : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
