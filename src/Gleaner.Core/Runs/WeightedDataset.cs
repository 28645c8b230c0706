using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Selection;

namespace Gleaner.Runs;

/// <summary>
/// What an iteration of a run learnt from, made whole again: <c>dataset.jsonl</c> says which actions had which weights, the
/// experts' trajectories and the rollouts say what was seen and which tokens were sampled.
/// </summary>
public static class WeightedDataset
{
    /// <summary>Reads the examples of an iteration; takes no lock.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="methodFolder">The method's folder in it: <see cref="MethodSummary.Folder"/>.</param>
    /// <param name="iteration">The iteration, from 1.</param>
    /// <param name="environment">The environment of the run; where its rollouts are recorded without texts, actions are played again.</param>
    /// <param name="files">How files are reached.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The examples in the order in which they were selected.</returns>
    /// <exception cref="GleanerException">The iteration has selected nothing yet, a file is damaged, or the environment has changed.</exception>
    public static async Task<ImmutableArray<WeightedTrajectory>> ReadAsync(
        string path, string methodFolder, int iteration, IEnvironment environment, IRunFiles files, CancellationToken cancellationToken)
    {
        var reader = new RunReader(path, files);
        var method = reader.ReadMethod(seed: 0, methodFolder).Description;
        var file = $"{RunLayout.Iteration(methodFolder, iteration)}/{RunLayout.DatasetFile}";
        if (!files.Exists(Path.Combine(path, file)))
        {
            throw new GleanerException($"{path}: '{method.Name}' has selected nothing in iteration {iteration} (yet).");
        }

        var examples = reader.ReadLines<WeightedExample>(file);
        var rollouts = new RecordedRollouts(
            environment,
            method.Experts.SelectMany(name => reader.ReadTrajectories(name)),
            examples.FirstOrDefault(example => example.FoundIn > 0)?.SolvedBy ?? "",
            number => reader.ReadLines<RolloutRecord>($"{RunLayout.Iteration(methodFolder, number)}/{RunLayout.RolloutsFile}"));
        var solutions = new RecordedSolutions(rollouts, environment);
        var whole = ImmutableArray.CreateBuilder<WeightedTrajectory>(examples.Length);
        for (var i = 0; i < examples.Length; i++)
        {
            var example = examples[i];
            whole.Add(new WeightedTrajectory(
                new ImportantState(example.Task, example.StateTrunk, example.StateStep),
                await solutions.FindAsync(example, i, $"{file}:{i + 1}", cancellationToken).ConfigureAwait(false),
                [.. example.Actions.Select(action => new TurnWeight(action.Weight, action.Reason))])
            {
                Prompt = example.Prompt,
            });
        }

        return whole.MoveToImmutable();
    }
}
