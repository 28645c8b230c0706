using System.Text;
using System.Text.Json;
using Gleaner.Formats.Exports;
using Gleaner.Students;
using Gleaner.Trainers.Tests;

namespace Gleaner.Formats.Tests.Exports;

/// <summary>Reads what was exported as the trainer that it is meant for does, and compares the weight of every action.</summary>
public sealed class TextFormatTests
{
    [Fact]
    public void OpenAi_trains_the_messages_with_weight_1()
    {
        var examples = Samples.Binary();

        var file = Exported.As("openai", examples);

        var read = new List<(string, float)>();
        foreach (var line in file.Lines())
        {
            line.EnumerateObject().Select(member => member.Name).ShouldBe(["messages"]);
            var messages = line.GetProperty("messages").EnumerateArray().ToList();
            Role(messages[0]).ShouldBe("system");
            Content(messages[0]).ShouldBe(Samples.Rules);
            Role(messages[^1]).ShouldBe("assistant");
            for (var i = 1; i < messages.Count; i++)
            {
                Role(messages[i]).ShouldBe(i % 2 == 1 ? "user" : "assistant");
                messages[i].TryGetProperty("weight", out var weight).ShouldBe(i % 2 == 0);
                if (i % 2 == 0)
                {
                    // The schema knows the integers 0 and 1 alone.
                    read.Add((Content(messages[i]), weight.GetInt32()));
                }
            }
        }

        read.ShouldBe(Samples.ActionsOf(examples));
        file.Counts.ShouldBe(new ExportCounts(5, 5, 9, 6, 1));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("trl")]
    [InlineData("axolotl")]
    [InlineData("llamafactory")]
    public void Rows_say_where_they_come_from_if_that_is_asked_for(string format)
    {
        var dataset = new ExportDataset(Samples.Binary(), Samples.Rules);

        var plain = Exported.As(format, dataset).Lines();
        var sourced = Exported.As(format, dataset with { Source = example => $"/run/r/{example.State.Task}" }).Lines();

        plain.ShouldAllBe(line => line.EnumerateObject().All(member => member.Name != "source"));
        sourced.Count.ShouldBe(plain.Count);
        sourced.ShouldAllBe(line => line.GetProperty("source").GetString()!.StartsWith("/run/r/", StringComparison.Ordinal));
    }

    [Fact]
    public void ShareGpt_trains_the_turns_with_loss_true()
    {
        var examples = Samples.Binary();

        var file = Exported.As("sharegpt", examples);

        var read = new List<(string, float)>();
        foreach (var item in file.Document().EnumerateArray())
        {
            item.GetProperty("item_id").GetString().ShouldStartWith("knobs/");
            var turns = item.GetProperty("conversations").EnumerateArray().ToList();
            turns[0].GetProperty("value").GetString().ShouldStartWith(Samples.Rules + "\n\nPanel ");
            foreach (var (turn, i) in turns.Select((turn, i) => (turn, i)))
            {
                turn.GetProperty("from").GetString().ShouldBe(i % 2 == 0 ? "human" : "gpt");
                var loss = turn.GetProperty("loss");
                if (i % 2 == 0)
                {
                    loss.ValueKind.ShouldBe(JsonValueKind.Null);
                }
                else
                {
                    read.Add((turn.GetProperty("value").GetString()!, loss.GetBoolean() ? 1 : 0));
                }
            }
        }

        read.ShouldBe(Samples.ActionsOf(examples));
    }

    [Fact]
    public void LlamaFactory_weighs_every_message_with_any_weight()
    {
        IReadOnlyList<Gleaner.Selection.WeightedTrajectory> examples = [.. Samples.Binary(), Samples.Example(8, 0.25f, 0, 1.5f)];

        var messages = Exported.As("llamafactory", examples).Lines().SelectMany(line => line.GetProperty("messages").EnumerateArray()).ToList();

        messages.ShouldAllBe(message => message.GetProperty("content").GetArrayLength() == 1 && message.GetProperty("content")[0].GetProperty("type").GetString() == "text");
        messages.Where(message => Role(message) != "assistant").ShouldAllBe(message => message.GetProperty("loss_weight").GetDouble() == 0);
        messages.Where(message => Role(message) == "assistant")
            .Select(message => (message.GetProperty("content")[0].GetProperty("value").GetString()!, message.GetProperty("loss_weight").GetSingle()))
            .ShouldBe(Samples.ActionsOf(examples));
    }

    [Fact]
    public void Axolotl_trains_the_messages_with_train_true_and_no_other_role()
    {
        var examples = Samples.Binary();

        var file = Exported.As("axolotl", examples);

        var messages = file.Lines().SelectMany(line => line.GetProperty("messages").EnumerateArray()).ToList();
        messages.Where(message => Role(message) != "assistant").ShouldAllBe(message => !message.GetProperty("train").GetBoolean());
        messages.Where(message => Role(message) == "assistant").Select(message => (Content(message), message.GetProperty("train").GetBoolean() ? 1f : 0f))
            .ShouldBe(Samples.ActionsOf(examples));
        messages.ShouldAllBe(message => !message.EnumerateObject().Any(member => member.Name == "train_detail"));
    }

