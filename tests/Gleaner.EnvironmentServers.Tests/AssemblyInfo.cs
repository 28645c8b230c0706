[assembly: AssemblyFixture(typeof(Gleaner.EnvironmentServers.Tests.Testing.GeneratedShop))]
