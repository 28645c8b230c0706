using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Gleaner.Tokenizers.Normalization;

/// <summary>
/// What Unicode normalization form C needs to know of characters, read from an embedded file: <see cref="string.Normalize()"/>
/// returns its input unchanged under InvariantGlobalization.
/// </summary>
internal sealed class CompositionTable
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, HangulCount = LeadCount * VowelCount * TailCount;

    private readonly FrozenDictionary<int, (int First, int Second)> _decompositions;
    private readonly FrozenDictionary<(int First, int Second), int> _compositions;
    private readonly FrozenDictionary<int, byte> _classes;
    private readonly FrozenSet<int> _active;

    private CompositionTable(TextReader lines)
    {
        Dictionary<int, (int, int)> decompositions = [];
        Dictionary<(int, int), int> compositions = [];
        Dictionary<int, byte> classes = [];
        HashSet<int> active = [];
        while (lines.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            switch (parts[0])
            {
                case "D":
                    decompositions[Hex(parts[1])] = (Hex(parts[2]), Hex(parts[3]));
                    compositions[(Hex(parts[2]), Hex(parts[3]))] = Hex(parts[1]);
                    active.Add(Hex(parts[3]));
                    break;
                case "X":
                    decompositions[Hex(parts[1])] = (Hex(parts[2]), parts.Length > 3 ? Hex(parts[3]) : 0);
                    active.Add(Hex(parts[1]));
                    break;
                case "C":
                    for (var code = Hex(parts[1]); code <= Hex(parts[2]); code++)
                    {
                        classes[code] = byte.Parse(parts[3], CultureInfo.InvariantCulture);
                        active.Add(code);
                    }

                    break;
            }
        }

        active.UnionWith(Enumerable.Range(VowelBase, VowelCount));
        active.UnionWith(Enumerable.Range(TailBase + 1, TailCount - 1));
        _decompositions = decompositions.ToFrozenDictionary();
        _compositions = compositions.ToFrozenDictionary();
        _classes = classes.ToFrozenDictionary();
        _active = active.ToFrozenSet();
    }

    /// <summary>The table of the Unicode version that the embedded file names.</summary>
    public static CompositionTable Default { get; } = Read();

    /// <summary>
    /// Whether the character may change under NFC or change with what stands before it. One that is not active starts a new one:
    /// nothing before it matters to it or to what follows.
    /// </summary>
    public bool IsActive(int code) => code >= 0x300 && _active.Contains(code);

    /// <summary>Canonical combining class; 0 for starters.</summary>
    public byte ClassOf(int code) => code < 0x300 ? (byte)0 : _classes.GetValueOrDefault(code);

    /// <summary>Appends the full canonical decomposition.</summary>
    public void Decompose(int code, List<int> target)
    {
        if ((uint)(code - HangulBase) < HangulCount)
        {
            var index = code - HangulBase;
            target.Add(LeadBase + (index / (VowelCount * TailCount)));
            target.Add(VowelBase + (index % (VowelCount * TailCount) / TailCount));
            if (index % TailCount != 0)
            {
                target.Add(TailBase + (index % TailCount));
            }
        }
        else if (code >= 0xC0 && _decompositions.TryGetValue(code, out var parts))
        {
            // Only the first part decomposes further.
            Decompose(parts.First, target);
            if (parts.Second != 0)
            {
                target.Add(parts.Second);
            }
        }
        else
        {
            target.Add(code);
        }
    }

    /// <summary>The primary composite of two characters, or -1.</summary>
    public int Compose(int first, int second)
    {
        if ((uint)(first - LeadBase) < LeadCount && (uint)(second - VowelBase) < VowelCount)
        {
            return HangulBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TailCount);
        }

        if ((uint)(first - HangulBase) < HangulCount && (first - HangulBase) % TailCount == 0
            && second > TailBase && second < TailBase + TailCount)
        {
            return first + second - TailBase;
        }

        return _compositions.GetValueOrDefault((first, second), -1);
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static CompositionTable Read()
    {
        using var file = typeof(CompositionTable).Assembly.GetManifestResourceStream("composition.txt")!;
        using var lines = new StreamReader(file, Encoding.ASCII);
        return new CompositionTable(lines);
    }
}
