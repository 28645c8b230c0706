using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Gleaner.WebShop.Tests")]
