using System.Collections.Immutable;
using Gleaner.Experiments.Configuration;
using Gleaner.Policies;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>An expert of an experiment, not made yet: of a kind and its configuration, a policy, or recorded trajectories.</summary>
public abstract class ExperimentExpert
{
    /// <summary>Its name in tables, and by which methods refer to it.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a sentence for the report.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it is a script rather than a model or a person; null if that is not known.</summary>
    public virtual bool? IsSimulated => null;

    /// <summary>Everything about it that decides results and that no hash of its data tells.</summary>
    public abstract string Identity { get; }

    /// <summary>What its section said; an object of another type where it has none.</summary>
    public virtual object Configuration => this;

    /// <summary>What is checked before a run. Default: it plays a task, or a recorded run of it is played again.</summary>
    public virtual IEnumerable<PreflightCheck> Checks => [new ExpertCheck(Name, Create)];

    /// <summary>Makes the expert.</summary>
    /// <exception cref="GleanerException">It cannot be made as described.</exception>
    public abstract IExpert Create(World world, int maxTurns);

    /// <summary>Reports what does not fit the environment.</summary>
    public virtual void Check(ExperimentEnvironment environment, SectionReader reader)
    {
    }

    /// <summary>A policy that plays the training tasks once each, and the test tasks for the tables.</summary>
    /// <param name="policy">The policy; its name is the expert's.</param>
    /// <param name="identity">Everything about it that decides what it does, for example its options as text.</param>
    /// <param name="isSimulated">Whether it is a script, so that reports say so; null if that is not known.</param>
    /// <param name="description">What it is, in a sentence for the report.</param>
    public static ExperimentExpert Playing(IPolicy policy, string identity = "", bool? isSimulated = null, string? description = null) =>
        new Given(policy.Name, description ?? $"The policy {policy.Name}.", isSimulated, identity, () => new PolicyExpert(policy, default));

    /// <summary>Trajectories that were recorded before; their content is part of the run's identity.</summary>
    /// <param name="name">The expert's name, whatever policy the trajectories name.</param>
    /// <param name="trajectories">The trajectories, positive and failed, on whichever tasks.</param>
    /// <param name="isSimulated">Whether a script played them, so that reports say so; null if that is not known.</param>
    /// <param name="description">What it is, in a sentence for the report.</param>
    /// <param name="strict">Whether a single trajectory that the environment does not show as recorded ends the run, instead of being refused alone.</param>
    public static ExperimentExpert Recorded(
        string name, IEnumerable<Trajectory> trajectories, bool? isSimulated = null, string? description = null, bool strict = false)
    {
        ImmutableArray<Trajectory> recorded = [.. trajectories];
        return new Given(name, description ?? $"{recorded.Length} recorded trajectories.", isSimulated, strict ? "strict" : "", () => RecordedExpert.Of(name, recorded, strict));
    }

    private sealed class Given(string name, string description, bool? isSimulated, string identity, Func<IExpert> create) : ExperimentExpert
    {
        public override string Name => name;

        public override string Description => description;

        public override bool? IsSimulated => isSimulated;

        public override string Identity => $"{name} {identity}".Trim();

        public override IExpert Create(World world, int maxTurns) => create();
    }
}
