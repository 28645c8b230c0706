using System.Globalization;
using System.Text;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Sessions;

/// <summary>The address of a page, unescaped as in the original. Mode <c>url</c> prints it, <c>text_rich</c> looks into it.</summary>
internal static class PageAddress
{
    private const string Base = "http://127.0.0.1:3000";

    internal static string Of(Shop shop, ShopTask task, Session session)
    {
        var name = task.SessionName;
        if (session.Place == Place.Index)
        {
            return $"{Base}/{name}";
        }

        var asin = session.Product < 0 ? "" : shop.Pages(session.Product).Product.Asin;
        var address = new StringBuilder(Base, 256);
        switch (session.Place)
        {
            case Place.Results:
                address.Append("/search_results/").Append(name).Append('/').Append(session.Results!.Keywords.Replace(' ', '+'));
                address.Append('/').Append(CultureInfo.InvariantCulture, $"{session.PageNumber}");
                break;
            case Place.Item:
                AppendProduct(address.Append("/item_page/"), name, asin, session).Append('/');
                SelectedOption.AppendJson(address, session.Options);
                break;
            case Place.Details:
                AppendProduct(address.Append("/item_sub_page/"), name, asin, session);
                address.Append('/').Append(PageLabels.Label(session.Details)).Append('/');
                SelectedOption.AppendRepr(address, session.Options);
                break;
            default:
                address.Append("/done/").Append(name).Append('/').Append(asin).Append('/');
                SelectedOption.AppendRepr(address, session.Options);
                break;
        }

        return address.ToString();
    }

    private static StringBuilder AppendProduct(StringBuilder address, string name, string asin, Session session) =>
        address.Append(name).Append('/').Append(asin).Append('/').Append(session.Results!.Keywords.Replace(' ', '+'))
            .Append('/').Append(CultureInfo.InvariantCulture, $"{session.PageNumber}");
}
