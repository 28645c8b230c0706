using System.Text.Json.Nodes;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>
/// The decoder by its definitions, number by number in float64: RMSNorm (Zhang and Sennrich 2019), rotary positions in halves
/// (Su et al. 2021), causal attention with grouped keys and values (Ainslie et al. 2023), SwiGLU (Shazeer 2020).
/// </summary>
internal sealed class ReferenceTransformer
{
    private readonly Tape tape = new();
    private readonly TinyVariant variant;
    private readonly Dictionary<string, Scalar[]> weights;

    public ReferenceTransformer(TinyVariant variant, IReadOnlyDictionary<string, float[]> values)
    {
        this.variant = variant;
        weights = values.ToDictionary(entry => entry.Key, entry => entry.Value.Select(value => tape.Leaf(value)).ToArray());
    }

    /// <summary>Logits after each token.</summary>
    public Scalar[][] Logits(ReadOnlyMemory<int> tokens)
    {
        Scalar[] embedding = weights["model.embed_tokens.weight"];
        Scalar[][] x = [.. tokens.ToArray().Select(token => embedding[(token * variant.Width)..((token + 1) * variant.Width)])];
        for (int i = 0; i < variant.Layers; i++)
        {
            string layer = $"model.layers.{i}.";
            Scalar[][] attended = Attention(layer + "self_attn.", [.. x.Select(row => Norm(row, layer + "input_layernorm"))]);
            x = [.. x.Zip(attended, Add)];
            x = [.. x.Select(row => Add(row, FeedForward(layer + "mlp.", Norm(row, layer + "post_attention_layernorm"))))];
        }

        return [.. x.Select(row => Linear(variant.Tied ? "model.embed_tokens" : "lm_head", Norm(row, "model.norm")))];
    }

    /// <summary>Σ weight · −log softmax(logits before it)[token] / Σ weight over some sequences.</summary>
    public Scalar Loss(IEnumerable<(int[] Tokens, float[] Weights)> batch)
    {
        List<Scalar> terms = [];
        double total = 0;
        foreach ((int[] tokens, float[] mask) in batch)
        {
            Scalar[][] logits = Logits(tokens);
            for (int i = 1; i < tokens.Length; i++)
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
        double[] gradient = tape.Differentiate(loss);
        return weights.ToDictionary(entry => entry.Key, entry => entry.Value.Select(leaf => gradient[leaf.Index]).ToArray());
    }

    private Scalar[][] Attention(string name, Scalar[][] x)
    {
        int width = variant.HeadWidth, group = variant.Heads / variant.KeyValueHeads;
        Scalar[][] queries = [.. x.Select((row, t) => Rotate(Linear(name + "q_proj", row), t))];
        Scalar[][] keys = [.. x.Select((row, t) => Rotate(Linear(name + "k_proj", row), t))];
        Scalar[][] values = [.. x.Select(row => Linear(name + "v_proj", row))];
        return [.. x.Select((_, t) => Linear(name + "o_proj", [.. Enumerable.Range(0, variant.Heads).SelectMany(head => Head(head, t))]))];

        Scalar[] Head(int head, int t)
        {
            int own = head * width, shared = head / group * width;
            Scalar[] scores = [.. Enumerable.Range(0, t + 1).Select(s => Scalar.Dot(queries[t].AsSpan(own, width), keys[s].AsSpan(shared, width)) * (1 / Math.Sqrt(width)))];
            Scalar logSum = LogSum(scores);
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
        Scalar[] matrix = weights[name + ".weight"];
        Scalar[]? bias = weights.GetValueOrDefault(name + ".bias");
        Scalar[] y = new Scalar[matrix.Length / x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Scalar.Dot(matrix.AsSpan(i * x.Length, x.Length), x);
            y[i] = bias is null ? y[i] : y[i] + bias[i];
        }

        return y;
    }

    private Scalar[] Norm(Scalar[] x, string name)
    {
        Scalar[] gain = weights[name + ".weight"];
        Scalar root = ((Scalar.Dot(x, x) * (1.0 / x.Length)) + variant.Epsilon).Sqrt();
        return [.. x.Zip(gain, (value, g) => value / root * g)];
    }

    private Scalar[] Rotate(Scalar[] x, int position)
    {
        int width = variant.HeadWidth, half = width / 2;
        Scalar[] y = new Scalar[x.Length];
        for (int head = 0; head < x.Length; head += width)
        {
            for (int i = 0; i < half; i++)
            {
                double angle = position * Frequency(i);
                Scalar low = x[head + i], high = x[head + half + i];
                y[head + i] = (low * Math.Cos(angle)) - (high * Math.Sin(angle));
                y[head + half + i] = (high * Math.Cos(angle)) + (low * Math.Sin(angle));
            }
        }

        return y;
    }

    private double Frequency(int i)
    {
        double frequency = 1 / Math.Pow(variant.Theta, 2.0 * i / variant.HeadWidth);
        if (JsonNode.Parse(variant.RopeScaling) is not JsonObject scaling)
        {
            return frequency;
        }

        double factor = (double)scaling["factor"]!;
        if ((string?)(scaling["rope_type"] ?? scaling["type"]) == "linear")
        {
            return frequency / factor;
        }

        double length = (double)scaling["original_max_position_embeddings"]!, wavelength = 2 * Math.PI / frequency;
        double low = (double)scaling["low_freq_factor"]!, high = (double)scaling["high_freq_factor"]!;
        double smooth = ((length / wavelength) - low) / (high - low);
        return wavelength < length / high ? frequency
            : wavelength > length / low ? frequency / factor
            : ((1 - smooth) * frequency / factor) + (smooth * frequency);
    }

    private static Scalar LogSum(Scalar[] values)
    {
        double max = values.Max(value => value.Value);
        return Scalar.Sum(values.Select(value => (value - max).Exp())).Log() + max;
    }

    private static Scalar[] Add(Scalar[] a, Scalar[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
