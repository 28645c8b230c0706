using System.Text;
using Gleaner.Tokenizers.Merging;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Decoding;

/// <summary>The decoder ByteLevel: the tokens' bytes one after another, as UTF-8 with U+FFFD for what is none.</summary>
internal sealed class ByteLevelDecoder(Vocabulary vocabulary) : ITokenDecoder
{
    private readonly byte[][] _bytes = [.. Enumerable.Range(0, vocabulary.Size).Select(id => BytesOf(vocabulary.TokenOf(id) ?? ""))];

    public IDecoding Start() => new BytesDecoding(_bytes);

    /// <summary>A token that is not written in byte characters throughout (an added one with a space, say) stands for itself.</summary>
    private static byte[] BytesOf(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = ByteCharacters.ByteOf(token[i]);
            if (value < 0)
            {
                return Encoding.UTF8.GetBytes(token);
            }

            bytes[i] = (byte)value;
        }

        return bytes;
    }

    private sealed class BytesDecoding(byte[][] bytes) : IDecoding
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private char[] _chars = new char[64];

        public void Append(int id, StringBuilder text) => Write(bytes[id], isLast: false, text);

        public void Flush(StringBuilder text) => Write([], isLast: true, text);

        private void Write(ReadOnlySpan<byte> part, bool isLast, StringBuilder text)
        {
            var most = Encoding.UTF8.GetMaxCharCount(part.Length) + 3;
            if (_chars.Length < most)
            {
                _chars = new char[most * 2];
            }

            text.Append(_chars, 0, _decoder.GetChars(part, _chars, isLast));
        }
    }
}
