namespace Gleaner.Chat.Templates;

/// <summary>A message as a template sees it.</summary>
/// <param name="Role">Its role; taken for text of the program, so it must not come from outside.</param>
/// <param name="Content">Its text.</param>
public sealed record TemplateMessage(string Role, string Content);
