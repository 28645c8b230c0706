namespace Gleaner.Endpoints.OpenAI;

/// <summary>What a server is asked for so that an answer comes with its tokens as sampled.</summary>
public enum TokenRequest
{
    /// <summary>Nothing: text only.</summary>
    None,

    /// <summary><c>logprobs</c> and <c>return_token_ids</c>.</summary>
    Vllm,

    /// <summary><c>logprobs</c> and <c>return_meta_info</c>.</summary>
    Sglang,

    /// <summary><c>logprobs</c>, which come with ids.</summary>
    LlamaCpp,
}
