namespace Gleaner.WebShop.Generation;

/// <summary>What the fashion department sells.</summary>
internal static class FashionKinds
{
    internal static Department Department() => new("fashion", "Clothing & Shoes", [WomenTunicTop, WomenMaxiDress, MenDressShirt, MenJoggerPants, WalkingShoes, LeatherAnkleBoots]);

    private static ProductKind WomenTunicTop => new()
    {
        Noun = "Women's Tunic Top", Search = "women's tunics", Shelf = "Women", Styles = ["Casual", "Flowy", "Relaxed"],
        Qualities = ["machine wash", "hand wash", "long sleeve", "short sleeve", "loose fit"],
        Parts = ["v neck", "crew neck", "cotton spandex", "side pockets"],
        Purposes = ["daily wear", "teen girls", "office wear"],
        Options =
        [
            OptionPool.GarmentColor,
            OptionPool.GarmentSize,
        ],
        LowPrice = 12, HighPrice = 42, Share = 9,
    };

    private static ProductKind WomenMaxiDress => new()
    {
        Noun = "Women's Maxi Dress", Search = "women's dresses", Shelf = "Women", Styles = ["Floral", "Pleated", "Boho"],
        Qualities = ["machine wash", "short sleeve", "long sleeve", "high waist", "quick drying"],
        Parts = ["v neck", "elastic waist", "side pockets", "ruffle hem"],
        Purposes = ["beach trips", "evening parties", "daily wear"],
        Options =
        [
            OptionPool.GarmentColor,
            OptionPool.GarmentSize,
        ],
        LowPrice = 18, HighPrice = 70, Share = 9,
    };

    private static ProductKind MenDressShirt => new()
    {
        Noun = "Men's Dress Shirt", Search = "men's dress shirts", Shelf = "Men", Styles = ["Classic", "Modern", "Tailored"],
        Qualities = ["slim fit", "regular fit", "machine wash", "wrinkle free", "long sleeve"],
        Parts = ["button closure", "spread collar", "polyester spandex", "chest pocket"],
        Purposes = ["office wear", "weddings", "travel"],
        Options =
        [
            OptionPool.GarmentColor,
            OptionPool.GarmentSize,
        ],
        LowPrice = 16, HighPrice = 60, Share = 3,
    };

    private static ProductKind MenJoggerPants => new()
    {
        Noun = "Men's Jogger Pants", Search = "men's joggers", Shelf = "Men", Styles = ["Athletic", "Tapered", "Everyday"],
        Qualities = ["machine wash", "slim fit", "moisture wicking", "quick drying"],
        Parts = ["drawstring closure", "elastic waist", "zipper pockets", "cotton blend"],
        Purposes = ["gym workouts", "lounging", "daily wear"],
        Options =
        [
            OptionPool.GarmentColor,
            OptionPool.GarmentSize,
        ],
        LowPrice = 15, HighPrice = 52, Share = 3,
    };

    private static ProductKind WalkingShoes => new()
    {
        Noun = "Walking Shoes", Search = "walking shoes", Shelf = "Shoes", Styles = ["Lightweight", "Cushioned", "Urban"],
        Qualities = ["non slip", "slip resistant", "machine wash", "arch support"],
        Parts = ["rubber sole", "memory foam", "mesh upper", "lace closure"],
        Purposes = ["long walks", "nurses", "daily wear"],
        Options =
        [
            OptionPool.GarmentColor,
            OptionPool.ShoeSize,
        ],
        LowPrice = 24, HighPrice = 90, Share = 9,
    };

    private static ProductKind LeatherAnkleBoots => new()
    {
        Noun = "Leather Ankle Boots", Search = "ankle boots", Shelf = "Shoes", Styles = ["Vintage", "Chunky", "Western"],
        Qualities = ["slip resistant", "water resistant", "hand crafted", "easy clean"],
        Parts = ["rubber sole", "side zipper", "block heel", "faux fur lining"],
        Purposes = ["winter", "daily wear", "party outfits"],
        Options =
        [
            OptionPool.Of("Color", 2, 4, "Black", "Dark Brown", "Brown", "Tan", "Wine", "Camel"),
            OptionPool.ShoeSize,
        ],
        LowPrice = 34, HighPrice = 130, Share = 2,
    };
}
