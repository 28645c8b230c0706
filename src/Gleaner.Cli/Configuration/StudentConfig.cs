using Gleaner.Cli.Configuration.Reading;
using Gleaner.Cli.Experiments;
using Gleaner.Decoder.Training;
using Gleaner.Students;

namespace Gleaner.Cli.Configuration;

/// <summary>The student of an experiment.</summary>
internal abstract record StudentConfig
{
    private const string Embedded = "embedded";

    /// <summary>What it is, in a few words for the report.</summary>
    public abstract string Description { get; }

    /// <summary>What to keep in mind when reading its numbers.</summary>
    public abstract string Note { get; }

    /// <summary>What computes its training's matrix products.</summary>
    public abstract Accelerator Accelerator { get; }

    /// <summary>What makes such students.</summary>
    /// <exception cref="GleanerException">The student cannot be made as it is described.</exception>
    public abstract IStudentFactory CreateFactory(OpenShop shop);

    /// <summary>Reports values that do not fit each other.</summary>
    public abstract void Check(SectionReader reader);

    internal static StudentConfig Read(SectionReader reader) => reader.Kind<StudentConfig>(
        Embedded,
        "`embedded` is the tiny decoder that Gleaner pre-trains for the catalogue; `pretrained` a chat model from a folder in the layout of Hugging Face.",
        (Embedded, EmbeddedStudentConfig.ReadEmbedded),
        ("pretrained", PretrainedStudentConfig.ReadPretrained));
}
