[assembly: AssemblyFixture(typeof(Gleaner.Serving.Tests.Testing.GeneratedShop))]
