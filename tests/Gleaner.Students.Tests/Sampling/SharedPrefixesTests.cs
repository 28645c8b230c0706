using FsCheck;
using FsCheck.Fluent;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Students.Sampling;
using Gleaner.Tasks;

namespace Gleaner.Students.Tests.Sampling;

public sealed class SharedPrefixesTests
{
    private const int Vocabulary = 3;
    private const int MaxLength = 100;

    // Few different tokens: random sequences then share beginnings of all lengths.
    private static readonly FrozenDecoder Decoder = FrozenDecoder.From(DecoderModel.Create(
        new DecoderConfig { VocabularySize = Vocabulary, Width = 16, Layers = 1, Heads = 1, FeedForwardWidth = 16, MaxSequenceLength = MaxLength }, 1));

    [Fact]
    public void Every_slot_ends_with_its_own_sequence_and_the_logits_of_one_that_was_alone() =>
        // A third of the sequences grows in two turns, a third starts when the others are open, the rest is there from the beginning.
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Forests(), forest =>
        {
            var session = new InferenceSession(Decoder);
            var caches = forest.Select(_ => new EpisodeCache(new TaskId("task"))).ToArray();
            List<EpisodeCache> held = [];
            foreach (var turn in new[] { 0, 1 })
            {
                List<EpisodeCache> asked = [];
                for (var i = 0; i < forest.Length; i++)
                {
                    var half = forest[i].Length / 2;
                    caches[i].Pending.AddRange((i % 3, turn) switch
                    {
                        (0, 0) => forest[i][..half],
                        (0, 1) => forest[i][half..],
                        (1, 1) or (2, 0) => forest[i],
                        _ => [],
                    });
                    if (caches[i].Pending.Count > 0)
                    {
                        asked.Add(caches[i]);
                    }
                }

                SharedPrefixes.Open(session, asked, held);
                held = [.. held.Union(asked)];
                foreach (var cache in asked)
                {
                    cache.Pending.Count.ShouldBeGreaterThan(0);
                    session.Extend([cache.TakePending()]);
                    Logits(session).ShouldBe(LogitsAlone(session.Tokens(cache.Slot).ToArray()));
                }
            }

            for (var i = 0; i < forest.Length; i++)
            {
                session.Tokens(caches[i].Slot).ToArray().ShouldBe(forest[i]);
            }

            caches.Select(cache => cache.Slot).ShouldBeUnique();
        }));

    [Fact]
    public void A_page_that_another_came_to_by_the_same_actions_is_not_computed_again()
    {
        var session = new InferenceSession(Decoder);
        int[] start = [.. Enumerable.Range(0, 30).Select(i => i % Vocabulary)], page = [.. Enumerable.Range(0, 40).Select(i => i / 2 % Vocabulary)];
        EpisodeCache first = Queue([.. start, .. page]), second = Queue(start);
        SharedPrefixes.Open(session, [first, second], []);
        session.Extend([first.TakePending(), second.TakePending()]);
        second.Pending.AddRange(page);
        var before = session.TokensComputed;
        SharedPrefixes.Open(session, [second], [first, second]);
        session.Extend([second.TakePending()]);
        (session.TokensComputed - before).ShouldBe(1, "the last token, for its logits");
        session.Tokens(second.Slot).ToArray().ShouldBe([.. start, .. page]);
    }

    [Fact]
    public void What_is_computed_is_the_tree_and_a_token_for_each_sequence_at_most() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Forests(), forest =>
                                                                                             {
                                                                                                 var session = new InferenceSession(Decoder);
                                                                                                 var caches = forest.Select(Queue).ToList();
                                                                                                 SharedPrefixes.Open(session, caches, []);
                                                                                                 session.Extend([.. caches.Select(cache => cache.TakePending())]);
                                                                                                 var nodes = forest.SelectMany(tokens => Enumerable.Range(1, tokens.Length).Select(length => string.Join(',', tokens[..length]))).Distinct().Count();

                                                                                                 // Beginnings shorter than a fork is worth, and the last tokens, are computed for each sequence.
                                                                                                 session.TokensComputed.ShouldBeInRange(nodes, nodes + (4 * forest.Length));
                                                                                             }));

    [Fact]
    public void An_experts_trunk_is_computed_once_for_all_of_its_states()
    {
        var session = new InferenceSession(Decoder);
        int[] trunk = [.. Enumerable.Range(0, 60).Select(i => i * i % Vocabulary)];
        var caches = new[] { 20, 35, 60, 50, 20 }.Select(length => Queue(trunk[..length])).ToList();
        SharedPrefixes.Open(session, caches, []);
        session.Extend([.. caches.Select(cache => cache.TakePending())]);
        session.TokensComputed.ShouldBe(trunk.Length + caches.Count - 1, "one last token for each of the others");
    }

    [Fact]
    public void A_sequence_that_is_too_long_for_a_slot_is_left_for_the_session_to_refuse()
    {
        var session = new InferenceSession(Decoder);
        var tokens = new int[MaxLength + 5];
        var caches = new[] { tokens, [.. tokens, 1] }.Select(Queue).ToList();
        SharedPrefixes.Open(session, caches, []);
        caches.ShouldAllBe(cache => session.Length(cache.Slot) + cache.Pending.Count > MaxLength);
    }

    private static EpisodeCache Queue(int[] tokens)
    {
        var cache = new EpisodeCache(new TaskId("task"));
        cache.Pending.AddRange(tokens);
        return cache;
    }

    private static float[] LogitsAlone(int[] tokens)
    {
        var session = new InferenceSession(Decoder);
        session.Extend([new SlotExtension(session.Create(), tokens)]);
        return Logits(session);
    }

    private static float[] Logits(InferenceSession session)
    {
        var logits = new float[Vocabulary];
        session.Logits(0, logits);
        return logits;
    }

    private static Arbitrary<int[][]> Forests() =>
        Gen.ArrayOf(Gen.NonEmptyListOf(Gen.Choose(0, Vocabulary - 1)).Select(tokens => tokens.Take(MaxLength).ToArray())).Where(forest => forest.Length > 0).ToArbitrary();
}
