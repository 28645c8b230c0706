using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>Carries a filter out.</summary>
internal delegate Value FilterFunction(RenderContext context, Value target, Arguments arguments);
