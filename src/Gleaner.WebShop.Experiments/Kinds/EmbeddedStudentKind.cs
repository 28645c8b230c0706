using System.Globalization;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Students.Kinds;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Kinds;

/// <summary>The tiny student that Gleaner makes for one catalogue; the defaults are those of its options.</summary>
public sealed class EmbeddedStudentKind : TinyStudentKind<WebShopStudentOptions>
{
    /// <inheritdoc/>
    public override string Name => "embedded";

    /// <inheritdoc/>
    public override string Summary => "The tiny decoder that Gleaner pre-trains for WebShop's catalogue.";

    /// <inheritdoc/>
    public override string Describe(WebShopStudentOptions config) => $"embedded decoder, width {config.Width}, {config.Layers} layers";

    /// <inheritdoc/>
    public override string Note(WebShopStudentOptions config) =>
        "The student is a tiny model made for one catalogue; differences between methods, not absolute rates, are what to compare with the paper.";

    /// <inheritdoc/>
    public override PreparedStudent Prepare(WebShopStudentOptions config, World world) => world is WebShopWorld shop
        ? PreparedStudent.Of(new WebShopStudent(shop.Catalogue, shop.CreateSearch(), config))
        : throw new UsageException("The embedded student is made for WebShop alone.");

    /// <inheritdoc/>
    public override void Check(WebShopStudentOptions config, ExperimentEnvironment environment, SectionReader reader)
    {
        if (environment.Kind != WebShopKind.KindName)
        {
            reader.Fail("student", $"is 'embedded', which is made for webshop alone, not for {environment.Kind}: take another kind.");
        }

        base.Check(config, environment, reader);

        var mix = config.Mix;
        if (config.PretrainingSteps > 0 && mix.Text + mix.Identify + mix.Choose + mix.Values + mix.Search + mix.Trip <= 0)
        {
            reader.Fail("student", "has a pre-training mix of nothing: give a part a share above 0, or set pretraining.steps to 0.");
        }
    }

    /// <inheritdoc/>
    public override WebShopStudentOptions Read(SectionReader reader)
    {
        var defaults = ReadShape(reader, new WebShopStudentOptions());
        var options = defaults with
        {
            Pieces = reader.Value("pieces", ValueKind.Integer(256, 65536), $"{defaults.Pieces}", "Text pieces of the vocabulary, learnt from what the catalogue's pages show."),
            Context = reader.Value("context", ValueKind.Integer(128, 65536), $"{defaults.Context}", "Longest sequence in tokens."),
            Learning = defaults.Learning with { Accelerator = AcceleratorKey.Read(reader) },
            View = reader.Section("view", section => ReadView(section, defaults.View)),
        };
        return reader.Section("pretraining", section => ReadPretraining(section, options));
    }

    private static WebShopViewOptions ReadView(SectionReader reader, WebShopViewOptions defaults) => new()
    {
        TitleTokens = reader.Value("title_tokens", ValueKind.Integer(0, 256), $"{defaults.TitleTokens}", "Most title tokens that the student is shown of a result line."),
        ValuesPerGroup = reader.Value("values_per_group", ValueKind.Integer(0, 256), $"{defaults.ValuesPerGroup}", "Most values that it is shown of an option group; it can choose all of them."),
        Highlight = reader.Value("highlight", ValueKind.Flag, defaults.Highlight ? "true" : "false", "Show only what page and instruction have in common; otherwise the beginnings."),
        ProductTokens = reader.Value("product_tokens", ValueKind.Flag, defaults.ProductTokens ? "true" : "false", "Show each product with a token of its own, by which the student can remember it; otherwise only with what its page says."),
        MaxSearchTokens = reader.Value("max_search_tokens", ValueKind.Integer(1, 64), $"{defaults.MaxSearchTokens}", "Most tokens of a search that it writes."),
    };

    private static WebShopStudentOptions ReadPretraining(SectionReader reader, WebShopStudentOptions options)
    {
        options = ReadPretrainingSchedule(reader, options);
        return options with
        {
            Mix = reader.Section("mix", section => ReadMix(section, options.Mix)),
        };
    }

    private static PretrainingMix ReadMix(SectionReader reader, PretrainingMix defaults)
    {
        return new()
        {
            Text = Share("text", defaults.Text, "continuing a piece of text."),
            Identify = Share("identify", defaults.Identify, "naming the product that some fragments are of."),
            Choose = Share("choose", defaults.Choose, "choosing the option values that a made-up request names."),
            Values = Share("values", defaults.Values, "naming the values of option groups."),
            Search = Share("search", defaults.Search, "searches for some of the words of a made-up request."),
            Trip = Share("trip", defaults.Trip, "made-up shopping trips."),
        };

        double Share(string key, double share, string what) =>
            reader.Value(key, ValueKind.Number(0, 1000), share.ToString(CultureInfo.InvariantCulture), $"Relative share of {what}");
    }
}
