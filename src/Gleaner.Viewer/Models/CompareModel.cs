using Gleaner.Evaluation;
using Gleaner.Experiments;
using Gleaner.Randomness;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>Two methods, of one run or of two, on the same tasks.</summary>
internal sealed record CompareModel
{
    public const int PageRows = 100;

    public required string Run { get; init; }

    /// <summary>What can be chosen: names for addresses with words for people.</summary>
    public required IReadOnlyList<(string Name, string Text)> Choices { get; init; }

    public required IReadOnlyList<string> Splits { get; init; }

    public required string Split { get; init; }

    public required string A { get; init; }

    public required string B { get; init; }

    public int Page { get; init; } = 1;

    /// <summary>Why there is no comparison; null if there is.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether results are still being read.</summary>
    public bool IsPending { get; init; }

    public PairedComparison? Paired { get; init; }

    /// <summary>Tasks by who won them: both, only the first, only the second, neither.</summary>
    public (int Both, int OnlyA, int OnlyB, int Neither) Table { get; init; }

    /// <summary>The tasks that only one of them won, a page of them.</summary>
    public IReadOnlyList<FlipRow> Flips { get; init; } = [];

    /// <summary>pass@k and pass^k of the training rollouts from s0.</summary>
    public IReadOnlyList<PassLine> Passes { get; init; } = [];

    public int Pages => Math.Max(1, (Table.OnlyA + Table.OnlyB + PageRows - 1) / PageRows);

    public string TextOf(string name) => Choices.FirstOrDefault(choice => choice.Name == name).Text ?? name;
}

/// <summary>A task that only one of the two won.</summary>
internal sealed record FlipRow(TaskRow? Task, bool IsWonByA, string AddressRunA, RolloutRow? A, string AddressRunB, RolloutRow? B);

/// <summary>pass@k (solved in at least one of k rollouts) and pass^k (in each of k).</summary>
internal sealed record PassLine(string Name, int K, int Tasks, double PassAt, double PassEvery);

