using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Tests.Kernels;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Sampling;

public sealed class InferenceSessionTests
{
    private static readonly DecoderConfig Config = TestBatches.Tiny with { MaxSequenceLength = 400, Layers = 3 };

    private static readonly DecoderConfig Grouped = Config with
    {
        Heads = 6, KeyValueHeads = 2, HeadWidth = 16, QueryKeyValueBias = true, TieEmbeddings = false, RopeScaling = new LinearRopeScaling(2),
    };

    [Theory]
    [InlineData("6x16", false, false)]
    [InlineData("12x32", false, false)]
    [InlineData("6x16", true, false)]
    [InlineData("12x32", true, false)]
    [InlineData("6x16", true, true)]
    [InlineData("12x32", true, true)]
    public void Logits_agree_with_the_reference(string implementation, bool grouped, bool normed)
    {
        var model = TestBatches.Model((grouped ? Grouped : Config) with { QueryKeyNorm = normed });
        var tokens = RandomTokens(1, 150);
        var expected = new ReferenceDecoder(model).Logits(tokens);
        var session = new InferenceSession(FrozenDecoder.From(model, GemmTests.Create(implementation)));
        session.Extend([new SlotExtension(session.Create(), tokens)], ExtendOutput.AllTokens).ShouldBe(tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            var logits = Logits(session, i);
            for (var id = 0; id < logits.Length; id++)
            {
                ((double)logits[id]).ShouldBe(expected[i][id], 1e-4);
            }
        }
    }

    [Fact]
    public void Both_kernels_give_the_same_bits()
    {
        var model = TestBatches.Model(Config);
        float[][] logits = [.. new[] { "6x16", "12x32" }.Select(implementation =>
        {
            var session = new InferenceSession(FrozenDecoder.From(model, GemmTests.Create(implementation)));
            session.Extend([new SlotExtension(session.Create(), RandomTokens(1, 150))]);
            return Logits(session, 0);
        })];
        logits[0].ShouldBe(logits[1]);
    }

    [Fact]
    public void A_sequence_alone_or_in_a_batch_of_64_gives_the_same_bits()
    {
        var decoder = FrozenDecoder.From(TestBatches.Model(Config));
        int[][] sequences = [.. Enumerable.Range(0, 64).Select(i => RandomTokens(i, 1 + (i * 37 % 190)))];
        var together = new InferenceSession(decoder);
        int[] slots = [.. sequences.Select(_ => together.Create())];
        together.Extend([.. sequences.Select((tokens, i) => new SlotExtension(slots[i], tokens))]).ShouldBe(64);
        var all = new float[64 * Config.VocabularySize];
        together.Logits(all);
        var second = Step(together, slots);
        for (var i = 0; i < 64; i++)
        {
            var alone = new InferenceSession(decoder);
            var slot = alone.Create();
            alone.Extend([new SlotExtension(slot, sequences[i])]);
            Logits(alone, 0).ShouldBe(all[(i * Config.VocabularySize)..((i + 1) * Config.VocabularySize)]);
            Logits(together, i).ShouldBe(second[i]);
            alone.Extend([new SlotExtension(slot, new[] { i % Config.VocabularySize })]);
            Logits(alone, 0).ShouldBe(second[i]);
        }

        static float[][] Step(InferenceSession session, int[] slots)
        {
            session.Extend([.. slots.Select((slot, i) => new SlotExtension(slot, new[] { i % Config.VocabularySize }))]);
            return [.. slots.Select((_, i) => Logits(session, i))];
        }
    }

    [Fact]
    public void Any_split_into_extensions_gives_the_same_bits()
    {
        var decoder = FrozenDecoder.From(TestBatches.Model(Config));
        var tokens = RandomTokens(3, 330);
        var whole = All(decoder, tokens, _ => tokens.Length);
        var random = new Random(7);
        All(decoder, tokens, _ => 1).ShouldBe(whole);
        for (var trial = 0; trial < 5; trial++)
        {
            All(decoder, tokens, left => 1 + random.Next(Math.Min(left, 100))).ShouldBe(whole);
        }

        static float[][] All(FrozenDecoder decoder, int[] tokens, Func<int, int> take)
        {
            var session = new InferenceSession(decoder);
            var slot = session.Create();
            List<float[]> logits = [];
            for (var done = 0; done < tokens.Length;)
            {
                var count = take(tokens.Length - done);
                session.Extend([new SlotExtension(slot, tokens.AsMemory(done, count))], ExtendOutput.AllTokens);
                logits.AddRange(Enumerable.Range(0, count).Select(i => Logits(session, i)));
                done += count;
            }

            return [.. logits];
        }
    }

