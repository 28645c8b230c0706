namespace Gleaner.WebShop.Generation;

/// <summary>What the grocery department sells.</summary>
internal static class GroceryKinds
{
    internal static Department Department() => new("grocery", "Grocery & Pantry", [Granola, TrailMix, ProteinBars, GroundCoffee, HerbalTea, OliveOil]);

    private static ProductKind Granola => new()
    {
        Noun = "Granola", Search = "granola", Shelf = "Breakfast", Styles = ["Crunchy", "Toasted", "Small Batch"],
        Qualities = ["gluten free", "non gmo", "low sugar", "plant based", "high protein"],
        Parts = ["chia seeds", "almonds", "coconut flakes", "dark chocolate"],
        Purposes = ["breakfast bowls", "school lunches"],
        Options =
        [
            OptionPool.Of("Flavor Name", 2, 4, "Honey Almond", "Almond", "Maple Pecan", "Maple", "Cocoa", "Cocoa Coconut", "Berry"),
            OptionPool.FoodWeight,
        ],
        LowPrice = 5, HighPrice = 30, Share = 3,
    };

    private static ProductKind TrailMix => new()
    {
        Noun = "Trail Mix", Search = "trail mixes", Shelf = "Snacks", Styles = ["Roasted", "Mountain", "Classic"],
        Qualities = ["gluten free", "low sodium", "non gmo", "high protein", "dairy free"],
        Parts = ["cashews", "dried cranberries", "pumpkin seeds", "dark chocolate"],
        Purposes = ["hiking", "school lunches", "office snacks"],
        Options =
        [
            OptionPool.Of("Flavor Name", 2, 4, "Sweet & Salty", "Sweet", "Tropical", "Tropical Mango", "Spicy", "Berry Nut"),
            OptionPool.FoodWeight,
        ],
        LowPrice = 6, HighPrice = 34, Share = 3,
    };

    private static ProductKind ProteinBars => new()
    {
        Noun = "Protein Bars", Search = "protein bars", Shelf = "Snacks", Styles = ["Chewy", "Crispy", "Baked"],
        Qualities = ["gluten free", "keto friendly", "low sugar", "high fiber", "soy free"],
        Parts = ["whey protein", "almond butter", "chia seeds"],
        Purposes = ["after workouts", "breakfast", "road trips"],
        Options =
        [
            OptionPool.Of("Flavor Name", 2, 5, "Chocolate", "Double Chocolate", "Peanut Butter", "Vanilla", "Vanilla Almond", "Lemon"),
            OptionPool.Of("Size", 2, 3, "4 Count", "6 Count", "12 Count", "24 Count"),
        ],
        LowPrice = 8, HighPrice = 40, Share = 9,
    };

    private static ProductKind GroundCoffee => new()
    {
        Noun = "Ground Coffee", Search = "ground coffee", Shelf = "Beverages", Styles = ["Slow Roasted", "Morning", "Bold"],
        Qualities = ["fair trade", "low acid", "certified organic", "shade grown"],
        Parts = ["chicory", "cinnamon", "vanilla beans"],
        Purposes = ["cold brew", "french press", "espresso machines"],
        Options =
        [
            OptionPool.Of("Flavor Name", 2, 4, "Dark Roast", "Medium Roast", "Medium Dark Roast", "Light Roast", "Decaf"),
            OptionPool.FoodWeight,
        ],
        LowPrice = 7, HighPrice = 36, Share = 3,
    };

    private static ProductKind HerbalTea => new()
    {
        Noun = "Herbal Tea", Search = "herbal teas", Shelf = "Beverages", Styles = ["Loose Leaf", "Evening", "Garden"],
        Qualities = ["caffeine free", "certified organic", "non gmo", "fair trade"],
        Parts = ["chamomile", "peppermint", "ginger root", "hibiscus"],
        Purposes = ["better sleep", "upset stomachs", "iced tea"],
        Options =
        [
            OptionPool.Of("Flavor Name", 2, 4, "Mint", "Peppermint", "Lemon Ginger", "Ginger", "Honey Chamomile", "Chamomile"),
            OptionPool.Pack,
        ],
        LowPrice = 4, HighPrice = 26, Share = 3,
    };

    private static ProductKind OliveOil => new()
    {
        Noun = "Olive Oil", Search = "olive oils", Shelf = "Cooking", Styles = ["Cold Pressed", "Family", "Golden"],
        Qualities = ["extra virgin", "certified organic", "non gmo", "unfiltered"],
        Parts = ["garlic", "basil", "lemon zest"],
        Purposes = ["salads", "frying", "dipping bread"],
        Options =
        [
            OptionPool.Volume,
        ],
        LowPrice = 8, HighPrice = 44, Share = 2,
    };
}
