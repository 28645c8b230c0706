namespace Gleaner.WebShop.Student;

/// <summary>Reads an action's name and argument as the environment does: up to the last bracket pair, argument in lower case.</summary>
internal static class WebShopAction
{
    public static bool TryParse(string action, string name, out string argument)
    {
        argument = "";
        var open = action.IndexOf('[', StringComparison.Ordinal);
        var close = action.LastIndexOf(']');
        if (open != name.Length || close <= open + 1 || !action.StartsWith(name, StringComparison.Ordinal))
        {
            return false;
        }

        argument = action[(open + 1)..close].ToLowerInvariant();
        return true;
    }
}
