using System.Runtime.InteropServices;
using Gleaner.Students.Views;

namespace Gleaner.Students.Pretrained;

/// <summary>An action in free text: any tokens up to the end of the turn. The environment says what it makes of it.</summary>
internal sealed class FreeTextGrammar(ActionTokens tokens) : IActionGrammar
{
    private readonly List<int> _ids = [];

    public ReadOnlySpan<int> Candidates => tokens.After(_ids.Count);

    public string Action => tokens.Decode(CollectionsMarshal.AsSpan(_ids));

    public bool Take(int id)
    {
        if (tokens.IsStop(id))
        {
            return true;
        }

        if (!Candidates.Contains(id))
        {
            throw new ArgumentException($"Token {id} is no part of an action.", nameof(id));
        }

        _ids.Add(id);
        return false;
    }
}
