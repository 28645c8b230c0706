using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>
/// An experiment: experts play, the student is pre-trained and behaviour-cloned from the first one's successes, and each method of the
/// comparison goes on from there, for each seed. Made in C# or read from YAML (<see cref="ExperimentReader"/>), it is the same
/// object, and its run's folder can be resumed, reported, shown and exported alike. Immutable.
/// </summary>
public sealed record Experiment
{
    /// <summary>The name of the method that all others start from.</summary>
    public const string BehaviorCloningName = "BC";

    /// <summary>The experiment's name; it titles the report and names the default output folder.</summary>
    public required string Name { get; init; }

    /// <summary>Everything is repeated for each of them. Default: 1.</summary>
    public ImmutableArray<ulong> Seeds { get; init; } = [1];

    /// <summary>Where everybody plays.</summary>
    public required ExperimentEnvironment Environment { get; init; }

    /// <summary>Which tasks are trained and tested on; null for the environment's defaults.</summary>
    public TaskPlan? Tasks { get; init; }

    /// <summary>Who is learnt from, at least one. Only the first one's successes are demonstrations.</summary>
    public required ImmutableArray<ExperimentExpert> Experts { get; init; }

    /// <summary>Who learns.</summary>
    public required ExperimentStudent Student { get; init; }

    /// <summary>How long and how fast the student learns.</summary>
    public required TrainingSchedule Training { get; init; }

    /// <summary>What is common to all methods' exploration.</summary>
    public ExplorationSchedule Exploration { get; init; } = new();

    /// <summary>How students are evaluated. Default: by one greedy rollout of each task.</summary>
    public EvaluationSchedule Evaluation { get; init; } = new();

    /// <summary>What is compared beside behaviour cloning.</summary>
    public required ImmutableArray<ExperimentMethod> Methods { get; init; }

    /// <summary>The run directory, absolute; null where none is named.</summary>
    public string? Output { get; init; }

    /// <summary>The NATS servers whose workers play, with commas between; null where rollouts are played in the run's own process. It changes no results.</summary>
    public string? Cluster { get; init; }

    /// <summary>
    /// All that decides results, as text: the resolved YAML of an experiment that was read from a file, the identities of the parts of one
    /// that was made in C#. A run is resumed under no other.
    /// </summary>
    public string Identity => Resolved ?? Describe();

    /// <summary>
    /// Every key with its value, as YAML that gives the same experiment when read; null for an experiment that was made in C#, and for one that was
    /// read and then changed.
    /// </summary>
    public string? Resolved => ReadFrom is var (text, parts) && parts.Equals(Parts) ? text : null;

    private (string Text, object Parts)? ReadFrom { get; init; }

    /// <summary>All that the YAML says, so that a copy with something else is not taken for what was read.</summary>
    private object Parts => (Name, Seeds, Environment, Tasks, Experts, Student, Training, Exploration, Evaluation, Methods);

    /// <summary>As it was read.</summary>
    internal Experiment AsRead(string resolved) => this with { ReadFrom = (resolved, Parts) };

    /// <summary>Runs what the folder does not hold yet.</summary>
    /// <param name="folder">The run's folder; made if it is not there.</param>
    /// <param name="options">Clock, files, progress, and whether a run that is there is resumed.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    /// <returns>Everything that was measured.</returns>
    /// <exception cref="GleanerException">
    /// Something that the user can act on, with a message for people: the folder holds another run (<see cref="UsageException"/>), data cannot be
    /// read, an environment or a student fails.
    /// </exception>
    public async Task<RunSummary> RunAsync(string folder, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RunOptions();
        folder = Path.GetFullPath(folder);
        await new ExperimentRun(this, options).RunAsync(folder, cancellationToken).ConfigureAwait(false);
        // All of it was checked or written just now.
        return RunSummary.Read(folder, options.Files, CheckedFiles.None);
    }

    /// <summary>Checks in seconds what would stop a run of this experiment, or spoil it, after an hour. Nothing of the run is done.</summary>
    /// <param name="folder">The folder that the run is to be in; it need not exist, and nothing is left in it but the journal of calls that were paid for.</param>
    /// <param name="options">Whether calls may be made, time limits, progress.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What came of each check; <see cref="PreflightReport.HasFailed"/> says whether a run would fail.</returns>
    public Task<PreflightReport> CheckAsync(string folder, PreflightOptions? options = null, CancellationToken cancellationToken = default) =>
        new PreflightRun(this, Path.GetFullPath(folder), options ?? new PreflightOptions()).RunAsync(cancellationToken);

    /// <summary>
    /// Says from a small first wave whether exploring failures pays here: makes the behaviour-cloned student of the first seed, which a run in
    /// the same folder then finds, and tries it on a sample of the tasks that the first expert failed.
    /// </summary>
    /// <param name="folder">The run's folder; made if it is not there. A diagnosis that it holds is read.</param>
    /// <param name="diagnosis">How much is simulated; null for the defaults.</param>
    /// <param name="options">Clock, files, progress.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    /// <exception cref="GleanerException">As for <see cref="RunAsync"/>, or there is nothing to diagnose.</exception>
    public Task<Diagnosis> DiagnoseAsync(
        string folder, DiagnosisOptions? diagnosis = null, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        new ExperimentRun(this, options ?? new RunOptions()).DiagnoseAsync(diagnosis ?? new DiagnosisOptions(), Path.GetFullPath(folder), cancellationToken);

    /// <summary>What a method is made for: the first expert's name.</summary>
    internal string FirstExpert => Experts[0].Name;

    internal TaskPlan TasksOrDefault => Tasks ?? Environment.DefaultTasks;

    /// <exception cref="UsageException">Parts are missing, out of range or do not fit each other.</exception>
    internal void Validate()
    {
        if (ExperimentFaults.Of(this).FirstOrDefault() is { } fault)
        {
            throw new UsageException($"The experiment '{Name}' cannot run: {fault}{(fault.EndsWith('?') ? "" : ".")}");
        }
    }

    /// <summary>Folders beside those of the methods, so that no method can have their names.</summary>
    internal static IReadOnlyList<string> ReservedNames { get; } = [BehaviorCloningName, "pretraining", "diagnosis"];

    private string Describe()
    {
        var text = new StringBuilder();
        var (tasks, training) = (TasksOrDefault, Training);
        Line($"name: {Name}");
        Line($"environment: {Environment.Identity}");
        Line($"tasks: train {Range(tasks.Train)}; dev {Range(tasks.Dev)}; test {Range(tasks.Test)}; disjoint {tasks.Disjoint}");
        foreach (var further in tasks.Further)
        {
            Line($"further test: {further.Name} {Range(further.Range)}");
        }

        foreach (var expert in Experts)
        {
            Line($"expert: {expert.Identity}");
        }

        Line($"student: {Student.Identity}");
        Line($"bc: {training.BehaviorCloning}");
        Line($"iteration: {training.Iteration}");
        Line($"exploration: {Exploration}");
        if (Evaluation.Rollouts > 0)
        {
            Line($"evaluation: {Evaluation}");
        }

        foreach (var method in Methods)
        {
            Line($"method: {method.Identity}{(method.Restart ? ", restart" : "")}");
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        static string Range(TaskRange range) => $"{range.From} {range.First}+{range.Count} per type {range.PerType} only [{string.Join(", ", range.Only)}]";
    }
}
