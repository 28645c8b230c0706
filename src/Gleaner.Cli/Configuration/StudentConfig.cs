using Gleaner.Cli.Configuration.Reading;

namespace Gleaner.Cli.Configuration;

/// <summary>The embedded student: the shape of its decoder and its pre-training.</summary>
internal sealed record StudentConfig
{
    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int FeedForward { get; init; }

    public required int Pieces { get; init; }

    public required LearningConfig Pretraining { get; init; }

    internal static StudentConfig Read(SectionReader reader) => new()
    {
        Width = reader.Value("width", ValueKind.Integer(8, 4096), "128", "Width d of the residual stream."),
        Layers = reader.Value("layers", ValueKind.Integer(1, 64), "4", "Decoder layers."),
        Heads = reader.Value("heads", ValueKind.Integer(1, 64), "2", "Attention heads; they divide the width into even parts."),
        FeedForward = reader.Value("feed_forward", ValueKind.Integer(8, 16384), "256", "Width of the SwiGLU feed-forward layer."),
        Pieces = reader.Value("pieces", ValueKind.Integer(256, 65536), "3500", "Byte-pair pieces in the vocabulary, learnt from the catalogue's pages."),
        Pretraining = reader.Section("pretraining", section => LearningConfig.Read(section, 1500, 64, 0.001, 0)),
    };
}
