using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Tests.Model;

public sealed class DecoderModelTests
{
    private static readonly DecoderConfig Config = new() { VocabularySize = 50, Width = 32, Layers = 2, Heads = 4, FeedForwardWidth = 48, Smear = SmearKind.Scalar };

    [Fact]
    public void Parameters_have_the_names_and_shapes_of_the_Llama_convention()
    {
        var model = DecoderModel.Create(Config, 1);
        string[] expected =
        [
            "model.embed_tokens.weight 50,32",
            "model.smear.weight 1",
            "model.layers.0.input_layernorm.weight 32",
            "model.layers.0.self_attn.q_proj.weight 32,32",
            "model.layers.0.self_attn.k_proj.weight 32,32",
            "model.layers.0.self_attn.v_proj.weight 32,32",
            "model.layers.0.self_attn.o_proj.weight 32,32",
            "model.layers.0.post_attention_layernorm.weight 32",
            "model.layers.0.mlp.gate_proj.weight 48,32",
            "model.layers.0.mlp.up_proj.weight 48,32",
            "model.layers.0.mlp.down_proj.weight 32,48",
        ];
        model.Parameters.Select(parameter => $"{parameter.Name} {string.Join(',', parameter.Shape)}").Take(expected.Length).ShouldBe(expected);
        model.Parameters[^1].Name.ShouldBe("model.norm.weight");
        model.Parameters.Count.ShouldBe(2 + (2 * 9) + 1);
        model.ParameterCount.ShouldBe((50 * 32) + 1 + (2 * ((4 * 32 * 32) + (3 * 32 * 48) + 64)) + 32);
        Should.Throw<KeyNotFoundException>(() => model["model.lm_head.weight"]).Message.ShouldContain("lm_head");
    }

    [Fact]
    public void Other_shapes_add_biases_and_a_head_and_narrow_keys_and_values()
    {
        var model = DecoderModel.Create(Config with { KeyValueHeads = 2, HeadWidth = 16, QueryKeyValueBias = true, TieEmbeddings = false }, 1);
        model["model.layers.1.self_attn.q_proj.weight"].Shape.ShouldBe([64, 32]);
        model["model.layers.1.self_attn.v_proj.weight"].Shape.ShouldBe([32, 32]);
        model["model.layers.1.self_attn.o_proj.weight"].Shape.ShouldBe([32, 64]);
        model["model.layers.1.self_attn.q_proj.bias"].Shape.ShouldBe([64]);
        model["model.layers.1.self_attn.k_proj.bias"].Shape.ShouldBe([32]);
        model.Parameters[^1].Name.ShouldBe("lm_head.weight");
        model.Parameters[^1].Shape.ShouldBe([50, 32]);
    }

    [Fact]
    public void A_shape_is_the_same_said_or_by_default()
    {
        var said = Config with { KeyValueHeads = 4, HeadWidth = 8 };
        said.ShouldBe(Config);
        said.GetHashCode().ShouldBe(Config.GetHashCode());
        (Config with { KeyValueHeads = 2 }).ShouldNotBe(Config);

        // Every property counts; one that is added must be added to the comparison.
        typeof(DecoderConfig).GetProperties().Count(property => property.CanWrite).ShouldBe(15);
    }

    [Fact]
    public void The_seed_decides_every_bit()
    {
        Bits(DecoderModel.Create(Config, 7)).ShouldBe(Bits(DecoderModel.Create(Config, 7)));
        Bits(DecoderModel.Create(Config, 7)).ShouldNotBe(Bits(DecoderModel.Create(Config, 8)));
    }

    [Fact]
    public void Initial_weights_have_the_stated_moments()
    {
        var model = DecoderModel.Create(Config with { VocabularySize = 4000 }, 3);
        var embedding = model["model.embed_tokens.weight"].Span.ToArray();
        embedding.Average().ShouldBe(0, 2e-4f);
        Math.Sqrt(embedding.Average(value => value * value)).ShouldBe(0.02, 2e-4);
        model["model.norm.weight"].Span.ToArray().ShouldAllBe(value => value == 1);
        model["model.smear.weight"].Span[0].ShouldBe(0);
    }

    [Fact]
    public void A_clone_shares_nothing()
    {
        DecoderModel model = DecoderModel.Create(Config, 7), copy = model.Clone();
        Bits(copy).ShouldBe(Bits(model));
        copy["model.norm.weight"].Span[0] = 5;
        model["model.norm.weight"].Span[0].ShouldBe(1);
    }

    [Fact]
    public void Impossible_shapes_are_refused_by_name()
    {
        Refused(Config with { Width = 40 }).ShouldContain("Width is 40");
        Refused(Config with { Heads = 3 }).ShouldContain("Heads is 3");
        Refused(Config with { KeyValueHeads = 3 }).ShouldContain("KeyValueHeads is 3");
        Refused(Config with { KeyValueHeads = 1 }).ShouldContain("KeyValueHeads is 1");
        Refused(Config with { HeadWidth = 7 }).ShouldContain("HeadWidth is 7");
        Refused(Config with { HeadWidth = 6 }).ShouldContain("Heads is 4");
        Refused(Config with { RopeScaling = new LinearRopeScaling(0.5) }).ShouldContain("LinearRopeScaling.Factor is 0.5");
        Refused(Config with { RopeScaling = new Llama3RopeScaling { HighFrequencyFactor = 1 } }).ShouldContain("HighFrequencyFactor is 1");
        Refused(Config with { FeedForwardWidth = 10 }).ShouldContain("FeedForwardWidth is 10");
        Refused(Config with { VocabularySize = 0 }).ShouldContain("VocabularySize is 0");
        Refused(Config with { Layers = 0 }).ShouldContain("Layers is 0");
        Refused(Config with { RopeBase = 1 }).ShouldContain("RopeBase is 1");
        Refused(Config with { RopeBase = 1e30f }).ShouldContain("RopeBase is 1E+30");
        Refused(Config with { RopeScaling = new LinearRopeScaling(1e308) }).ShouldContain("LinearRopeScaling.Factor is 1E+308; it must be from 1 to 1,000,000");
        Refused(Config with { RopeScaling = new Llama3RopeScaling { Factor = double.NaN } }).ShouldContain("Llama3RopeScaling.Factor is NaN");
        Refused(Config with { NormEpsilon = 0 }).ShouldContain("NormEpsilon is 0");
        Refused(Config with { NormEpsilon = 1e30f }).ShouldContain("NormEpsilon is 1E+30");

        static string Refused(DecoderConfig config) => Should.Throw<ArgumentException>(() => DecoderModel.Create(config, 1)).Message;
    }

    private static float[] Bits(DecoderModel model) => [.. model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];
}
