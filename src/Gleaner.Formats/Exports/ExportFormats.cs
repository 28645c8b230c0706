using System.Collections.Immutable;

namespace Gleaner.Formats.Exports;

/// <summary>All forms that weighted examples can leave in.</summary>
public static class ExportFormats
{
    /// <summary>The formats in the order of the help.</summary>
    public static ImmutableArray<IExportFormat> All { get; } =
        [new OpenAiFormat(), new ShareGptFormat(), new AxolotlFormat(), new LlamaFactoryFormat(), new TrlFormat(), new TrlIdsFormat(), new SequencesFormat()];

    /// <summary>A format by name; null if there is none.</summary>
    public static IExportFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);
}
