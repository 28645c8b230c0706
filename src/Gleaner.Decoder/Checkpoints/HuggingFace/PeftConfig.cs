using System.Text.Json;
using Gleaner.Decoder.Lora;
using Gleaner.IO;
using Gleaner.IO.Json;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>
/// PEFT's <c>adapter_config.json</c>. What it can say and we do not support is refused by name; so is a key we do not know,
/// unless its value says that it is not in use.
/// </summary>
internal static class PeftConfig
{
    public const string Name = "adapter_config.json";
    private const int MaxBytes = 1 << 20;

    /// <summary>Read elsewhere, or without effect on a loaded adapter.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "peft_type", "task_type", "r", "lora_alpha", "lora_dropout", "use_rslora", "target_modules", "bias", "init_lora_weights",
        "base_model_name_or_path", "revision", "inference_mode", "auto_mapping", "peft_version", "megatron_core", "runtime_config", "qalora_group_size",
    };

    public static void Write(string folder, LoraOptions options, string? baseModel) =>
        AtomicFile.Write(Path.Combine(folder, Name), stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            json.WriteStartObject("alpha_pattern");
            json.WriteEndObject();
            json.WriteNull("auto_mapping");
            json.WriteString("base_model_name_or_path", baseModel);
            json.WriteString("bias", "none");
            json.WriteBoolean("fan_in_fan_out", false);
            json.WriteBoolean("inference_mode", true);
            json.WriteBoolean("init_lora_weights", true);
            json.WriteNull("layers_pattern");
            json.WriteNull("layers_to_transform");
            json.WriteNumber("lora_alpha", options.Alpha);
            json.WriteNumber("lora_dropout", options.Dropout);
            json.WriteNull("modules_to_save");
            json.WriteString("peft_type", "LORA");
            json.WriteNumber("r", options.Rank);
            json.WriteStartObject("rank_pattern");
            json.WriteEndObject();
            json.WriteNull("revision");
            json.WriteStartArray("target_modules");
            foreach (var module in LoraLayout.NamesOf(options.Targets))
            {
                json.WriteStringValue(module);
            }

            json.WriteEndArray();
            json.WriteString("task_type", "CAUSAL_LM");
            json.WriteBoolean("use_dora", false);
            json.WriteBoolean("use_rslora", options.RankStabilized);
            json.WriteEndObject();
        });

    /// <summary>Reads and validates.</summary>
    /// <exception cref="CheckpointException">The file is missing, malformed, or asks for what is not supported.</exception>
    public static (LoraOptions Options, string? BaseModel) Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            using var document = StrictJson.ReadDocument(path, MaxBytes, JsonValueKind.Object);
            return Read(path, document.RootElement);
        }
        catch (JsonFileException e)
        {
            throw new CheckpointException(path, e.Problem, e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new CheckpointException(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static (LoraOptions Options, string? BaseModel) Read(string path, JsonElement root)
    {
        RequireText(path, root, "peft_type", "LORA", required: true);
        RequireText(path, root, "task_type", "CAUSAL_LM", required: false);
        RequireText(path, root, "bias", "none", required: false);
        foreach (var property in root.EnumerateObject())
        {
            if (!Harmless.Contains(property.Name) && !IsUnused(property.Value))
            {
                throw new CheckpointException(path, $"'{property.Name}' is {Excerpt(property.Value)}; only plain LoRA is supported, without '{property.Name}'");
            }
        }

        // Variants such as PiSSA or LoftQ change the base weights at their start: the adapter alone is not enough.
        if (root.TryGetProperty("init_lora_weights", out var start) && start.ValueKind == JsonValueKind.String && !start.ValueEquals("gaussian"))
        {
            throw new CheckpointException(path, $"'init_lora_weights' is {Excerpt(start)}; supported are true, false and \"gaussian\"");
        }

        var options = new LoraOptions()
        {
            Rank = Number<int>(path, root, "r", value => value.TryGetInt32(out var rank) ? rank : null) ?? throw new CheckpointException(path, "it has no 'r'"),
            Alpha = Number<double>(path, root, "lora_alpha", Finite) ?? throw new CheckpointException(path, "it has no 'lora_alpha'"),
            Dropout = Number<double>(path, root, "lora_dropout", Finite) ?? 0,
            RankStabilized = root.TryGetProperty("use_rslora", out var stabilized) && stabilized.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False or JsonValueKind.Null => false,
                _ => throw new CheckpointException(path, $"'use_rslora' is {Excerpt(stabilized)}; true or false is supported"),
            },
            Targets = Targets(path, root),
        };
        if (options.FindFault() is { } fault)
        {
            var key = KeyOf(fault.Member);
            throw new CheckpointException(path, $"'{key}' is {Excerpt(root.GetProperty(key))}; it must be {fault.Expected}");
        }

        var named = root.TryGetProperty("base_model_name_or_path", out var model) && model.ValueKind == JsonValueKind.String;
        return (options, named ? model.GetText() : null);
    }

    private static string KeyOf(string member) => member switch
    {
        nameof(LoraOptions.Rank) => "r",
        nameof(LoraOptions.Alpha) => "lora_alpha",
        nameof(LoraOptions.Dropout) => "lora_dropout",
        _ => "target_modules",
    };

    private static LoraTargets Targets(string path, JsonElement root)
    {
        if (!root.TryGetProperty("target_modules", out var modules))
        {
            throw new CheckpointException(path, "it has no 'target_modules'");
        }

        if (modules.ValueKind == JsonValueKind.String && modules.ValueEquals("all-linear"))
        {
            return LoraTargets.AllLinear;
        }

        if (modules.ValueKind != JsonValueKind.Array)
        {
            throw new CheckpointException(path, $"'target_modules' is {Excerpt(modules)}; supported are a list of modules and \"all-linear\"");
        }

        var targets = LoraTargets.None;
        foreach (var module in modules.EnumerateArray())
        {
            var target = module.ValueKind == JsonValueKind.String ? LoraLayout.TargetOf(module.GetText()!) : LoraTargets.None;
            targets |= target != LoraTargets.None
                ? target
                : throw new CheckpointException(
                    path, $"'target_modules' has {Excerpt(module)}; supported are {string.Join(", ", LoraLayout.NamesOf(LoraTargets.AllLinear))}");
        }

        return targets;
    }

    private static void RequireText(string path, JsonElement root, string key, string expected, bool required)
    {
        var present = root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;
        if (present ? value.ValueKind != JsonValueKind.String || !value.ValueEquals(expected) : required)
        {
            throw new CheckpointException(path, $"'{key}' is {(present ? Excerpt(value) : "missing")}; only \"{expected}\" is supported");
        }
    }

    private static T? Number<T>(string path, JsonElement root, string key, Func<JsonElement, T?> read)
        where T : struct
    {
        if (!root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return (value.ValueKind == JsonValueKind.Number ? read(value) : null)
            ?? throw new CheckpointException(path, $"'{key}' is {Excerpt(value)}, not a number in range");
    }

    private static double? Finite(JsonElement value) => value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static string Excerpt(JsonElement value) => IO.Texts.Excerpt.Start(value.GetRawText(), 80);

    private static bool IsUnused(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };
}
