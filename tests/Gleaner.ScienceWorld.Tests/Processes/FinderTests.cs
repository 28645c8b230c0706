using Gleaner.ScienceWorld.Processes;

namespace Gleaner.ScienceWorld.Tests.Processes;

public class FinderTests
{
    private const string Package = "python3.12/site-packages/scienceworld/scienceworld.jar";

    public FinderTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths of these tests are POSIX paths");

    [Theory]
    [InlineData("/venvs/a/lib/" + Package)]
    [InlineData("/conda/lib/" + Package)]
    [InlineData("/home/here/.venv/lib64/" + Package)]
    [InlineData("/home/me/.local/lib/" + Package)]
    [InlineData("/home/me/.pyenv/versions/3.12.1/lib/" + Package)]
    [InlineData("/home/me/miniconda3/envs/science/lib/" + Package)]
    [InlineData("/opt/python/lib/" + Package)]
    [InlineData("/usr/lib/python3/dist-packages/scienceworld/scienceworld.jar")]
    public void A_jar_of_a_python_package_is_found(string jar)
    {
        var host = new FakeHost(jar, "/opt/python/bin/python3", "/usr/bin/python3")
        {
            Variables = { ["VIRTUAL_ENV"] = "/venvs/a", ["CONDA_PREFIX"] = "/conda", ["PATH"] = "/opt/python/bin:/usr/bin" },
        };
        JarFinder.Find(null, host).ShouldBe(jar);
    }

    [Fact]
    public void What_is_named_comes_first()
    {
        var host = new FakeHost("/a.jar", "/b.jar", "/home/me/.local/lib/" + Package) { Variables = { ["SCIENCEWORLD_JAR"] = "/b.jar" } };
        JarFinder.Find("/a.jar", host).ShouldBe("/a.jar");
        JarFinder.Find(null, host).ShouldBe("/b.jar");
        host.Variables.Remove("SCIENCEWORLD_JAR");
        JarFinder.Find(null, host).ShouldBe("/home/me/.local/lib/" + Package);
    }

    [Fact]
    public void A_missing_jar_is_told_with_what_to_do()
    {
        var host = new FakeHost();
        Should.Throw<GleanerException>(() => JarFinder.Find(null, host)).Message.ShouldBe(
            "ScienceWorld's simulator, scienceworld.jar, was not found. 'pip install scienceworld' installs it; "
            + "if it is installed in an unusual place, name it in environment.jar or in SCIENCEWORLD_JAR.");
        Should.Throw<GleanerException>(() => JarFinder.Find("/c.jar", host)).Message.ShouldStartWith("environment.jar: there is no file '/c.jar'.");
        host.Variables["SCIENCEWORLD_JAR"] = "/d.jar";
        Should.Throw<GleanerException>(() => JarFinder.Find(null, host)).Message.ShouldBe("SCIENCEWORLD_JAR names '/d.jar', but there is no such file.");
    }

    [Fact]
    public void Java_is_the_configured_one_or_that_of_JAVA_HOME_or_PATH()
    {
        var host = new FakeHost("/jdk/bin/java", "/usr/bin/java", "/usr/bin/java8", "/x/java")
        {
            Variables = { ["JAVA_HOME"] = "/jdk", ["PATH"] = "/bin:/usr/bin" },
        };
        JavaFinder.Find("/x/java", host).ShouldBe("/x/java");
        JavaFinder.Find("java8", host).ShouldBe("/usr/bin/java8");
        JavaFinder.Find(null, host).ShouldBe("/jdk/bin/java");
        host.Variables["JAVA_HOME"] = "/gone";
        JavaFinder.Find(null, host).ShouldBe("/usr/bin/java");
    }

    [Fact]
    public void A_missing_java_is_told_with_what_to_do()
    {
        var host = new FakeHost();
        Should.Throw<GleanerException>(() => JavaFinder.Find(null, host)).Message.ShouldContain("apt install default-jre-headless");
        Should.Throw<GleanerException>(() => JavaFinder.Find("/x/java", host)).Message.ShouldStartWith("environment.java: there is no program '/x/java'.");
    }
}
