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

/// <summary>A part of the shop.</summary>
/// <param name="Category">Short name, "beauty".</param>
/// <param name="Title">First part of category paths.</param>
/// <param name="Kinds">What it sells.</param>
internal sealed record Department(string Category, string Title, ProductKind[] Kinds)
{
    internal static Department[] All() =>
        [BeautyKinds.Department(), ElectronicsKinds.Department(), FashionKinds.Department(), GardenKinds.Department(), GroceryKinds.Department(), OfficeKinds.Department()];
}

/// <summary>Values from which a product takes some for one of its option groups, in this order.</summary>
/// <param name="Name">Name of the group as products spell it.</param>
/// <param name="Values">All values.</param>
/// <param name="Fewest">Fewest values that a product offers.</param>
/// <param name="Most">Most values that a product offers.</param>
internal sealed record OptionPool(string Name, string[] Values, int Fewest, int Most)
{
    // Pools hold near-duplicates on purpose: telling them apart is part of the task.
    internal static readonly OptionPool GarmentColor = new(
        "Color",
        ["Black", "White", "Navy", "Navy Blue", "Light Blue", "Royal Blue", "Wine Red", "Dark Green", "Sage Green", "Gray", "Dark Gray", "Heather Gray", "Khaki", "Dusty Pink", "Hot Pink"],
        2, 5);

    internal static readonly OptionPool HouseColor = new(
        "Color", ["Ivory", "Beige", "Charcoal", "Slate Gray", "Teal", "Navy Blue", "Ocean Blue", "Moss Green", "Rust", "Walnut", "Light Oak", "Dark Oak"], 2, 4);

    internal static readonly OptionPool DeviceColor = new(
        "Color", ["Black", "Matte Black", "White", "Silver", "Space Gray", "Blue", "Midnight Blue", "Rose Gold", "Red"], 2, 4);

    internal static readonly OptionPool GarmentSize = new("Size", ["X-Small", "Small", "Medium", "Large", "X-Large", "XX-Large"], 3, 5);

    internal static readonly OptionPool ShoeSize = new("Size", ["6", "6.5", "7", "7.5", "8", "8.5", "9", "9.5", "10", "10.5"], 3, 5);

    internal static readonly OptionPool Pack = new("Size", ["1 Count (Pack of 1)", "1 Count (Pack of 2)", "1 Count (Pack of 4)", "1 Count (Pack of 6)", "1 Count (Pack of 12)"], 2, 3);

    internal static readonly OptionPool Volume = new("Size", ["2 fl oz", "4 fl oz", "8 fl oz", "12 fl oz", "16 fl oz", "32 fl oz"], 2, 4);

    internal static readonly OptionPool FoodWeight = new("Size", ["4 Ounce", "8 Ounce", "12 Ounce", "1 Pound", "2 Pound", "8 Ounce (Pack of 6)"], 2, 4);

    internal static readonly OptionPool Scent = new("Scent", ["Unscented", "Lavender", "Lavender Vanilla", "Citrus", "Orange Citrus", "Rose", "Cedar", "Eucalyptus"], 2, 4);

    internal static readonly OptionPool Length = new("Size", ["3 ft", "6 ft", "10 ft", "15 ft", "25 ft"], 2, 4);

    internal static readonly OptionPool RoomSize = new("Size", ["2 ft x 3 ft", "3 ft x 5 ft", "4 ft x 6 ft", "5 ft x 8 ft", "8 ft x 10 ft"], 2, 4);

    internal static OptionPool Of(string name, int fewest, int most, params string[] values) => new(name, values, fewest, most);
}
