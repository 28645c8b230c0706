using System.Collections.Immutable;
using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Experiments.Tests.Shop;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Experiments.Tests.Student;

public sealed class PretrainingCorpusTests
{
    private const int Context = 100;

    private static readonly PretrainingMix None = new() { Text = 0, Identify = 0, Choose = 0, Values = 0, Trip = 0, Search = 0 };

    [Fact]
    public void Fields_that_no_page_shows_do_not_reach_it()
    {
        ImmutableArray<Product> told = [.. ToyCatalogue.Products.Select(WithHiddenFields)];
        var (open, hidden) = (Vocabulary(ToyCatalogue.Products), Vocabulary(told));
        hidden.Subwords.Hash.ShouldBe(open.Subwords.Hash);
        Draw(told, hidden, new PretrainingMix(), new Seed(1)).ShouldBe(Draw(ToyCatalogue.Products, open, new PretrainingMix(), new Seed(1)));
    }

    [Fact]
    public void The_seed_alone_decides_what_is_drawn()
    {
        var vocabulary = Vocabulary(ToyCatalogue.Products);
        var drawn = Draw(ToyCatalogue.Products, vocabulary, new PretrainingMix(), new Seed(1));
        drawn.ShouldBe(Draw(ToyCatalogue.Products, vocabulary, new PretrainingMix(), new Seed(1)));
        drawn.ShouldNotBe(Draw(ToyCatalogue.Products, vocabulary, new PretrainingMix(), new Seed(2)));
    }

    [Fact]
    public void Every_sequence_fits_the_context_and_teaches_something()
    {
        foreach (var sequence in Sequences(new PretrainingMix()))
        {
            sequence.Ids.Length.ShouldBeInRange(2, Context);
            sequence.Weights.Length.ShouldBe(sequence.Ids.Length);
            sequence.Weights[0].ShouldBe(0);
            sequence.Weights.ShouldAllBe(weight => weight >= 0);
            sequence.Weights.ShouldContain(weight => weight > 0);
        }
    }

    [Fact]
    public void Trips_and_choices_train_actions_and_not_pages()
    {
        var vocabulary = ToyStudent.Vocabulary;
        int[] pageMarks = [vocabulary.Instruction, vocabulary.Results, vocabulary.Item, vocabulary.SameItem, vocabulary.Group, vocabulary.Act];
        foreach (var sequence in Sequences(None with { Identify = 1, Choose = 1, Trip = 1 }))
        {
            for (var i = 0; i < sequence.Ids.Length; i++)
            {
                (pageMarks.Contains(sequence.Ids[i]) && sequence.Weights[i] > 0).ShouldBeFalse();
                (sequence.Weights[i] > 0 && sequence.Weights[i - 1] == 0).ShouldBe(i > 0 && sequence.Ids[i - 1] == vocabulary.Act);
            }
        }
    }

    [Fact]
    public void A_mix_that_the_catalogue_cannot_fill_is_refused()
    {
        var bare = ToyCatalogue.Shown.Where(product => product.Options.IsEmpty).ToList();
        var corpus = new PretrainingCorpus(ToyStudent.View, bare, _ => bare, None with { Choose = 1 }, Context);
        Should.Throw<GleanerException>(() => corpus.Draw(new RandomStream(new Seed(1)))).Message.ShouldContain("2 products");
    }

    private static Product WithHiddenFields(Product product) => new()
    {
        Asin = product.Asin,
        Title = product.Title,
        Description = product.Description,
        BulletPoints = product.BulletPoints,
        Options = product.Options,
        Category = "secret category ß",
        Query = "secret query ß",
        ProductCategory = "secret path ß",
        Prices = [99, 100],
        Attributes = ["secret attribute ß"],
        Instruction = "secret instruction ß",
        InstructionAttributes = ["secret attribute ß"],
    };

    private static WebShopVocabulary Vocabulary(ImmutableArray<Product> products) => WebShopVocabulary.Train(
        products.Select(ShownProduct.Of).SelectMany(product => product.AllTexts), products.Select(product => product.Asin), 200);

    private static IEnumerable<RenderedSequence> Sequences(PretrainingMix mix)
    {
        var corpus = Corpus(ToyCatalogue.Products, ToyStudent.Vocabulary, mix);
        var random = new RandomStream(new Seed(1));
        return Enumerable.Range(0, 300).Select(_ => corpus.Draw(random));
    }

    private static List<string> Draw(ImmutableArray<Product> products, WebShopVocabulary vocabulary, PretrainingMix mix, Seed seed)
    {
        var corpus = Corpus(products, vocabulary, mix);
        var random = seed.ToStream();
        return [.. Enumerable.Range(0, 200).Select(_ => corpus.Draw(random)).Select(drawn => string.Join(',', drawn.Ids.Zip(drawn.Weights)))];
    }

    private static PretrainingCorpus Corpus(ImmutableArray<Product> products, WebShopVocabulary vocabulary, PretrainingMix mix)
    {
        ImmutableArray<ShownProduct> shown = [.. products.Select(ShownProduct.Of)];
        return new PretrainingCorpus(
            new WebShopView(vocabulary, new WebShopViewOptions()), shown,
            words => [.. ToyCatalogue.Search(words, 4).Select(position => shown[position])], mix, Context);
    }
}