    [Fact]
    public void Axolotls_ranges_train_the_action_behind_the_thought_and_nothing_else()
    {
        var example = Samples.WithThoughts(Samples.Example(1, ["press[1]", "press[2]", "press[3]"], [1, 1, 0]), "🙂 é, then\nAction: is a word too,", null, "no");

        var turns = Exported.As("axolotl", [example], TrainedPart.Action, withThoughts: true).Lines()[0].GetProperty("messages").EnumerateArray()
            .Where(message => Role(message) == "assistant").ToList();

        Content(turns[0]).ShouldBe("Thought: 🙂 é, then\nAction: is a word too,\nAction: press[1]");
        TrainedText(turns[0]).ShouldBe("Action: press[1]");
        TrainedText(turns[1]).ShouldBe("press[2]");
        TrainedText(turns[2]).ShouldBeEmpty();
    }

    [Fact]
    public void Trl_trains_every_turn_once_behind_all_that_came_before_it()
    {
        var examples = Samples.Binary();

        var file = Exported.As("trl", examples);

        // What SFTTrainer trains with assistant_only_loss: the assistant's messages of the completion.
        var trained = new List<string>();
        foreach (var line in file.Lines())
        {
            var prompt = line.GetProperty("prompt").EnumerateArray().ToList();
            var completion = line.GetProperty("completion").EnumerateArray().ToList();
            Role(prompt[^1]).ShouldBe("user");
            Role(completion[0]).ShouldBe("assistant");
            Role(completion[^1]).ShouldBe("assistant");
            var before = prompt.ToList();
            foreach (var message in completion)
            {
                if (Role(message) == "assistant")
                {
                    trained.Add(Context(before) + Content(message));
                }

                before.Add(message);
            }
        }

        var expected = Samples.Binary().Where(example => example.Weights.Any(weight => weight.Weight > 0)).SelectMany(example =>
        {
            var messages = Conversation.Of(example, Samples.Rules).Messages;
            return messages.Select((message, i) => (message, i)).Where(item => item.message.IsTrained)
                .Select(item => string.Concat(messages.Take(item.i).Select(message => message.Content + "|")) + item.message.Content);
        });
        trained.ShouldBe(expected);
        file.Counts.Rows.ShouldBe(7);
        file.Counts.Examples.ShouldBe(5);
    }

    [Fact]
    public void Every_pattern_of_up_to_seven_turns_keeps_its_weights()
    {
        var examples = Enumerable.Range(1, 7).SelectMany(length => Enumerable.Range(1, (1 << length) - 1).Select(pattern =>
            Samples.Example((1000 * length) + pattern, [.. Enumerable.Range(0, length).Select(turn => (float)((pattern >> turn) & 1))]))).ToList();
        var expected = Samples.ActionsOf(examples);

        Exported.As("openai", examples).Lines().SelectMany(line => line.GetProperty("messages").EnumerateArray())
            .Where(message => Role(message) == "assistant").Select(message => (Content(message), (float)message.GetProperty("weight").GetInt32())).ShouldBe(expected);
        Exported.As("axolotl", examples).Lines().SelectMany(line => line.GetProperty("messages").EnumerateArray())
            .Where(message => Role(message) == "assistant").Select(message => (Content(message), message.GetProperty("train").GetBoolean() ? 1f : 0f)).ShouldBe(expected);
        Exported.As("trl", examples).Lines().SelectMany(line => line.GetProperty("completion").EnumerateArray())
            .Where(message => Role(message) == "assistant").Select(Content).ShouldBe(expected.Where(action => action.Weight > 0).Select(action => action.Action));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("sharegpt")]
    [InlineData("axolotl")]
    [InlineData("trl")]
    [InlineData("trl-ids")]
    public void A_weight_that_the_format_cannot_say_is_refused_by_task_and_turn(string format)
    {
        var refusal = Should.Throw<GleanerException>(() => Exported.As(format, [Samples.Example(1, 1, 1), Samples.Example(7, 0, 0.5f)]));

        refusal.Message.ShouldContain("knobs/7, turn 2: the weight is 0.5");
        refusal.Message.ShouldContain("safetensors");
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("sharegpt")]
    [InlineData("trl")]
    [InlineData("llamafactory")]
    public void A_part_of_a_turn_is_refused_where_a_turn_has_one_weight(string format) =>
        Should.Throw<GleanerException>(() => Exported.As(format, Samples.Binary(), TrainedPart.Action)).Message.ShouldContain("axolotl");

    [Theory]
    [InlineData("openai")]
    [InlineData("axolotl")]
    [InlineData("safetensors")]
    public void Nothing_to_train_on_is_an_error(string format) =>
        Should.Throw<GleanerException>(() => Exported.As(format, [Samples.Example(1, 0, 0)])).Message.ShouldContain("1 examples, none of them");

    private static string Role(JsonElement message) => message.GetProperty("role").GetString()!;

    private static string Content(JsonElement message) => message.GetProperty("content").GetString()!;

    private static string Context(IEnumerable<JsonElement> messages) => string.Concat(messages.Select(message => Content(message) + "|"));

    /// <summary>The code points that axolotl trains: those in a range with train, both ends included; all or none without ranges.</summary>
    private static string TrainedText(JsonElement message)
    {
        var content = Content(message).EnumerateRunes().ToList();
        if (!message.TryGetProperty("train_detail", out var ranges))
        {
            return message.GetProperty("train").GetBoolean() ? Content(message) : "";
        }

        var covered = 0;
        var trained = new StringBuilder();
        foreach (var range in ranges.EnumerateArray())
        {
            var (begin, end) = (range.GetProperty("begin_offset").GetInt32(), range.GetProperty("end_offset").GetInt32());
            begin.ShouldBe(covered);
            covered = end + 1;
            trained.Append(string.Concat(content[begin..covered].Where(_ => range.GetProperty("train").GetBoolean())));
        }

        covered.ShouldBe(content.Count);
        return trained.ToString();
    }
}
