using Gleaner.Experiments;
using Gleaner.Formats.Exports;
using Gleaner.Formats.Imports;

namespace Gleaner.Formats;

/// <summary>The importers and exporters that need nothing but files.</summary>
public static class FormatKinds
{
    /// <summary>All of them, importers first.</summary>
    public static IReadOnlyList<IKind> All { get; } = [.. RunImporters.All, .. ExportFormats.All];
}
