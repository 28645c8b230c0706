using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Worlds;
using Gleaner.Decoder.Training;
using Gleaner.Rollouts;

namespace Gleaner.CommandLine.Configuration.Students;

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

    /// <summary>Opens what such students are made of, as far as that is known before there are trajectories.</summary>
    /// <exception cref="GleanerException">The student cannot be made as it is described.</exception>
    public abstract PreparedStudent Prepare(World world);

    /// <summary>How rollouts are run so that such a student is asked well; results do not depend on it.</summary>
    public virtual RolloutOptions Adapt(RolloutOptions rollouts) => rollouts;

    /// <summary>Reports values that do not fit each other or the environment.</summary>
    public abstract void Check(EnvironmentConfig environment, SectionReader reader);

    internal static StudentConfig Read(SectionReader reader) => reader.Kind<StudentConfig>(
        Embedded,
        "`embedded` is the tiny decoder that Gleaner pre-trains for WebShop's catalogue; `text` one for any environment, made of the experts' trajectories; `pretrained` a chat model from a folder in the layout of Hugging Face; `external` such a model that another program trains; `endpoint` a chat model behind an endpoint that a fine-tuning API trains.",
        (Embedded, EmbeddedStudentConfig.ReadEmbedded),
        ("text", TextStudentConfig.ReadText),
        ("pretrained", PretrainedStudentConfig.ReadPretrained),
        ("external", ExternalStudentConfig.ReadExternal),
        ("endpoint", EndpointStudentConfig.ReadEndpoint));
}
