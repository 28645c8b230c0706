using System.Text.RegularExpressions;

namespace Gleaner.ModelServers.Tinker;

/// <summary>Names weights that were saved: <c>tinker://MODEL/weights/NAME</c> or <c>tinker://MODEL/sampler_weights/NAME</c>.</summary>
/// <param name="Model">The model that they were saved of.</param>
/// <param name="IsForSampling">Whether they are for sampling, and not to train on from.</param>
/// <param name="Name">Their name.</param>
internal sealed partial record TinkerPath(string Model, bool IsForSampling, string Name)
{
    private const string Training = "weights";
    private const string Sampling = "sampler_weights";

    /// <summary>Whether a text can be a name; it becomes a folder's.</summary>
    public static bool IsName(string text) => Names().IsMatch(text);

    /// <summary>Reads a path; null if it is none.</summary>
    public static TinkerPath? Parse(string text) =>
        Paths().Match(text) is { Success: true } match && IsName(match.Groups["model"].Value) && IsName(match.Groups["name"].Value)
            ? new TinkerPath(match.Groups["model"].Value, match.Groups["kind"].Value != Training, match.Groups["name"].Value)
            : null;

    /// <summary>Its folder below that of all checkpoints.</summary>
    public string FolderIn(string root) => Path.Combine(root, Model, IsForSampling ? Sampling : Training, Name);

    public override string ToString() => $"tinker://{Model}/{(IsForSampling ? Sampling : Training)}/{Name}";

    // Without a kind it is for sampling, as clients write it.
    [GeneratedRegex("^tinker://(?<model>[^/]+)/((?<kind>weights|sampler_weights)/)?(?<name>[^/]+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Paths();

    [GeneratedRegex("^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
