using System.Collections.Immutable;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Tokenizers;

namespace Gleaner.Students.Pretrained;

/// <summary>What a model and the tokenizer beside it make of each other's ids.</summary>
internal sealed class ModelTokens
{
    private readonly Tokenizer _tokenizer;

    public ModelTokens(HuggingFaceFolder folder, Tokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        var (ids, rows) = (tokenizer.VocabularySize, folder.Config.VocabularySize);
        Misfit = ids > rows ? $"the tokenizer has ids up to {ids - 1:D}, the model only up to {rows - 1:D}" : null;
        IEnumerable<int> own = tokenizer.Settings.EosToken is { } end && tokenizer.IdOf(end) is { } id ? [id] : [];
        var named = folder.Generation.EndTokens.Union(own).ToLookup(tokenizer.Contains);
        (Ends, UnknownEnds) = ([.. named[true]], [.. named[false]]);
    }

    /// <summary>Why the model cannot be used with this tokenizer; null where it can.</summary>
    public string? Misfit { get; }

    /// <summary>Ids that end an answer.</summary>
    public ImmutableArray<int> Ends { get; }

    /// <summary>Ids that are to end an answer and that the tokenizer does not have. The model may have a row for them: vocabularies are often padded.</summary>
    public ImmutableArray<int> UnknownEnds { get; }

    /// <summary>The tokens that end an answer, for people.</summary>
    public string DescribeEnds() => Ends.IsEmpty ? "no token that the folder names" : string.Join(", ", Ends.Select(id => $"{_tokenizer.TokenOf(id)} ({id:D})"));

    /// <summary>The end tokens that the tokenizer does not have, for people; null where there are none.</summary>
    public string? DescribeUnknownEnds() => UnknownEnds.IsEmpty ? null
        : UnknownEnds is [var id] ? $"id {id:D}, which the tokenizer does not have"
        : $"ids {string.Join(", ", UnknownEnds.Select(unknown => $"{unknown:D}"))}, which the tokenizer does not have";
}
