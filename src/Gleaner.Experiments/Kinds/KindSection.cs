using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>Sections that are of one of the registered kinds.</summary>
public static class KindSection
{
    /// <summary>Reads the key <c>kind</c> and then what belongs to that kind alone.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="fallback">The kind where none is named; null if one must be.</param>
    /// <param name="meaning">A sentence for the documentation; the kinds' summaries follow it.</param>
    /// <param name="kinds">The kinds there are.</param>
    /// <param name="read">Reads a kind's keys.</param>
    public static TPart Kind<TKind, TPart>(
        this SectionReader reader, string? fallback, string meaning, IEnumerable<TKind> kinds, Func<TKind, SectionReader, TPart> read)
        where TKind : IKind
    {
        var all = kinds.ToList();
        var summaries = all.Select(kind => $"`{kind.Name}`: {kind.Summary}");
        return reader.Kind(fallback, $"{meaning} {string.Join(' ', summaries)}", [.. all.Select(kind => (kind.Name, (Func<SectionReader, TPart>)(own => read(kind, own))))]);
    }
}
