using System.Text;
using System.Text.Json;
using Gleaner.EnvironmentServers.Messages;

namespace Gleaner.EnvironmentServers.Tests.Messages;

public sealed class PythonNumbersTests
{
    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(1, "1.0")]
    [InlineData(-1, "-1.0")]
    [InlineData(2, "2.0")]
    [InlineData(0.75, "0.75")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(0.00001, "1E-05")]
    [InlineData(1e20, "1E+20")]
    public void Floats_stay_floats_for_whoever_reads_them(double value, string text)
    {
        using var reply = new MemoryStream();
        using (var json = new Utf8JsonWriter(reply))
        {
            PythonNumbers.WriteFloat(json, value);
        }

        Encoding.UTF8.GetString(reply.ToArray()).ShouldBe(text);
    }
}
