using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Preferences;

/// <summary>Random pairs whose sides start alike, with weights and references that differ in all that may differ.</summary>
internal static class TestPairs
{
    public static PreferencePair[] Random(int seed, int vocabulary, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Pair(random, vocabulary))];
    }

    private static PreferencePair Pair(Random random, int vocabulary)
    {
        int[] prefix = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => random.Next(vocabulary))];
        return new PreferencePair(Side(random, vocabulary, prefix), Side(random, vocabulary, prefix))
        {
            Weight = 0.5 + random.NextDouble(),
            NllWeight = random.Next(2) * random.NextDouble(),
        };
    }

    private static PreferenceSequence Side(Random random, int vocabulary, int[] prefix)
    {
        int[] own = [.. Enumerable.Range(0, 2 + random.Next(25)).Select(_ => random.Next(vocabulary))];
        float[] weights = [.. own.Select(_ => random.Next(2) * (0.25f + random.NextSingle()))];
        weights[random.Next(own.Length)] = 1;
        var reference = weights.Sum(weight => weight * -(2 + (3 * random.NextDouble())));
        return new PreferenceSequence(new TrainingSequence(prefix.Concat(own).ToArray(), new float[prefix.Length].Concat(weights).ToArray()), reference);
    }
}
