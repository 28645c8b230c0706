namespace Gleaner.Reports.Model;

/// <summary>A further figure of a result, as the environment's literature reports it.</summary>
/// <param name="Name">Its name, equal to a <see cref="MeasureInfo.Name"/>.</param>
/// <param name="Value">Mean over the tasks of the split, and over seeds.</param>
public sealed record MeasureValue(string Name, double Value);

/// <summary>What a further figure means.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">One sentence, with its range.</param>
public sealed record MeasureInfo(string Name, string Meaning);
