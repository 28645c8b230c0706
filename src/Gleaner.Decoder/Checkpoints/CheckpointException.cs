namespace Gleaner.Decoder.Checkpoints;

/// <summary>A checkpoint file that cannot be used: damaged, truncated, hostile, or not what was asked for.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">Path of the file at fault.</param>
    /// <param name="reason">What is wrong with it, a clause without a full stop.</param>
    /// <param name="innerException">The error beneath it, if any.</param>
    public CheckpointException(string file, string reason, Exception? innerException = null)
        : base($"Checkpoint file '{file}' cannot be used: {reason}.", innerException)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>Path of the file at fault.</summary>
    public string File { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}
