namespace Gleaner.Formats.Exports;

/// <summary>Which part of a trained turn is trained.</summary>
public enum TrainedPart
{
    /// <summary>All of it: thought and action.</summary>
    Turn,

    /// <summary>The action alone, from the line <c>Action:</c> on; a turn without that line is trained whole.</summary>
    Action,
}
