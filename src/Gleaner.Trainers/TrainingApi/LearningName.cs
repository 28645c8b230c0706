using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gleaner.Students;
using Gleaner.Students.Learning;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>Names what is learnt from what and how.</summary>
internal static class LearningName
{
    /// <summary>32 hexadecimal digits: every id and weight counts.</summary>
    public static string Of(string parameters, LearningPlan plan, LearningOptions options, ImmutableArray<RenderedSequence> sequences) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(UnfinishedTraining.Identify(parameters, plan, options, new RenderedSet(sequences)))).AsSpan(0, 16));
}
