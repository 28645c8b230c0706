namespace Gleaner.Decoder.Training;

/// <summary>Whether training lets a native library compute its products with weights.</summary>
public enum Accelerator
{
    /// <summary>Nothing but our own kernels: the same bits on every machine of one type.</summary>
    None,

    /// <summary>oneDNN, which must be installed. Results differ from our own in rounding.</summary>
    OneDnn,

    /// <summary>oneDNN where it is installed.</summary>
    Auto,
}
