using System.Globalization;
using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sizing;
using Gleaner.Decoder.Training;
using Gleaner.Students.Pretrained;
using Gleaner.Tokenizers;

namespace Gleaner.CommandLine.Models;

/// <summary>What Gleaner makes of a model's folder: shape, tokenizer, and the memory that its uses take.</summary>
internal static class ModelSummary
{
    /// <summary>Rollouts that sample at the same time, for the size of the cache.</summary>
    private const int Sequences = 48;

    /// <summary>The summary's lines.</summary>
    /// <param name="folder">The opened folder.</param>
    /// <param name="availableBytes">The memory that there is.</param>
    public static IEnumerable<string> Lines(HuggingFaceFolder folder, long availableBytes)
    {
        var config = folder.Config;
        yield return folder.Path;
        yield return Text($"  {folder.ModelType}, {folder.ParameterCount:N0} parameters, {(config.TieEmbeddings ? "tied" : "untied")} output head");
        yield return Text($"  {config.Layers} layers of width {config.Width}, {config.Heads} heads of {config.HeadWidth} over {config.KeyValueHeads} for keys and values, feed-forward {config.FeedForwardWidth}");
        yield return Text($"  {config.VocabularySize:N0} token ids, sequences of up to {config.MaxSequenceLength:N0} tokens");
        foreach (var line in TokenizerLines(folder))
        {
            yield return line;
        }

        yield return Text($"Memory for sequences of {config.MaxSequenceLength:N0} tokens ({Size(availableBytes)} are there):");
        var adapters = new LoraOptions { Rank = 16 };
        var trainer = new TrainerOptions { RecomputeLayers = true };
        var cached = (long)Sequences * config.MaxSequenceLength;
        yield return Use(Text($"sampling {Sequences} rollouts"), SizeEstimate.OfDecoding(config, cached));
        yield return Use("  held as bf16", SizeEstimate.OfDecoding(config, cached, WeightPrecision.BFloat16));
        yield return Use("training adapters", SizeEstimate.OfAdapterTraining(config, WeightPrecision.BFloat16, adapters, trainer, config.MaxSequenceLength));
        yield return Use("training all weights", SizeEstimate.OfTraining(config, trainer, config.MaxSequenceLength));

        foreach (var line in GpuSummary.Lines(config))
        {
            yield return line;
        }

        string Use(string name, SizeEstimate estimate) =>
            Text($"  {name,-24}{Size(estimate.Total),10}{(estimate.Total > availableBytes ? "  does not fit" : "")}");
    }

    private static IEnumerable<string> TokenizerLines(HuggingFaceFolder folder)
    {
        if (!File.Exists(Path.Combine(folder.Path, "tokenizer.json")))
        {
            yield return "  no tokenizer.json: the weights can be used with token ids, not with text";
            yield break;
        }

        var tokenizer = Tokenizer.Load(folder.Path);
        var tokens = new ModelTokens(folder, tokenizer);
        yield return Text($"  tokenizer of {tokenizer.VocabularySize:N0} ids, {tokenizer.AddedTokens.Count(token => token.IsSpecial)} special; answers end with {tokens.DescribeEnds()}");
        if (tokens.DescribeUnknownEnds() is { } unknown)
        {
            yield return $"  the folder also ends answers with {unknown}";
        }

        if (tokens.Misfit is { } misfit)
        {
            yield return $"  {misfit}: it cannot be a student";
        }

        yield return TemplateLine(folder, tokenizer.Settings);
    }

    /// <summary>Whether a conversation can be rendered, tried with one.</summary>
    private static string TemplateLine(HuggingFaceFolder folder, TokenizerSettings settings)
    {
        if (settings.ChatTemplate is null)
        {
            return "  no chat template: it cannot be a student";
        }

        try
        {
            var format = ChatFormat.Load(folder.Path);
            return TryRender(format, new ChatOptions()) is not { } problem ? "  chat template: a conversation of four messages renders as it should"
                : TryRender(format, new ChatOptions { KeepTurns = true }) is null ? "  chat template: it writes earlier turns differently once others follow; a student needs `keep_turns: true`"
                : $"  chat template: {problem}";
        }
        catch (Exception exception) when (exception is ChatTemplateException or ChatRenderingException)
        {
            return $"  chat template: {exception.Message}";
        }
    }

    /// <summary>What is wrong with a conversation of four messages; null where it renders.</summary>
    private static string? TryRender(ChatFormat format, ChatOptions options)
    {
        try
        {
            new ChatRenderer(format, options).Render(
            [
                new ChatMessage(ChatRole.System, "rules"),
                new ChatMessage(ChatRole.User, "page one"),
                new ChatMessage(ChatRole.Assistant, "search[a b]"),
                new ChatMessage(ChatRole.User, "page two"),
            ]);
            return null;
        }
        catch (Exception exception) when (exception is ChatTemplateException or ChatRenderingException)
        {
            return exception.Message;
        }
    }

    private static string Size(long bytes) => Text($"{bytes / 1e9:F2} GB");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
