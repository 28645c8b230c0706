using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Experiments.Configuration;
using Gleaner.Runs;

namespace Gleaner.Experiments.Reporting;

/// <summary>Finds the method and the task that a user names.</summary>
public static class RunSelection
{
    /// <summary>Stands for the first task that only the student solved.</summary>
    public const string NewlySolved = "newly-solved";

    /// <summary>A method of the run; without a name the first that explores failures.</summary>
    /// <exception cref="UsageException">The run has no such method.</exception>
    public static MethodSummary Method(RunResults run, string? name, ulong? seed)
    {
        var eef = run.EefMethods;
        var candidates = run.Summary.Methods.Where(method => method.Iterations.Length > 0 && (seed is null || method.Seed == seed)).ToList();
        var found = name is null
            ? candidates.FirstOrDefault(method => eef.Contains(method.Description.Name)) ?? candidates.FirstOrDefault()
            : candidates.FirstOrDefault(method => method.Description.Name == name);
        if (found is not null)
        {
            return found;
        }

        var names = candidates.Select(method => method.Description.Name).Distinct().ToList();
        var nearest = name is null ? null : NearestName.Of(name, names);
        throw new UsageException(names.Count == 0
            ? $"{run.Folder}: no method has finished an iteration{(seed is null ? "" : $" under seed {seed}")} yet."
            : $"The run has no method '{name}'; {(nearest is null ? $"it has {string.Join(", ", names)}." : $"did you mean '{nearest}'?")}");
    }

    /// <summary>A training task by number, by id or the end of it, or <see cref="NewlySolved"/>.</summary>
    /// <exception cref="UsageException">There is no such task, or several.</exception>
    public static TaskAccount Task(ImmutableArray<TaskAccount> accounts, string name)
    {
        if (name == NewlySolved)
        {
            return accounts.FirstOrDefault(account => account.Experts.All(expert => expert.Return < 1)
                    && account.Iterations.Any(iteration => iteration.Rollouts.Any(rollout => rollout.Return >= 1)))
                ?? throw new UsageException("The student solved no training task that the expert failed.");
        }

        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < accounts.Length)
        {
            return accounts[index];
        }

        var found = accounts.Where(account => account.Task.Value.EndsWith(name, StringComparison.Ordinal)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new UsageException($"No training task is named '{name}'; name one by its number, 0 to {accounts.Length - 1}, or by its id, such as {accounts[0].Task}."),
            _ => throw new UsageException($"{found.Count} training tasks end in '{name}'; give more of the id."),
        };
    }
}
