using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Lora;

/// <summary>Places the adapters of a model, named as PEFT names them.</summary>
internal sealed class LoraLayout : FlatLayout
{
    private const string Prefix = "base_model.model.";

    private static readonly (LoraTargets Target, string Module, Projection Projection)[] Order =
    [
        (LoraTargets.Query, "self_attn.q_proj", Projection.Query),
        (LoraTargets.Key, "self_attn.k_proj", Projection.KeyValue),
        (LoraTargets.Value, "self_attn.v_proj", Projection.KeyValue),
        (LoraTargets.Output, "self_attn.o_proj", Projection.AttentionOutput),
        (LoraTargets.Gate, "mlp.gate_proj", Projection.GateUp),
        (LoraTargets.Up, "mlp.up_proj", Projection.GateUp),
        (LoraTargets.Down, "mlp.down_proj", Projection.Down),
    ];

    private readonly List<LoraModule> modules = [];

    public LoraLayout(ParameterLayout model, LoraOptions options)
    {
        options.Validate();
        Config = model.Config;
        Options = options;
        Dictionary<string, ParameterSpec> weights = model.Specs.ToDictionary(spec => spec.Name, StringComparer.Ordinal);
        for (int layer = 0; layer < Config.Layers; layer++)
        {
            for (int ordinal = 0; ordinal < Order.Length; ordinal++)
            {
                (LoraTargets target, string module, Projection projection) = Order[ordinal];
                if (options.Targets.HasFlag(target))
                {
                    string name = $"model.layers.{layer}.{module}";
                    ParameterSpec weight = weights[name + ".weight"];
                    int outputs = weight.Shape[0], inputs = weight.Shape[1];
                    int a = Add($"{Prefix}{name}.lora_A.weight", options.Rank, inputs), b = Add($"{Prefix}{name}.lora_B.weight", outputs, options.Rank);

                    // The second of two fused projections is as wide as the first, which lies before it.
                    bool second = target is LoraTargets.Value or LoraTargets.Up;
                    modules.Add(new LoraModule(layer, projection, ordinal, weight.Offset, second ? outputs : 0, inputs, outputs, a, b));
                }
            }
        }
    }

    public DecoderConfig Config { get; }

    public LoraOptions Options { get; }

    /// <summary>All adapters, by layer.</summary>
    public IReadOnlyList<LoraModule> Modules => modules;

    /// <summary>PEFT's names of the modules that a set of targets stands for.</summary>
    public static IEnumerable<string> NamesOf(LoraTargets targets) =>
        Order.Where(entry => targets.HasFlag(entry.Target)).Select(entry => ShortName(entry.Module));

    /// <summary>The target of PEFT's name of a module; none for another name.</summary>
    public static LoraTargets TargetOf(string name) =>
        Order.FirstOrDefault(entry => ShortName(entry.Module) == name || entry.Module == name).Target;

    private static string ShortName(string module) => module[(module.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
