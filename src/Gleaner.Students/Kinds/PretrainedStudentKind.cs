using System.Globalization;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Students.Pretrained;
using Gleaner.Trajectories;

namespace Gleaner.Students.Kinds;

/// <summary>A pretrained chat model from a folder in the layout of Hugging Face.</summary>
public sealed class PretrainedStudentKind : StudentKind<PretrainedStudentOptions>
{
    private static readonly ValueKind<WeightPrecision> Precisions = ValueKind.OneOf(
        new Dictionary<string, WeightPrecision> { ["bf16"] = WeightPrecision.BFloat16, ["fp32"] = WeightPrecision.Single });

    private static readonly ValueKind<WeightPrecision> DecodingPrecisions = ValueKind.OneOf(
        new Dictionary<string, WeightPrecision> { ["fp32"] = WeightPrecision.Single, ["int8"] = WeightPrecision.Int8 });

    private static readonly ValueKind<LoraTargets> Targets = ValueKind.OneOf(new Dictionary<string, LoraTargets>
    {
        ["all_linear"] = LoraTargets.AllLinear, ["attention"] = LoraTargets.Attention, ["feed_forward"] = LoraTargets.FeedForward,
        ["q_proj"] = LoraTargets.Query, ["k_proj"] = LoraTargets.Key, ["v_proj"] = LoraTargets.Value, ["o_proj"] = LoraTargets.Output,
        ["gate_proj"] = LoraTargets.Gate, ["up_proj"] = LoraTargets.Up, ["down_proj"] = LoraTargets.Down,
    });

    /// <inheritdoc/>
    public override string Name => "pretrained";

    /// <inheritdoc/>
    public override string Summary => "A chat model from a folder in the layout of Hugging Face, sampled and trained here.";

    /// <inheritdoc/>
    public override string Describe(PretrainedStudentOptions config) =>
        $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(config.Folder))}, {(config.Lora is { } lora ? $"adapters of rank {lora.Rank}" : "all weights trained")}";

    /// <inheritdoc/>
    public override string Note(PretrainedStudentOptions config) =>
        "The student is a pretrained chat model that acts in free text: an action that the page does not offer costs it a turn."
        + (config.DecodingPrecision == WeightPrecision.Int8 ? " It acted, in exploration and evaluation, from a copy of its weights rounded to 8 bits; it was trained in full precision." : "");

    /// <inheritdoc/>
    public override string? ComputedBy(PretrainedStudentOptions config) => Accelerators.InUse(config.Learning.Accelerator);

    /// <inheritdoc/>
    public override PreparedStudent Prepare(PretrainedStudentOptions config, World world) => PreparedStudent.Of(new PretrainedStudents(config, world.Rules));

    /// <inheritdoc/>
    public override IEnumerable<PreflightCheck> Checks(PretrainedStudentOptions config) =>
    [
        new FileCheck("student.folder", config.Folder, isFolder: true),
        new ModelCheck(config.Folder, config.Context),
        .. base.Checks(config),
    ];

    /// <inheritdoc/>
    public override StudentSize? Size(PretrainedStudentOptions config) => PretrainedStudents.SizeOf(config);

    /// <inheritdoc/>
    public override ISequenceRenderer Renderer(PretrainedStudentOptions config, World world, IReadOnlyList<Trajectory> trajectories) =>
        new ChatSequences(config.Folder, world.Rules, config.TemplateUse, keepSampledIds: true);

    /// <inheritdoc/>
    public override void Check(PretrainedStudentOptions config, ExperimentEnvironment environment, SectionReader reader) =>
        AcceleratorKey.Check(config.Learning.Accelerator, reader);

    /// <inheritdoc/>
    public override PretrainedStudentOptions Read(SectionReader reader)
    {
        var defaults = new PretrainedStudentOptions { Folder = "" };
        var model = defaults with
        {
            Folder = reader.Value("folder", ValueKind.Path, null, "The model's folder: config.json, safetensors, tokenizer.json and a chat template. `gleaner model show` tells whether it can be used."),
            Context = reader.Value("context", ValueKind.Integer(128, 131_072), $"{defaults.Context}", "Longest sequence in tokens."),
            MaxActionTokens = reader.Value("max_action_tokens", ValueKind.Integer(2, 4096), $"{defaults.MaxActionTokens}", "Most tokens of an action, the end of its turn included."),
        };
        return ChatTemplateKeys.Read(reader, model) with
        {
            Precision = reader.Value("precision", Precisions, "bf16", "How the frozen weights are held beside adapters."),
            DecodingPrecision = reader.ResolvedWhereGiven("decoding_weights", DecodingPrecisions, "fp32", "The weights that it samples from: `fp32`, or `int8`, a copy rounded to 8 bits that is made anew for each checkpoint: quicker to decode from, and a slightly different policy (docs/models.md). Training never uses it."),
            Learning = defaults.Learning with
            {
                RecomputeLayers = reader.Unresolved("recompute_layers", ValueKind.Flag, "false", "Compute layers again in the backward pass instead of keeping them: less memory, more time, the same result."),
                Accelerator = AcceleratorKey.Read(reader),
            },
            Lora = reader.Section("lora", section => ReadLora(section, defaults.Lora!)),
        };
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
