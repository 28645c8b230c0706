using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Testing.Servers;

/// <summary>What a server can do instead of answering.</summary>
public enum Fault
{
    ErrorWithStatus200,
    Status500,
    Status503,
    Garbage,
    NothingAtAll,
    Huge,
    HugeWithoutLength,
    MissingField,
    WrongType,
    HalfACharacter,
    Redirect,
    Packed,
    Cut,
    CutInTheMiddle,
    Silence,
}

public static class Faults
{
    public static async Task AnswerAsync(this Fault fault, HttpContext context)
    {
        var response = context.Response;
        switch (fault)
        {
            case Fault.ErrorWithStatus200:
                await response.WriteAsync("""{"error":"The task with environment 0 has finished."}""");
                break;
            case Fault.Status500:
                response.StatusCode = 500;
                await response.WriteAsync("Internal Server Error");
                break;
            case Fault.Status503:
                response.StatusCode = 503;
                break;
            case Fault.Garbage:
                await response.WriteAsync("<html>this is\nno JSON</html>");
                break;
            case Fault.NothingAtAll:
                break;
            case Fault.Huge:
                response.ContentLength = 1 << 20;
                await response.Body.WriteAsync(Encoding.UTF8.GetBytes("\"" + new string('x', (1 << 20) - 2) + "\""));
                break;
            case Fault.HugeWithoutLength:
                for (var i = 0; i < 64; i++)
                {
                    await response.WriteAsync(new string('x', 1 << 14));
                }

                break;
            case Fault.MissingField:
                await response.WriteAsync("""{"something":"else"}""");
                break;
            case Fault.WrongType:
                await response.WriteAsync("""{"id":"zero","observation":7,"task_description":7,"reward":"1","score":"1","done":0}""");
                break;
            case Fault.HalfACharacter:
                await response.WriteAsync("""{"id":0.5,"observation":"\ud83d","task_description":"\ud83d","reward":1,"score":1,"done":false}""");
                break;
            case Fault.Redirect:
                response.StatusCode = 307;
                response.Headers.Location = "/v2/step";
                break;
            case Fault.Packed:
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(new byte[] { 0x1F, 0x8B, 8, 0 });
                break;
            case Fault.Cut:
                context.Abort();
                break;
            case Fault.CutInTheMiddle:
                response.ContentLength = 1000;
                await response.WriteAsync("""{"observation":""");
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case Fault.Silence:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                throw new InvalidOperationException($"{fault} is unknown.");
        }
    }
}
