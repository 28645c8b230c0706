using Gleaner.Randomness;

namespace Gleaner.WebShop.Shoppers;

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
