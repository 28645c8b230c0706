using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gleaner.Benchmarks.ScienceWorld;

/// <summary>
/// What a simulator does at most: a blocking socket that asks for steps and nothing else, and looks at the answers no further
/// than to their ends.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[1 << 20];

    public RawClient(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        Ask("i\nscienceworld.runtime.pythonapi.PythonInterface\ne\n");
    }

    /// <summary>Loads a task and looks around once.</summary>
    public void Load(string name, int variation, string simplifications)
    {
        Ask($"c\no0\nload\ns{name}\ni{variation}\ns{simplifications}\nbfalse\ne\n");
        Step("look around");
    }

    /// <summary>Performs an action.</summary>
    /// <returns>Bytes of the answer.</returns>
    public int Step(string action) => Ask($"c\no0\nstep\ns{action}\ne\n");

    public void Dispose() => _socket.Dispose();

    private int Ask(string request)
    {
        _socket.Send(Encoding.UTF8.GetBytes(request));
        var length = 0;
        do
        {
            var read = _socket.Receive(_buffer, length, _buffer.Length - length, SocketFlags.None);
            length = read > 0 ? length + read : throw new GleanerException("The simulator has closed the connection.");
        }
        while (_buffer[length - 1] != (byte)'\n');

        return length;
    }
}
