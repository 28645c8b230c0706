using System.Globalization;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Plain logs of ReAct agents: <c>Thought:</c>, <c>Action:</c> and <c>Observation:</c> at the beginning of lines, in any case, perhaps
/// numbered (<c>Thought 1:</c>). Runs are apart by a line of dashes, a new <c>Question:</c>, the label that the first one began with
/// (<c>Task:</c>, <c>Episode 2</c>), numbers that begin again at 1, or LangChain's <c>&gt; Entering new … chain</c>. What stands before the first heading is what the agent saw first; a line
/// <c>Reward:</c>, <c>Score:</c> or <c>Return:</c> says the return.
/// </summary>
public sealed class ReActImporter : IRunImporter
{
    /// <inheritdoc/>
    public string Name => "react";

    /// <inheritdoc/>
    public string Description => "Plain logs of ReAct agents and of LangChain: lines of Thought:, Action:, Observation:.";

    /// <inheritdoc/>
    public IEnumerable<ImportEntry> Read(IEnumerable<string> paths, ImportSettings settings)
    {
        return RunImporters.WithinLimit(Entries(), settings);

        IEnumerable<ImportEntry> Entries()
        {
            var maker = new TrajectoryMaker(settings);
            var index = 0;
            foreach (var path in paths)
            {
                foreach (var (line, parts) in ReActLog.Runs(RecordedText.Whole(path)))
                {
                    yield return RecordedFile.Convert(new ImportedRun(path, $"{path}:{line}", index++), run => Make(maker, run, parts, settings.Malformed == MalformedReplies.Keep));
                }
            }
        }
    }

    private static ImportEntry Make(TrajectoryMaker maker, ImportedRun run, List<ReActPart> parts, bool keepsMalformed)
    {
        if (parts.Exists(part => part.Text.Contains(RecordedText.NoText, StringComparison.Ordinal)))
        {
            throw new RunRefusedException("it is not UTF-8 text", "some of its bytes are not");
        }

        var turns = new List<RecordedTurn>();
        string? thought = null, said = null, last = string.Join('\n', parts.Where(part => part.Kind == ReActPartKind.Opening).Select(part => part.Text)).Trim();
        double? value = null;
        var closing = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            var text = parts[i].Text.Trim();
            switch (parts[i].Kind)
            {
                case ReActPartKind.Thought when text.Length > 0:
                    thought = ReplyText.Join(thought, text);
                    said = ReplyText.Join(said, parts[i].Said);
                    break;
                case ReActPartKind.Action:
                    var input = i + 1 < parts.Count && parts[i + 1].Kind == ReActPartKind.ActionInput ? parts[++i].Text : null;
                    var action = ReplyText.ActionOf(text, input);
                    if (ReplyText.IsFinalAnswer(action))
                    {
                        (closing, said) = (closing + 1, null);
                        break;
                    }

                    if (action.Length == 0 && keepsMalformed)
                    {
                        said = ReplyText.Join(said, parts[i].Said);
                        break;
                    }

                    turns.Add(new RecordedTurn(last ?? throw Missing(turns.Count), thought, action));
                    (thought, last, said) = (null, null, null);
                    break;
                case ReActPartKind.Observation when keepsMalformed && said is not null && text.Length > 0 && last is { } before && (turns.Count > 0 || before.Length > 0):
                    // It was answered, so the environment was given it.
                    turns.Add(new RecordedTurn(before, null, said) { Malformed = MalformedReply.NoAction });
                    (thought, last, said) = (null, text, null);
                    break;
                case ReActPartKind.Observation when text.Length > 0 || last is null:
                    last = last is null || turns.Count == 0 && last.Length == 0 ? text : $"{last}\n{text}";
                    break;
                case ReActPartKind.Answer:
                    closing++;
                    break;
                case ReActPartKind.Return:
                    value = ReturnIn(text);
                    break;
            }
        }

        if (turns.Count == 0 && closing == 0)
        {
            throw Nothing(parts);
        }

        return maker.Make(run, null, null, turns, last, value, isDone: value is not null) with { LooseThoughts = (thought ?? said) is null || closing > 0 ? 0 : 1, ClosingWords = closing };
    }

    private static double ReturnIn(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : bool.TryParse(text, out var isTrue) ? isTrue ? 1 : 0
        : throw new RunRefusedException("the return is not a number", $"'{(text.Length <= 40 ? text : text[..40] + "…")}'");

    private static RunRefusedException Nothing(List<ReActPart> parts) => new("nothing was done", parts.Exists(part => part.Text.Contains("\nInvoking: `", StringComparison.Ordinal))
        ? "LangChain's 'Invoking:' does not part what a tool answers from what follows; write the agent's intermediate_steps or messages as JSON and import them by 'openai'"
        : "no line begins with 'Action:'; what stands before headings (times, levels of logging) is to be cut off");

    private static RunRefusedException Missing(int turns) => new("an observation is missing", $"actions {turns} and {turns + 1} follow each other");
}
