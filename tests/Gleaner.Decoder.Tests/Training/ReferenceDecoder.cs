using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

/// <summary>The same decoder written plainly in float64, token by token: what the engine is checked against.</summary>
internal sealed class ReferenceDecoder
{
    private readonly DecoderConfig config;
    private readonly Dictionary<string, double[]> weights;

    public ReferenceDecoder(DecoderModel model)
    {
        config = model.Config;
        weights = model.Parameters.ToDictionary(p => p.Name, p => p.Span.ToArray().Select(value => (double)value).ToArray());
    }

    public double[] this[string name] => weights[name];

    /// <summary>Σ w·nll / Σ w over all sequences.</summary>
    public double Loss(IReadOnlyList<TrainingSequence> batch)
    {
        double loss = 0, total = 0;
        foreach (TrainingSequence sequence in batch)
        {
            double[][] logits = Logits(sequence.Tokens.ToArray());
            for (int i = 1; i < logits.Length; i++)
            {
                double weight = sequence.Weights.Span[i];
                double max = logits[i - 1].Max();
                double logSum = max + Math.Log(logits[i - 1].Sum(value => Math.Exp(value - max)));
                loss += weight * (logSum - logits[i - 1][sequence.Tokens.Span[i]]);
                total += weight;
            }
        }

        return loss / total;
    }

    /// <summary>The logits after each token.</summary>
    public double[][] Logits(int[] tokens)
    {
        double[] embedding = weights["model.embed_tokens.weight"];
        double[][] x = [.. tokens.Select((_, t) => Input(tokens, t))];
        for (int layer = 0; layer < config.Layers; layer++)
        {
            x = Layer($"model.layers.{layer}.", x);
        }

        return [.. x.Select(row => Multiply(embedding, config.VocabularySize, Norm(row, weights["model.norm.weight"])))];
    }

    private double[] Input(int[] tokens, int t)
    {
        double[] embedding = weights["model.embed_tokens.weight"];
        double[] own = embedding[(tokens[t] * config.Width)..((tokens[t] + 1) * config.Width)];
        if (t == 0 || config.Smear == SmearKind.None)
        {
            return own;
        }

        double[] smear = weights["model.smear.weight"];
        return [.. own.Select((value, j) => value + (smear[smear.Length == 1 ? 0 : j] * embedding[(tokens[t - 1] * config.Width) + j]))];
    }

    private double[][] Layer(string name, double[][] x)
    {
        int width = config.Width, head = config.HeadWidth;
        double[][] normed = [.. x.Select(row => Norm(row, weights[name + "input_layernorm.weight"]))];
        double[][] q = [.. normed.Select((row, t) => Rotate(Multiply(weights[name + "self_attn.q_proj.weight"], width, row), t))];
        double[][] k = [.. normed.Select((row, t) => Rotate(Multiply(weights[name + "self_attn.k_proj.weight"], width, row), t))];
        double[][] v = [.. normed.Select(row => Multiply(weights[name + "self_attn.v_proj.weight"], width, row))];
        double[][] result = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            double[] attended = new double[width];
            for (int h = 0; h < width; h += head)
            {
                double[] scores = [.. Enumerable.Range(0, t + 1).Select(s => Enumerable.Range(h, head).Sum(j => q[t][j] * k[s][j]) / Math.Sqrt(head))];
                double max = scores.Max(), sum = scores.Sum(score => Math.Exp(score - max));
                for (int j = h; j < h + head; j++)
                {
                    attended[j] = Enumerable.Range(0, t + 1).Sum(s => Math.Exp(scores[s] - max) / sum * v[s][j]);
                }
            }

            double[] middle = Add(x[t], Multiply(weights[name + "self_attn.o_proj.weight"], width, attended));
            double[] input = Norm(middle, weights[name + "post_attention_layernorm.weight"]);
            double[] gate = Multiply(weights[name + "mlp.gate_proj.weight"], config.FeedForwardWidth, input);
            double[] up = Multiply(weights[name + "mlp.up_proj.weight"], config.FeedForwardWidth, input);
            double[] hidden = [.. gate.Select((g, j) => g / (1 + Math.Exp(-g)) * up[j])];
            result[t] = Add(middle, Multiply(weights[name + "mlp.down_proj.weight"], width, hidden));
        }

        return result;
    }

    private double[] Norm(double[] x, double[] gain)
    {
        double root = Math.Sqrt((x.Sum(value => value * value) / x.Length) + config.NormEpsilon);
        return [.. x.Select((value, j) => gain[j] * value / root)];
    }

    private double[] Rotate(double[] x, int position)
    {
        int head = config.HeadWidth, half = head / 2;
        double[] result = new double[x.Length];
        for (int h = 0; h < x.Length; h += head)
        {
            for (int i = 0; i < half; i++)
            {
                double angle = position * Math.Pow(config.RopeBase, -2.0 * i / head);
                result[h + i] = (x[h + i] * Math.Cos(angle)) - (x[h + half + i] * Math.Sin(angle));
                result[h + half + i] = (x[h + half + i] * Math.Cos(angle)) + (x[h + i] * Math.Sin(angle));
            }
        }

        return result;
    }

    private static double[] Multiply(double[] matrix, int outputs, double[] x)
    {
        double[] y = new double[outputs];
        for (int i = 0; i < outputs; i++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                y[i] += matrix[(i * x.Length) + j] * x[j];
            }
        }

        return y;
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
