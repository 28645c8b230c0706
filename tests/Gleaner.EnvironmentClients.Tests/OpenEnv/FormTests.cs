using System.Text.Json;
using Gleaner.EnvironmentClients.Http;
using Gleaner.EnvironmentClients.OpenEnv;
using Gleaner.Environments;

namespace Gleaner.EnvironmentClients.Tests.OpenEnv;

public class FormTests
{
    private const string OneText = """{"properties":{"message":{"type":"string"},"metadata":{"type":"object"}},"required":["message"]}""";
    private const string OneNumber = """{"properties":{"column":{"type":"integer"},"metadata":{"type":"object"}},"required":["column"]}""";
    private const string OneChoice = """{"$defs":{"Way":{"enum":["up","down"],"type":"string"}},"properties":{"way":{"$ref":"#/$defs/Way"},"speed":{"type":"number"}},"required":["way"]}""";
    private const string OneOptional = """{"properties":{"code":{"anyOf":[{"type":"string"},{"type":"null"}]}}}""";
    private const string TwoTexts = """{"properties":{"file":{"type":"string"},"text":{"type":"string"},"mode":{"type":"string"}},"required":["file","text"]}""";
    private const string Tools = """{"properties":{"type":{"const":"call_tool","type":"string"},"tool_name":{"type":"string"},"arguments":{"type":"object"}},"required":["tool_name"]}""";

    [Theory]
    [InlineData(OneText, null, "move up", """{"message":"move up"}""")]
    [InlineData(OneText, null, """{"message":"move up"}""", """{"message":"move up"}""")]
    [InlineData(OneText, null, """{"x":1}""", """{"message":"{\u0022x\u0022:1}"}""")]
    [InlineData(OneText, null, """{"message":1,"message":2}""", """{"message":"{\u0022message\u0022:1,\u0022message\u0022:2}"}""")]
    [InlineData(OneNumber, null, " 3 ", """{"column":3}""")]
    [InlineData(OneNumber, null, "three", null)]
    [InlineData(OneNumber, null, "3.5", null)]
    [InlineData(OneChoice, null, "up", """{"way":"up"}""")]
    [InlineData(OneChoice, null, """{"way":"up","speed":2}""", """{"way":"up","speed":2}""")]
    [InlineData(OneChoice, "speed", "0.5", """{"speed":0.5}""")]
    [InlineData(OneChoice, "speed", "NaN", null)]
    [InlineData(OneOptional, null, "print(1)", """{"code":"print(1)"}""")]
    [InlineData(TwoTexts, null, "hello", null)]
    [InlineData(TwoTexts, null, """{"file":"a"}""", null)]
    [InlineData(TwoTexts, null, """{"file":"a","text":"b"}""", """{"file":"a","text":"b"}""")]
    [InlineData(TwoTexts, "text", "hello", """{"text":"hello"}""")]
    [InlineData(Tools, null, "list_tools", """{"type":"list_tools"}""")]
    [InlineData(Tools, null, "look", """{"type":"call_tool","tool_name":"look","arguments":{}}""")]
    [InlineData(Tools, null, """search {"query":"lamp"}""", """{"type":"call_tool","tool_name":"search","arguments":{"query":"lamp"}}""")]
    [InlineData(Tools, null, """{"tool_name":"look","arguments":{}}""", """{"tool_name":"look","arguments":{},"type":"call_tool"}""")]
    [InlineData(Tools, null, "look around", null)]
    [InlineData(Tools, null, " ", null)]
    [InlineData(null, null, "hello", null)]
    [InlineData(null, null, """{"a":1}""", """{"a":1}""")]
    [InlineData(null, "text", "hello", """{"text":"hello"}""")]
    public void An_action_is_made_of_a_text(string? schema, string? field, string text, string? expected) =>
        (ActionForm.Of(Parse(schema), field, new Uri("http://localhost:8000")).Encode(text)?.ToJsonString()).ShouldBe(expected);

    [Theory]
    [InlineData("""{"properties":{"prompt":{"type":"string"},"done":{},"reward":{}}}""", null, """{"prompt":"hi","x":1}""", "hi")]
    [InlineData(null, null, """{"b":[1,2.50,null,true],"a":{"d":"ö<","c":{}}}""", """{"a":{"c":{},"d":"ö<"},"b":[1,2.50,null,true]}""")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":{"type":"string"}}}""", null, """{"b":"2","a":"1"}""", """{"a":"1","b":"2"}""")]
    [InlineData("""{"properties":{"a":{"type":"string"},"text":{"type":"string"}}}""", null, """{"text":"2","a":"1"}""", "2")]
    [InlineData(null, "messages.-1.content", """{"messages":[{"content":"first"},{"content":"last"}]}""", "last")]
    [InlineData(null, "messages.0", """{"messages":[{"content":"first"}]}""", """{"content":"first"}""")]
    [InlineData(OneOptional, null, """{"code":null}""", "")]
    [InlineData(null, "a", """{"a":null}""", "")]
    [InlineData(null, "a", """{"a":5}""", "5")]
    public void An_observation_is_read_as_text(string? schema, string? field, string observation, string expected) =>
        ObservationForm.Of(Parse(schema), field).Read(new JsonReply("step", Parse(observation)!.Value)).ShouldBe(expected);

    [Theory]
    [InlineData("a.b")]
    [InlineData("list.3")]
    [InlineData("list.-3")]
    [InlineData("list.one")]
    public void A_field_that_is_not_there_is_the_servers_error(string field) =>
        Should.Throw<EnvironmentFailedException>(() => ObservationForm.Of(null, field).Read(new JsonReply("step", Parse("""{"a":1,"list":[1,2]}""")!.Value)))
            .Message.ShouldStartWith($"step: the observation has no '{field}': ");

    [Theory]
    [InlineData("5")]
    [InlineData("""["hi"]""")]
    public void What_the_schema_calls_a_text_is_one(string value) =>
        Should.Throw<EnvironmentFailedException>(() => ObservationForm.Of(Parse(OneText), null).Read(new JsonReply("step", Parse($$"""{"message":{{value}}}""")!.Value)))
            .Message.ShouldStartWith($"step: the observation's 'message' should be a text, but is {value}: ");

    private static JsonElement? Parse(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;
}
