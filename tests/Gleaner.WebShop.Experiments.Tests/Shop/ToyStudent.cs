using Gleaner.Decoder.Model;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Students;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Experiments.Tests.Shop;

/// <summary>Tiny students for the toy shop.</summary>
internal static class ToyStudent
{
    public static WebShopVocabulary Vocabulary { get; } = WebShopVocabulary.Train(
        ToyCatalogue.Shown.SelectMany(product => product.AllTexts), ToyCatalogue.Shown.Select(product => product.Asin), 200);

    public static WebShopViewOptions ViewOptions { get; } = new() { MaxSearchTokens = 5 };

    public static WebShopView View { get; } = new(Vocabulary, ViewOptions);

    public static WebShopStudentOptions Options { get; } = new()
    {
        Width = 32,
        Layers = 2,
        Heads = 2,
        FeedForward = 48,
        Pieces = 200,
        Context = 768,
        PretrainingSteps = 3,
        PretrainingBatch = 4,
        View = ViewOptions,
        Learning = new LearningOptions { Threads = 1 },
    };

    /// <summary>What students that rehearse draw.</summary>
    public static RenderedSequence Rehearsed { get; } = new([5, 6, 7], [0, 1, 1]);

    public static DecoderStudent Create(ulong seed = 1, int context = 768, double rehearsal = 0) =>
        new(new FullParameters(DecoderModel.Create(Shape(context), seed)), View, new VocabularyFiles(Vocabulary.Subwords), Options.Learning)
        {
            Rehearsal = rehearsal > 0 ? new Rehearsal(new DrawnSequences(_ => Rehearsed, "toy"), rehearsal) : null,
        };

    public static DecoderConfig Shape(int context) => new()
    {
        VocabularySize = Vocabulary.Subwords.Count,
        Width = Options.Width,
        Layers = Options.Layers,
        Heads = Options.Heads,
        FeedForwardWidth = Options.FeedForward,
        MaxSequenceLength = context,
        Smear = SmearKind.Channel,
    };

    public static Task<System.Collections.Immutable.ImmutableArray<Rollout>> RollOutAsync(
        IPolicy policy, IReadOnlyList<RolloutRequest> requests, double temperature, int batchSize = 8, int workers = 1) =>
        new RolloutEngine(new ToyShop()).RunAsync(
            policy,
            requests,
            new Seed(5),
            new RolloutOptions { Decoding = new Decoding(temperature), BatchSize = batchSize, Workers = workers },
            cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Several rollouts from s0 of each toy task.</summary>
    public static RolloutRequest[] FromStart(int attempts) =>
        [.. from attempt in Enumerable.Range(0, attempts)
            from task in ToyShop.Tasks
            select new RolloutRequest(StartState.Initial(task), attempt)];
}
