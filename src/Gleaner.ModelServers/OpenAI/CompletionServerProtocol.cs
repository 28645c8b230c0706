using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.IO.Json;
using Gleaner.ModelServers.Engine;
using Gleaner.ModelServers.Messages;
using Gleaner.Randomness;
using Gleaner.Tinker.Wire;
using Gleaner.Tokenizers;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.OpenAI;

/// <summary>
/// OpenAI's completions over our own engine, whole answers only, with token ids where they are asked for in vLLM's words (<c>return_token_ids</c>) and log-probabilities.
/// </summary>
internal sealed class CompletionServerProtocol(ServedModel model, TimeProvider clock) : IServerProtocol
{
    private const int MostChoices = 64;

    private readonly ChatRenderer _chat = new(model.Format, new ChatOptions { Clock = clock });
    private long _next;

    public ValueTask<int> AnswerAsync(HttpContext context, Utf8JsonWriter json)
    {
        var request = context.Request;
        switch (request.Path.Value)
        {
            case "/v1/models":
                RequestRules.Require(request, HttpMethods.Get);
                return Reply(json, new ModelsReply([new ModelEntry(model.Name, model.Config.MaxSequenceLength)]));
            case "/health":
                RequestRules.Require(request, HttpMethods.Get);
                return Reply(json, new HealthReply("ok"));
            case "/v1/chat/completions":
                RequestRules.Require(request, HttpMethods.Post);
                return CompleteAsync(request, json, isChat: true);
            case "/v1/completions":
                RequestRules.Require(request, HttpMethods.Post);
                return CompleteAsync(request, json, isChat: false);
            default:
                throw RequestException.NotFound();
        }
    }

    public ValueTask DisposeAsync() => model.DisposeAsync();

