using System.Text.Json.Nodes;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>
/// The decoder by its definitions, number by number in float64: RMSNorm (Zhang and Sennrich 2019), rotary positions in halves
/// (Su et al. 2021), causal attention with grouped keys and values (Ainslie et al. 2023), SwiGLU (Shazeer 2020).
/// </summary>
internal sealed class ReferenceTransformer
{
    private readonly Tape _tape = new();
    private readonly TinyVariant _variant;
    private readonly Dictionary<string, Scalar[]> _weights;

    public ReferenceTransformer(TinyVariant variant, IReadOnlyDictionary<string, float[]> values)
    {
        _variant = variant;
        _weights = values.ToDictionary(entry => entry.Key, entry => entry.Value.Select(value => _tape.Leaf(value)).ToArray());
    }

    /// <summary>Logits after each token.</summary>
    public Scalar[][] Logits(ReadOnlyMemory<int> tokens)
    {
        var embedding = _weights["model.embed_tokens.weight"];
        Scalar[][] x = [.. tokens.ToArray().Select(token => embedding[(token * _variant.Width)..((token + 1) * _variant.Width)])];
        for (var i = 0; i < _variant.Layers; i++)
        {
            var layer = $"model.layers.{i}.";
            var attended = Attention(layer + "self_attn.", [.. x.Select(row => Norm(row, layer + "input_layernorm"))]);
            x = [.. x.Zip(attended, Add)];
            x = [.. x.Select(row => Add(row, FeedForward(layer + "mlp.", Norm(row, layer + "post_attention_layernorm"))))];
        }

        return [.. x.Select(row => Linear(_variant.Tied ? "model.embed_tokens" : "lm_head", Norm(row, "model.norm")))];
    }

    /// <summary>Σ weight · −log softmax(logits before it)[token] / Σ weight over some sequences.</summary>
    public Scalar Loss(IEnumerable<(int[] Tokens, float[] Weights)> batch)
    {
        List<Scalar> terms = [];
        double total = 0;
        foreach (var (tokens, mask) in batch)
        {
            var logits = Logits(tokens);
            for (var i = 1; i < tokens.Length; i++)
            {
                if (mask[i] > 0)
                {
                    terms.Add((LogSum(logits[i - 1]) - logits[i - 1][tokens[i]]) * mask[i]);
                    total += mask[i];
                }
            }
        }

        return Scalar.Sum(terms) * (1 / total);
    }

    /// <summary>The gradient of a loss by each tensor.</summary>
    public Dictionary<string, double[]> Gradients(Scalar loss)
    {
        var gradient = _tape.Differentiate(loss);
        return _weights.ToDictionary(entry => entry.Key, entry => entry.Value.Select(leaf => gradient[leaf.Index]).ToArray());
    }

    private Scalar[][] Attention(string name, Scalar[][] x)
    {
        int width = _variant.HeadWidth, group = _variant.Heads / _variant.KeyValueHeads;
        Scalar[][] queries = [.. x.Select((row, t) => Rotate(Heads(name + "q_norm", Linear(name + "q_proj", row)), t))];
        Scalar[][] keys = [.. x.Select((row, t) => Rotate(Heads(name + "k_norm", Linear(name + "k_proj", row)), t))];
        Scalar[][] values = [.. x.Select(row => Linear(name + "v_proj", row))];
        return [.. x.Select((_, t) => Linear(name + "o_proj", [.. Enumerable.Range(0, _variant.Heads).SelectMany(head => Head(head, t))]))];

        Scalar[] Head(int head, int t)
        {
            int own = head * width, shared = head / group * width;
            Scalar[] scores = [.. Enumerable.Range(0, t + 1).Select(s => Scalar.Dot(queries[t].AsSpan(own, width), keys[s].AsSpan(shared, width)) * (1 / Math.Sqrt(width)))];
            var logSum = LogSum(scores);
            Scalar[] probabilities = [.. scores.Select(score => (score - logSum).Exp())];
            return [.. Enumerable.Range(shared, width).Select(j => Scalar.Sum(probabilities.Select((p, s) => p * values[s][j])))];
        }
    }

    private Scalar[] FeedForward(string name, Scalar[] x)
    {
        Scalar[] gate = Linear(name + "gate_proj", x), up = Linear(name + "up_proj", x);
        return Linear(name + "down_proj", [.. gate.Zip(up, (g, u) => g / ((g * -1).Exp() + 1) * u)]);
    }

    private Scalar[] Linear(string name, Scalar[] x)
    {
        var matrix = _weights[name + ".weight"];
        var bias = _weights.GetValueOrDefault(name + ".bias");
        var y = new Scalar[matrix.Length / x.Length];
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = Scalar.Dot(matrix.AsSpan(i * x.Length, x.Length), x);
            y[i] = bias is null ? y[i] : y[i] + bias[i];
        }

        return y;
    }

    private Scalar[] Norm(Scalar[] x, string name)
    {
        var gain = _weights[name + ".weight"];
        var root = ((Scalar.Dot(x, x) * (1.0 / x.Length)) + _variant.Epsilon).Sqrt();
        return [.. x.Zip(gain, (value, g) => value / root * g)];
    }

    /// <summary>Each head normed by itself, as in Qwen3.</summary>
    private Scalar[] Heads(string name, Scalar[] x) => _variant.Norms ? [.. x.Chunk(_variant.HeadWidth).SelectMany(head => Norm(head, name))] : x;

    private Scalar[] Rotate(Scalar[] x, int position)
    {
        int width = _variant.HeadWidth, half = width / 2;
        var y = new Scalar[x.Length];
        for (var head = 0; head < x.Length; head += width)
        {
            for (var i = 0; i < half; i++)
            {
                var angle = position * Frequency(i);
                Scalar low = x[head + i], high = x[head + half + i];
                y[head + i] = (low * Math.Cos(angle)) - (high * Math.Sin(angle));
                y[head + half + i] = (high * Math.Cos(angle)) + (low * Math.Sin(angle));
            }
        }

        return y;
    }

    private double Frequency(int i)
    {
        var frequency = 1 / Math.Pow(_variant.Theta, 2.0 * i / _variant.HeadWidth);
        if (JsonNode.Parse(_variant.RopeScaling) is not JsonObject scaling)
        {
            return frequency;
        }

        var factor = (double)scaling["factor"]!;
        if ((string?)(scaling["rope_type"] ?? scaling["type"]) == "linear")
        {
            return frequency / factor;
        }

        double length = (double)scaling["original_max_position_embeddings"]!, wavelength = 2 * Math.PI / frequency;
        double low = (double)scaling["low_freq_factor"]!, high = (double)scaling["high_freq_factor"]!;
        var smooth = ((length / wavelength) - low) / (high - low);
        return wavelength < length / high ? frequency
            : wavelength > length / low ? frequency / factor
            : ((1 - smooth) * frequency / factor) + (smooth * frequency);
    }

    private static Scalar LogSum(Scalar[] values)
    {
        var max = values.Max(value => value.Value);
        return Scalar.Sum(values.Select(value => (value - max).Exp())).Log() + max;
    }

    private static Scalar[] Add(Scalar[] a, Scalar[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
