using Gleaner.Chat.Templates;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Tests.Templates;

[Trait("Category", "Oracle")]
public class OracleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("real.json", 0)]
    [InlineData("small.json", 0.01)]
    public void Renders_as_the_reference_does(string file, double mayRefuse)
    {
        var vectors = OracleFiles.Templates(file);
        var differences = new List<string>();
        int equal = 0, bothRefuse = 0, refused = 0;
        foreach (var vector in vectors)
        {
            var (text, error) = Render(vector);
            if (vector.Output is { } expected)
            {
                if (text == expected)
                {
                    equal++;
                }
                else if (error is not null && error.Contains("not supported"))
                {
                    refused++;
                }
                else
                {
                    differences.Add($"{vector.Template}\n   reference: {Show(expected)}\n   here:      {Show(text ?? error!)}");
                }
            }
            else if (text is null)
            {
                bothRefuse++;
            }
            else
            {
                differences.Add($"{vector.Template}\n   reference: {vector.Error}\n   here:      {Show(text)}");
            }
        }

        output.WriteLine($"{file}: {equal} equal, {bothRefuse} refused by both, {refused} refused here by name, {differences.Count} different");
        differences.ShouldBeEmpty();
        refused.ShouldBeLessThanOrEqualTo((int)(mayRefuse * vectors.Count));
    }

    private static string Show(string text) => text.Replace("\n", "\\n");

    private static (string? Text, string? Error) Render(TemplateVector vector)
    {
        try
        {
            var variables = vector.Variables.ToDictionary(entry => entry.Key, entry => VariableReader.Read(entry.Value, TextOrigin.Data));
            return (ChatTemplate.Parse(vector.Template).Render(variables, new FixedClock()).Text, null);
        }
        catch (ChatTemplateException exception)
        {
            return (null, exception.Message);
        }
    }
}
