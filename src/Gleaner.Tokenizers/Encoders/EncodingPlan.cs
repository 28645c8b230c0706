using System.Collections.Immutable;
using Gleaner.Tokenizers.Merging;
using Gleaner.Tokenizers.Normalization;
using Gleaner.Tokenizers.Splitting;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Encoders;

/// <summary>All that encoding follows; immutable.</summary>
/// <param name="SourceTokens">Added tokens looked for in the text as given.</param>
/// <param name="Normalizers">What is done to the fragments between them.</param>
/// <param name="NormalizedTokens">Added tokens looked for in the normalized fragments.</param>
/// <param name="LongestToken">Length of the longest string of <paramref name="NormalizedTokens"/>.</param>
/// <param name="PreTokenizer">How the rest becomes words.</param>
/// <param name="Model">How words become ids.</param>
internal sealed record EncodingPlan(
    TokenFinder SourceTokens,
    ImmutableArray<INormalizer> Normalizers,
    TokenFinder NormalizedTokens,
    int LongestToken,
    PreTokenizer PreTokenizer,
    PairModel Model);
