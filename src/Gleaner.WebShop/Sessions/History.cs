using System.Text;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Sessions;

/// <summary>Earlier observations and actions, shown in front of the present one if the environment is set so.</summary>
internal sealed class History(History? earlier, Lazy<string> observation, string action, ShopSettings settings)
{
    /// <summary>The text in front: oldest first, all joined by the separator.</summary>
    internal string Prefix()
    {
        var parts = new Stack<string>();
        int depth = Math.Max(settings.PreviousObservations, settings.PreviousActions);
        History? entry = this;
        for (int age = 1; age <= depth && entry is not null; age++, entry = entry.Earlier)
        {
            if (age <= settings.PreviousActions)
            {
                parts.Push(entry.Action);
            }

            if (age <= settings.PreviousObservations)
            {
                parts.Push(entry.Observation);
            }
        }

        var prefix = new StringBuilder();
        foreach (string part in parts)
        {
            prefix.Append(part).Append(PageLabels.Separator);
        }

        return prefix.ToString();
    }

    private History? Earlier => earlier;

    private string Observation => observation.Value;

    private string Action => action;
}
