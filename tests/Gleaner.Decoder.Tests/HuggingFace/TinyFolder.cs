using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>A temporary folder with a tiny random model in the layout of Transformers, written without the engine's help.</summary>
internal sealed class TinyFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gleaner-hf-").FullName;

    /// <summary>Writes the model.</summary>
    /// <param name="variant">Architecture.</param>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <param name="shards">1: a single file; more: as many files with an index.</param>
    public TinyFolder(TinyVariant variant, string type = "F32", int shards = 1)
    {
        Variant = variant;
        Directory.CreateDirectory(Path);
        var random = new Random(variant.Name.Length);
        Weights = variant.Tensors().ToDictionary(tensor => tensor.Name, tensor => Values(random, tensor.Name, tensor.Shape, type));
        WriteConfig(_ => { });
        (string Name, int[] Shape)[] tensors = [.. variant.Tensors()];
        JsonObject map = [];
        for (var i = 0; i < shards; i++)
        {
            var file = shards == 1 ? "model.safetensors" : $"model-{i + 1:D5}-of-{shards:D5}.safetensors";
            var part = tensors.Where((_, index) => index % shards == i).ToArray();
            WriteTensors(file, part, type);
            foreach (var tensor in part)
            {
                map[tensor.Name] = file;
            }
        }

        if (shards > 1)
        {
            File.WriteAllText(FileOf("model.safetensors.index.json"), new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = 1 }, ["weight_map"] = map }.ToJsonString());
        }
    }

    public TinyVariant Variant { get; }

    public string Path => System.IO.Path.Combine(_root, "model");

    /// <summary>The values in the files, exactly.</summary>
    public Dictionary<string, float[]> Weights { get; }

    public string FileOf(string name) => System.IO.Path.Combine(Path, name);

    public void WriteConfig(Action<JsonObject> change)
    {
        var json = Variant.Config();
        change(json);
        File.WriteAllText(FileOf("config.json"), json.ToJsonString());
    }

    public void WriteTensors(string file, IEnumerable<(string Name, int[] Shape)> tensors, string type)
    {
        var header = new JsonObject() { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        List<byte> data = [];
        foreach (var (name, shape) in tensors)
        {
            var begin = data.Count;
            foreach (var value in Weights.TryGetValue(name, out var values) ? values : new float[shape.Aggregate(1, (a, b) => a * b)])
            {
                data.AddRange(Bytes(value, type));
            }

            header[name] = new JsonObject
            {
                ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]), ["data_offsets"] = new JsonArray(begin, data.Count),
            };
        }

        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(FileOf(file), [.. length, .. json, .. data]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Values large enough that every part matters; those of a half type are ones that it can hold.</summary>
    private static float[] Values(Random random, string name, int[] shape, string type)
    {
        var scale = shape.Length == 1 ? 0.3 : name.Contains("embed", StringComparison.Ordinal) ? 1 : 1.7 / Math.Sqrt(shape[^1]);
        double center = name.EndsWith("norm.weight", StringComparison.Ordinal) ? 1 : 0;
        return [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => Rounded((float)(center + (scale * ((2 * random.NextDouble()) - 1))), type))];
    }

    private static float Rounded(float value, string type) => type switch
    {
        "F16" => (float)(Half)value,
        "BF16" => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & ~0xFFFF),
        _ => value,
    };

    private static byte[] Bytes(float value, string type) => type switch
    {
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes(value)[2..],
        _ => BitConverter.GetBytes(value),
    };
}
