using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

/// <summary>The same decoder written plainly in float64, token by token: what the engine is checked against.</summary>
internal sealed class ReferenceDecoder
{
    private readonly DecoderConfig _config;
    private readonly Dictionary<string, double[]> _weights;

    public ReferenceDecoder(DecoderModel model)
    {
        _config = model.Config;
        _weights = model.Parameters.ToDictionary(p => p.Name, p => p.Span.ToArray().Select(value => (double)value).ToArray());
    }

    public double[] this[string name] => _weights[name];

    /// <summary>Σ w·nll / Σ w over all sequences.</summary>
    public double Loss(IReadOnlyList<TrainingSequence> batch)
    {
        double loss = 0, total = 0;
        foreach (var sequence in batch)
        {
            var logits = Logits(sequence.Tokens.ToArray());
            for (var i = 1; i < logits.Length; i++)
            {
                double weight = sequence.Weights.Span[i];
                var max = logits[i - 1].Max();
                var logSum = max + Math.Log(logits[i - 1].Sum(value => Math.Exp(value - max)));
                loss += weight * (logSum - logits[i - 1][sequence.Tokens.Span[i]]);
                total += weight;
            }
        }

        return loss / total;
    }

    /// <summary>The logits after each token.</summary>
    public double[][] Logits(int[] tokens)
    {
        var head = _weights[_config.TieEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight"];
        double[][] x = [.. tokens.Select((_, t) => Input(tokens, t))];
        for (var layer = 0; layer < _config.Layers; layer++)
        {
            x = Layer($"model.layers.{layer}.", x);
        }

        return [.. x.Select(row => Multiply(head, _config.VocabularySize, Norm(row, _weights["model.norm.weight"])))];
    }

    private double[] Input(int[] tokens, int t)
    {
        var embedding = _weights["model.embed_tokens.weight"];
        var own = embedding[(tokens[t] * _config.Width)..((tokens[t] + 1) * _config.Width)];
        if (t == 0 || _config.Smear == SmearKind.None)
        {
            return own;
        }

        var smear = _weights["model.smear.weight"];
        return [.. own.Select((value, j) => value + (smear[smear.Length == 1 ? 0 : j] * embedding[(tokens[t - 1] * _config.Width) + j]))];
    }

    private double[][] Layer(string name, double[][] x)
    {
        int width = _config.Width, head = _config.HeadWidth, queries = _config.Heads * head, group = _config.Heads / _config.KeyValueHeads;
        double[][] normed = [.. x.Select(row => Norm(row, _weights[name + "input_layernorm.weight"]))];
        double[][] q = [.. normed.Select((row, t) => Rotate(Heads(name + "self_attn.q_norm", Project(name + "self_attn.q_proj", row)), t))];
        double[][] k = [.. normed.Select((row, t) => Rotate(Heads(name + "self_attn.k_norm", Project(name + "self_attn.k_proj", row)), t))];
        double[][] v = [.. normed.Select(row => Project(name + "self_attn.v_proj", row))];
        var result = new double[x.Length][];
        for (var t = 0; t < x.Length; t++)
        {
            var attended = new double[queries];
            for (var h = 0; h < _config.Heads; h++)
            {
                int from = h * head, to = h / group * head;
                double[] scores = [.. Enumerable.Range(0, t + 1).Select(s => Enumerable.Range(0, head).Sum(j => q[t][from + j] * k[s][to + j]) / Math.Sqrt(head))];
                double max = scores.Max(), sum = scores.Sum(score => Math.Exp(score - max));
                for (var j = 0; j < head; j++)
                {
                    attended[from + j] = Enumerable.Range(0, t + 1).Sum(s => Math.Exp(scores[s] - max) / sum * v[s][to + j]);
                }
            }

            var middle = Add(x[t], Multiply(_weights[name + "self_attn.o_proj.weight"], width, attended));
            var input = Norm(middle, _weights[name + "post_attention_layernorm.weight"]);
            var gate = Multiply(_weights[name + "mlp.gate_proj.weight"], _config.FeedForwardWidth, input);
            var up = Multiply(_weights[name + "mlp.up_proj.weight"], _config.FeedForwardWidth, input);
            double[] hidden = [.. gate.Select((g, j) => g / (1 + Math.Exp(-g)) * up[j])];
            result[t] = Add(middle, Multiply(_weights[name + "mlp.down_proj.weight"], width, hidden));
        }

        return result;
    }

    private double[] Norm(double[] x, double[] gain)
    {
        var root = Math.Sqrt((x.Sum(value => value * value) / x.Length) + _config.NormEpsilon);
        return [.. x.Select((value, j) => gain[j] * value / root)];
    }

    private double[] Heads(string name, double[] x) =>
        _weights.TryGetValue(name + ".weight", out var gain) ? [.. x.Chunk(_config.HeadWidth).SelectMany(head => Norm(head, gain))] : x;

    private double[] Rotate(double[] x, int position)
    {
        int head = _config.HeadWidth, half = head / 2;
        var result = new double[x.Length];
        for (var h = 0; h < x.Length; h += head)
        {
            for (var i = 0; i < half; i++)
            {
                var angle = position * Stretch(Math.Pow(_config.RopeBase, -2.0 * i / head));
                result[h + i] = (x[h + i] * Math.Cos(angle)) - (x[h + half + i] * Math.Sin(angle));
                result[h + half + i] = (x[h + half + i] * Math.Cos(angle)) + (x[h + i] * Math.Sin(angle));
            }
        }

        return result;
    }

    /// <summary>The cases of the published code, by wavelength.</summary>
    private double Stretch(double frequency)
    {
        if (_config.RopeScaling is not Llama3RopeScaling scaling)
        {
            return frequency / (_config.RopeScaling is LinearRopeScaling linear ? linear.Factor : 1);
        }

        double wavelength = 2 * Math.PI / frequency, original = scaling.OriginalMaxSequenceLength;
        if (wavelength < original / scaling.HighFrequencyFactor)
        {
            return frequency;
        }

        if (wavelength > original / scaling.LowFrequencyFactor)
        {
            return frequency / scaling.Factor;
        }

        var smooth = ((original / wavelength) - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
        return ((1 - smooth) * frequency / scaling.Factor) + (smooth * frequency);
    }

    private double[] Project(string name, double[] x)
    {
        var matrix = _weights[name + ".weight"];
        var y = Multiply(matrix, matrix.Length / x.Length, x);
        return _weights.TryGetValue(name + ".bias", out var bias) ? Add(y, bias) : y;
    }

    private static double[] Multiply(double[] matrix, int outputs, double[] x)
    {
        var y = new double[outputs];
        for (var i = 0; i < outputs; i++)
        {
            for (var j = 0; j < x.Length; j++)
            {
                y[i] += matrix[(i * x.Length) + j] * x[j];
            }
        }

        return y;
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
