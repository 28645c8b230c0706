namespace Gleaner.WebShop.Generation;

/// <summary>What the beauty department sells.</summary>
internal static class BeautyKinds
{
    internal static Department Department() => new("beauty", "Beauty & Care", [MatteLipstick, LiquidFoundation, Shampoo, HairConditioner, FaceMoisturizer, MakeupBrushSet]);

    private static ProductKind MatteLipstick => new()
    {
        Noun = "Matte Lipstick", Search = "lipsticks", Shelf = "Makeup", Styles = ["Velvet", "Everyday", "Bold"],
        Qualities = ["long lasting", "cruelty free", "paraben free", "highly pigmented", "fragrance free"],
        Parts = ["shea butter", "vitamin e", "jojoba oil", "hyaluronic acid"],
        Purposes = ["dry lips", "sensitive skin", "everyday wear"],
        Options =
        [
            OptionPool.Of("Color", 3, 6, "Rose Pink", "Dusty Rose", "Coral", "Deep Coral", "Wine", "Berry", "Nude", "Warm Nude", "Brick Red", "Cherry Red"),
            OptionPool.Pack,
        ],
        LowPrice = 6, HighPrice = 24, Share = 3,
    };

    private static ProductKind LiquidFoundation => new()
    {
        Noun = "Liquid Foundation", Search = "foundations", Shelf = "Makeup", Styles = ["Satin", "Soft Focus", "Dewy"],
        Qualities = ["oil free", "long lasting", "full coverage", "cruelty free", "easy apply"],
        Parts = ["hyaluronic acid", "vitamin c", "green tea"],
        Purposes = ["oily skin", "sensitive skin", "fine lines"],
        Options =
        [
            OptionPool.Of("Color", 3, 6, "Ivory", "Light Beige", "Beige", "Warm Beige", "Sand", "Honey", "Caramel", "Deep Caramel"),
        ],
        LowPrice = 9, HighPrice = 38, Share = 2,
    };

    private static ProductKind Shampoo => new()
    {
        Noun = "Shampoo", Search = "shampoos", Shelf = "Hair Care", Styles = ["Daily", "Clarifying", "Gentle"],
        Qualities = ["sulfate free", "paraben free", "cruelty free", "plant based", "color safe"],
        Parts = ["argan oil", "tea tree", "coconut oil", "keratin"],
        Purposes = ["damaged hair", "dry hair", "curly hair", "hair growth"],
        Options =
        [
            OptionPool.Scent,
            OptionPool.Volume,
        ],
        LowPrice = 7, HighPrice = 32, Share = 9,
    };

    private static ProductKind HairConditioner => new()
    {
        Noun = "Hair Conditioner", Search = "conditioners", Shelf = "Hair Care", Styles = ["Daily", "Deep", "Gentle"],
        Qualities = ["sulfate free", "paraben free", "leave in", "plant based", "cruelty free"],
        Parts = ["argan oil", "coconut oil", "keratin", "shea butter"],
        Purposes = ["damaged hair", "dry hair", "curly hair", "split ends"],
        Options =
        [
            OptionPool.Scent,
            OptionPool.Volume,
        ],
        LowPrice = 7, HighPrice = 32, Share = 3,
    };

    private static ProductKind FaceMoisturizer => new()
    {
        Noun = "Face Moisturizer", Search = "face moisturizers", Shelf = "Skin Care", Styles = ["Whipped", "Silky", "Daily"],
        Qualities = ["fragrance free", "oil free", "anti aging", "cruelty free", "fast absorbing"],
        Parts = ["hyaluronic acid", "vitamin c", "green tea", "aloe vera"],
        Purposes = ["dry skin", "sensitive skin", "fine lines", "dark spots"],
        Options =
        [
            OptionPool.Volume,
        ],
        LowPrice = 10, HighPrice = 48, Share = 3,
    };

    private static ProductKind MakeupBrushSet => new()
    {
        Noun = "Makeup Brush Set", Search = "makeup brushes", Shelf = "Tools", Styles = ["Studio", "Travel", "Compact"],
        Qualities = ["high quality", "easy clean", "cruelty free", "easy carry"],
        Parts = ["synthetic bristles", "bamboo handles", "storage pouch"],
        Purposes = ["eye shadow", "powder foundation", "beginners"],
        Options =
        [
            OptionPool.Of("Style", 2, 3, "8 Piece", "10 Piece", "12 Piece", "16 Piece"),
            OptionPool.DeviceColor,
        ],
        LowPrice = 8, HighPrice = 40, Share = 2,
    };
}
