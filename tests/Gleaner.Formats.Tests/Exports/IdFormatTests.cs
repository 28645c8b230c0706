using Gleaner.Trainers.Tests;
using Gleaner.Students;
using Gleaner.EndToEnd.Tests;
using Gleaner.Students.Pretrained;
using Gleaner.Students.Views;
using Gleaner.Formats.Sequences;

namespace Gleaner.Formats.Tests.Exports;

/// <summary>Ids and weights, made by the renderer that the student itself is trained by.</summary>
public sealed class IdFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChatSequences _model;

    public IdFormatTests()
    {
        TinyChatModel.Write(_folder.Path, seed: 1);
        _model = new ChatSequences(_folder.Path, Samples.Rules);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_are_the_ids_of_trained_turns_with_their_end_and_ignored_elsewhere()
    {
        var file = Exported.As("trl-ids", Samples.Binary(), renderer: _model);

        var read = new List<(string, float)>();
        foreach (var line in file.Lines())
        {
            var ids = Integers(line, "input_ids");
            var labels = Integers(line, "labels");
            var masks = Integers(line, "assistant_masks");
            labels.Length.ShouldBe(ids.Length);
            masks.ShouldBe(labels.Select(label => label == -100 ? 0 : 1));
            labels.Zip(ids).Where(pair => pair.First != -100).ShouldAllBe(pair => pair.First == pair.Second);
            read.AddRange(Turns(ids, [.. masks.Select(mask => (float)mask)]));
        }

        read.ShouldBe(Samples.ActionsOf(Samples.Binary()));
        file.Counts.TrainedTokens.ShouldBe(file.Lines().Sum(line => Integers(line, "assistant_masks").Sum()));
        file.Counts.Tokens.ShouldBe(file.Lines().Sum(line => Integers(line, "input_ids").Length));
    }

    [Fact]
    public void Safetensors_keep_any_weight()
    {
        var examples = Samples.Binary().Append(Samples.Example(8, 0.25f, 0, 1.5f)).ToList();

        var file = Exported.As("safetensors", examples, renderer: _model);

        var sequences = SequenceFile.Read(new MemoryStream(file.Bytes), "file");
        sequences.SelectMany(sequence => Turns([.. sequence.Ids], [.. sequence.Weights])).ShouldBe(Samples.ActionsOf(examples));
        sequences.Select(sequence => (string.Join(' ', sequence.Ids), string.Join(' ', sequence.Weights))).ShouldBe(
            examples.Where(example => example.Weights.Any(weight => weight.Weight > 0)).Select(_model.Render)
                .Select(sequence => (string.Join(' ', sequence.Ids), string.Join(' ', sequence.Weights))));
        file.Counts.LeftOut.ShouldBe(1);
    }

    [Fact]
    public void Ids_that_were_sampled_by_this_model_stay_and_another_models_do_not()
    {
        var example = Samples.Example(1, 1);
        var turn = example.Solution.Trajectory.Turns[0];
        var end = _model.Format.StopTokens[0].Id;
        var sampled = example with
        {
            Solution = example.Solution with
            {
                Trajectory = example.Solution.Trajectory with { Turns = [turn with { Tokens = new Trajectories.SampledTokens([1, 2, 3, end], -1) }] },
            },
        };

        Trained(new ChatSequences(_folder.Path, Samples.Rules, keepSampledIds: true).Render(sampled)).ShouldBe([1, 2, 3, end]);
        _model.Format.Tokenizer.Decode(Trained(_model.Render(sampled)), skipSpecial: true).ShouldBe(turn.Action);
    }

    [Fact]
    public void A_format_of_ids_needs_a_model() =>
        Should.Throw<GleanerException>(() => Exported.As("trl-ids", Samples.Binary())).Message.ShouldContain("name the folder of the model");

    private static int[] Trained(RenderedSequence sequence) => [.. sequence.Ids.Where((_, i) => sequence.Weights[i] > 0)];

    private static int[] Integers(System.Text.Json.JsonElement line, string name) => [.. line.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    /// <summary>The text of every turn of the assistant with the one weight that all its tokens have, its end included.</summary>
    private IEnumerable<(string, float)> Turns(int[] ids, float[] weights)
    {
        var start = _model.Format.Tokenizer.AddedTokens.Single(token => token.Content == "<|start|>").Id;
        var end = _model.Format.StopTokens[0].Id;
        for (var i = 0; i < ids.Length; i++)
        {
            var close = Array.IndexOf(ids, end, i);
            var body = ids[(i + 1)..close];
            ids[i].ShouldBe(start);
            var text = _model.Format.Tokenizer.Decode(body, skipSpecial: true);
            var isTurn = text.StartsWith("assistant\n", StringComparison.Ordinal);
            var head = "assistant\n".Length;
            if (isTurn)
            {
                // A token of this model is a byte.
                weights[i..(i + 1 + head)].ShouldAllBe(weight => weight == 0);
                var own = weights[(i + 1 + head)..(close + 1)].Distinct().ToList();
                own.Count.ShouldBe(1);
                yield return (text[head..], own[0]);
            }
            else
            {
                weights[i..(close + 1)].ShouldAllBe(weight => weight == 0);
            }

            // The template writes a line feed behind every message; behind the last there is none.
            i = close + 1;
        }
    }
}
