namespace Gleaner.Decoder.Checkpoints;

/// <summary>Element types that can be read; all become 32-bit floats.</summary>
public enum TensorType
{
    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>The upper half of a binary32 (bfloat16).</summary>
    BF16,
}
