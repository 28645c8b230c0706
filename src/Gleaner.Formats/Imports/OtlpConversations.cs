namespace Gleaner.Formats.Imports;

/// <summary>
/// Puts the calls of a model together to conversations. Any number of them may be open at once: calls of other agents, of a guard or of a
/// judge stand between the calls of a run. A call goes on with the conversation of which its input repeats the most.
/// </summary>
internal sealed class OtlpConversations
{
    // The one that was added to last stands last.
    private readonly List<Conversation> _open = [];

    private int _count;

    private OtlpConversations()
    {
    }

    /// <summary>The conversations of calls that stand in the order of their beginning; none of them is the beginning of another.</summary>
    public static IReadOnlyList<IReadOnlyList<OtlpMessage>> Of(IEnumerable<OtlpCall> calls)
    {
        var all = new OtlpConversations();
        foreach (var call in calls)
        {
            all.Add(call);
        }

        var kept = all._open.Where(one => !one.IsReplaced).OrderBy(one => one.Number).ToList();
        return [.. kept.Where(one => !kept.Exists(other => IsLonger(other, one) && IsPrefix(one.Said, other.Said))).Select(one => one.Said)];
    }

    private void Add(OtlpCall call)
    {
        var input = call.Input.Where(message => !message.IsSystem).ToList();
        var conversation = Repeated(input) ?? New(input) ?? Shortened(input) ?? new Conversation(_count++, input);
        if (call.Output is { } output)
        {
            conversation.Said.Add(output);
            conversation.Alone?.Add(output);
        }

        _open.Remove(conversation);
        _open.Add(conversation);
    }

    // The input repeats all that was said, or what was said before an answer.
    private Conversation? Repeated(List<OtlpMessage> input)
    {
        var whole = Enumerable.Reverse(_open).Where(one => IsPrefix(one.Said, input)).MaxBy(one => one.Said.Count);
        if (whole?.Said.Count != input.Count && input.Count > 0 && Last(one => one.Said.Count > input.Count && one.Said[input.Count].IsAgent && IsPrefix(input, one.Said)) is { } asked)
        {
            // Asked again with the same: an answer that nothing followed, nor will, was not used.
            asked.IsReplaced |= asked.Said.Count == input.Count + 1;
            return new Conversation(_count++, WithThoughts(asked.Said, input));
        }

        if (whole is null)
        {
            return null;
        }

        foreach (var other in _open.Where(one => one.Guessed == whole))
        {
            other.StandAlone();
        }

        whole.IsReplaced = false;
        whole.Settle(WithThoughts(whole.Said, input));
        return whole;
    }

    // The input is only what tools answered: it goes on with the calls that it answers.
    private Conversation? New(List<OtlpMessage> input)
    {
        if (!input.TrueForAll(message => !message.IsAgent && message.Role != "user"))
        {
            return null;
        }

        var last = Last(one => one.Said.FindLast(message => message.IsAgent) is { } said && said.Ids.Intersect(input.SelectMany(message => message.Ids)).Any())
            ?? Last(one => one.Said is [.., { IsAgent: true, Ids.Count: > 0 }])
            ?? Last(_ => true);
        last?.Settle([.. last.Said, .. input]);
        return last;
    }

    // A history of the same beginning that leaves things out, or says an answer otherwise: what follows the last answer was not seen before.
    private Conversation? Shortened(List<OtlpMessage> input)
    {
        var answer = input.FindLast(message => message.IsAgent)?.Key;
        if ((Last(one => IsSameBeginning(one) && one.Said.FindLast(message => message.IsAgent)?.Key == answer) ?? Last(IsSameBeginning)) is not { } shortened)
        {
            return null;
        }

        shortened.IsReplaced = true;
        var known = Math.Max(input.FindLastIndex(message => message.IsAgent) + 1, shortened.Said.Zip(input).TakeWhile(pair => pair.First.Key == pair.Second.Key).Count());
        return new Conversation(_count++, [.. shortened.Said, .. input.Skip(known)]) { Guessed = shortened, Alone = [.. input] };

        bool IsSameBeginning(Conversation one) => one.Said is [var first, ..] && first.Key == input[0].Key;
    }

    private Conversation? Last(Predicate<Conversation> match) => _open.FindLast(match);

    private static bool IsPrefix(List<OtlpMessage> prefix, List<OtlpMessage> of) => prefix.Count <= of.Count && prefix.Zip(of).All(pair => pair.First.Key == pair.Second.Key);

    private static bool IsLonger(Conversation one, Conversation than) =>
        one.Said.Count > than.Said.Count || (one.Said.Count == than.Said.Count && one.Number < than.Number);

    // An answer has its thoughts where it was given; later inputs seldom repeat them.
    private static List<OtlpMessage> WithThoughts(List<OtlpMessage> said, List<OtlpMessage> input) =>
        [.. input.Select((message, i) => i < said.Count && message.Thought is null && said[i].Thought is { } thought ? message.WithThought(thought) : message)];

    /// <summary>A conversation that further calls may go on with.</summary>
    private sealed class Conversation(int number, List<OtlpMessage> said)
    {
        public int Number => number;

        public List<OtlpMessage> Said { get; private set; } = said;

        /// <summary>Another has taken its place, unless a later call goes on with this one.</summary>
        public bool IsReplaced { get; set; }

        /// <summary>The one that this was taken to go on with; null if that is sure.</summary>
        public Conversation? Guessed { get; init; }

        /// <summary>What was said if this goes on with none; null if that is not so.</summary>
        public List<OtlpMessage>? Alone { get; set; }

        public void Settle(List<OtlpMessage> said)
        {
            Said = said;
            Alone = null;
        }

        /// <summary>What this was taken to go on with has gone on otherwise.</summary>
        public void StandAlone() => Settle(Alone ?? Said);
    }
}
