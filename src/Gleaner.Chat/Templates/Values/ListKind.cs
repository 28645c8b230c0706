namespace Gleaner.Chat.Templates.Values;

/// <summary>Which of Python's sequences a list stands for; they differ in what may be done with them.</summary>
internal enum ListKind
{
    List,
    Tuple,
    Range,

    /// <summary>Keys, values or items of a dict: countable, not indexable.</summary>
    View,

    /// <summary>What a filter such as <c>map</c> gives: it can be walked once, and not counted or indexed.</summary>
    Generator,
}
