using Gleaner.Experiments;
using Gleaner.WebShop.Import;

namespace Gleaner.WebShop.Kinds;

/// <summary>What WebShop brings to experiments.</summary>
public static class WebShopKinds
{
    /// <summary>The environment, its simulated shoppers and its tiny student.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new WebShopKind(), ShopperKind.Careful, ShopperKind.Hasty, ShopperKind.Faultless, ShopperKind.Undecided, new EmbeddedStudentKind(), new WebShopImporter()];
}
