using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Students.Learning;
using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Student;

/// <summary>
/// Makes the embedded student for WebShop: vocabulary, fresh parameters and self-supervised pre-training on what the catalogue's
/// pages show. A tiny model made for one catalogue; results with it are results of a tiny student.
/// </summary>
public sealed class WebShopStudent : IStudentFactory
{
    private readonly WebShopView _view;
    private readonly TinyDecoders _decoders;
    private readonly IReadOnlyList<ShownProduct> _products;
    private readonly ShopSearch _search;

    /// <summary>Prepares the vocabulary; nothing is trained yet.</summary>
    /// <param name="catalogue">The catalogue that the student will shop in.</param>
    /// <param name="search">The shop's search: words → positions of products in the catalogue, best first.</param>
    /// <param name="options">Shape, view and pre-training.</param>
    /// <exception cref="GleanerException">The shape is impossible, or there are too few pieces for the catalogue's characters.</exception>
    public WebShopStudent(ProductCatalogue catalogue, ShopSearch search, WebShopStudentOptions options)
    {
        _search = search;
        _products = [.. catalogue.Products.Select(ShownProduct.Of)];
        var vocabulary = WebShopVocabulary.Train(
            _products.SelectMany(product => product.AllTexts), _products.Select(product => product.Asin), options.Pieces);
        _view = new WebShopView(vocabulary, options.View);
        var corpus = new PretrainingCorpus(_view, _products, FirstPage, options.Mix, options.Context);
        var source = $"pre-training {vocabulary.Subwords.Hash} {options.Mix} {options.View}";
        _decoders = new TinyDecoders(_view, vocabulary.Subwords, options, new DrawnSequences(corpus.Draw, source));
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
    public IStudent Create(Seed seed) => _decoders.Create(seed);

    /// <summary>A pre-trained student.</summary>
    /// <param name="seed">Seed of the parameters and of the sequences.</param>
    /// <param name="context">Who is told about it, and where an unfinished training is kept; may be null.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <returns>The student and what its pre-training came to.</returns>
    public Task<(IStudent Student, LearningSummary Summary)> PretrainAsync(
        Seed seed, LearningContext? context, CancellationToken cancellationToken) => _decoders.PretrainAsync(seed, context, cancellationToken);

    private List<ShownProduct> FirstPage(IReadOnlyList<string> keywords) =>
        [.. _search(keywords, 10).Select(position => _products[position])];
}