    [Fact]
    public void Forks_and_truncated_slots_go_on_as_if_they_had_been_alone()
    {
        var decoder = FrozenDecoder.From(TestBatches.Model(Config));
        var session = new InferenceSession(decoder);
        var random = new Random(5);
        List<(int Slot, List<int> Tokens)> open = [(session.Create(), [])];
        for (var round = 0; round < 120; round++)
        {
            var (slot, tokens) = open[random.Next(open.Count)];
            switch (random.Next(6))
            {
                case 0 when open.Count < 8:
                    open.Add((session.Fork(slot), [.. tokens]));
                    break;
                case 1:
                    var length = random.Next(tokens.Count + 1);
                    session.Truncate(slot, length);
                    tokens.RemoveRange(length, tokens.Count - length);
                    break;
                case 2 when open.Count > 1:
                    session.Release(slot);
                    open.RemoveAll(entry => entry.Slot == slot);
                    break;
                default:
                    var added = RandomTokens(round, 1 + random.Next(Math.Min(90, Config.MaxSequenceLength - tokens.Count)));
                    session.Extend([new SlotExtension(slot, added)]);
                    tokens.AddRange(added);
                    session.Tokens(slot).ToArray().ShouldBe(tokens);
                    var fresh = new InferenceSession(decoder);
                    fresh.Extend([new SlotExtension(fresh.Create(), tokens.ToArray())]);
                    Logits(session, 0).ShouldBe(Logits(fresh, 0));
                    if (tokens.Count > 300)
                    {
                        session.Truncate(slot, 10);
                        tokens.RemoveRange(10, tokens.Count - 10);
                    }

                    break;
            }
        }
    }

    [Fact]
    public void Logits_of_candidates_are_the_entries_of_the_full_logits()
    {
        var session = new InferenceSession(FrozenDecoder.From(TestBatches.Model(Config)));
        session.Extend([new SlotExtension(session.Create(), RandomTokens(1, 20)), new SlotExtension(session.Create(), RandomTokens(2, 3))]);
        int[] ids = [36, 0, 5, 5, 17, 1, 30];
        var some = new float[ids.Length];
        session.LogitsFor(1, ids, some);
        var full = Logits(session, 1);
        some.ShouldBe(ids.Select(id => full[id]));
    }

    [Fact]
    public void Training_and_decoding_agree()
    {
        var model = TestBatches.Model(Config);
        var sequence = TestBatches.Random(9, Config.VocabularySize, 120)[0];
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1 });
        var session = new InferenceSession(FrozenDecoder.From(model));
        session.Extend([new SlotExtension(session.Create(), sequence.Tokens)], ExtendOutput.AllTokens);
        double loss = 0, total = 0;
        for (var i = 1; i < sequence.Tokens.Length; i++)
        {
            var logits = Logits(session, i - 1);
            double max = logits.Max();
            loss += sequence.Weights.Span[i] * (max + Math.Log(logits.Sum(value => Math.Exp(value - max))) - logits[sequence.Tokens.Span[i]]);
            total += sequence.Weights.Span[i];
        }

        trainer.Evaluate([sequence]).Loss.ShouldBe(loss / total, 1e-6);
    }

    [Fact]
    public void A_snapshot_does_not_follow_the_model()
    {
        var model = TestBatches.Model(Config);
        InferenceSession session = new(FrozenDecoder.From(model)), other = new(FrozenDecoder.From(model));
        model["model.norm.weight"].Span.Clear();
        session.Extend([new SlotExtension(session.Create(), new[] { 1, 2 })]);
        other.Extend([new SlotExtension(other.Create(), new[] { 1, 2 })]);
        Logits(session, 0).ShouldBe(Logits(other, 0));
        Logits(session, 0).ShouldContain(value => value != 0);
    }

    [Fact]
    public void Later_steps_allocate_nothing()
    {
        var session = new InferenceSession(FrozenDecoder.From(TestBatches.Model(Config)));
        int[] slots = [.. Enumerable.Range(0, 9).Select(_ => session.Create())];
        SlotExtension[] requests = [.. slots.Select(slot => new SlotExtension(slot, RandomTokens(slot, 30)))];
        session.Extend(requests);
        session.Extend(requests);
        foreach (var slot in slots)
        {
            session.Truncate(slot, 5);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        session.Extend(requests);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Wrong_requests_are_refused_and_change_nothing()
    {
        var session = new InferenceSession(FrozenDecoder.From(TestBatches.Model(Config)));
        int slot = session.Create(), released = session.Create();
        session.Release(released);
        session.Extend([new SlotExtension(slot, new[] { 1, 2, 3 })]);
        Refused([new SlotExtension(released, new[] { 1 })]).ShouldContain("not open");
        Refused([new SlotExtension(slot, new[] { 1 }), new SlotExtension(slot, new[] { 2 })]).ShouldContain("twice");
        Refused([new SlotExtension(slot, ReadOnlyMemory<int>.Empty)]).ShouldContain("no tokens");
        Refused([new SlotExtension(slot, new[] { 37 })]).ShouldContain("Token id 37");
        Refused([new SlotExtension(slot, new int[398])]).ShouldContain("maximum of 400");
        session.Length(slot).ShouldBe(3);
        Should.Throw<ArgumentException>(() => session.Truncate(slot, 4));
        Should.Throw<ArgumentException>(() => session.Logits(1, new float[37]));
        Should.Throw<ArgumentException>(() => session.Logits(0, new float[36]));
        Should.Throw<ArgumentException>(() => session.LogitsFor(0, [37], new float[1]));

        string Refused(SlotExtension[] requests) => Should.Throw<ArgumentException>(() => session.Extend(requests)).Message;
    }

    private static float[] Logits(InferenceSession session, int row)
    {
        var logits = new float[Config.VocabularySize];
        session.Logits(row, logits);
        return logits;
    }

    private static int[] RandomTokens(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Config.VocabularySize))];
    }
}
