using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Tests.Rendering;

public class FamilyPropertyTests
{
    public static TheoryData<string> Families => [.. ChatFamily.All.Select(family => family.Name)];

    public static TheoryData<string> ByteLevelFamilies => [.. ChatFamily.All.Where(family => family.IsByteLevel).Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void What_is_rendered_only_grows(string family)
    {
        var renderer = ChatFamily.Of(family).Renderer();
        Conversations.Check(Conversations.All, messages =>
        {
            var whole = renderer.Render(messages);
            return Enumerable.Range(1, messages.Length).Where(count => messages[count - 1].Role != ChatRole.System)
                .All(count => whole.Ids.AsSpan().StartsWith(renderer.Render(messages[..count]).Ids.AsSpan()));
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Step_by_step_is_the_same_as_at_once(string family)
    {
        var renderer = ChatFamily.Of(family).Renderer();
        Conversations.Check(Conversations.All, messages =>
        {
            var session = renderer.Open();
            var ids = new List<int>();
            var first = messages[0].Role == ChatRole.System ? 2 : 1;
            ids.AddRange(session.AddPrompt(messages[..first]));
            foreach (var message in messages[first..])
            {
                ids.AddRange(message.Role == ChatRole.User ? session.AddPrompt(message) : session.AddTurn(message));
            }

            return ids.SequenceEqual(renderer.Render(messages).Ids);
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Piece_by_piece_without_the_ids_before_is_the_same_as_at_once(string family)
    {
        var renderer = ChatFamily.Of(family).Renderer();
        Conversations.Check(Conversations.All, messages =>
        {
            var ids = Enumerable.Range(0, messages.Length).SelectMany(i => messages[i].Role switch
            {
                ChatRole.System => [],
                ChatRole.User => renderer.RenderLastPrompt(messages[..(i + 1)]),
                _ => renderer.RenderTurn(messages[i].Content),
            });
            return ids.SequenceEqual(renderer.Render(messages).Ids);
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Turns_are_trained_with_their_weight_and_their_end(string family)
    {
        var renderer = ChatFamily.Of(family).Renderer();
        var end = renderer.Format.StopTokens.Single().Id;
        Conversations.Check(Conversations.All, messages =>
        {
            var whole = renderer.Render(messages);
            var expected = messages.Where(message => message.Role == ChatRole.Assistant).Select(message => message.Weight).ToList();

            // Each turn is a run of its weight that ends with the end-of-turn token; nothing else has a weight.
            var trained = Enumerable.Range(0, whole.Ids.Length).Where(i => whole.Weights[i] != 0).ToList();
            var ends = trained.Where(i => whole.Ids[i] == end).Select(i => whole.Weights[i]).ToList();
            return whole.Weights.Length == whole.Ids.Length
                && ends.SequenceEqual(expected)
                && trained.Select(i => whole.Weights[i]).Distinct().SequenceEqual(expected);
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void No_content_makes_a_special_token(string family)
    {
        var renderer = ChatFamily.Of(family).Renderer();
        var special = renderer.Format.Tokenizer.AddedTokens.Select(token => token.Id).ToHashSet();
        Conversations.Check(Conversations.All, messages =>
        {
            // The same conversation with harmless contents has the same special tokens.
            var harmless = messages.Select(message => message with { Content = string.IsNullOrWhiteSpace(message.Content) ? "" : "a" }).ToArray();
            return renderer.Render(messages).Ids.Where(special.Contains).SequenceEqual(renderer.Render(harmless).Ids.Where(special.Contains));
        });
    }

    [Theory]
    [MemberData(nameof(ByteLevelFamilies))]
    public void Ids_decode_to_the_rendered_text(string family)
    {
        var renderer = ChatFamily.Of(family).Renderer();
        Conversations.Check(Conversations.All, messages =>
        {
            var whole = renderer.Render(messages);
            return renderer.Format.Tokenizer.Decode(whole.Ids.AsSpan()) == whole.Text;
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_character_of_a_content_is_known_as_the_contents(string family)
    {
        var format = ChatFamily.Of(family).Format();
        Conversations.Check(Conversations.Contents, content =>
        {
            var text = format.Template.Render(new ChatTemplateInput([new("user", content)], AddGenerationPrompt: true)
            {
                BosToken = format.Tokenizer.Settings.BosToken,
                EosToken = format.Tokenizer.Settings.EosToken,
                Clock = new FixedClock(),
            });
            var traced = string.Concat(text.Runs.Where(run => run.Origin == TextOrigin.Message(0)).Select(run => text.Text.Substring(run.Start, run.Length)));
            return traced == content || traced == content.Trim();
        });
    }
}
