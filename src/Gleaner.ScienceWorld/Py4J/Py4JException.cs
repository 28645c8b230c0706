using System.Text;

namespace Gleaner.ScienceWorld.Py4J;

/// <summary>A call through a gateway failed. The message says what was asked and what came of it.</summary>
internal sealed class Py4JException : GleanerException
{
    /// <param name="failure">How it went wrong.</param>
    /// <param name="asked">What was asked, for example <c>step("look around")</c>.</param>
    /// <param name="outcome">What came of it, going on with the sentence.</param>
    /// <param name="innerException">The error beneath it, if there is one.</param>
    public Py4JException(Py4JFailure failure, string asked, string outcome, Exception? innerException = null)
        : base($"{asked}: {outcome}", innerException!)
    {
        Failure = failure;
        Asked = asked;
    }

    public Py4JFailure Failure { get; }

    public string Asked { get; }
}

/// <summary>How a call went wrong.</summary>
internal enum Py4JFailure
{
    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The connection ended or could not be made.</summary>
    Closed,

    /// <summary>The answer is not of the protocol, too long, or of another type than was asked for.</summary>
    Garbage,

    /// <summary>The gateway answered with an error; the connection is as good as before.</summary>
    JavaError,
}

/// <summary>A request in words.</summary>
internal static class Py4JDescription
{
    private const int Longest = 120;

    /// <summary>For example <c>load("boil", 0, "easy", false)</c>.</summary>
    /// <param name="request">The request as it is sent.</param>
    public static string Of(ReadOnlySpan<byte> request)
    {
        var lines = Encoding.UTF8.GetString(request).TrimEnd('\n').Split('\n');
        var words = lines switch
        {
            ["c", _, var method, .. var arguments, "e"] => $"{method}({string.Join(", ", arguments.Select(Argument))})",
            ["i", var name, "e"] => $"new {name}()",
            ["m", _, var reference, "e"] => $"free {reference}",
            ["A", ..] => "authentication",
            _ => string.Join(' ', lines),
        };
        return string.Create(Math.Min(words.Length, Longest), words, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? '·' : source[i];
            }

            if (source.Length > target.Length)
            {
                target[^1] = '…';
            }
        });
    }

    private static string Argument(string line) => line switch
    {
        ['s', .. var text] => $"\"{text}\"",
        "n" => "null",
        [_, .. var value] => value,
        _ => "",
    };
}
