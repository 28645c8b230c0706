using Gleaner.Policies;

namespace Gleaner.Tests.Toy;

/// <summary>An expert that knows the way but is often careless: it wanders, and now and then eats the key.</summary>
internal static class Wanderer
{
    public static ScriptedPolicy Create(string name = "wanderer", double carelessness = 0.35) =>
        ScriptedPolicy.Of(name, episode => episode.Random.NextDouble() < carelessness
            ? KeyDoorEnvironment.Actions[episode.Random.Next(KeyDoorEnvironment.Actions.Length)]
            : KnownWay(episode));

    public static string KnownWay(OpenEpisode episode) => episode.Observation.Text switch
    {
        "no key, key here" => "take",
        var text when text.EndsWith("door here", StringComparison.Ordinal) => "open",
        var text when text.EndsWith("left", StringComparison.Ordinal) => "left",
        "full" when episode.Turns.Count >= 12 => "open",
        _ => "right",
    };
}
