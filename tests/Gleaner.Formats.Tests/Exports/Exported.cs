using System.Text;
using System.Text.Json;
using Gleaner.Formats.Exports;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Students.Views;
using Gleaner.Trainers.Tests;

namespace Gleaner.Formats.Tests.Exports;

/// <summary>Writes examples in a format and gives back the file.</summary>
internal sealed record Exported(byte[] Bytes, ExportCounts Counts)
{
    public static Exported As(string format, IReadOnlyList<WeightedTrajectory> examples, TrainedPart part = TrainedPart.Turn, ISequenceRenderer? renderer = null, bool withThoughts = false) =>
        As(format, new ExportDataset(examples, Samples.Rules) { Part = part, Renderer = renderer, WithThoughts = withThoughts });

    public static Exported As(string format, ExportDataset dataset)
    {
        using var stream = new MemoryStream();
        var counts = ExportFormats.Find(format)!.Write(stream, dataset);
        return new Exported(stream.ToArray(), counts);
    }

    public JsonElement Document() => JsonDocument.Parse(Bytes).RootElement;

    /// <summary>The rows; a file of JSON Lines ends with a line feed.</summary>
    public IReadOnlyList<JsonElement> Lines()
    {
        var text = Encoding.UTF8.GetString(Bytes);
        text.ShouldEndWith("\n");
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
