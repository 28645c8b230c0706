using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>Between named parameters and safetensors files.</summary>
internal static class TensorFiles
{
    public static NamedTensor[] Named(IReadOnlyList<Parameter> parameters, string prefix = "") =>
        [.. parameters.Select(parameter => new NamedTensor(prefix + parameter.Name, [.. parameter.Shape], () => parameter.Span))];

    public static void ReadInto(SafetensorsFile file, IReadOnlyList<Parameter> parameters, string prefix = "")
    {
        foreach (var parameter in parameters)
        {
            file.Read(prefix + parameter.Name, [.. parameter.Shape], parameter.Span);
        }
    }

    /// <summary>Throws unless the file has exactly the tensors of a layout; reads nothing.</summary>
    public static void CheckShapes(SafetensorsFile file, FlatLayout layout)
    {
        CheckCount(file, layout.Specs.Count);
        foreach (var spec in layout.Specs)
        {
            file.CheckShape(spec.Name, [.. spec.Shape]);
        }
    }

    public static void CheckCount(SafetensorsFile file, int expected)
    {
        if (file.Tensors.Length != expected)
        {
            throw new CheckpointException(file.FilePath, $"it has {file.Tensors.Length} tensors where the model has {expected}");
        }
    }
}
