using System.Buffers;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Trajectories;

namespace Gleaner.Viewer.Index;

/// <summary>
/// Reads from a line what the index keeps of it, without making objects of the rest: a run has many more rollouts than anybody opens.
/// Takes a rollout's record as well as an expert's trajectory.
/// </summary>
internal sealed class RolloutScanner
{
    /// <summary>Of the observations of one rollout this many bytes can be searched.</summary>
    public const int SearchedBytes = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _actions = new(1024);
    private readonly ArrayBufferWriter<byte> _thoughts = new(1024);
    private readonly ArrayBufferWriter<byte> _observations = new(SearchedBytes);

    public string Task { get; private set; } = "";

    public string? Trunk { get; private set; }

    /// <summary>The number of an expert's run on the task, from 1.</summary>
    public int Run { get; private set; }

    public int Step { get; private set; }

    public int Attempt { get; private set; }

    public double Return { get; private set; }

    public StopReason Stop { get; private set; }

    public int Steps { get; private set; }

    public int Tokens { get; private set; }

    public double? LogProbability { get; private set; }

    /// <summary>UTF-8, a line each; valid until the next line is read.</summary>
    public ReadOnlySpan<byte> Actions => _actions.WrittenSpan;

    /// <inheritdoc cref="Actions"/>
    public ReadOnlySpan<byte> Thoughts => _thoughts.WrittenSpan;

    /// <inheritdoc cref="Actions"/>
    public ReadOnlySpan<byte> Observations => _observations.WrittenSpan;

    /// <summary>Reads a line; afterwards the properties are about it.</summary>
    /// <exception cref="JsonException">The line is no JSON object of this kind.</exception>
    public void Read(ReadOnlySpan<byte> line)
    {
        Reset();
        var json = new Utf8JsonReader(line);
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref json);
        }

        if (Task.Length == 0)
        {
            throw new JsonException("the line names no task");
        }
    }

    private void ReadMember(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("turns"u8))
        {
            json.Read();
            ReadTurns(ref json);
        }
        else if (json.ValueTextEquals("texts"u8))
        {
            json.Read();
            ReadTexts(ref json);
        }
        else
        {
            ReadFact(ref json);
        }
    }

    private void ReadFact(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("task"u8))
        {
            json.Read();
            Task = json.GetText() ?? "";
        }
        else if (json.ValueTextEquals("expert"u8))
        {
            json.Read();
            Trunk = json.GetText();
        }
        else if (json.ValueTextEquals("step"u8))
        {
            Step = Number(ref json);
        }
        else if (json.ValueTextEquals("attempt"u8))
        {
            Attempt = Number(ref json);
        }
        else if (json.ValueTextEquals("run"u8))
        {
            Run = Number(ref json);
        }
        else if (json.ValueTextEquals("return"u8))
        {
            Return = Real(ref json);
        }
        else if (json.ValueTextEquals("stopReason"u8))
        {
            json.Read();
            Stop = Enum.TryParse<StopReason>(json.GetText(), ignoreCase: true, out var stop)
                ? stop
                : throw new JsonException("the stop reason is none that is known");
        }
        else if (json.ValueTextEquals("final"u8))
        {
            json.Read();
            Observe(ref json);
        }
        else
        {
            json.Read();
            json.Skip();
        }
    }

    private void ReadTurns(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("'turns' is no array");
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            Steps++;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                ReadTurnMember(ref json);
            }
        }
    }

    private void ReadTurnMember(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("action"u8))
        {
            json.Read();
            Append(_actions, ref json, int.MaxValue);
        }
        else if (json.ValueTextEquals("thought"u8))
        {
            json.Read();
            Append(_thoughts, ref json, int.MaxValue);
        }
        else if (json.ValueTextEquals("observation"u8))
        {
            json.Read();
            Observe(ref json);
        }
        else if (json.ValueTextEquals("ids"u8))
        {
            json.Read();
            CountIds(ref json);
        }
        else if (json.ValueTextEquals("logProbability"u8))
        {
            LogProbability = (LogProbability ?? 0) + Real(ref json);
        }
        else
        {
            json.Read();
            json.Skip();
        }
    }

    private void ReadTexts(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
            Observe(ref json);
        }
    }

    private void CountIds(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            Tokens++;
        }
    }

    private void Observe(ref Utf8JsonReader json)
    {
        if (_observations.WrittenCount < SearchedBytes)
        {
            Append(_observations, ref json, SearchedBytes - _observations.WrittenCount);
        }
    }

    private static void Append(ArrayBufferWriter<byte> texts, ref Utf8JsonReader json, int most)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        // A text is never longer than its escaped form.
        var span = texts.GetSpan(json.ValueSpan.Length + 1);
        var length = json.CopyString(span);
        if (length > most)
        {
            length = most;
            // No character is cut in two.
            while (length > 0 && (span[length] & 0xC0) == 0x80)
            {
                length--;
            }
        }

        span[length] = (byte)'\n';
        texts.Advance(length + 1);
    }

    private void Reset()
    {
        (Task, Trunk, Run, Step, Attempt, Return, Stop, Steps, Tokens, LogProbability) = ("", null, 1, 0, 0, 0, default, 0, 0, null);
        _actions.ResetWrittenCount();
        _thoughts.ResetWrittenCount();
        _observations.ResetWrittenCount();
    }

    private static int Number(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) ? number : throw new JsonException("a whole number is missing");
    }

    // A diverged student's log-probability is written as "NaN".
    private static double Real(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Number ? json.GetDouble() : double.NaN;
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
        {
            throw new JsonException("the line is no JSON object");
        }
    }
}
