namespace Gleaner.Chat.Templates;

/// <summary>
/// Cuts a template into tokens, with Jinja's rules for white space as chat templates are rendered: <c>trim_blocks</c> (the line
/// break after a block tag goes), <c>lstrip_blocks</c> (so do blanks between the line's start and a block tag), <c>-</c> at a
/// tag takes all white space on its side, <c>+</c> keeps it.
/// </summary>
internal sealed class Lexer
{
    private readonly string _template;
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _position;
    private int _line = 1;
    private int _lineCountedTo;

    private Lexer(string template, string source)
    {
        _template = template;
        _source = source;
    }

    /// <exception cref="ChatTemplateException">The source holds what is not a token, or an open tag.</exception>
    public static List<Token> Tokenize(string template, string source)
    {
        // Line breaks are unified and the last one goes, as Jinja does it.
        source = source.Replace("\r\n", "\n").Replace('\r', '\n');
        if (source.EndsWith('\n'))
        {
            source = source[..^1];
        }

        var lexer = new Lexer(template, source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        // Whether a tag at the very position would stand at the start of a line.
        var atLineStart = true;
        while (_position < _source.Length)
        {
            var tag = FindTag();
            if (tag < 0)
            {
                AddData(_position, _source.Length);
                break;
            }

            var kind = _source[tag + 1];
            var sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : '\0';
            AddData(_position, EndOfData(tag, kind, sign, atLineStart));
            _position = tag + (sign == '\0' ? 2 : 3);
            switch (kind)
            {
                case '#':
                    SkipComment(tag);
                    break;
                case '%':
                    Add(TokenKind.BlockBegin, "{%", tag);
                    ReadTag(tag, TokenKind.BlockEnd);
                    break;
                default:
                    Add(TokenKind.VariableBegin, "{{", tag);
                    ReadTag(tag, TokenKind.VariableEnd);
                    break;
            }

            atLineStart = _source[_position - 1] == '\n';
        }

        _tokens.Add(new Token(TokenKind.End, "", LineOf(_source.Length)));
    }

    private int FindTag()
    {
        for (var at = _source.IndexOf('{', _position); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
        {
            if (_source[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }

        return -1;
    }

    private int EndOfData(int tag, char kind, char sign, bool atLineStart)
    {
        var end = tag;
        if (sign == '-')
        {
            while (end > _position && PythonString.IsSpace(_source[end - 1]))
            {
                end--;
            }

            return end;
        }

        if (sign == '+' || kind == '{')
        {
            return end;
        }

        while (end > _position && _source[end - 1] != '\n' && PythonString.IsSpace(_source[end - 1]))
        {
            end--;
        }

        var isFirstInLine = end > _position ? _source[end - 1] == '\n' : atLineStart;
        return isFirstInLine ? end : tag;
    }

    private void AddData(int start, int end)
    {
        if (end > start)
        {
            Add(TokenKind.Data, _source[start..end], start);
        }
    }

    private void SkipComment(int tag)
    {
        var end = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Fail(tag, "the comment is not closed, '#}' is missing");
        }

        var sign = end > _position ? _source[end - 1] : '\0';
        _position = end + 2;
        SkipAfterTag(sign, trimsLineBreak: true);
    }

    private void SkipAfterTag(char sign, bool trimsLineBreak)
    {
        if (sign == '-')
        {
            SkipSpace();
        }
        else if (sign != '+' && trimsLineBreak && _position < _source.Length && _source[_position] == '\n')
        {
            _position++;
        }
    }

    private void SkipSpace()
    {
        while (_position < _source.Length && PythonString.IsSpace(_source[_position]))
        {
            _position++;
        }
    }

    private void ReadTag(int tag, TokenKind endKind)
    {
        var brackets = new Stack<char>();
        var reader = new ExpressionLexer(_source, (at, reason) => Fail(at, reason));
        while (true)
        {
            SkipSpace();
            if (_position >= _source.Length)
            {
                throw Fail(tag, $"the tag is not closed, '{(endKind == TokenKind.BlockEnd ? "%}" : "}}")}' is missing");
            }

            if (brackets.Count == 0 && TryEndTag(endKind))
            {
                return;
            }

            var start = _position;
            var (kind, text) = reader.Read(ref _position);
            if (kind == TokenKind.Operator)
            {
                Balance(brackets, text, start);
            }

            Add(kind, text, start);
        }
    }

    private bool TryEndTag(TokenKind endKind)
    {
        var isBlock = endKind == TokenKind.BlockEnd;
        var end = isBlock ? "%}" : "}}";
        var sign = _source[_position] is '-' or '+' && (isBlock || _source[_position] == '-') ? _source[_position] : '\0';
        var at = sign == '\0' ? _position : _position + 1;
        if (!_source.AsSpan(at).StartsWith(end))
        {
            return false;
        }

        Add(endKind, end, _position);
        _position = at + 2;
        SkipAfterTag(sign, trimsLineBreak: isBlock);
        return true;
    }

    private void Balance(Stack<char> brackets, string symbol, int at)
    {
        switch (symbol)
        {
            case "(" or "[" or "{":
                brackets.Push(symbol[0]);
                break;
            case ")" or "]" or "}":
                var open = symbol[0] switch { ')' => '(', ']' => '[', _ => '{' };
                if (!brackets.TryPop(out var last) || last != open)
                {
                    throw Fail(at, $"'{symbol}' closes no '{open}'");
                }

                break;
        }
    }

    private void Add(TokenKind kind, string text, int at) => _tokens.Add(new Token(kind, text, LineOf(at)));

    private int LineOf(int at)
    {
        if (at > _lineCountedTo)
        {
            _line += _source.AsSpan(_lineCountedTo, at - _lineCountedTo).Count('\n');
            _lineCountedTo = at;
        }

        return _line;
    }

    private ChatTemplateException Fail(int at, string reason) => new(_template, 1 + _source.AsSpan(0, at).Count('\n'), reason);
}
