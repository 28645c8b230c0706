namespace Gleaner.WebShop.Generation;

/// <summary>What the home and garden department sells.</summary>
internal static class GardenKinds
{
    internal static Department Department() => new("garden", "Home & Garden", [ConsoleTable, Bookcase, AreaRug, ThrowPillowCovers, TableLamp, PlantPots]);

    private static ProductKind ConsoleTable => new()
    {
        Noun = "Console Table", Search = "console tables", Shelf = "Furniture", Styles = ["Rustic", "Narrow", "Farmhouse"],
        Qualities = ["easy assemble", "space saving", "scratch resistant", "eco friendly"],
        Parts = ["solid wood", "storage shelf", "metal legs", "two drawers"],
        Purposes = ["entryways", "living rooms", "small spaces"],
        Options =
        [
            OptionPool.HouseColor,
            OptionPool.Of("Size", 2, 3, "36 in", "42 in", "48 in", "60 in"),
        ],
        LowPrice = 60, HighPrice = 320, Share = 2,
    };

    private static ProductKind Bookcase => new()
    {
        Noun = "Bookcase", Search = "bookcases", Shelf = "Furniture", Styles = ["Industrial", "Open", "Farmhouse"],
        Qualities = ["easy assemble", "space saving", "heavy duty", "eco friendly"],
        Parts = ["solid wood", "metal frame", "storage shelves", "glass doors"],
        Purposes = ["living rooms", "home offices", "small spaces"],
        Options =
        [
            OptionPool.HouseColor,
            OptionPool.Of("Size", 2, 3, "3 Shelves", "4 Shelves", "5 Shelves", "6 Shelves"),
        ],
        LowPrice = 48, HighPrice = 260, Share = 3,
    };

    private static ProductKind AreaRug => new()
    {
        Noun = "Area Rug", Search = "area rugs", Shelf = "Decor", Styles = ["Shaggy", "Geometric", "Woven"],
        Qualities = ["machine washable", "non slip", "stain resistant", "easy clean"],
        Parts = ["jute backing", "short pile", "cotton fringe"],
        Purposes = ["living rooms", "dining rooms", "nurseries"],
        Options =
        [
            OptionPool.HouseColor,
            OptionPool.RoomSize,
        ],
        LowPrice = 26, HighPrice = 240, Share = 3,
    };

    private static ProductKind ThrowPillowCovers => new()
    {
        Noun = "Throw Pillow Covers", Search = "pillow covers", Shelf = "Decor", Styles = ["Tufted", "Striped", "Plain"],
        Qualities = ["machine washable", "super soft", "fade resistant", "double sided"],
        Parts = ["hidden zipper", "velvet fabric", "linen fabric"],
        Purposes = ["sofas", "outdoor benches", "bedrooms"],
        Options =
        [
            OptionPool.HouseColor,
            OptionPool.Of("Size", 2, 4, "16 in x 16 in", "18 in x 18 in", "20 in x 20 in", "12 in x 20 in"),
        ],
        LowPrice = 9, HighPrice = 36, Share = 3,
    };

    private static ProductKind TableLamp => new()
    {
        Noun = "Table Lamp", Search = "table lamps", Shelf = "Lighting", Styles = ["Ceramic", "Industrial", "Bedside"],
        Qualities = ["touch control", "energy efficient", "easy install", "dimmable"],
        Parts = ["linen shade", "usb port", "led bulb", "brass base"],
        Purposes = ["bedrooms", "nightstands", "reading corners"],
        Options =
        [
            OptionPool.HouseColor,
        ],
        LowPrice = 22, HighPrice = 110, Share = 3,
    };

    private static ProductKind PlantPots => new()
    {
        Noun = "Plant Pots", Search = "plant pots", Shelf = "Garden", Styles = ["Hanging", "Ribbed", "Stackable"],
        Qualities = ["weather resistant", "hand crafted", "eco friendly", "easy clean"],
        Parts = ["drainage holes", "bamboo stand", "self watering base"],
        Purposes = ["succulents", "herbs", "balconies"],
        Options =
        [
            OptionPool.HouseColor,
            OptionPool.Of("Size", 2, 4, "4 in", "6 in", "8 in", "4 in + 6 in", "6 in + 8 in"),
        ],
        LowPrice = 10, HighPrice = 60, Share = 2,
    };
}
