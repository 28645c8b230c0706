using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Catalogue;

/// <summary>The text of a product that searches look in.</summary>
public static class ProductDocument
{
    /// <summary>Title, description, first bullet point and options, joined by spaces, lower case.</summary>
    public static string Text(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        string options = string.Join(", and ", product.Options.Select(option => $"{option.Name}: {string.Join(", ", option.Values)}"));
        string bullet = product.BulletPoints.Length > 0 ? product.BulletPoints[0] : "";
        return PythonStrings.Lower($"{product.Title} {product.Description} {bullet} {options}");
    }
}
