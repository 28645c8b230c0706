using System.Text.Json;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Tests.Randomness;

public sealed class PythonRandomTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Oracle")]
    public void Draws_what_CPython_draws()
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(TestData.Oracle("oracle_python_random.json")));
        var vectors = 0;
        foreach (var seed in oracle.RootElement.EnumerateObject())
        {
            var value = ulong.Parse(seed.Name);
            foreach (var vector in seed.Value.EnumerateObject())
            {
                vectors += Compare(vector, value);
            }
        }

        vectors.ShouldBeGreaterThan(0);
        output.WriteLine($"{vectors} vectors of CPython's random equal");
    }

    [Fact]
    public void Choosing_by_weight_never_picks_weight_zero()
    {
        var random = new PythonRandom(1);
        for (var i = 0; i < 1000; i++)
        {
            random.ChooseIndex([0, 1, 0, 2, 0]).ShouldBeOneOf(1, 3);
        }
    }

    [Fact]
    public void A_copy_continues_independently()
    {
        var random = new PythonRandom(7);
        random.NextDouble();
        var copy = new PythonRandom(random);
        double[] expected = [random.NextDouble(), random.NextDouble()];
        new[] { copy.NextDouble(), copy.NextDouble() }.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Refuses_a_number_of_bits_it_cannot_give(int bits) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PythonRandom(0).NextBits(bits));

    private static int Compare(JsonProperty vector, ulong seed)
    {
        var random = new PythonRandom(seed);
        switch (vector.Name)
        {
            case "random":
                return Compare(vector.Value, () => random.NextDouble());
            case "uniform_1_10":
                return Compare(vector.Value, () => random.Uniform(1, 10));
            case "getrandbits32":
                return Compare(vector.Value, () => random.NextBits(32));
            case "randint0_10":
                return Compare(vector.Value, () => random.Next(11));
            case "choices_weighted":
                return Compare(vector.Value, () => 1 + random.ChooseIndex([1, 2, 3, 4]));
            case "sample2of4":
                return vector.Value.EnumerateArray().Select(expected =>
                {
                    random.Sample([10.0, 20.0, 30.0, 40.0], 2).ShouldBe(expected.EnumerateArray().Select(x => x.GetDouble()));
                    return 1;
                }).Sum();
            case "sample50of1000":
                random.Sample([.. Enumerable.Range(0, 1000)], 50).ShouldBe(vector.Value.EnumerateArray().Select(x => x.GetInt32()));
                return 1;
            case "choices10":
                new string(random.Choices<char>("abcdefghijklmnopqrstuvwxyz", 10)).ShouldBe(vector.Value.GetString());
                return 1;
            case "shuffle":
                return vector.Value.EnumerateObject().Select(length => CompareShuffle(length, seed)).Sum();
            default:
                throw new InvalidOperationException($"no comparison for '{vector.Name}'");
        }
    }

    private static int Compare<T>(JsonElement expected, Func<T> draw)
    {
        foreach (var value in expected.EnumerateArray())
        {
            draw().ShouldBe(value.Deserialize<T>());
        }

        return expected.GetArrayLength();
    }

    private static int CompareShuffle(JsonProperty length, ulong seed)
    {
        int[] items = [.. Enumerable.Range(0, int.Parse(length.Name))];
        new PythonRandom(seed).Shuffle<int>(items);
        if (length.Value.ValueKind == JsonValueKind.Array)
        {
            items.ShouldBe(length.Value.EnumerateArray().Select(x => x.GetInt32()));
            return 1;
        }

        int[] head = [.. length.Value.GetProperty("head").EnumerateArray().Select(x => x.GetInt32())];
        int[] tail = [.. length.Value.GetProperty("tail").EnumerateArray().Select(x => x.GetInt32())];
        items[..head.Length].ShouldBe(head);
        items[^tail.Length..].ShouldBe(tail);
        return 1;
    }
}
