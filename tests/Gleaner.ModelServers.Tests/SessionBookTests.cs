using Gleaner.Decoder.Lora;
using Gleaner.EndToEnd.Tests;
using Gleaner.ModelServers.Engine;
using Gleaner.ModelServers.Tinker;

namespace Gleaner.ModelServers.Tests;

/// <summary>What is open, and for how long.</summary>
public sealed class SessionBookTests : IAsyncDisposable
{
    private static readonly LoraOptions Lora = new() { Rank = 1 };

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly ServedModel _model;
    private readonly SessionBook _book;
    private int _ids;

    public SessionBookTests()
    {
        TinyChatModel.Write(_folder.Path, seed: 1);
        var options = new ModelServerOptions { Folder = _folder.Path, MaxModels = 2, IdleTimeout = TimeSpan.FromMinutes(10), Threads = 1, Context = 64 };
        _model = ServedModel.Open(options);
        _book = new SessionBook(_model, options, _clock, () => $"{++_ids}");
    }

    public async ValueTask DisposeAsync()
    {
        _book.Dispose();
        await _model.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void A_session_without_heartbeat_goes_with_its_models_and_samplers()
    {
        string idle = _book.OpenSession(), alive = _book.OpenSession();
        var (gone, kept) = (_book.Create(idle, Lora, 1), _book.Create(alive, Lora, 1));
        var sampler = _book.OpenSampler(idle, _model.BaseWeights);
        _clock.Advance(TimeSpan.FromMinutes(6));
        _book.Touch(alive);
        _clock.Advance(TimeSpan.FromMinutes(6));

        _book.Model(kept.Id).ShouldBe(kept);
        Should.Throw<Exception>(() => _book.Model(gone.Id)).Message.ShouldBe("Model not found");
        Should.Throw<Exception>(() => _book.Touch(idle)).Message.ShouldBe("Session not found");
        Should.Throw<Exception>(() => _book.Sampler(sampler)).Message.ShouldBe("Sampling session not found");
    }

    [Fact]
    public void What_is_asked_of_a_model_keeps_its_session()
    {
        var session = _book.OpenSession();
        var model = _book.Create(session, Lora, 1);
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(6));
            _book.Model(model.Id).ShouldBe(model);
        }
    }

    [Fact]
    public void Only_so_many_models_are_made_and_one_that_is_unloaded_makes_room()
    {
        var session = _book.OpenSession();
        var first = _book.Create(session, Lora, 1);
        _book.Create(session, Lora, 2);
        Should.Throw<Exception>(() => _book.Create(session, Lora, 3)).Message.ShouldContain("2 models in training already");
        _book.Unload(first.Id);
        _book.Create(session, Lora, 3).Id.ShouldNotBe(first.Id);
    }
}
