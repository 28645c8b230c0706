using Gleaner.Chat.Templates;
using Gleaner.Chat.Tests.Rendering;

namespace Gleaner.Chat.Tests.Templates;

public class TemplateFuzzTests(ITestOutputHelper output)
{
    private const long MostBytes = 256L << 20;

    private static readonly string[] Pieces =
        [
            "{{", "}}", "{%", "%}", "{#", "#}", "-", "(", ")", "[", "]", "|", "'", "\"", "\\", " * 99999999", "range(99999)", "{% for i in range(9999) %}",
            "{% endfor %}", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "+ messages", "messages", "tojson(indent=99)", " not ", "~", "\0", "\ud800", "9999999999999999999",
            "{% set ns.x = [ns.x, ns.x] %}", "{% set bos_token = bos_token + bos_token %}", "{% set bos_token = bos_token * 1000 %}", "| list", "| join(bos_token)",
            "[::-1]", ".split('')", "is", "{% break %}",
        ];

    [Fact]
    [Trait("Category", "Long")]
    public void Ten_thousand_mutations_end_in_text_or_a_named_error()
    {
        var random = new Random(5);
        var input = new ChatTemplateInput([new("system", "be"), new("user", "hello"), new("assistant", "so"), new("user", "x")], true) { BosToken = "<s>", EosToken = "</s>" };
        int rendered = 0, refused = 0;
        long most = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var source = Mutate("{% set ns = namespace(x=1) %}" + ChatFamily.All[i % ChatFamily.All.Length].Template, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ChatTemplate.Parse(source).Render(input);
                rendered++;
            }
            catch (ChatTemplateException exception)
            {
                exception.Message.ShouldContain("line");
                refused++;
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"{rendered} rendered, {refused} refused by name, at most {most >> 20} MB allocated by one");
        most.ShouldBeLessThan(MostBytes);
    }

    [Theory]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}", "deeper")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(1000) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "characters")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for i in range(1000) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}", "too many")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for i in range(1000) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}", "deeper")]
    [InlineData("{{ 'x' * 99999999999 }}", "characters")]
    [InlineData("{{ [1] * 99999999999 }}", "steps")]
    [InlineData("{{ range(999999) }}", "'range'")]
    [InlineData("{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}", "characters|steps")]
    [InlineData("{{ ('a' * 4000000).replace('a', 'b' * 1000) }}", "characters|steps")]
    [InlineData("{{ ['a' * 1000000] * 10 | join('x' * 1000000) }}", "characters|steps")]
    [InlineData("{{ x | map('map', 'map', 'upper') | list }}", "")]
    public void Greed_is_bounded(string source, string reason)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var input = new ChatTemplateInput([], false);
        if (reason.Length == 0)
        {
            ChatTemplate.Parse(source).Render(input);
        }
        else
        {
            var message = Should.Throw<ChatTemplateException>(() => ChatTemplate.Parse(source).Render(input)).Message;
            reason.Split('|').ShouldContain(part => message.Contains(part), message);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("not ", "")]
    [InlineData("-", "")]
    [InlineData("1 if 1 else ", "")]
    [InlineData("{1:", "}")]
    [InlineData("x(", ")")]
    public void Deep_nesting_is_an_error(string open, string close)
    {
        var source = "{{ " + string.Concat(Enumerable.Repeat(open, 20_000)) + "1" + string.Concat(Enumerable.Repeat(close, 20_000)) + " }}";
        Should.Throw<ChatTemplateException>(() => ChatTemplate.Parse(source)).Message.ShouldContain("deeper");
    }

    [Theory]
    [InlineData("| trim")]
    [InlineData(".a")]
    [InlineData("[0]")]
    [InlineData("()")]
    [InlineData(" and 1")]
    public void Long_chains_are_an_error(string link)
    {
        var template = ChatTemplate.Parse("{{ 'x'" + string.Concat(Enumerable.Repeat(link, 20_000)) + " }}");
        Should.Throw<ChatTemplateException>(() => template.Render(new ChatTemplateInput([], false)));
    }

    private static string Mutate(string source, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(source.Length);
            var length = Math.Min(random.Next(1, 12), source.Length - at);
            source = random.Next(4) switch
            {
                0 => source.Remove(at, length),
                1 => source.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => source.Insert(at, source.Substring(random.Next(source.Length - length), length)),
                _ => source.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
            source = source.Length == 0 ? "{" : source;
        }

        return source;
    }
}
