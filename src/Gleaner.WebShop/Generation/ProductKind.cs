namespace Gleaner.WebShop.Generation;

/// <summary>A kind of product and the words from which products of it are made.</summary>
internal sealed record ProductKind
{
    /// <summary>What one is called in titles, "Desk Lamp".</summary>
    public required string Noun { get; init; }

    /// <summary>What shoppers search for, "desk lamps".</summary>
    public required string Search { get; init; }

    /// <summary>The shelf within the department, shared by related kinds: "Lighting".</summary>
    public required string Shelf { get; init; }

    /// <summary>Adjectives for titles only; no goal asks for them.</summary>
    public required string[] Styles { get; init; }

    /// <summary>Attributes that stand before the noun, "long lasting".</summary>
    public required string[] Qualities { get; init; }

    /// <summary>Attributes that follow "with", "shea butter".</summary>
    public required string[] Parts { get; init; }

    /// <summary>Attributes that follow "for", "dry skin".</summary>
    public required string[] Purposes { get; init; }

    /// <summary>Option groups; a product has most of them.</summary>
    public required OptionPool[] Options { get; init; }

    /// <summary>Lowest price in whole dollars.</summary>
    public required int LowPrice { get; init; }

    /// <summary>Highest price in whole dollars.</summary>
    public required int HighPrice { get; init; }

    /// <summary>How many products of it there are beside other kinds; crowded kinds are hard to tell apart.</summary>
    public int Share { get; init; } = 2;
}
