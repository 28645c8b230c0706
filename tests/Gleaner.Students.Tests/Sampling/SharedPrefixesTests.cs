using FsCheck;
using FsCheck.Fluent;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Students.Sampling;

namespace Gleaner.Students.Tests.Sampling;

public sealed class SharedPrefixesTests
{
    private const int Vocabulary = 3;
    private const int MaxLength = 100;

    // Few different tokens: random sequences then share beginnings of all lengths.
    private static readonly FrozenDecoder Decoder = FrozenDecoder.From(DecoderModel.Create(
        new DecoderConfig { VocabularySize = Vocabulary, Width = 16, Layers = 1, Heads = 1, FeedForwardWidth = 16, MaxSequenceLength = MaxLength }, 1));

    [Fact]
    public void Every_slot_ends_with_its_own_sequence_and_the_logits_of_one_that_was_alone()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Forests(), forest =>
        {
            InferenceSession session = new(Decoder);
            List<EpisodeCache> open = [];
            foreach (var wave in new[] { forest[..(forest.Length / 2)], forest[(forest.Length / 2)..] })
            {
                var caches = wave.Select(Queue).ToList();
                SharedPrefixes.Open(session, caches, open);
                open.AddRange(caches);
                for (var i = 0; i < caches.Count; i++)
                {
                    caches[i].Pending.Count.ShouldBeGreaterThan(0);
                    session.Extend([caches[i].TakePending()]);
                    session.Tokens(caches[i].Slot).ToArray().ShouldBe(wave[i]);
                    Logits(session).ShouldBe(LogitsAlone(wave[i]));
                }
            }
        }));
    }

    [Fact]
    public void What_is_computed_is_the_tree_and_a_token_for_each_sequence_at_most()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Forests(), forest =>
        {
            InferenceSession session = new(Decoder);
            var caches = forest.Select(Queue).ToList();
            SharedPrefixes.Open(session, caches, []);
            session.Extend([.. caches.Select(cache => cache.TakePending())]);
            var nodes = forest.SelectMany(tokens => Enumerable.Range(1, tokens.Length).Select(length => string.Join(',', tokens[..length]))).Distinct().Count();

            // Beginnings shorter than a fork is worth, and the last tokens, are computed for each sequence.
            session.TokensComputed.ShouldBeInRange(nodes, nodes + (4 * forest.Length));
        }));
    }

    [Fact]
    public void An_experts_trunk_is_computed_once_for_all_of_its_states()
    {
        InferenceSession session = new(Decoder);
        int[] trunk = [.. Enumerable.Range(0, 60).Select(i => i * i % Vocabulary)];
        var caches = new[] { 20, 35, 60, 50, 20 }.Select(length => Queue(trunk[..length])).ToList();
        SharedPrefixes.Open(session, caches, []);
        session.Extend([.. caches.Select(cache => cache.TakePending())]);
        session.TokensComputed.ShouldBe(trunk.Length + caches.Count - 1, "one last token for each of the others");
    }

    [Fact]
    public void A_sequence_that_is_too_long_for_a_slot_is_left_for_the_session_to_refuse()
    {
        InferenceSession session = new(Decoder);
        var tokens = new int[MaxLength + 5];
        var caches = new[] { tokens, [.. tokens, 1] }.Select(Queue).ToList();
        SharedPrefixes.Open(session, caches, []);
        caches.ShouldAllBe(cache => session.Length(cache.Slot) + cache.Pending.Count > MaxLength);
    }

    private static EpisodeCache Queue(int[] tokens)
    {
        EpisodeCache cache = new();
        cache.Pending.AddRange(tokens);
        return cache;
    }

    private static float[] LogitsAlone(int[] tokens)
    {
        InferenceSession session = new(Decoder);
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
