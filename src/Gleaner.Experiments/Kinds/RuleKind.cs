using Gleaner.Experiments.Configuration;
using Gleaner.Exploration;
using Gleaner.Selection;

namespace Gleaner.Experiments;

/// <summary>A kind of rule that a method follows; derive from one of the groups below.</summary>
/// <typeparam name="TRule">What the rule is.</typeparam>
public abstract class RuleKind<TRule> : IKind
    where TRule : class
{
    /// <inheritdoc/>
    public abstract string Group { get; }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <summary>Makes the rule; one with options of its own declares and reads their keys here.</summary>
    public abstract TRule Read(SectionReader reader);

    /// <inheritdoc/>
    public void Describe(SectionReader reader) => Read(reader);
}

/// <summary>Which solutions of an important state are trained on: the key <c>solution_choice</c> of methods.</summary>
public abstract class SolutionChoiceKind : RuleKind<ISolutionChoice>
{
    /// <inheritdoc/>
    public sealed override string Group => "solution choice";
}

/// <summary>When the student counts as succeeding from a state: the key <c>verdict_rule</c> of methods.</summary>
public abstract class VerdictRuleKind : RuleKind<IVerdictRule>
{
    /// <inheritdoc/>
    public sealed override string Group => "verdict rule";
}

/// <summary>Which states of a failed trajectory the student starts from: the key <c>start_states</c> of methods.</summary>
public abstract class StartStateKind : RuleKind<IStartStatePolicy>
{
    /// <inheritdoc/>
    public sealed override string Group => "start states";
}

/// <summary>Who marks the critical steps of expert trajectories: the key <c>judge</c> of methods.</summary>
public abstract class StepJudgeKind : RuleKind<IStepJudge>
{
    /// <inheritdoc/>
    public sealed override string Group => "step judge";
}

/// <summary>Reads rules in the sections of methods.</summary>
public static class RuleSection
{
    /// <summary>
    /// Reads a rule: its name alone (<c>verdict_rule: majority</c>), or a section with its <c>kind</c> and options
    /// (<c>verdict_rule: {kind: wilson_bound, level: 0.9}</c>).
    /// </summary>
    /// <param name="reader">The method's section.</param>
    /// <param name="key">The key.</param>
    /// <param name="fallback">The rule's name where the key is left out.</param>
    /// <param name="meaning">One sentence for the documentation.</param>
    public static TRule Rule<TKind, TRule>(this SectionReader reader, string key, string fallback, string meaning)
        where TKind : RuleKind<TRule>
        where TRule : class
    {
        var registry = reader.Context as KindRegistry ?? KindRegistry.Basic;
        return reader.NamedSection(key, fallback, meaning, [.. registry.Of<TKind>().Select(kind => (kind.Name, (Func<SectionReader, TRule>)kind.Read))]);
    }

    /// <summary>Reads the key <c>solution_choice</c>.</summary>
    /// <param name="reader">The method's section.</param>
    /// <param name="fallback">The rule's name where the key is left out.</param>
    public static ISolutionChoice SolutionChoice(this SectionReader reader, string fallback) =>
        reader.Rule<SolutionChoiceKind, ISolutionChoice>("solution_choice", fallback, "Which solutions of a state are trained on.");
}
