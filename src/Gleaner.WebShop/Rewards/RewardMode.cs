namespace Gleaner.WebShop.Rewards;

/// <summary>How chosen options are compared with those asked for.</summary>
public enum RewardMode
{
    /// <summary>
    /// As the original does: fuzzily and by any option, so "large" satisfies "x-large", "9" satisfies "9.5" and "navy blue" satisfies
    /// "light blue", while the right choice now and then earns nothing ("stand" counts as "tan").
    /// </summary>
    Compatible,

    /// <summary>The option of that name must have that value, up to case and white space. All else as in <see cref="Compatible"/>.</summary>
    Strict,
}
