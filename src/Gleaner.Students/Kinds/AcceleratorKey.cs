using Gleaner.Decoder.Training;
using Gleaner.Experiments.Configuration;

namespace Gleaner.Students.Kinds;

/// <summary>The key <c>student.accelerator</c>, which students of every kind have.</summary>
public static class AcceleratorKey
{
    /// <summary>Path of the key, for the option that sets it.</summary>
    public const string Path = "student.accelerator";

    private const string Description =
        "Library for the matrix products of training: `none` trains with Gleaner's own kernels, whose bits are the same everywhere; `onednn` differs in rounding and must be installed; `auto` takes it where it is; `onednn-bf16` rounds the factors to bfloat16, a step 1.5 to 1.8 times as fast on processors with AMX (docs/engine.md).";

    private static readonly ValueKind<Accelerator> Names = ValueKind.OneOf(new Dictionary<string, Accelerator>
    {
        ["none"] = Accelerator.None, ["onednn"] = Accelerator.OneDnn, ["auto"] = Accelerator.Auto, ["onednn-bf16"] = Accelerator.OneDnnBfloat16,
    });

    /// <summary>Declares the key.</summary>
    public static Accelerator Read(SectionReader reader) => reader.Value("accelerator", Names, "none", Description);

    /// <summary>Reports a library that is not installed, before a run begins.</summary>
    public static void Check(Accelerator accelerator, SectionReader reader)
    {
        try
        {
            Accelerators.InUse(accelerator);
        }
        catch (InvalidOperationException missing)
        {
            reader.Fail("student", $"asks for an accelerator: {missing.Message}");
        }
    }
}
