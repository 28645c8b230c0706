using Gleaner.Decoder.Model;
using Gleaner.Randomness;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.Students.WebShop.Pretraining;
using Gleaner.WebShop.Catalogue;

namespace Gleaner.Students.WebShop;

/// <summary>
/// Makes the embedded student for WebShop: vocabulary, fresh parameters and self-supervised pre-training on what the catalogue's
/// pages show. A tiny model made for one catalogue; results with it are results of a tiny student.
/// </summary>
public sealed class WebShopStudent : IStudentFactory
{
    private readonly WebShopView _view;
    private readonly WebShopStudentOptions _options;
    private readonly IReadOnlyList<ShownProduct> _products;
    private readonly ShopSearch _search;

    /// <summary>Prepares the vocabulary; nothing is trained yet.</summary>
    /// <param name="catalogue">The catalogue that the student will shop in.</param>
    /// <param name="search">The shop's search: words → positions of products in the catalogue, best first.</param>
    /// <param name="options">Shape, view and pre-training.</param>
    /// <exception cref="GleanerException">The shape is impossible, or there are too few pieces for the catalogue's characters.</exception>
    public WebShopStudent(ProductCatalogue catalogue, ShopSearch search, WebShopStudentOptions options)
    {
        _options = options;
        _search = search;
        _products = [.. catalogue.Products.Select(ShownProduct.Of)];
        var vocabulary = WebShopVocabulary.Train(
            _products.SelectMany(product => product.AllTexts), _products.Select(product => product.Asin), options.Pieces);
        _view = new WebShopView(vocabulary, options.View);
        CheckShape();
    }

    /// <summary>The shop's search.</summary>
    /// <param name="keywords">The words.</param>
    /// <param name="count">Most results.</param>
    /// <returns>Positions of products in the catalogue, best first.</returns>
    public delegate IReadOnlyList<int> ShopSearch(IReadOnlyList<string> keywords, int count);

    /// <inheritdoc/>
    /// <remarks>The catalogue's own hash says it all.</remarks>
    public string? DataHash => null;

    /// <summary>The number of ids in the vocabulary.</summary>
    public int VocabularySize => _view.Vocabulary.Subwords.Count;

    /// <summary>A student with fresh parameters, for pre-training or for loading a checkpoint into.</summary>
    public IStudent Create(Seed seed) => Create(DecoderModel.Create(Shape, seed.Derive("parameters").Value));

    /// <summary>A pre-trained student.</summary>
    /// <param name="seed">Seed of the parameters and of the sequences.</param>
    /// <param name="context">Who is told about it, and where an unfinished training is kept; may be null.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <returns>The student and what its pre-training came to.</returns>
    public (IStudent Student, LearningSummary Summary) Pretrain(
        Seed seed, LearningContext? context, CancellationToken cancellationToken)
    {
        var model = DecoderModel.Create(Shape, seed.Derive("parameters").Value);
        if (_options.PretrainingSteps == 0)
        {
            return (Create(model), LearningSummary.None);
        }

        var plan = new LearningPlan(_options.PretrainingSteps, _options.PretrainingBatch, _options.PretrainingRate, seed.Derive("pretraining"));
        var corpus = new PretrainingCorpus(_view, _products, FirstPage, _options.Mix, _options.Context);
        var source = $"pre-training {_view.Vocabulary.Subwords.Hash} {_options.Mix} {_options.View}";
        var summary = SequenceTrainer.Train(
            new FullParameters(model), step => DrawBatch(corpus, plan, step), source, plan, _options.Learning, context, cancellationToken);
        return (Create(model), summary);
    }

    private DecoderConfig Shape => new()
    {
        VocabularySize = VocabularySize,
        Width = _options.Width,
        Layers = _options.Layers,
        Heads = _options.Heads,
        FeedForwardWidth = _options.FeedForward,
        MaxSequenceLength = _options.Context,
        Smear = SmearKind.Channel,
    };

    private void CheckShape()
    {
        try
        {
            Shape.Validate();
        }
        catch (ArgumentException exception)
        {
            throw new GleanerException($"The student cannot have this shape: {exception.Message}", exception);
        }
    }

    private DecoderStudent Create(DecoderModel model) =>
        new(new FullParameters(model), _view, new VocabularyFiles(_view.Vocabulary.Subwords), _options.Learning);

    private static List<Views.RenderedSequence> DrawBatch(PretrainingCorpus corpus, LearningPlan plan, int step)
    {
        // A stream of its own for each step: what is drawn does not depend on how the steps before it were drawn.
        var random = plan.Seed.Derive(step).ToStream();
        return [.. Enumerable.Range(0, plan.BatchSize).Select(_ => corpus.Draw(random))];
    }

    private List<ShownProduct> FirstPage(IReadOnlyList<string> keywords) =>
        [.. _search(keywords, 10).Select(position => _products[position])];
}
