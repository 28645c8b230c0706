using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>Carries a test out.</summary>
internal delegate bool TestFunction(RenderContext context, Value target, Arguments arguments);
