namespace Gleaner.Reports.Model;

/// <summary>
/// Everything a report shows. Only <see cref="Title"/> is required: whatever a run has not produced yet is left out and the
/// report says what is missing. The same model always gives the same bytes.
/// </summary>
public sealed record ReportModel
{
    /// <summary>Heading of the report.</summary>
    public required string Title { get; init; }

    /// <summary>The environment and its data, for example <c>WebShop, 1,000 products</c>.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The student, for example <c>embedded decoder, d 128, 4 layers</c>.</summary>
    public string Student { get; init; } = "";

    /// <summary>Parameters of the student; <see langword="null"/> if unknown.</summary>
    public long? StudentParameters { get; init; }

    /// <summary>Number of training tasks; <see langword="null"/> if unknown.</summary>
    public int? TrainingTasks { get; init; }

    /// <summary>Why the report is not final, for example <c>iteration 2 of 3 is running</c>; <see langword="null"/> when the run is done.</summary>
    public string? Unfinished { get; init; }

    /// <summary>When the run ended or the report was asked for, as the text to print; <see langword="null"/> to print none.</summary>
    public string? Date { get; init; }

    /// <summary>Level of all intervals, 0 to 1.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>Test splits in the order of the columns; the first one is the main split of summary and charts.</summary>
    public IReadOnlyList<SplitInfo> Splits { get; init; } = [];

    /// <summary>What the further figures of results mean; those that a result has and that are not here are shown without explanation.</summary>
    public IReadOnlyList<MeasureInfo> Measures { get; init; } = [];

    /// <summary>Methods and experts, in the order of the rows.</summary>
    public IReadOnlyList<MethodResult> Methods { get; init; } = [];

    /// <summary>Paired tests.</summary>
    public IReadOnlyList<MethodComparison> Comparisons { get; init; } = [];

    /// <summary>What was not tested because budgets differ.</summary>
    public IReadOnlyList<RefusedComparison> Refused { get; init; } = [];

    /// <summary>Health checks; empty where none were made.</summary>
    public IReadOnlyList<HealthItem> Health { get; init; } = [];

    /// <summary>How rollouts ended; <see langword="null"/> where that was not recorded.</summary>
    public RolloutEnds? Ends { get; init; }

    /// <summary>The training tasks one by one; <see langword="null"/> where they were not recorded.</summary>
    public TaskAccounts? Tasks { get; init; }

    /// <summary>How to repeat the run; <see langword="null"/> to leave the section out.</summary>
    public Reproduction? Reproduction { get; init; }

    /// <summary>Where the viewer's pages of the run are; <see langword="null"/> to name them without linking to them.</summary>
    public ViewerSite? Viewer { get; init; }

    /// <summary>Caveats that a reader must know, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A set of evaluation tasks that results are reported on apart.</summary>
/// <param name="Name">Short name used in table heads, for example <c>goals 0–499</c>.</param>
/// <param name="Tasks">Number of tasks in the split.</param>
/// <param name="Description">One sentence on what distinguishes the split; may be empty.</param>
public sealed record SplitInfo(string Name, int Tasks, string Description = "");
