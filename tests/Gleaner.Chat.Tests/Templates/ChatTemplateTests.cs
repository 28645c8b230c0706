using Gleaner.Chat.Templates;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Tests.Templates;

public class ChatTemplateTests
{
    [Theory]
    [InlineData("a\n{% include 'x' %}", 2, "the tag 'include' is not supported")]
    [InlineData("{{ 1 | sort }}", 1, "the filter 'sort' is not supported")]
    [InlineData("{{ 1 is sameas 1 }}", 1, "the test 'sameas' is not supported")]
    [InlineData("\n\n{{ 'x'.format(1) }}", 3, "the method 'format' of 'str' is not supported")]
    [InlineData("{{ 'x'.__class__ }}", 1, "access to '__class__' is not allowed")]
    [InlineData("{{ messages.append(1) }}", 1, "the method 'append' of 'list' is not supported")]
    [InlineData("{{ cycler(1) }}", 1, "'cycler' is not supported")]
    [InlineData("{{ '%s' % 1 }}", 1, "formatting strings with '%' is not supported")]
    [InlineData("{% for x in [1] recursive %}{% endfor %}", 1, "a recursive 'for' is not supported")]
    [InlineData("{% if x %}", 1, "'{% endif %}' is missing")]
    [InlineData("{% endif %}", 1, "'endif' belongs to no open tag")]
    [InlineData("{{ 'x }}", 1, "the string is not closed, ' is missing")]
    [InlineData("\n{{ x.y }}", 2, "'x' is undefined")]
    [InlineData("{{ strftime_now('%Q') }}", 1, "'%Q' in the format of 'strftime_now' is not supported")]
    [InlineData("{{ raise_exception('no tools.') }}", 1, "the template refuses the messages: no tools")]
    public void What_is_not_supported_is_named_with_its_line(string source, int line, string reason)
    {
        var exception = Should.Throw<ChatTemplateException>(() => ChatTemplate.Parse(source, "t").Render(new ChatTemplateInput([], false)));
        exception.Line.ShouldBe(line);
        exception.Reason.ShouldBe(reason);
        exception.Message.ShouldBe($"t, line {line}: {reason}.");
    }

    [Theory]
    [InlineData("{{ x | trim }}", "[ab]")]
    [InlineData("{{ '<' + x[1:-1] + '>' }}", "<[ab]>")]
    [InlineData("{{ x.replace('a', 'q') }}", "[ ]q[b ]")]
    [InlineData("{{ x.strip().split('b')[0] | upper }}", "[A]")]
    [InlineData("{{ [x, 1] }}", "['[ ab ]', 1]")]
    [InlineData("{{ {'k': x} | tojson }}", "{\"k\": \"[ ab ]\"}")]
    [InlineData("{{ x * 2 ~ '!' }}", "[ ab  ab ]!")]
    [InlineData("{% for c in x %}{{ c }}{{ '.' if not loop.last }}{% endfor %}", "[ ].[a].[b].[ ]")]
    [InlineData("{% set y %}<{{ x }}>{% endset %}{{ y }}", "<[ ab ]>")]
    [InlineData("{% macro m(a) %}-{{ a }}{% endmacro %}{{ m(x) | title }}", "-[ Ab ]")]
    [InlineData("{% set ns = namespace(v=x) %}{{ ns.v[::-1] }}", "[ ba ]")]
    [InlineData("{{ messages | map(attribute='content') | join('|') }}", "[ ab ]")]
    [InlineData("{{ (x, 'z') | select('string') | list | last }}{{ x | default('d') }}", "z[ ab ]")]
    [InlineData("{{ bos_token }}{{ strftime_now('%d %b %Y') }}", "<s>26 Jul 2024")]
    public void Characters_keep_their_origin(string source, string expected)
    {
        var input = new ChatTemplateInput([new("user", " ab ")], false) { BosToken = "<s>", Clock = new FixedClock() };
        var text = ChatTemplate.Parse("{% set x = messages[0].content %}" + source).Render(input);
        string.Concat(text.Runs.Select(run =>
        {
            var part = text.Text.Substring(run.Start, run.Length);
            return run.Origin == TextOrigin.Message(0) ? $"[{part}]" : part;
        })).ShouldBe(expected);
    }

    [Fact]
    public void A_template_prints_the_date_of_the_clock_it_is_given() =>
        ChatTemplate.Parse("{{ strftime_now('%A %d %B %Y %H:%M:%S %j %%') }}").Render(new ChatTemplateInput([], false) { Clock = new FixedClock() })
            .Text.ShouldBe("Friday 26 July 2024 09:05:03 208 %");
}
