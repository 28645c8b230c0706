using System.Runtime.InteropServices;
using Gleaner.Students.Views;

namespace Gleaner.Students.Text;

/// <summary>An action of any pieces, at least one, up to its end.</summary>
internal sealed class FreeActionGrammar(TextVocabulary vocabulary, int maxTokens) : IActionGrammar
{
    private readonly List<int> _ids = [];

    public ReadOnlySpan<int> Candidates =>
        (_ids.Count == 0 ? vocabulary.Pieces : _ids.Count < maxTokens - 1 ? vocabulary.PiecesAndEnd : vocabulary.EndOnly).AsSpan();

    public string Action => vocabulary.Decode(CollectionsMarshal.AsSpan(_ids));

    public bool Take(int id)
    {
        if (!Candidates.Contains(id))
        {
            throw new ArgumentException($"Token {id} is not a candidate here.", nameof(id));
        }

        if (id == vocabulary.End)
        {
            return true;
        }

        _ids.Add(id);
        return false;
    }
}
