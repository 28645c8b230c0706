using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

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
