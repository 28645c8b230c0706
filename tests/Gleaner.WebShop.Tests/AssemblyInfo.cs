[assembly: AssemblyFixture(typeof(Gleaner.WebShop.Tests.RealShop))]
