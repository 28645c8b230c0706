// Search in exported pages. There is no server: the index lies beside this page as scripts, because a page from disk may read nothing else.
(function () {
  "use strict";
  var place = document.getElementById("found");
  if (!place) return;
  var MostShown = 200;
  var field = document.querySelector("main input[name=q]"), status = document.getElementById("search-status"), rowsPlace = place.querySelector("tbody");
  var query = new URLSearchParams(location.search).get("q") || "";
  var shards = Number(place.dataset.shards), loaded = [];
  document.querySelectorAll("input[name=q]").forEach(function (input) { input.value = query; });

  // The columns of a row, as the export writes them.
  var Id = 0, Task = 1, Kind = 2, Won = 3, Return = 4, Steps = 5, Tokens = 6, LogP = 7, Stop = 8, Author = 9, Method = 10, Seed = 11, Iteration = 12, Split = 13, Expert = 14,
    Trunk = 15, Start = 16, Label = 17, Actions = 18, Thoughts = 19;

  window.gleanerShard = function (shard) { loaded.push(shard); };

  function load(number, done) {
    if (number > shards) { done(); return; }
    var script = document.createElement("script");
    script.src = place.dataset.folder + number + ".js";
    script.onload = function () { load(number + 1, done); };
    script.onerror = function () { status.textContent = "A part of the index is missing: " + script.getAttribute("src") + "."; };
    document.head.append(script);
  }

  // Words between spaces: letters and digits, whatever case and accents they are written with.
  function words(text) {
    return " " + text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim() + " ";
  }

  // The words of a phrase in a row; the last one may go on.
  function inWords(value, columns) {
    var phrase = words(value).trimEnd();
    return phrase ? function (row, shard) { return columns.some(function (column) { return words(column(row, shard)).indexOf(phrase) >= 0; }); } : null;
  }

  var actions = function (row) { return row[Actions]; }, thoughts = function (row) { return row[Thoughts]; }, instruction = function (row, shard) { return shard.tasks[row[Task]][1]; };
  var numbers = { return: Return, steps: Steps, tokens: Tokens, logp: LogP, seed: Seed, iteration: Iteration, start: Start };
  var names = { stop: Stop, kind: Kind, method: Method, split: Split, expert: Expert, trunk: Trunk };

  function condition(token, problems) {
    var match = /^([A-Za-z]+)(:|<=|>=|<|>|=)(.*)$/s.exec(token);
    var plain = function (text) { return text.replace(/"/g, ""); };
    if (!match) return inWords(plain(token), [actions, thoughts, instruction]);
    var name = match[1].toLowerCase(), operator = match[2], value = plain(match[3]);
    if (!value) { problems.push("'" + token + "' says nothing to compare " + name + " with."); return null; }
    if (name === "saw") { problems.push("What was seen is not in the exported index; 'gleaner view' searches it."); return null; }
    if (name === "action") return inWords(value, [actions]);
    if (name === "thought") return inWords(value, [thoughts]);
    if (name === "instruction") return inWords(value, [instruction]);
    if (name === "won") {
      var won = /^(yes|true|1)$/i.test(value) ? 1 : /^(no|false|0)$/i.test(value) ? 0 : null;
      if (won === null) { problems.push("'won' is yes or no, not '" + value + "'."); return null; }
      return function (row) { return (row[Won] === 1 ? 1 : 0) === won; };
    }
    if (name in numbers) {
      var number = Number(value.replace("−", "-"));
      if (!isFinite(number)) { problems.push("'" + value + "' is no number to compare " + name + " with."); return null; }
      return function (row) {
        var own = row[numbers[name]];
        if (own === null) return false;
        own = Number(own);
        return operator === "<" ? own < number : operator === "<=" ? own <= number : operator === ">" ? own > number : operator === ">=" ? own >= number : own === number;
      };
    }
    var any = value.toLowerCase().split(",").filter(Boolean);
    if (name === "task") return function (row, shard) { var id = shard.tasks[row[Task]][0].toLowerCase(); return any.some(function (end) { return id.endsWith(end); }); };
    if (name in names) return function (row) { return any.indexOf(String(row[names[name]] || "").toLowerCase()) >= 0; };
    problems.push("There is no field '" + match[1] + "'.");
    return null;
  }

  function parse(text, problems) {
    var conditions = [];
    (text.match(/(?:[^\s"]|"[^"]*"?)+/g) || []).forEach(function (token) {
      var isNot = token.length > 1 && token[0] === "-", holds = condition(isNot ? token.slice(1) : token, problems);
      if (holds) conditions.push(isNot ? function (row, shard) { return !holds(row, shard); } : holds);
    });
    return conditions;
  }

  function cell(row, text, isNumber) {
    var made = document.createElement("td");
    made.textContent = text;
    if (isNumber) made.className = "num";
    row.append(made);
    return made;
  }

  function show(row, shard) {
    var line = document.createElement("tr"), head = document.createElement("th"), link = document.createElement("a"), dot = document.createElement("i");
    var css = row[Won] === 1 ? "won" : row[Won] === 0 ? "lost" : "void", task = shard.tasks[row[Task]];
    head.scope = "row";
    dot.className = "dot " + css;
    link.href = place.dataset.rollouts + row[Id] + ".html";
    link.append(dot, css === "won" ? "won" : css === "lost" ? "lost" : "says nothing");
    head.append(link);
    line.append(head);
    cell(line, task[1] || task[0]).className = "wrap instruction";
    cell(line, row[Author]);
    cell(line, row[Label]);
    cell(line, String(row[Return]), true);
    cell(line, String(row[Steps]), true);
    cell(line, row[Tokens] ? row[Tokens].toLocaleString("en") : "–", true);
    cell(line, shard.stops[row[Stop]]);
    rowsPlace.append(line);
  }

  function find() {
    var problems = [], conditions = parse(query, problems), found = 0;
    loaded.forEach(function (shard) {
      shard.rows.forEach(function (row) {
        if (conditions.every(function (holds) { return holds(row, shard); }) && ++found <= MostShown) show(row, shard);
      });
    });
    status.textContent = problems.concat([
      found.toLocaleString("en") + (found === 1 ? " rollout" : " rollouts") + (query ? found === 1 ? " matches the query" : " match the query" : "") + (found > MostShown ? "; the first " + MostShown + " are shown." : "."),
    ]).join(" ");
    document.body.dataset.searched = "true";
  }

  status.textContent = "The index is being read.";
  load(1, find);
  if (field && !query) field.focus();
})();
