using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>
/// Something that experiments can be made of, known by its name: an environment, an expert, a student, a method, a rule, an importer,
/// an exporter. Each kind is one class that knows its name, its section of a configuration and how it is made; it holds no state, so
/// one object serves all experiments. Kinds of your own are added to <see cref="KindRegistry"/>.
/// </summary>
public interface IKind
{
    /// <summary>The group it belongs to, as <c>gleaner kinds</c> lists it: <c>environment</c>, <c>expert</c>, …</summary>
    string Group { get; }

    /// <summary>The name in configurations and on the command line, different from all others of its group: <c>maze</c>.</summary>
    string Name { get; }

    /// <summary>What it is, in one sentence.</summary>
    string Summary { get; }

    /// <summary>Declares the keys of its section, for <c>gleaner kinds NAME</c> and the documentation; values are placeholders then.</summary>
    void Describe(SectionReader reader)
    {
    }
}
