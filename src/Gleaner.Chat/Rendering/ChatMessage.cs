using System.Collections.Immutable;
using Gleaner.Chat.Templates;

namespace Gleaner.Chat.Rendering;

/// <summary>A message of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">The text. No special token is ever made of it, whatever it holds.</param>
public sealed record ChatMessage(ChatRole Role, string Content)
{
    /// <summary>What a model is shown in place of a message that its context has no room for.</summary>
    public const string LeftOutText = "(This observation has been left out.)";

    /// <summary>Loss weight of an assistant's turn, its end-of-turn token included. Finite; without meaning for other roles.</summary>
    public float Weight { get; init; }

    /// <summary>
    /// The ids an assistant's turn was sampled as, its end-of-turn token included unless the sampling was cut short; then the
    /// token is added with weight 0. Default: the turn is made from <see cref="Content"/>.
    /// </summary>
    public ImmutableArray<int> SampledIds { get; init; }

    /// <summary>
    /// How many of the user's messages after the first had been left out when an assistant's turn was said: <see cref="LeftOutText"/> stood
    /// in their place. Without meaning for other roles, and in renderings of a whole conversation.
    /// </summary>
    public int LeftOut { get; init; }

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
