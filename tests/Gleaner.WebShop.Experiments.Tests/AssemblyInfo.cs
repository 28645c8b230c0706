[assembly: AssemblyFixture(typeof(Gleaner.WebShop.Experiments.Tests.Serving.GeneratedShop))]
