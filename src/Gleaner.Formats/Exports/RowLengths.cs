using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Students;
using Gleaner.Tasks;

namespace Gleaner.Formats.Exports;

/// <summary>What is done with rows that are longer than the trainer's limit.</summary>
public enum OverLength
{
    /// <summary>They are written and counted.</summary>
    Keep,

    /// <summary>Nothing is written.</summary>
    Refuse,

    /// <summary>They become several rows that fit; every trained turn is trained once, behind as much of what came before it as fits.</summary>
    Split,
}

/// <summary>How long rows are in a model's tokens.</summary>
/// <param name="Longest">Tokens of the longest row, before any row was split.</param>
/// <param name="LongestTask">Its task.</param>
/// <param name="Limit">The most tokens that the trainer takes; null if that was not said.</param>
/// <param name="Over">Rows over the limit.</param>
/// <param name="LosingSome">Rows that would lose trained tokens if they were cut at the limit.</param>
/// <param name="LosingAll">Those of them that would lose all.</param>
public sealed record RowLengths(int Longest, TaskId LongestTask, int? Limit, int Over, int LosingSome, int LosingAll)
{
    /// <summary>Rows that came of splitting those over the limit; 0 if none was split.</summary>
    public int SplitInto { get; init; }

    /// <summary>Trained turns that fit in no row even with the observation before them alone, and were left out.</summary>
    public int TurnsLeftOut { get; init; }

    /// <summary>The lengths in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"longest row: {Longest:N0} tokens ({LongestTask}){OverText()}");

    private string OverText() => Limit is not { } limit ? ""
        : Over == 0 ? string.Create(CultureInfo.InvariantCulture, $"; none over {limit:N0}")
        : SplitInto > 0 || TurnsLeftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {Over:N0} rows over {limit:N0}, split into {SplitInto:N0}; {TurnsLeftOut:N0} trained turns fit in none and were left out")
        : string.Create(CultureInfo.InvariantCulture, $"; {Over:N0} rows over {limit:N0}; cut there, {LosingSome:N0} would lose trained tokens, {LosingAll:N0} of them all");

    /// <summary>The lengths of rows that are ids already.</summary>
    /// <exception cref="GleanerException">A row is over the limit, and that is to be refused.</exception>
    internal static RowLengths Of(ExportDataset dataset, IEnumerable<(TaskId Task, RenderedSequence Row)> sequences)
    {
        var tally = new Tally(dataset.MaxLength);
        foreach (var (task, row) in sequences)
        {
            tally.Add(task, row.Ids.Length, row.Weights);
        }

        var lengths = tally.ToLengths();
        return dataset.OverLength != OverLength.Split ? lengths.Checked(dataset.OverLength)
            : throw new GleanerException("Rows of ids are the sequences that the student itself is trained on and are not split; use a format of texts.");
    }

    internal RowLengths Checked(OverLength choice) => choice == OverLength.Refuse && Over > 0
        ? throw new GleanerException($"Nothing was written: {this}. Raise the trainer's limit and --max-length, or split the rows (--over-length split).")
        : this;

    /// <summary>Counts rows.</summary>
    internal sealed class Tally(int? limit)
    {
        private int _longest;
        private TaskId _task;
        private int _over;
        private int _some;
        private int _all;

        /// <returns>Whether the row is over the limit.</returns>
        public bool Add(TaskId task, int length, ImmutableArray<float> weights)
        {
            if (length > _longest)
            {
                (_longest, _task) = (length, task);
            }

            if (limit is not { } most || length <= most)
            {
                return false;
            }

            _over++;
            if (weights.AsSpan()[most..].ContainsAnyExceptInRange(float.MinValue, 0))
            {
                _some++;
                _all += weights.AsSpan()[..most].ContainsAnyExceptInRange(float.MinValue, 0) ? 0 : 1;
            }

            return true;
        }

        public RowLengths ToLengths() => new(_longest, _task, limit, _over, _some, _all);
    }
}
