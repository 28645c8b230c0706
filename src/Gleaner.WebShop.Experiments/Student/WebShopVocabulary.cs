using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Decoder.Tokens;

namespace Gleaner.WebShop.Student;

/// <summary>
/// The student's vocabulary on WebShop: subword pieces of the catalogue's page texts, one token for each button, each product
/// and each place on a page of results, and marks for the parts of a page.
/// </summary>
internal sealed class WebShopVocabulary
{
    private static readonly ImmutableArray<string> Marks =
    [
        "<instruction>", "<results>", "<more-results>", "<item>", "<same-item>", "<group>", "<details>", "<act>",
        "<search>", "<option>", "<end>",
    ];

    /// <summary>Most lines on a page of results.</summary>
    private const int LinesPerPage = 10;

    /// <summary>Most shown option values that have a token of their own; others are spelled.</summary>
    private const int MaxValuePlaces = 12;

    private static readonly ImmutableArray<string> LinkNames = PlaceNames("link", LinesPerPage);
    private static readonly ImmutableArray<string> ValueNames = PlaceNames("value", MaxValuePlaces);

    private static readonly ImmutableArray<string> Buttons =
        ["back to search", "next >", "< prev", "description", "features", "reviews", "attributes", "buy now"];

    private readonly FrozenDictionary<string, int> _buttons;
    private readonly FrozenDictionary<int, string> _buttonTexts;

    public WebShopVocabulary(SubwordVocabulary subwords)
    {
        Subwords = subwords;
        Instruction = subwords.IdOf("<instruction>");
        Results = subwords.IdOf("<results>");
        MoreResults = subwords.IdOf("<more-results>");
        Item = subwords.IdOf("<item>");
        SameItem = subwords.IdOf("<same-item>");
        Group = subwords.IdOf("<group>");
        Details = subwords.IdOf("<details>");
        Act = subwords.IdOf("<act>");
        Search = subwords.IdOf("<search>");
        Option = subwords.IdOf("<option>");
        End = subwords.IdOf("<end>");
        Links = [.. LinkNames.Select(subwords.IdOf)];
        Values = [.. ValueNames.Select(subwords.IdOf)];
        _buttons = Buttons.ToFrozenDictionary(text => text, text => subwords.IdOf($"<{text}>"), StringComparer.Ordinal);
        BuyNow = _buttons["buy now"];
        _buttonTexts = _buttons.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

        // A bracket would end the action early, so that another action than the sampled one would be taken.
        SearchTokens =
        [
            .. Enumerable.Range(0, subwords.Count)
                .Where(id => id != subwords.UnknownId && !subwords.IsSpecial(id) && subwords.TextOf(id).IndexOfAny(['[', ']']) < 0),
        ];
        SearchTokensAndEnd = [End, .. SearchTokens];
        SearchWords = [.. SearchTokens.Where(id => !IsBlank(id))];
        EndOnly = [End];
    }

    public SubwordVocabulary Subwords { get; }

    public int Instruction { get; }

    public int Results { get; }

    public int MoreResults { get; }

    public int Item { get; }

    public int SameItem { get; }

    public int Group { get; }

    public int Details { get; }

    /// <summary>Ends every observation: the action follows it.</summary>
    public int Act { get; }

    /// <summary>The button that ends the task.</summary>
    public int BuyNow { get; }

    public int Search { get; }

    public int Option { get; }

    public int End { get; }

    /// <summary>
    /// The tokens that follow a line of results and that click its link, by the line's place on the page. A link is named by its
    /// place, not by its product, so that choosing one is a matter of comparing lines and carries over to unknown products.
    /// </summary>
    public ImmutableArray<int> Links { get; }

    /// <summary>The tokens that follow the shown option values of an item page and that choose them, by their place.</summary>
    public ImmutableArray<int> Values { get; }

    /// <summary>The tokens that free search text may have.</summary>
    public ImmutableArray<int> SearchTokens { get; }

    /// <summary>The same, or the end of the search.</summary>
    public ImmutableArray<int> SearchTokensAndEnd { get; }

    /// <summary>The search tokens that are more than a blank.</summary>
    public ImmutableArray<int> SearchWords { get; }

    /// <summary>Nothing but the end.</summary>
    public ImmutableArray<int> EndOnly { get; }

    /// <summary>Trains the subwords on page texts.</summary>
    /// <exception cref="GleanerException">The texts have more different characters than <paramref name="pieces"/>.</exception>
    public static WebShopVocabulary Train(IEnumerable<string> texts, IEnumerable<string> asins, int pieces)
    {
        string[] specialTokens = [.. Marks, .. LinkNames, .. ValueNames, .. Buttons.Select(text => $"<{text}>"), .. asins.Select(asin => $"<id:{asin}>")];
        try
        {
            return new WebShopVocabulary(SubwordTrainer.Train(texts, pieces, specialTokens));
        }
        catch (ArgumentException exception) when (exception.ParamName == "pieces")
        {
            throw new GleanerException($"student.pieces = {pieces} is too small for this catalogue: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a piece prints nothing but blanks.</summary>
    public bool IsBlank(int id) => string.IsNullOrWhiteSpace(Subwords.TextOf(id));

    /// <summary>The token of a button, by the lower-case text that is clicked.</summary>
    public bool TryButton(string text, out int id) => _buttons.TryGetValue(text, out id);

    /// <summary>The text that a button's token clicks.</summary>
    public string ButtonText(int id) => _buttonTexts[id];

    /// <summary>The token of a product; the unknown piece for products of another catalogue.</summary>
    public int ProductId(string asin) => Subwords.TryIdOf($"<id:{asin}>", out var id) ? id : Subwords.UnknownId;

    private static ImmutableArray<string> PlaceNames(string kind, int count) =>
        [.. Enumerable.Range(1, count).Select(place => string.Create(CultureInfo.InvariantCulture, $"<{kind} {place}>"))];
}
