using System.Collections.Immutable;

namespace Gleaner.Chat.Rendering;

/// <summary>A conversation as a model is trained on it.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="Weights">The loss weight of predicting each of them; as long as <paramref name="Ids"/>.</param>
/// <param name="Text">The text the template made of it, up to the last token.</param>
public sealed record RenderedChat(ImmutableArray<int> Ids, ImmutableArray<float> Weights, string Text);
