using System.Text.Json;
using Gleaner.EndToEnd.Tests;
using Gleaner.Formats.Exports;
using Gleaner.Students.Pretrained;
using Gleaner.Trainers.Tests;

namespace Gleaner.Formats.Tests.Exports;

/// <summary>Rows of texts in the tokens of a model whose tokens are bytes: how long they are, and how they are split.</summary>
public sealed class RowLengthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChatSequences _model;

    public RowLengthTests()
    {
        TinyChatModel.Write(_folder.Path, seed: 1);
        _model = new ChatSequences(_folder.Path, Samples.Rules);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_longest_row_and_what_a_limit_would_cost_are_those_of_the_ids()
    {
        var examples = Samples.Binary();
        var ids = examples.Where(example => example.Weights.Any(weight => weight.Weight > 0)).Select(_model.Render).ToList();
        var limit = ids.Select(sequence => sequence.Ids.Length).Order().ElementAt(2);

        var lengths = Exported.As("openai", Dataset(limit)).Counts.Lengths.ShouldNotBeNull();

        lengths.Longest.ShouldBe(ids.Max(sequence => sequence.Ids.Length));
        lengths.LongestTask.Value.ShouldBe("knobs/4");
        var over = ids.Where(sequence => sequence.Ids.Length > limit).ToList();
        lengths.Over.ShouldBe(over.Count);
        lengths.LosingSome.ShouldBe(over.Count(sequence => sequence.Weights.Skip(limit).Any(weight => weight > 0)));
        lengths.LosingAll.ShouldBe(over.Count(sequence => sequence.Weights.Take(limit).All(weight => weight == 0)));
        lengths.ToString().ShouldStartWith($"longest row: {lengths.Longest} tokens (knobs/4); {over.Count} rows over {limit}; cut there, ");

        // The formats of ids say the same.
        Exported.As("trl-ids", Dataset(limit) with { Renderer = _model }).Counts.Lengths.ShouldBe(lengths);
        Exported.As("openai", examples).Counts.Lengths.ShouldBeNull();
    }

    [Fact]
    public void Rows_over_the_limit_are_refused_if_that_is_asked_for()
    {
        Should.Throw<GleanerException>(() => Exported.As("openai", Dataset(200, OverLength.Refuse))).Message.ShouldContain("Nothing was written: longest row: ");
        Exported.As("openai", Dataset(100_000, OverLength.Refuse)).Counts.Lengths!.Over.ShouldBe(0);
    }

    [Theory]
    [InlineData("openai", 190)]
    [InlineData("openai", 260)]
    [InlineData("axolotl", 190)]
    [InlineData("llamafactory", 190)]
    [InlineData("trl", 190)]
    [InlineData("trl", 260)]
    public void Split_rows_fit_keep_the_rules_and_train_every_turn_once(string format, int limit)
    {
        var file = Exported.As(format, Dataset(limit, OverLength.Split));

        var trained = new List<string>();
        foreach (var row in file.Lines())
        {
            var messages = Messages(row);
            messages[0].ShouldBe(("system", Samples.Rules, false));
            messages[1].Role.ShouldBe("user");
            messages.ShouldContain(message => message.Trained);
            Length(messages).ShouldBeLessThanOrEqualTo(limit);
            trained.AddRange(messages.Where(message => message.Trained).Select(message => message.Content));
        }

        trained.ShouldBe(Samples.ActionsOf(Samples.Binary()).Where(action => action.Weight > 0).Select(action => action.Action));
        file.Counts.Lengths!.SplitInto.ShouldBeGreaterThan(file.Counts.Lengths.Over);
        file.Counts.Lengths.TurnsLeftOut.ShouldBe(0);
        file.Counts.Rows.ShouldBe(file.Lines().Count);
    }

    [Fact]
    public void A_turn_that_fits_in_no_row_is_left_out_and_counted_and_where_none_fits_nothing_is_written()
    {
        var huge = Samples.Example(9, ["small", new string('x', 500)], [1, 1]);

        var file = Exported.As("openai", Dataset(220, OverLength.Split) with { Examples = [huge] });

        file.Counts.Lengths!.TurnsLeftOut.ShouldBe(1);
        file.Counts.TrainedTurns.ShouldBe(1);
        Messages(file.Lines().ShouldHaveSingleItem())[^1].Content.ShouldBe("small");
        Should.Throw<GleanerException>(() => Exported.As("openai", Dataset(20, OverLength.Split))).Message.ShouldContain("No trained turn fits in a row of 20 tokens");
        Should.Throw<GleanerException>(() => Exported.As("trl-ids", Dataset(20, OverLength.Split) with { Renderer = _model })).Message.ShouldContain("are not split");
    }

    [Fact]
    public void Axolotl_is_given_ranges_where_it_would_leave_out_the_last_token()
    {
        // Tokens are bytes: "]" is the last token of the action and of axolotl's placeholder.
        var example = Samples.Example(1, ["turn[é]", "look", "["], [1, 1, 1]);

        var turns = Exported.As("axolotl", Dataset(null) with { Examples = [example] }).Lines()[0].GetProperty("messages").EnumerateArray()
            .Where(message => message.GetProperty("role").GetString() == "assistant").ToList();

        turns[0].GetProperty("train_detail").GetRawText().ShouldBe("""[{"begin_offset":0,"end_offset":6,"train":true}]""");
        turns[1].TryGetProperty("train_detail", out _).ShouldBeFalse();

        // The third is all of what the placeholder begins with, so axolotl finds no turn at all.
        Cautions("axolotl", Dataset(null) with { Examples = [example] }).ShouldHaveSingleItem().ShouldContain("would not find all tokens of 1 trained turns");
        Cautions("axolotl", new ExportDataset([example], Samples.Rules)).ShouldHaveSingleItem().ShouldContain("1 trained turns end in ']'");
        Cautions("axolotl", Dataset(null) with { Examples = [Samples.Example(1, ["look"], [1])] }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("openai", "6 turns have weight 0.")]
    [InlineData("sharegpt", "6 turns have loss false. LLaMA-Factory's sharegpt loader")]
    [InlineData("trl", "2 completions hold observations")]
    public void What_a_loader_would_train_beside_is_said(string format, string told)
    {
        Cautions(format, new ExportDataset(Samples.Binary(), Samples.Rules)).ShouldHaveSingleItem().ShouldContain(told);
        Cautions(format, new ExportDataset([Samples.Example(1, 1)], Samples.Rules)).ShouldBeEmpty();
    }

    private ExportDataset Dataset(int? limit, OverLength over = OverLength.Keep) =>
        new(Samples.Binary(), Samples.Rules) { Chat = _model.Chat, MaxLength = limit, OverLength = over };

    private static List<string> Cautions(string format, ExportDataset dataset) => [.. ExportFormats.Find(format)!.Cautions(dataset)];

    private int Length(List<(string Role, string Content, bool Trained)> messages) => _model.Chat.Render(
        [.. messages.Select(message => new Chat.Rendering.ChatMessage(Enum.Parse<Chat.Rendering.ChatRole>(message.Role, ignoreCase: true), message.Content))]).Ids.Length;

    private static List<(string Role, string Content, bool Trained)> Messages(JsonElement row) => row.TryGetProperty("prompt", out var prompt)
        ? [.. prompt.EnumerateArray().Select(message => Read(message, false)), .. row.GetProperty("completion").EnumerateArray().Select(message => Read(message, true))]
        : [.. row.GetProperty("messages").EnumerateArray().Select(message => Read(message, false))];

    private static (string Role, string Content, bool Trained) Read(JsonElement message, bool isCompletion)
    {
        var role = message.GetProperty("role").GetString()!;
        var content = message.GetProperty("content");
        return (
            role,
            content.ValueKind == JsonValueKind.String ? content.GetString()! : content[0].GetProperty("value").GetString()!,
            role == "assistant" && (isCompletion
                || (message.TryGetProperty("weight", out var weight) && weight.GetInt32() == 1)
                || (message.TryGetProperty("train", out var train) && train.GetBoolean())
                || (message.TryGetProperty("loss_weight", out var loss) && loss.GetDouble() > 0)));
    }
}
