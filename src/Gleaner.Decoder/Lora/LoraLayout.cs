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

    private readonly List<LoraModule> _modules = [];

    public LoraLayout(ParameterLayout model, LoraOptions options)
    {
        options.Validate();
        Config = model.Config;
        Options = options;
        var weights = model.Specs.ToDictionary(spec => spec.Name, StringComparer.Ordinal);
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            foreach (var fused in Enumerable.Range(0, Order.Length).Where(i => options.Targets.HasFlag(Order[i].Target)).GroupBy(i => Order[i].Projection))
            {
                // All A of a projection one after another: they are read as one matrix.
                var placed = fused.Select(ordinal => (Ordinal: ordinal, A: AddFactor(weights, layer, ordinal, isA: true))).ToList();
                foreach (var (ordinal, a) in placed)
                {
                    _modules.Add(Module(weights, layer, ordinal, a, AddFactor(weights, layer, ordinal, isA: false)));
                }
            }
        }
    }

    public DecoderConfig Config { get; }

    public LoraOptions Options { get; }

    /// <summary>All adapters, by layer.</summary>
    public IReadOnlyList<LoraModule> Modules => _modules;

    /// <summary>PEFT's names of the modules that a set of targets stands for.</summary>
    public static IEnumerable<string> NamesOf(LoraTargets targets) =>
        Order.Where(entry => targets.HasFlag(entry.Target)).Select(entry => ShortName(entry.Module));

    /// <summary>The target of PEFT's name of a module; none for another name.</summary>
    public static LoraTargets TargetOf(string name) =>
        Order.FirstOrDefault(entry => ShortName(entry.Module) == name || entry.Module == name).Target;

    private static string NameOf(int layer, int ordinal) => $"model.layers.{layer}.{Order[ordinal].Module}";

    private long AddFactor(Dictionary<string, ParameterSpec> weights, int layer, int ordinal, bool isA)
    {
        var name = NameOf(layer, ordinal);
        var shape = weights[name + ".weight"].Shape;
        return isA ? Add($"{Prefix}{name}.lora_A.weight", Options.Rank, shape[1]) : Add($"{Prefix}{name}.lora_B.weight", shape[0], Options.Rank);
    }

    private static LoraModule Module(Dictionary<string, ParameterSpec> weights, int layer, int ordinal, long a, long b)
    {
        var weight = weights[NameOf(layer, ordinal) + ".weight"];
        var outputs = weight.Shape[0];

        // The second of two fused projections is as wide as the first, which lies before it.
        var second = Order[ordinal].Target is LoraTargets.Value or LoraTargets.Up;
        return new LoraModule(layer, Order[ordinal].Projection, ordinal, weight.Offset, second ? outputs : 0, weight.Shape[1], outputs, a, b);
    }

    private static string ShortName(string module) => module[(module.IndexOf('.', StringComparison.Ordinal) + 1)..];
}

/// <summary>The adapter of one projection: where A and B lie in the adapters' flat memory, and what they are added to.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Projection">The matrix that the model multiplies with, whose outputs from <paramref name="FirstOutput"/> on are the projection's.</param>
/// <param name="Ordinal">Number of the target among the seven.</param>
/// <param name="Weight">Offset of the projection's weights [outputs, inputs] in the model's flat memory.</param>
/// <param name="FirstOutput">Column in the projection's outputs: above 0 for values (behind keys) and up (behind gate).</param>
/// <param name="Inputs">Width of its inputs.</param>
/// <param name="Outputs">Width of its outputs.</param>
/// <param name="A">Offset of A [rank, inputs].</param>
/// <param name="B">Offset of B [outputs, rank].</param>
internal sealed record LoraModule(
    int Layer, Projection Projection, int Ordinal, long Weight, int FirstOutput, int Inputs, int Outputs, long A, long B);
