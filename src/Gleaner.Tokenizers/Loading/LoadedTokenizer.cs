using System.Collections.Immutable;
using Gleaner.Tokenizers.Decoding;
using Gleaner.Tokenizers.Encoders;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Loading;

/// <summary>What <c>tokenizer.json</c> says.</summary>
/// <param name="Vocabulary">All tokens.</param>
/// <param name="Plan">How to encode.</param>
/// <param name="Decoder">How to decode.</param>
/// <param name="Leading">Ids that the post-processor puts before a sequence.</param>
/// <param name="Trailing">Ids that the post-processor puts after a sequence.</param>
internal sealed record LoadedTokenizer(
    Vocabulary Vocabulary,
    EncodingPlan Plan,
    ITokenDecoder Decoder,
    ImmutableArray<int> Leading,
    ImmutableArray<int> Trailing);
