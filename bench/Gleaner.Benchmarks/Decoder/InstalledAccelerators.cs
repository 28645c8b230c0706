using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>The libraries for products of training that this machine has.</summary>
internal static class InstalledAccelerators
{
    /// <summary>No accelerator, and those that this machine has.</summary>
    public static IEnumerable<Accelerator> AndNone() =>
        [Accelerator.None, .. new[] { Accelerator.OneDnn, Accelerator.OneDnnBfloat16 }.Where(Has)];

    /// <summary>Whether a library is installed and this processor can do what is asked of it.</summary>
    public static bool Has(Accelerator accelerator)
    {
        try
        {
            return Accelerators.InUse(accelerator) is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
