using System.Globalization;
using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Worlds;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.Students.Pretrained;

namespace Gleaner.CommandLine.Configuration.Students;

/// <summary>A pretrained chat model from a folder in the layout of Hugging Face.</summary>
internal sealed record PretrainedStudentConfig(PretrainedStudentOptions Options) : StudentConfig
{
    private static readonly ValueKind<WeightPrecision> Precisions = ValueKind.OneOf(
        new Dictionary<string, WeightPrecision> { ["bf16"] = WeightPrecision.BFloat16, ["fp32"] = WeightPrecision.Single });

    private static readonly ValueKind<LoraTargets> Targets = ValueKind.OneOf(new Dictionary<string, LoraTargets>
    {
        ["all_linear"] = LoraTargets.AllLinear, ["attention"] = LoraTargets.Attention, ["feed_forward"] = LoraTargets.FeedForward,
        ["q_proj"] = LoraTargets.Query, ["k_proj"] = LoraTargets.Key, ["v_proj"] = LoraTargets.Value, ["o_proj"] = LoraTargets.Output,
        ["gate_proj"] = LoraTargets.Gate, ["up_proj"] = LoraTargets.Up, ["down_proj"] = LoraTargets.Down,
    });

    public override string Description =>
        $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Options.Folder))}, {(Options.Lora is { } lora ? $"adapters of rank {lora.Rank}" : "all weights trained")}";

    public override string Note => "The student is a pretrained chat model that acts in free text: an action that the page does not offer costs it a turn.";

    public override Accelerator Accelerator => Options.Learning.Accelerator;

    public override PreparedStudent Prepare(World world) => PreparedStudent.Of(new PretrainedStudents(Options, world.Rules));

    public override void Check(EnvironmentConfig environment, SectionReader reader) => AcceleratorKey.Check(Accelerator, reader);

    internal static PretrainedStudentConfig ReadPretrained(SectionReader reader)
    {
        var defaults = new PretrainedStudentOptions { Folder = "" };
        return new(defaults with
        {
            Folder = reader.Value("folder", ValueKind.Path, null, "The model's folder: config.json, safetensors, tokenizer.json and a chat template. `gleaner model show` tells whether it can be used."),
            Context = reader.Value("context", ValueKind.Integer(128, 131_072), $"{defaults.Context}", "Longest sequence in tokens."),
            MaxActionTokens = reader.Value("max_action_tokens", ValueKind.Integer(2, 4096), $"{defaults.MaxActionTokens}", "Most tokens of an action, the end of its turn included."),
            FoldSystemIntoUser = reader.Value("fold_system", ValueKind.Flag, "false", "Put the rules before the first page, for templates that refuse a system message."),
            Precision = reader.Value("precision", Precisions, "bf16", "How the frozen weights are held beside adapters."),
            Learning = defaults.Learning with
            {
                RecomputeLayers = reader.Unresolved("recompute_layers", ValueKind.Flag, "false", "Compute layers again in the backward pass instead of keeping them: less memory, more time, the same result."),
                Accelerator = AcceleratorKey.Read(reader),
            },
            Lora = reader.Section("lora", section => ReadLora(section, defaults.Lora!)),
        });
    }

    private static LoraOptions? ReadLora(SectionReader reader, LoraOptions defaults)
    {
        var rank = reader.Value("rank", ValueKind.Integer(0, LoraOptions.MaxRank), $"{defaults.Rank}", "Rank of the adapters; 0 trains all weights instead.");
        var alpha = reader.Value("alpha", ValueKind.Number(1e-3, 1e6), defaults.Alpha.ToString(CultureInfo.InvariantCulture), "α: adapters are scaled by α / rank.");
        var dropout = reader.Value("dropout", ValueKind.Number(0, 0.99), "0", "Share of an adapter's inputs that a training pass drops.");
        var targets = reader.Values("targets", Targets, "all_linear", "The projections that have adapters.").Aggregate(LoraTargets.None, (all, target) => all | target);
        return rank == 0 ? null : defaults with { Rank = rank, Alpha = alpha, Dropout = dropout, Targets = targets };
    }
}
