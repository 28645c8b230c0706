using System.Globalization;
using Gleaner.Endpoints.Calls;
using Gleaner.Experiments.Reporting;
using Gleaner.Runs;
using Gleaner.Runs.Health;
using Gleaner.Tasks;

namespace Gleaner.Endpoints.Collecting;

/// <summary>What calls to endpoints took, for a run's report.</summary>
public sealed class SpendingNotes : IRunNotes
{
    /// <summary>What the calls of a student that a server answers with took, in the run's folder.</summary>
    public const string StudentPath = $"{StudentFolder}/spending.json";

    private const string StudentFolder = "student";
    private const double AllowedShare = 0.05;

    /// <inheritdoc/>
    public string Name => "spending";

    /// <inheritdoc/>
    public string Summary => "What calls to endpoints took.";

    /// <inheritdoc/>
    public IEnumerable<string> Of(RunResults run)
    {
        List<Account> accounts = [.. Accounts(run)];

        // First of all: what such a student learns is not quite what it did.
        return accounts.Where(account => account.Folder == StudentFolder).Select(account => Inexact(account.Spending.Total)).OfType<string>()
            .Concat(accounts.Select(account => account.Folder == StudentFolder
                ? $"student ({account.Spending.Model} and what it was tuned to): {account.Spending.Describe()}"
                : $"{account.Name} ({account.Spending.Model}): {account.Spending.Describe()}"));
    }

    /// <inheritdoc/>
    public IEnumerable<HealthCheck> Checks(RunResults run) => Accounts(run).Select(Check);

    private static HealthCheck Check(Account account)
    {
        var (total, odd) = (account.Spending.Total, Odd(account.Spending.Total));
        return new HealthCheck
        {
            Id = $"replies-{SafeName.From(account.Name).ToLowerInvariant()}",
            Title = $"Replies of {account.Name}",
            Status = odd == 0 ? HealthStatus.Fine : odd > AllowedShare * total.Calls ? HealthStatus.Warning : HealthStatus.Notice,
            Threshold = string.Create(CultureInfo.InvariantCulture, $"more than {100 * AllowedShare:0.#} % of the replies malformed or cut short"),
            Finding = odd == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{(account.IsJudge ? "A step" : "An action")} could be made out in all {total.Calls:N0} replies.")
                : string.Create(CultureInfo.InvariantCulture, $"In {odd:N0} of {total.Calls:N0} replies no {(account.IsJudge ? "step" : "action")} could be made out: {total.Malformed:N0} malformed, {total.Truncated:N0} cut short by the limit of tokens."),
            Advice = total.Hint ?? (account.IsJudge
                ? "Read such replies in calls.jsonl (\"form\"); another model may keep to numbers, or a higher 'max_reply_tokens' or 'corrections' help."
                : "Read such replies in calls.jsonl (\"form\"), and say in 'rules' how an action is written."),
            Examples =
            [
                .. account.Spending.Tasks
                    .Where(task => Odd(task.Value) > 0)
                    .OrderByDescending(task => Odd(task.Value))
                    .Take(odd == 0 ? 0 : HealthCheck.MostExamples)
                    .Select(task => new HealthExample(
                        account.Folder, account.Name, new TaskId(task.Key), null, string.Create(CultureInfo.InvariantCulture, $"{Odd(task.Value):N0} of {task.Value.Calls:N0} replies"))),
            ],
        };
    }

    private static string? Inexact(CallCounts counts) => counts.Calls == 0 || counts.WithTokens == counts.Calls ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"The student's tokens are not exact: {counts.Calls - counts.WithTokens:N0} of its {counts.Calls:N0} replies ({100.0 * (counts.Calls - counts.WithTokens) / counts.Calls:0.#} %) came as text alone, which is tokenised again where it is trained on.");

    private static long Odd(CallCounts counts) => counts.Malformed + counts.Truncated;

    private static IEnumerable<Account> Accounts(RunResults run)
    {
        foreach (var expert in run.Display.Experts)
        {
            var folder = RunLayout.Expert(expert.Name);
            if (SpendingFile.Read(run.Files, Path.Combine(run.Folder, folder, ChatExpert.SpendingFileName)) is { } spending)
            {
                yield return new Account(expert.Name, folder, spending);
            }
        }

        foreach (var method in run.Display.Methods)
        {
            var folder = RunLayout.Judgements(method.Name);
            if (SpendingFile.Read(run.Files, Path.Combine(run.Folder, folder, ChatExpert.SpendingFileName)) is { } judging)
            {
                yield return new Account($"the judge of {method.Name}", folder, judging) { IsJudge = true };
            }
        }

        if (SpendingFile.Read(run.Files, Path.Combine(run.Folder, StudentPath)) is { } student)
        {
            yield return new Account("student", StudentFolder, student);
        }
    }

    private sealed record Account(string Name, string Folder, SpendingFile Spending)
    {
        /// <summary>Whether it names steps, and takes no actions.</summary>
        public bool IsJudge { get; init; }
    }
}
