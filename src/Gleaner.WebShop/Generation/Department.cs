namespace Gleaner.WebShop.Generation;

/// <summary>A part of the shop.</summary>
/// <param name="Category">Short name, "beauty".</param>
/// <param name="Title">First part of category paths.</param>
/// <param name="Kinds">What it sells.</param>
internal sealed record Department(string Category, string Title, ProductKind[] Kinds)
{
    internal static Department[] All() =>
        [BeautyKinds.Department(), ElectronicsKinds.Department(), FashionKinds.Department(), GardenKinds.Department(), GroceryKinds.Department(), OfficeKinds.Department()];
}
