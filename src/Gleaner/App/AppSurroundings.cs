namespace Gleaner.CommandLine.App;

/// <summary>What the program finds around it; replaced in tests.</summary>
/// <param name="CurrentFolder">The folder it was called from, absolute.</param>
/// <param name="Clock">The time.</param>
/// <param name="CommandLine">How it was called, for reports.</param>
internal sealed record AppSurroundings(string CurrentFolder, TimeProvider Clock, string CommandLine)
{
    /// <summary>An absolute path.</summary>
    public string Full(string path) => Path.GetFullPath(path, CurrentFolder);
}
