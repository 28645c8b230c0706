using Gleaner.Tinker;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>Gives back what a model takes at its server: there is room for few at once, and one whose weights are saved is not needed any more.</summary>
internal static class ModelRelease
{
    public static async Task ReleaseAsync(this TinkerModel model)
    {
        try
        {
            await model.UnloadAsync().ConfigureAwait(false);
        }
        catch (TinkerException)
        {
            // Nothing is lost by it: the server drops the model with its session.
        }
    }
}
