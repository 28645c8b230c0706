using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.OpenAI;

/// <summary>Writes the body of a chat completion's request.</summary>
internal static class ChatRequestBody
{
    public static byte[] Write(OpenAIEndpointOptions endpoint, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? endpoint.Model);
            json.WriteStartArray("messages");
            foreach (var message in messages)
            {
                json.WriteStartObject();
                json.WriteString("role", message.Role.Value);
                json.WriteString("content", message.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteSampling(json, endpoint, options);
            WriteTokenRequest(json, endpoint.Tokens);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSampling(Utf8JsonWriter json, OpenAIEndpointOptions endpoint, ChatOptions? options)
    {
        if (options?.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (options?.MaxOutputTokens is { } limit)
        {
            json.WriteNumber(endpoint.UsesCompletionLimit ? "max_completion_tokens" : "max_tokens", limit);
        }

        if (options?.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }
    }

    private static void WriteTokenRequest(Utf8JsonWriter json, TokenRequest tokens)
    {
        if (tokens == TokenRequest.None)
        {
            return;
        }

        json.WriteBoolean("logprobs", true);

        // Exact tokens are those of the model's own distribution: servers cut it by the model's generation_config.json (vLLM, SGLang) or by
        // defaults of their own (llama.cpp: top_k 40, top_p 0.95, min_p 0.05) unless they are told not to.
        json.WriteNumber("top_p", 1);
        json.WriteNumber("min_p", 0);
        if (tokens == TokenRequest.LlamaCpp)
        {
            json.WriteNumber("top_k", 0);
            json.WriteNumber("repeat_penalty", 1);
            json.WriteNumber("top_logprobs", 1); // 20 alternatives of each token otherwise
            return;
        }

        json.WriteNumber("top_k", -1);
        json.WriteNumber("repetition_penalty", 1);
        json.WriteBoolean(tokens == TokenRequest.Vllm ? "return_token_ids" : "return_meta_info", true);
    }
}
