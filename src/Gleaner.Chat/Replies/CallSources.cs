namespace Gleaner.Chat.Replies;

/// <summary>
/// Calls of a message from all the places in which it may have them: LangChain's messages have them as <c>tool_calls</c> and again as parts of the
/// content or as <c>function_call</c>. A call that is only in one place is kept; one that is in several was made once.
/// </summary>
internal static class CallSources
{
    /// <summary>The calls of the first place that has any, then those of the others that are not among them.</summary>
    /// <param name="sources">The calls in each place. Equal calls within one place are different calls.</param>
    public static List<MessageCall> Merge(params IEnumerable<MessageCall>[] sources)
    {
        var merged = new List<MessageCall>();
        foreach (var source in sources)
        {
            var unmatched = merged.ToList();
            foreach (var call in source)
            {
                var same = Find(unmatched, call);
                if (same >= 0)
                {
                    unmatched.RemoveAt(same);
                }
                else
                {
                    merged.Add(call);
                }
            }
        }

        return merged;
    }

    private static int Find(List<MessageCall> calls, MessageCall call) =>
        calls.FindIndex(one => one.Id is not null && one.Id == call.Id) is >= 0 and var byId ? byId
        : calls.FindIndex(one => one.Action is not null && one.Action == call.Action) is >= 0 and var byAction ? byAction
        : calls.FindIndex(one => one.Name == call.Name && (one.Id is null || call.Id is null) && (one.Action is null || call.Action is null));
}
