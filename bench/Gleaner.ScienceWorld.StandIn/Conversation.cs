using System.Net.Sockets;
using System.Text;

namespace Gleaner.ScienceWorld.StandIn;

/// <summary>One connection: reads requests and writes answers, or what a fault makes of them.</summary>
internal sealed class Conversation(TcpClient client, Simulator simulator, Fault fault)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Run()
    {
        using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Utf8);
        var request = new List<string>();
        try
        {
            while (reader.ReadLine() is { } line)
            {
                request.Add(line);
                if (line == "e" && request.Count > 1)
                {
                    if (!Reply(stream, simulator.Answer([.. request])))
                    {
                        return;
                    }

                    request.Clear();
                }
            }
        }
        catch (IOException)
        {
            // Whoever asked is gone.
        }
    }

    private bool Reply(NetworkStream stream, string answer)
    {
        if (!simulator.IsFaulty)
        {
            Send(stream, answer + "\n");
            return true;
        }

        switch (fault)
        {
            case Fault.Hangs:
                Thread.Sleep(Timeout.Infinite);
                return false;
            case Fault.TalksNonsense:
                Send(stream, "HTTP/1.1 404 Not Found\n");
                return true;
            case Fault.MixesTypes:
                Send(stream, "!yi7\n");
                return true;
            case Fault.StopsWithinAnswer:
                Send(stream, answer[..^1]);
                Thread.Sleep(Timeout.Infinite);
                return false;
            case Fault.ClosesWithinAnswer:
                Send(stream, answer[..^1]);
                return false;
            case Fault.Closes:
                return false;
            case Fault.Dies:
                Console.Error.WriteLine("java.lang.OutOfMemoryError: of the stand-in");
                Environment.Exit(3);
                return false;
            case Fault.AnswersTooMuch:
                Send(stream, "!ys" + new string('x', 4 << 20) + "\n");
                return true;
            case Fault.AnswersWithError:
                Send(stream, "!xsjava.lang.IllegalStateException: the stand-in is out of sorts\\n\\tat StandIn.step(StandIn.java:1)\n");
                return true;
            case Fault.Throws:
                Send(stream, simulator.IsAskedAboutException ? "!ysjava.lang.RuntimeException: thrown by the stand-in\n" : "!xro99\n");
                return true;
            default:
                Send(stream, answer + "\n");
                return true;
        }
    }

    private static void Send(NetworkStream stream, string text) => stream.Write(Utf8.GetBytes(text));
}
