using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gleaner.ScienceWorld.StandIn;

/// <summary>Prints a port, answers those who connect, and ends when standard input does, as the real gateway.</summary>
internal sealed class Gateway(StandInSettings settings)
{
    public int Run(TextWriter output, TextWriter error, Stream input)
    {
        switch (settings.Fault)
        {
            case Fault.ExitsAtStart:
                error.WriteLine("the stand-in has no wish to start");
                return 1;
            case Fault.LacksGateway:
                error.WriteLine("Error: Could not find or load main class py4j.GatewayServer");
                error.WriteLine("Caused by: java.lang.ClassNotFoundException: py4j.GatewayServer");
                return 1;
            case Fault.PrintsNoPort:
                WaitForEnd(input);
                return 0;
            case Fault.PrintsNoNumber:
                output.WriteLine("Welcome to the stand-in");
                WaitForEnd(input);
                return 0;
        }

        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (settings.Fault == Fault.RefusesConnections)
        {
            listener.Stop();
        }
        else
        {
            new Thread(() => Accept(listener, output, error)) { IsBackground = true }.Start();
        }

        output.WriteLine(port.ToString(CultureInfo.InvariantCulture));
        output.Flush();
        WaitForEnd(input);
        return 0;
    }

    private static void WaitForEnd(Stream input)
    {
        var buffer = new byte[256];
        while (input.Read(buffer) > 0)
        {
        }
    }

    private void Accept(TcpListener listener, TextWriter output, TextWriter error)
    {
        var simulator = new Simulator(settings, output, error);
        while (true)
        {
            // As py4j 0.10.3, it leaves Nagle's algorithm on: who asks before the last answer has come waits for 40 ms.
            var client = listener.AcceptTcpClient();
            new Thread(() => new Conversation(client, simulator, settings.Fault).Run()) { IsBackground = true }.Start();
        }
    }
}