    private async ValueTask<int> CompleteAsync(HttpRequest http, Utf8JsonWriter json, bool isChat)
    {
        var request = await TypedBody.ReadAsync<CompletionRequest>(http, TinkerJson.Options).ConfigureAwait(false);
        Require(request.Model is null || request.Model == model.Name, $"The model '{IO.Texts.Excerpt.OneLine(request.Model ?? "", 100)}' is not served here; '{model.Name}' is.", StatusCodes.Status404NotFound);
        Require(request.Stream is not true, "Answers are given as a whole here: leave 'stream' out.");
        Require(request.Tools is null or { ValueKind: JsonValueKind.Null }, "Tools are not supported here: leave 'tools' out.");
        var prompt = isChat ? ChatPrompt(request) : TextPrompt(request);
        var jobs = JobsOf(request, prompt);
        if (!model.Queue.HasRoom)
        {
            throw new RequestException(StatusCodes.Status429TooManyRequests, "Too many requests wait already. Come again later.");
        }

        var results = await model.Queue.SampleAsync(model.BaseWeights, jobs).WaitAsync(http.HttpContext.RequestAborted).ConfigureAwait(false);
        var sampled = results.Sum(result => result.Ids.Count);
        return await Reply(json, new CompletionReply
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{(isChat ? "chatcmpl" : "cmpl")}-{Interlocked.Increment(ref _next)}"),
            Object = isChat ? "chat.completion" : "text_completion",
            Created = clock.GetUtcNow().ToUnixTimeSeconds(),
            Model = model.Name,
            Choices = [.. results.Select((result, index) => ChoiceOf(result, index, request, jobs[index], isChat))],
            Usage = new CompletionUsage(prompt.Length, sampled, prompt.Length + sampled),
            PromptTokenIds = request.ReturnTokenIds == true ? prompt : null,
        }).ConfigureAwait(false);
    }

    private int[] ChatPrompt(CompletionRequest request)
    {
        Require(request.Messages is { Count: > 0 }, "'messages' is missing or empty.");
        ChatMessage[] messages = [.. request.Messages!.Select(MessageOf)];
        Require(messages[^1].Role != ChatRole.Assistant, "The last message is the assistant's own: there is nothing to answer.");
        try
        {
            return [.. _chat.Render(messages).Ids];
        }
        catch (Exception exception) when (exception is ArgumentException or ChatTemplateException or ChatRenderingException)
        {
            throw Problem($"The conversation cannot be written with the model's chat template: {exception.Message}");
        }
    }

    private static ChatMessage MessageOf(CompletionMessage? message)
    {
        Require(message is not null, "'messages' has one that is nothing.");
        var role = message!.Role switch
        {
            "system" or "developer" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            _ => throw Problem($"A message of the role '{IO.Texts.Excerpt.OneLine(message.Role, 40)}' is not supported: system, user and assistant are."),
        };
        return new ChatMessage(role, message.Content switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetText()!,
            { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part =>
                part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                    ? text.GetText()
                    : throw Problem("A message has a part that is no text."))),
            _ => throw Problem("A message has no content."),
        });
    }

    private int[] TextPrompt(CompletionRequest request)
    {
        switch (request.Prompt)
        {
            case { ValueKind: JsonValueKind.String } text:
                List<int> ids = [.. model.Format.Tokenizer.LeadingIds];
                model.Format.Tokenizer.Encode(text.GetText(), SpecialTokens.Parse, ids);
                Require(ids.Count > 0, "'prompt' is empty.");
                return [.. ids];
            case { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0:
                return [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var id) && (uint)id < (uint)model.Config.VocabularySize
                    ? id
                    : throw Problem($"'prompt' holds something else than token ids from 0 to {model.Config.VocabularySize - 1}."))];
            default:
                throw Problem("'prompt' is missing: it is a text or a list of token ids.");
        }
    }

    private SampleJob[] JobsOf(CompletionRequest request, int[] prompt)
    {
        var count = request.N ?? 1;
        var room = model.Config.MaxSequenceLength - prompt.Length;
        var limit = request.MaxCompletionTokens ?? request.MaxTokens ?? Math.Max(room, 1);
        var temperature = request.Temperature ?? 1;
        Require(room >= 1, $"This model's maximum context length is {model.Config.MaxSequenceLength} tokens; the prompt has {prompt.Length}.");
        Require(count is >= 1 and <= MostChoices, $"'n' must be from 1 to {MostChoices}.");
        Require(limit >= 1, "'max_tokens' must be at least 1.");
        Require(temperature is >= 0 and <= 10, "'temperature' must be from 0 to 10.");
        Require(request.TopP is null or (> 0 and <= 1), "'top_p' must be above 0 and at most 1.");
        Require(request.TopK is null or -1 or >= 1, "'top_k' must be at least 1, or -1.");
        var seed = new Seed(unchecked((ulong)(request.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue))));
        return
        [
            .. Enumerable.Range(0, count).Select(i => new SampleJob(prompt, limit, temperature, i == 0 ? seed : seed.Derive("sample", i))
            {
                TopP = request.TopP ?? 1,
                TopK = Math.Max(0, request.TopK ?? 0),
                StopIds = [.. model.Format.StopTokens.Select(token => token.Id), .. request.StopTokenIds ?? []],
                StopTexts = StopsOf(request.Stop),
            }),
        ];
    }

    private static string[] StopsOf(JsonElement? stop)
    {
        string[] texts = stop switch
        {
            null or { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.String } text => [text.GetText()!],
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => [.. list.EnumerateArray().Select(item => item.GetText()!)],
            _ => throw Problem("'stop' must be a text or a list of texts."),
        };
        Require(texts.All(text => text.Length > 0), "'stop' has an empty text, which every answer begins with.");
        return texts;
    }

    private CompletionChoice ChoiceOf(SampledSequence result, int index, CompletionRequest request, SampleJob job, bool isChat)
    {
        var endsTurn = result.IsStopped && job.StopIds.Contains(result.Ids[^1]);
        int[] shown = [.. endsTurn ? result.Ids.SkipLast(1) : result.Ids];
        var text = model.Format.Tokenizer.Decode(shown, skipSpecial: true);
        foreach (var stop in job.StopTexts)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            text = at >= 0 ? text[..at] : text;
        }

        return new CompletionChoice
        {
            Index = index,
            Message = isChat ? new ChatReplyMessage("assistant", text) : null,
            Text = isChat ? null : text,
            FinishReason = result.IsStopped ? "stop" : "length",
            Logprobs = !request.WantsLogprobs ? null
                : isChat ? new ChatLogprobs([.. result.Ids.Zip(result.LogProbabilities, LogprobOf)])
                : new TextLogprobs([.. result.Ids.Select(TextOf)], result.LogProbabilities),
            TokenIds = request.ReturnTokenIds == true ? [.. result.Ids] : null,
        };
    }

    private TokenLogprob LogprobOf(int id, float logprob)
    {
        var text = TextOf(id);
        return new TokenLogprob { Token = text, Logprob = logprob, Id = id, Bytes = [.. Encoding.UTF8.GetBytes(text).Select(one => (int)one)] };
    }

    private string TextOf(int id) => model.Format.Tokenizer.Decode([id]);

    private static void Require(bool isTrue, string problem, int status = StatusCodes.Status400BadRequest)
    {
        if (!isTrue)
        {
            throw new RequestException(status, problem);
        }
    }

    private static RequestException Problem(string problem) => new(StatusCodes.Status400BadRequest, problem);

    private static ValueTask<int> Reply(Utf8JsonWriter json, object reply)
    {
        JsonSerializer.Serialize(json, reply, reply.GetType(), TinkerJson.Options);
        return new(StatusCodes.Status200OK);
    }
}
