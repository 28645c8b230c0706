using System.Collections.Immutable;
using Gleaner.Chat.Templates;

namespace Gleaner.Chat.Rendering;

/// <summary>A message of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">The text. No special token is ever made of it, whatever it holds.</param>
public sealed record ChatMessage(ChatRole Role, string Content)
{
    /// <summary>Loss weight of an assistant's turn, its end-of-turn token included. Finite; without meaning for other roles.</summary>
    public float Weight { get; init; }

    /// <summary>
    /// The ids an assistant's turn was sampled as, its end-of-turn token included unless the sampling was cut short; then the
    /// token is added with weight 0. Default: the turn is made from <see cref="Content"/>.
    /// </summary>
    public ImmutableArray<int> SampledIds { get; init; }

    internal TemplateMessage ToTemplate() => new(
        Role switch { ChatRole.System => "system", ChatRole.User => "user", _ => "assistant" }, Content);
}

/// <summary>Who speaks.</summary>
public enum ChatRole
{
    /// <summary>Instructions ahead of the conversation.</summary>
    System,

    /// <summary>What the assistant answers to.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}
