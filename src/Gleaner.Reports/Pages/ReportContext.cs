using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>The model with what several sections derive from it.</summary>
internal sealed class ReportContext
{
    public ReportContext(ReportModel model)
    {
        Model = model;
        Palette = new Palette(model.Methods);
        Learners = [.. model.Methods.Where(m => m.Kind != RowKind.Expert)];
        Experts = [.. model.Methods.Where(m => m.Kind == RowKind.Expert)];
        MainSplit = model.Splits.Select(s => s.Name)
            .Concat(model.Methods.SelectMany(m => m.Iterations).SelectMany(i => i.Splits).Select(s => s.Split))
            .FirstOrDefault();
        Level = (model.ConfidenceLevel * 100).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + "\u202F%";
    }

    public ReportModel Model { get; }

    public Palette Palette { get; }

    public IReadOnlyList<MethodResult> Learners { get; }

    public IReadOnlyList<MethodResult> Experts { get; }

    /// <summary>The split of summary and charts: the first one listed, or else the first one with results.</summary>
    public string? MainSplit { get; }

    /// <summary>The level of the intervals, for example <c>95 %</c>.</summary>
    public string Level { get; }

    /// <summary>Splits listed in the model, and any that only results mention.</summary>
    public IEnumerable<SplitInfo> Splits => Model.Splits.Concat(Model.Methods
        .SelectMany(m => m.Iterations).SelectMany(i => i.Splits)
        .Where(r => Model.Splits.All(s => s.Name != r.Split))
        .DistinctBy(r => r.Split, StringComparer.Ordinal)
        .Select(r => new SplitInfo(r.Split, r.Tasks)));

    /// <summary>The main split's result of a method's last iteration.</summary>
    public SplitResult? Main(MethodResult method) => MainSplit is { } split ? method.Last?.On(split) : null;

    public MethodResult? Find(string name) => Model.Methods.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal));

    /// <summary>Name for charts.</summary>
    public static string Label(MethodResult method) => method.ShortName ?? method.Name;

    /// <summary>Name of an iteration: number 0 is behaviour cloning.</summary>
    public static string Iteration(double iteration) => iteration == 0 ? "BC" : Markup.Format.Tick(iteration);
}

/// <summary>Gives every method one colour class for the whole report: the accent to EEF, muted colours to the others, grey to experts.</summary>
internal sealed class Palette
{
    private const int EefColours = 3;
    private const int OtherColours = 6;
    private const int ExpertColours = 2;

    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);

    public Palette(IEnumerable<MethodResult> methods)
    {
        var (eef, other, expert) = (0, 0, 0);
        foreach (var method in methods)
        {
            _classes.TryAdd(method.Name, method.Kind switch
            {
                RowKind.Eef => $"eef{eef++ % EefColours}",
                RowKind.Expert => $"expert{expert++ % ExpertColours}",
                _ => $"base{other++ % OtherColours}",
            });
        }
    }

    /// <summary>The colour class of a method; grey for names that are not in the model.</summary>
    public string this[string method] => _classes.GetValueOrDefault(method, "expert0");
}
