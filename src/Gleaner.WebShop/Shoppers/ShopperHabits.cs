using Gleaner.Randomness;

namespace Gleaner.WebShop.Shoppers;

/// <summary>
/// How a simulated shopper behaves. Rates are probabilities in 0..1, drawn once for each task: a shopper in whom a fault is
/// drawn has it for the whole trip.
/// </summary>
public sealed record ShopperHabits
{
    /// <summary>The shopper's name; part of the seed of what is drawn.</summary>
    public required string Name { get; init; }

    /// <summary>What is typed into the search bar.</summary>
    public QueryContent Query { get; init; } = QueryContent.KindAndOptions;

    /// <summary>Result lines of a page that are read, from the top; at least 1.</summary>
    public int LinesRead { get; init; } = 10;

    /// <summary>Products that may be opened before one is bought; at least 1.</summary>
    public int ItemsOpened { get; init; } = 3;

    /// <summary>Rate of leaving a product that does not offer all that is asked for.</summary>
    public double ChecksOffer { get; init; }

    /// <summary>Rate of looking at the second page of results before choosing.</summary>
    public double LooksAtSecondPage { get; init; }

    /// <summary>Rate of opening the second-best line first.</summary>
    public double OpensWrongItemFirst { get; init; }

    /// <summary>Rate of reading the description or the features before choosing options.</summary>
    public double ReadsDetails { get; init; }

    /// <summary>Rate of taking the top line without comparing titles.</summary>
    public double TakesTopLine { get; init; }

    /// <summary>Rate of ignoring the price bound.</summary>
    public double IgnoresPrice { get; init; }

    /// <summary>Rate of leaving out the last of several option groups.</summary>
    public double ForgetsLastOption { get; init; }

    /// <summary>Rate of selecting the first option value that begins or ends like the one asked for.</summary>
    public double MatchesOptionsLoosely { get; init; }

    /// <summary>Rate of never being content: opening one product after another until the turns run out.</summary>
    public double NeverDecides { get; init; }

    /// <summary>Whether a shopper that has left a product for another gives up where it should buy.</summary>
    public bool GivesUpAfterLeaving { get; init; }

    /// <summary>Makes no mistake that a shopper could avoid: the ceiling of what pages show.</summary>
    public static ShopperHabits Faultless { get; } = new() { Name = "simulated-faultless", ChecksOffer = 1 };

    /// <summary>Compares lines, navigates and reads, but is careless with options.</summary>
    public static ShopperHabits Careful { get; } = new()
    {
        Name = "simulated-careful",
        ChecksOffer = 0.7,
        LooksAtSecondPage = 0.06,
        OpensWrongItemFirst = 0.06,
        ReadsDetails = 0.06,
        TakesTopLine = 0.1,
        IgnoresPrice = 0.3,
        ForgetsLastOption = 0.36,
        MatchesOptionsLoosely = 0.35,
        NeverDecides = 0.06,
    };

    /// <summary>Searches with the whole instruction and buys one of the first hits.</summary>
    public static ShopperHabits Hasty { get; } = new()
    {
        Name = "simulated-hasty",
        Query = QueryContent.WholeText,
        LinesRead = 3,
        ItemsOpened = 1,
        ReadsDetails = 0.05,
        TakesTopLine = 0.6,
        IgnoresPrice = 0.8,
        ForgetsLastOption = 0.6,
        MatchesOptionsLoosely = 0.3,
    };

    /// <summary>
    /// Goes back from products that lack an option and opens the next, and then never buys: it succeeds where the first product that
    /// it opens is the right one, and how the others are found is seen in its failures alone.
    /// </summary>
    public static ShopperHabits Undecided { get; } = new()
    {
        Name = "simulated-undecided",
        ItemsOpened = 5,
        ChecksOffer = 1,
        GivesUpAfterLeaving = true,
        IgnoresPrice = 0.1,
        ForgetsLastOption = 0.1,
        MatchesOptionsLoosely = 0.1,
    };

    /// <summary>Checks the habits.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(LinesRead, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ItemsOpened, 1);
        CheckRate(ChecksOffer, nameof(ChecksOffer));
        CheckRate(LooksAtSecondPage, nameof(LooksAtSecondPage));
        CheckRate(OpensWrongItemFirst, nameof(OpensWrongItemFirst));
        CheckRate(ReadsDetails, nameof(ReadsDetails));
        CheckRate(TakesTopLine, nameof(TakesTopLine));
        CheckRate(IgnoresPrice, nameof(IgnoresPrice));
        CheckRate(ForgetsLastOption, nameof(ForgetsLastOption));
        CheckRate(MatchesOptionsLoosely, nameof(MatchesOptionsLoosely));
        CheckRate(NeverDecides, nameof(NeverDecides));
    }

    private static void CheckRate(double rate, string name)
    {
        if (rate is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"ShopperHabits.{name} is {rate}; it must be in 0..1.", name);
        }
    }
}

/// <summary>What was drawn from a shopper's habits for one task.</summary>
internal sealed record ShopperMood(
    bool ChecksOffer,
    bool LooksAtSecondPage,
    bool OpensWrongItemFirst,
    bool ReadsDetails,
    bool TakesTopLine,
    bool IgnoresPrice,
    bool ForgetsLastOption,
    bool MatchesOptionsLoosely,
    bool NeverDecides)
{
    public static ShopperMood Draw(ShopperHabits habits, Seed seed)
    {
        var random = seed.ToStream();
        return new ShopperMood(
            Draw(habits.ChecksOffer),
            Draw(habits.LooksAtSecondPage),
            Draw(habits.OpensWrongItemFirst),
            Draw(habits.ReadsDetails),
            Draw(habits.TakesTopLine),
            Draw(habits.IgnoresPrice),
            Draw(habits.ForgetsLastOption),
            Draw(habits.MatchesOptionsLoosely),
            Draw(habits.NeverDecides));

        // One number for each habit whatever its rate, so that changing one rate leaves the other draws alone.
        bool Draw(double rate) => random.NextDouble() < rate;
    }
}
