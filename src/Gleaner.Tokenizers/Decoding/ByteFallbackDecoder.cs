using System.Globalization;
using System.Text;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Decoding;

/// <summary>
/// The decoders of SentencePiece-style tokenizers: Replace (the mark by a space), ByteFallback, Fuse, Strip (the space that
/// encoding put before the text).
/// </summary>
internal sealed class ByteFallbackDecoder(Vocabulary vocabulary, ByteFallbackDecoder.Steps steps) : ITokenDecoder
{
    private readonly string[] _texts =
    [
        .. Enumerable.Range(0, vocabulary.Size).Select(id =>
            steps.Replacements.Aggregate(vocabulary.TokenOf(id) ?? "", (text, step) => text.Replace(step.Old, step.By, StringComparison.Ordinal))),
    ];

    public IDecoding Start() => new StepsDecoding(_texts, steps);

    /// <summary>The byte that a token such as <c>&lt;0x0A&gt;</c> stands for, or -1.</summary>
    public static int ByteOf(string token) =>
        token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
        && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : -1;

    /// <summary>What is done to tokens.</summary>
    /// <param name="Replacements">Replaced in every token, in this order.</param>
    /// <param name="JoinsBytes">Whether byte tokens become characters.</param>
    /// <param name="Stripped">The character taken off the start of the text.</param>
    /// <param name="StripCount">How many of them at most.</param>
    internal sealed record Steps(IReadOnlyList<(string Old, string By)> Replacements, bool JoinsBytes, char Stripped, int StripCount);

    private sealed class StepsDecoding(string[] texts, Steps steps) : IDecoding
    {
        private readonly List<byte> _bytes = [];
        private int _toStrip = steps.StripCount;

        public void Append(int id, StringBuilder text)
        {
            var value = steps.JoinsBytes ? ByteOf(texts[id]) : -1;
            if (value >= 0)
            {
                _bytes.Add((byte)value);
                return;
            }

            FlushBytes(text);
            Write(texts[id], text);
        }

        public void Flush(StringBuilder text)
        {
            FlushBytes(text);
            _toStrip = steps.StripCount;
        }

        /// <summary>Writes a run of bytes: as UTF-8 if all of it is, else as U+FFFD for each byte. So it must wait for its end.</summary>
        private void FlushBytes(StringBuilder text)
        {
            if (_bytes.Count == 0)
            {
                return;
            }

            byte[] run = [.. _bytes];
            _bytes.Clear();
            Write(System.Text.Unicode.Utf8.IsValid(run) ? Encoding.UTF8.GetString(run) : new string('\uFFFD', run.Length), text);
        }

        private void Write(ReadOnlySpan<char> part, StringBuilder text)
        {
            while (_toStrip > 0 && part.Length > 0)
            {
                if (part[0] != steps.Stripped)
                {
                    _toStrip = 0;
                    break;
                }

                part = part[1..];
                _toStrip--;
            }

            text.Append(part);
        }
    }
}
