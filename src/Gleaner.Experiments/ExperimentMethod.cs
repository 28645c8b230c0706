using System.Collections.Immutable;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>A method of an experiment's comparison; all start from the same behaviour-cloned student but those that say otherwise.</summary>
public abstract class ExperimentMethod
{
    /// <summary>Its name in tables.</summary>
    public abstract string Name { get; }

    /// <summary>Whether each iteration trains from the pre-trained student instead of the current one.</summary>
    public virtual bool Restart => false;

    /// <summary>The part that it plays in the comparison.</summary>
    public abstract MethodRole Role { get; }

    /// <summary>Everything about it that decides results.</summary>
    public abstract string Identity { get; }

    /// <summary>What its section said; an object of another type where it has none.</summary>
    public virtual object Configuration => this;

    /// <summary>The experts whose failures it learns from beside the experiment's first one.</summary>
    public virtual ImmutableArray<string> FurtherExperts => [];

    /// <summary>Whether it goes on from the pre-trained student instead of the behaviour-cloned one.</summary>
    public virtual bool StartsFromPretraining => false;

    /// <summary>How many iterations it is run for; null for as many as the experiment says.</summary>
    public virtual int? Iterations => null;

    /// <summary>Who marks the critical steps of expert trajectories for it; null where it goes by no such judgement.</summary>
    public virtual StepJudging? Judging => null;

    /// <summary>How its iterations learn otherwise than the experiment's do; null where they do not.</summary>
    public virtual OwnLearning? Learning => null;

    /// <summary>What it does, in a sentence for the report.</summary>
    /// <param name="firstExpert">The name of the experiment's first expert.</param>
    public abstract string Describe(string firstExpert);

    /// <summary>Makes it.</summary>
    /// <param name="firstExpert">The name of the experiment's first expert.</param>
    public abstract IMethod Create(string firstExpert);

    /// <summary>A method as an object.</summary>
    /// <param name="method">The method; its name is used in tables.</param>
    /// <param name="role">The part that it plays in the comparison: tables mark it, and methods that explore failures are compared with all others.</param>
    /// <param name="identity">Everything about it that decides results, for example its options as text.</param>
    /// <param name="description">What it does, in a sentence for the report.</param>
    /// <param name="furtherExperts">The experts whose failures it learns from beside the first one.</param>
    public static ExperimentMethod Of(IMethod method, MethodRole role, string identity, string? description = null, params ImmutableArray<string> furtherExperts) =>
        new Given(method, role, identity, description ?? "", furtherExperts);

    private sealed class Given(IMethod method, MethodRole role, string identity, string description, ImmutableArray<string> furtherExperts) : ExperimentMethod
    {
        public override string Name => method.Name;

        public override MethodRole Role => role;

        public override string Identity => $"{method.Name} {method.GetType().FullName} {identity}".Trim();

        public override ImmutableArray<string> FurtherExperts => furtherExperts;

        public override string Describe(string firstExpert) => description;

        public override IMethod Create(string firstExpert) => method;
    }
}
