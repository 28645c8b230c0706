using Gleaner.ScienceWorld.Experts;

namespace Gleaner.CommandLine.Worlds;

/// <summary>A world that knows scripted solutions of its tasks.</summary>
internal interface IGoldPathWorld
{
    /// <summary>The solutions.</summary>
    IGoldPaths GoldPaths { get; }
}
