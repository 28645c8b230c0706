namespace Gleaner.WebShop.Generation;

/// <summary>What the office department sells.</summary>
internal static class OfficeKinds
{
    internal static Department Department() => new("office", "Office & Stationery", [DeskChair, StandingDesk, GelPens, SpiralNotebook, DeskOrganizer, DeskLamp]);

    private static ProductKind DeskChair => new()
    {
        Noun = "Desk Chair", Search = "desk chairs", Shelf = "Furniture", Styles = ["Ergonomic", "Compact", "Executive"],
        Qualities = ["height adjustable", "easy assemble", "heavy duty", "high back"],
        Parts = ["lumbar support", "mesh back", "flip up arms", "memory foam"],
        Purposes = ["home offices", "back pain", "small desks"],
        Options =
        [
            OptionPool.DeviceColor,
        ],
        LowPrice = 70, HighPrice = 280, Share = 3,
    };

    private static ProductKind StandingDesk => new()
    {
        Noun = "Standing Desk", Search = "standing desks", Shelf = "Furniture", Styles = ["Corner", "Minimal", "Wide"],
        Qualities = ["height adjustable", "easy assemble", "heavy duty", "scratch resistant"],
        Parts = ["steel frame", "memory presets", "cable tray", "keyboard tray"],
        Purposes = ["home offices", "two monitors", "small rooms"],
        Options =
        [
            OptionPool.HouseColor,
            OptionPool.Of("Size", 2, 3, "40 in x 24 in", "48 in x 24 in", "55 in x 28 in", "63 in x 28 in"),
        ],
        LowPrice = 130, HighPrice = 480, Share = 2,
    };

    private static ProductKind GelPens => new()
    {
        Noun = "Gel Pens", Search = "gel pens", Shelf = "Writing", Styles = ["Fine", "Retractable", "Everyday"],
        Qualities = ["quick drying", "smear proof", "long lasting", "refillable"],
        Parts = ["rubber grip", "metal clip", "fine tip"],
        Purposes = ["journaling", "left handed writers", "grading"],
        Options =
        [
            OptionPool.Of("Color", 2, 4, "Black", "Blue", "Dark Blue", "Red", "Assorted", "Assorted Pastel"),
            OptionPool.Of("Size", 2, 3, "6 Count", "12 Count", "24 Count", "36 Count"),
        ],
        LowPrice = 5, HighPrice = 28, Share = 3,
    };

    private static ProductKind SpiralNotebook => new()
    {
        Noun = "Spiral Notebook", Search = "notebooks", Shelf = "Paper", Styles = ["Hardcover", "Pocket", "Recycled"],
        Qualities = ["acid free", "bleed proof", "eco friendly", "college ruled"],
        Parts = ["elastic band", "inner pocket", "numbered pages", "perforated pages"],
        Purposes = ["school", "bullet journals", "meeting notes"],
        Options =
        [
            OptionPool.HouseColor,
            OptionPool.Of("Style", 2, 3, "Lined", "Dotted", "Grid", "Blank"),
        ],
        LowPrice = 5, HighPrice = 24, Share = 3,
    };

    private static ProductKind DeskOrganizer => new()
    {
        Noun = "Desk Organizer", Search = "desk organizers", Shelf = "Storage", Styles = ["Stackable", "Rotating", "Mesh"],
        Qualities = ["space saving", "easy assemble", "heavy duty", "easy clean"],
        Parts = ["sliding drawers", "phone holder", "bamboo wood", "file slots"],
        Purposes = ["home offices", "art supplies", "vanity tables"],
        Options =
        [
            OptionPool.HouseColor,
            OptionPool.Of("Style", 2, 3, "3 Tier", "4 Tier", "5 Tier"),
        ],
        LowPrice = 12, HighPrice = 58, Share = 2,
    };

    private static ProductKind DeskLamp => new()
    {
        Noun = "Desk Lamp", Search = "desk lamps", Shelf = "Lighting", Styles = ["Clip On", "Foldable", "Architect"],
        Qualities = ["height adjustable", "eye caring", "energy efficient", "dimmable", "touch control"],
        Parts = ["usb port", "wireless charger", "swing arm", "led bulb"],
        Purposes = ["home offices", "dorm rooms", "reading"],
        Options =
        [
            OptionPool.DeviceColor,
        ],
        LowPrice = 16, HighPrice = 80, Share = 3,
    };
}
