using System.Text.Json;
using Gleaner.Policies;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Toy;

/// <summary>A student that keeps one score for each pair of observation and action.</summary>
internal sealed class TableStudent(SortedDictionary<string, double[]> table, Action? beforeSave = null) : IStudent
{
    public TableStudent(Action? beforeSave = null) : this([], beforeSave)
    {
    }

    public string Name => "student";

    public IPolicySession Open(Decoding decoding) => new Session(this, decoding);

    public Task<LearningSummary> LearnAsync(
        LearningSet set, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken)
    {
        var random = plan.Seed.ToStream();
        var examples = set.Examples;
        var losses = new List<double>();
        var trained = 0;
        for (var step = 0; step < plan.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var loss = 0.0;
            var example = examples[random.Next(examples.Length)];
            foreach (var (turn, weight) in example.Solution.Trajectory.Turns.Zip(example.Weights))
            {
                trained += weight.Weight > 0 ? 1 : 0;
                loss += weight.Weight * Update(turn, plan.LearningRate * weight.Weight);
            }

            losses.Add(loss);
            context?.Progress?.Report(new LearningProgress(step + 1, plan.Steps, loss));
        }

        return Task.FromResult(new LearningSummary(plan.Steps, trained, trained, losses));
    }

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        beforeSave?.Invoke();
        File.WriteAllText(Path.Combine(folder, "table.json"), JsonSerializer.Serialize(table));
    }

    public IStudent Load(string folder) => new TableStudent(
        JsonSerializer.Deserialize<SortedDictionary<string, double[]>>(File.ReadAllText(Path.Combine(folder, "table.json")))!, beforeSave);

    private double Update(Turn turn, double rate)
    {
        if (!table.TryGetValue(turn.Observation.Text, out var scores))
        {
            table.Add(turn.Observation.Text, scores = new double[KeyDoorEnvironment.Actions.Length]);
        }

        var chosen = Array.IndexOf(KeyDoorEnvironment.Actions, turn.Action);
        var probabilities = Softmax(scores, 1);
        for (var action = 0; action < scores.Length; action++)
        {
            scores[action] += rate * ((action == chosen ? 1 : 0) - probabilities[action]);
        }

        return -Math.Log(probabilities[chosen]);
    }

    private Decision Decide(OpenEpisode episode, Decoding decoding)
    {
        var scores = table.GetValueOrDefault(episode.Observation.Text) ?? new double[KeyDoorEnvironment.Actions.Length];
        var probabilities = Softmax(scores, Math.Max(decoding.Temperature, 1e-6));
        var action = decoding.Temperature == 0 ? Array.IndexOf(scores, scores.Max()) : Draw(probabilities, episode.Random.NextDouble());
        return new Decision(KeyDoorEnvironment.Actions[action], new SampledTokens([action, 99], Math.Log(probabilities[action])));
    }

    private static int Draw(double[] probabilities, double share)
    {
        var action = 0;
        for (var sum = probabilities[0]; sum < share && action < probabilities.Length - 1; sum += probabilities[action])
        {
            action++;
        }

        return action;
    }

    private static double[] Softmax(double[] scores, double temperature)
    {
        var highest = scores.Max();
        var powers = scores.Select(score => Math.Exp((score - highest) / temperature)).ToArray();
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }

    private sealed class Session(TableStudent student, Decoding decoding) : IPolicySession
    {
        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Decision>>([.. episodes.Select(episode => student.Decide(episode, decoding))]);

        public void Release(OpenEpisode episode)
        {
        }

        public void Dispose()
        {
        }
    }
}
