using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gleaner.Decoder.Model;
using Gleaner.IO;
using Gleaner.IO.Json;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>The <c>config.json</c> of a checkpoint.</summary>
internal static class ConfigFile
{
    private const string Name = "config.json";
    private const string Format = "gleaner-decoder/1";
    private const int MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter<SmearKind>() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsPlain } },
    };

    public static void Write(string folder, DecoderConfig config) =>
        AtomicFile.Write(Path.Combine(folder, Name), stream => JsonSerializer.Serialize(stream, new Content(Format, config), Options));

    /// <summary>Reads and validates.</summary>
    /// <exception cref="CheckpointException">The file is missing or no valid configuration.</exception>
    public static DecoderConfig Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            var content = StrictJson.Read<Content>(path, MaxBytes, Options);
            if (content is not { Format: Format, Model: { } config })
            {
                throw new CheckpointException(path, $"it is not of the format {Format}");
            }

            return config.FindFault(JsonNamingPolicy.CamelCase.ConvertName) is not { } fault ? config : throw new CheckpointException(path, Describe(fault));
        }
        catch (JsonFileException e)
        {
            throw new CheckpointException(path, e.Problem, e);
        }
    }

    private static string Describe(ShapeRule fault)
    {
        var place = fault.Owner == nameof(DecoderConfig) ? "model" : "model.ropeScaling";
        return string.Create(CultureInfo.InvariantCulture, $"'{place}.{JsonNamingPolicy.CamelCase.ConvertName(fault.Member)}' is {fault.Value}; it must be {fault.Expected}");
    }

    /// <summary>What a plain decoder does not have is not written: such files stay readable by, and equal to those of, earlier versions.</summary>
    private static void LeaveOutWhatIsPlain(JsonTypeInfo type)
    {
        if (type.Type != typeof(DecoderConfig))
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            property.ShouldSerialize = (config, _) => IsWritten((DecoderConfig)config, property.Name);
        }
    }

    private static bool IsWritten(DecoderConfig config, string name) => name switch
    {
        "keyValueHeads" => config.KeyValueHeads != config.Heads,
        "headWidth" => config.HeadWidth * config.Heads != config.Width,
        "ropeScaling" => config.RopeScaling is not null,
        "queryKeyValueBias" => config.QueryKeyValueBias,
        "queryKeyNorm" => config.QueryKeyNorm,
        "tieEmbeddings" => !config.TieEmbeddings,
        _ => true,
    };

    private sealed record Content(string? Format, DecoderConfig? Model);
}
