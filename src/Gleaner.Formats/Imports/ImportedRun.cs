using System.Globalization;
using System.Text.Json;

namespace Gleaner.Formats.Imports;

/// <summary>A recorded run as its file has it.</summary>
/// <param name="File">The file.</param>
/// <param name="Place">Where it stands, for messages: <c>FILE:LINE</c>, with <c>[NUMBER]</c> within an array.</param>
/// <param name="Index">Its number among all runs that are read, from 0.</param>
/// <param name="Json">Its JSON; of a plain log <see cref="JsonValueKind.Undefined"/>.</param>
public sealed record ImportedRun(string File, string Place, int Index, JsonElement Json = default)
{
    /// <summary>The value at a path of members (<c>metadata.score</c>); null if there is none.</summary>
    public JsonElement? At(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var at = Json;
        if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(path, out var whole))
        {
            return whole;
        }

        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
            {
                at = member;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at.ValueKind == JsonValueKind.Undefined ? null : at;
    }
}

/// <summary>One run can't be read: it is refused, and the others are not.</summary>
/// <param name="reason">Why; the same words for the same cause.</param>
/// <param name="detail">What is special about this one.</param>
public sealed class RunRefusedException(string reason, string detail) : Exception($"{reason} ({detail})")
{
    /// <summary>Why; the same words for the same cause.</summary>
    public string Reason => reason;

    /// <summary>What is special about this one.</summary>
    public string Detail => detail;

    /// <summary>Whether it is for a reply without an action that <see cref="MalformedReplies.Keep"/> would have kept.</summary>
    public bool IsForMalformedReply { get; init; }
}
