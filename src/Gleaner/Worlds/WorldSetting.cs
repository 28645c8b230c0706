namespace Gleaner.CommandLine.Worlds;

/// <summary>What a world is opened with beside its configuration.</summary>
/// <param name="DataFolder">Where a world may keep data that it makes; absolute. It need not exist.</param>
/// <param name="Clock">The clock.</param>
internal sealed record WorldSetting(string DataFolder, TimeProvider Clock)
{
    /// <summary>Gets messages for the user about what does not stop the run.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
