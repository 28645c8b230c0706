using System.Globalization;

namespace Gleaner.Formats.Exports;

/// <summary>What an export came to.</summary>
/// <param name="Examples">Examples that were written.</param>
/// <param name="Rows">Rows of the file; more than examples where a format needs several for one.</param>
/// <param name="TrainedTurns">Turns with a weight above 0.</param>
/// <param name="MaskedTurns">Turns with weight 0.</param>
/// <param name="LeftOut">Examples that train nothing and were left out.</param>
public sealed record ExportCounts(int Examples, int Rows, int TrainedTurns, int MaskedTurns, int LeftOut)
{
    /// <summary>Tokens of all rows; null where the format holds texts.</summary>
    public long? Tokens { get; init; }

    /// <summary>Tokens with a weight above 0; null where the format holds texts.</summary>
    public long? TrainedTokens { get; init; }

    /// <summary>How long rows are; null where no model says that.</summary>
    public RowLengths? Lengths { get; init; }

    /// <summary>The rows that a number of examples takes, rounded up: the batch of a trainer that counts rows, where a plan counts examples.</summary>
    public int RowsFor(int examples) => Examples == 0 ? examples : (int)Math.Min(int.MaxValue, (((long)examples * Rows) + Examples - 1) / Examples);

    /// <summary>The counts in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Examples:N0} examples in {Rows:N0} rows, {TrainedTurns:N0} trained turns, {MaskedTurns:N0} masked turns"
        + $"{(Tokens is { } tokens ? string.Create(CultureInfo.InvariantCulture, $", {tokens:N0} tokens, {TrainedTokens:N0} of them trained") : "")}"
        + $"{(LeftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {LeftOut:N0} examples train nothing and were left out") : "")}");

    /// <summary>The counts of rows of texts.</summary>
    internal static ExportCounts Of(ExportDataset dataset, FittedRows rows)
    {
        var counts = Of(dataset);
        return counts with { Rows = rows.Rows.Count, TrainedTurns = counts.TrainedTurns - (rows.Lengths?.TurnsLeftOut ?? 0), Lengths = rows.Lengths };
    }

    /// <summary>The counts of a data set that is written one row an example.</summary>
    internal static ExportCounts Of(ExportDataset dataset)
    {
        var weights = dataset.Trainable.SelectMany(example => example.Weights).ToList();
        var examples = dataset.Trainable.Count();
        return new ExportCounts(
            examples, examples, weights.Count(weight => weight.Weight > 0), weights.Count(weight => weight.Weight <= 0), dataset.Examples.Count - examples);
    }
}
