[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(Gleaner.WebShop.Experiments.Tests.Serving.GeneratedShop))]
