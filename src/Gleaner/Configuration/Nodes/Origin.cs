namespace Gleaner.CommandLine.Configuration.Nodes;

/// <summary>Where a value was written, so that errors can point at it.</summary>
/// <param name="Place"><c>FILE:LINE</c>, or <c>--set KEY=VALUE</c>.</param>
/// <param name="Folder">The folder that relative paths in the value start from.</param>
internal sealed record Origin(string Place, string Folder);
