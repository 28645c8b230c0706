namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>Bounds on what is read into memory before anything is known of a folder: far above any model, far below what would hurt.</summary>
internal static class ConfigLimits
{
    /// <summary>Bytes of a configuration.</summary>
    public const int ConfigBytes = 1 << 20;

    /// <summary>Bytes of the index of a sharded model.</summary>
    public const int IndexBytes = 16 << 20;

    /// <summary>Files of a sharded model.</summary>
    public const int Shards = 1000;
}
