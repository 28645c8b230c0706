namespace Gleaner.WebShop.Generation;

/// <summary>What the electronics department sells.</summary>
internal static class ElectronicsKinds
{
    internal static Department Department() => new("electronics", "Electronics", [BluetoothSpeaker, WirelessEarbuds, UsbCable, PhoneCase, SecurityCamera, TabletStand]);

    private static ProductKind BluetoothSpeaker => new()
    {
        Noun = "Bluetooth Speaker", Search = "bluetooth speakers", Shelf = "Audio", Styles = ["Compact", "Rugged", "Studio"],
        Qualities = ["water resistant", "hands free", "high definition", "long lasting"],
        Parts = ["stereo sound", "usb port", "carrying strap", "rechargeable battery"],
        Purposes = ["outdoor use", "small rooms", "the shower"],
        Options =
        [
            OptionPool.DeviceColor,
        ],
        LowPrice = 18, HighPrice = 120, Share = 9,
    };

    private static ProductKind WirelessEarbuds => new()
    {
        Noun = "Wireless Earbuds", Search = "earbuds", Shelf = "Audio", Styles = ["Sport", "Studio", "Featherlight"],
        Qualities = ["noise cancelling", "water resistant", "hands free", "fast charging"],
        Parts = ["charging case", "touch control", "stereo sound", "built in microphone"],
        Purposes = ["running", "phone calls", "travel"],
        Options =
        [
            OptionPool.DeviceColor,
        ],
        LowPrice = 16, HighPrice = 140, Share = 9,
    };

    private static ProductKind UsbCable => new()
    {
        Noun = "USB C Cable", Search = "usb cables", Shelf = "Accessories", Styles = ["Slim", "Coiled", "Woven"],
        Qualities = ["fast charging", "heavy duty", "high speed", "tangle free"],
        Parts = ["braided nylon", "gold plated connectors", "aluminum alloy"],
        Purposes = ["tablets", "phones", "the car"],
        Options =
        [
            OptionPool.DeviceColor,
            OptionPool.Length,
        ],
        LowPrice = 5, HighPrice = 26, Share = 3,
    };

    private static ProductKind PhoneCase => new()
    {
        Noun = "Phone Case", Search = "phone cases", Shelf = "Accessories", Styles = ["Slim", "Clear", "Rugged"],
        Qualities = ["shock absorbing", "wireless charging", "heavy duty", "non slip", "easy install"],
        Parts = ["tempered glass", "kickstand", "raised edges", "card slot"],
        Purposes = ["drop protection", "everyday carry"],
        Options =
        [
            OptionPool.DeviceColor,
            OptionPool.Of("Style", 2, 3, "Standard", "Plus", "Pro", "Pro Max"),
        ],
        LowPrice = 8, HighPrice = 34, Share = 3,
    };

    private static ProductKind SecurityCamera => new()
    {
        Noun = "Security Camera", Search = "security cameras", Shelf = "Cameras", Styles = ["Indoor", "Outdoor", "Corner"],
        Qualities = ["motion detection", "high definition", "easy install", "weather proof"],
        Parts = ["night vision", "two way audio", "sd card slot"],
        Purposes = ["the front door", "pets", "the garage"],
        Options =
        [
            OptionPool.Of("Style", 2, 3, "1 Camera", "2 Cameras", "4 Cameras"),
            OptionPool.DeviceColor,
        ],
        LowPrice = 24, HighPrice = 180, Share = 2,
    };

    private static ProductKind TabletStand => new()
    {
        Noun = "Tablet Stand", Search = "tablet stands", Shelf = "Accessories", Styles = ["Foldable", "Tall", "Desktop"],
        Qualities = ["easy carry", "height adjustable", "non slip", "heavy duty"],
        Parts = ["aluminum alloy", "rotating base", "cable channel"],
        Purposes = ["video calls", "reading in bed", "the kitchen"],
        Options =
        [
            OptionPool.DeviceColor,
        ],
        LowPrice = 10, HighPrice = 45, Share = 2,
    };
}