/// <summary>Compares two methods.</summary>
/// <param name="library">All runs.</param>
/// <param name="run">The run that the page is of.</param>
/// <param name="patience">How long results are waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class CompareModelBuilder(RunLibrary library, ViewedRun run, TimeSpan patience, TimeProvider time)
{
    // Names the method of another run: no name of a run or a track holds it.
    private const char OtherRun = '~';

    public async Task<CompareModel> BuildAsync(string a, string b, string split, int page, CancellationToken cancellationToken)
    {
        var choices = await ChoicesAsync(cancellationToken).ConfigureAwait(false);
        var results = await run.ResultsAsync(patience, time, cancellationToken).ConfigureAwait(false);
        var splits = results?.TestSplits().Select(test => test.Name).ToList() ?? [];
        var own = choices.Where(choice => !choice.Name.Contains(OtherRun, StringComparison.Ordinal)).ToList();
        var model = new CompareModel
        {
            Run = run.Id,
            Choices = choices,
            Splits = splits,
            Split = split.Length > 0 ? split : splits.FirstOrDefault() ?? "",
            A = a.Length > 0 ? a : own.Select(choice => choice.Name).LastOrDefault() ?? "",
            B = b.Length > 0 ? b : own.Select(choice => choice.Name).SkipLast(1).LastOrDefault() ?? "",
            Page = Math.Max(1, page),
        };
        try
        {
            var left = await FindAsync(model.A, model.Split, cancellationToken).ConfigureAwait(false);
            var right = await FindAsync(model.B, model.Split, cancellationToken).ConfigureAwait(false);
            // Tens of thousands of resamplings: made once for each state of the two.
            var paired = await run.OfIndexAsync(
                $"paired {model.A} {model.B} {model.Split} {left.Owner.ResultsVersion()} {right.Owner.ResultsVersion()}",
                () => Task.FromResult(PairedComparison.Of(left.Evaluation, right.Evaluation, new Seed(0).Derive(model.Split)))).ConfigureAwait(false);
            return await CompareAsync(model, left, right, paired, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return model with { Problem = "Results are being read; the comparison follows.", IsPending = true };
        }
        catch (GleanerException exception)
        {
            return model with { Problem = exception.Message };
        }
    }

    private async Task<IReadOnlyList<(string Name, string Text)>> ChoicesAsync(CancellationToken cancellationToken)
    {
        const int MostRuns = 20;
        var choices = new List<(string, string)>();
        foreach (var track in await TracksAsync(run, cancellationToken).ConfigureAwait(false))
        {
            choices.Add((track.Slug, $"{track.Method}, seed {track.Seed}"));
        }

        foreach (var (id, _) in library.Find().Where(other => other.Id != run.Id).Take(MostRuns))
        {
            if (TryOpen(id) is { } other)
            {
                foreach (var track in new RunFileFinder(other.Folder, other.Files).Methods(RunDirectoryOf(other)))
                {
                    choices.Add(($"{id}{OtherRun}{track.Folder.Replace('/', '.')}", $"{id}: {track.Method.Name}, seed {track.Seed}"));
                }
            }
        }

        return choices;
    }

    private ViewedRun? TryOpen(string id)
    {
        try
        {
            return library.Open(id);
        }
        catch (GleanerException)
        {
            // A run that cannot be read is no choice; the list of runs says why.
            return null;
        }
    }

    private static Runs.RunManifest RunDirectoryOf(ViewedRun other) => Runs.RunDirectory.ReadManifest(other.Folder, other.Files);

    private async Task<Side> FindAsync(string name, string split, CancellationToken cancellationToken)
    {
        var parts = name.Split(OtherRun);
        var owner = parts.Length == 2 ? library.Open(parts[0]) ?? throw new GleanerException($"There is no run '{parts[0]}'.") : run;
        if (owner != run)
        {
            await owner.RefreshAsync(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        var track = (await TracksAsync(owner, cancellationToken).ConfigureAwait(false)).FirstOrDefault(track => track.Slug == parts[^1])
            ?? throw new GleanerException(name.Length == 0 ? "Choose two methods." : $"There is no method '{name}'.");
        var results = await owner.ResultsAsync(patience, time, cancellationToken).ConfigureAwait(false) ?? throw new TimeoutException();
        var method = results.Summary.Methods.FirstOrDefault(method => method.Folder == track.Folder);
        if (method is not { Iterations: [.., var last] })
        {
            throw new GleanerException($"{track.Method}, seed {track.Seed}, has finished no iteration yet.");
        }

        var evaluation = results.On(split, last.Metrics.Evaluations)
            ?? throw new GleanerException($"{track.Method}, seed {track.Seed}, was not evaluated on '{split}'.");
        var recorded = last.Metrics.On(split) is null ? SplitNames.Test : split;
        return new Side(owner, track, last.Metrics.Number, evaluation, recorded);
    }

    private static async Task<CompareModel> CompareAsync(CompareModel model, Side a, Side b, PairedComparison paired, CancellationToken cancellationToken)
    {
        var both = 0;
        var flips = new List<(string Task, bool IsWonByA)>();
        for (var i = 0; i < a.Evaluation.Tasks; i++)
        {
            var (byA, byB) = (a.Evaluation.IsWon(a.Evaluation.Returns[i]), b.Evaluation.IsWon(b.Evaluation.Returns[i]));
            both += byA && byB ? 1 : 0;
            if (byA != byB)
            {
                flips.Add((a.Evaluation.Returns[i].Task.Value, byA));
            }
        }

        var rows = new List<FlipRow>();
        foreach (var (task, isWonByA) in flips.OrderByDescending(flip => flip.IsWonByA).Skip((model.Page - 1) * CompareModel.PageRows).Take(CompareModel.PageRows))
        {
            var (row, rolloutA) = await a.RolloutOfAsync(task, cancellationToken).ConfigureAwait(false);
            var (_, rolloutB) = await b.RolloutOfAsync(task, cancellationToken).ConfigureAwait(false);
            rows.Add(new FlipRow(row, isWonByA, a.Owner.Id, rolloutA, b.Owner.Id, rolloutB));
        }

        return model with
        {
            Paired = paired,
            Table = (both, paired.OnlyFirst, paired.OnlySecond, paired.Tasks - both - paired.OnlyFirst - paired.OnlySecond),
            Flips = rows,
            Passes = [.. await a.PassesAsync(model.TextOf(model.A), cancellationToken).ConfigureAwait(false), .. await b.PassesAsync(model.TextOf(model.B), cancellationToken).ConfigureAwait(false)],
        };
    }

    private static Task<IReadOnlyList<Track>> TracksAsync(ViewedRun of, CancellationToken cancellationToken) => of.Index.ReadAsync(index => index.Tracks(), cancellationToken);

    private sealed record Side(ViewedRun Owner, Track Track, int Iteration, SplitEvaluation Evaluation, string RecordedSplit)
    {
        public Task<(TaskRow? Task, RolloutRow? Rollout)> RolloutOfAsync(string task, CancellationToken cancellationToken) => Owner.Index.ReadAsync<(TaskRow?, RolloutRow?)>(
            index =>
            {
                if (index.TaskBySlug(IndexWriter.SlugOf(task)) is not { } row)
                {
                    return (null, null);
                }

                var rollouts = index.Search(
                    "r.task = @0 AND r.track = @1 AND r.iteration = @2 AND r.split = @3", [row.Number, Track.Number, Iteration, RecordedSplit], "r.n", 0, 1);
                return (row, rollouts.FirstOrDefault());
            },
            cancellationToken);

        public async Task<IEnumerable<PassLine>> PassesAsync(string name, CancellationToken cancellationToken)
        {
            var counts = await Owner.Index.ReadAsync(index => index.Starts(Track.Number, Iteration), cancellationToken).ConfigureAwait(false);
            // Where a method tries some tasks more often than others, those are no sample of all.
            var least = counts.Select(count => count.Attempts).DefaultIfEmpty(0).Min();
            var tasks = counts.Sum(count => count.Tasks);
            return
                from k in Enumerable.Range(1, Math.Min(least, 8))
                select new PassLine(
                    name, k, tasks,
                    counts.Sum(count => count.Tasks * (1 - Share(count.Attempts - count.Wins, count.Attempts, k))) / tasks,
                    counts.Sum(count => count.Tasks * Share(count.Wins, count.Attempts, k)) / tasks);
        }

        // C(some, k) / C(all, k): k drawn without putting back are all of the some.
        private static double Share(int some, int all, int k)
        {
            var share = 1.0;
            for (var i = 0; i < k; i++)
            {
                share *= Math.Max(0, some - i) / (double)(all - i);
            }

            return share;
        }
    }
}
