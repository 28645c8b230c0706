// Keys, completion of the search field, and news of a run that goes on. Every page works without it.
(function () {
  "use strict";
  var body = document.body;

  // Keys. Letters typed into a field are the field's.
  function typing(target) {
    return target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;
  }

  function follow(key) {
    var link = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (link) location.href = link.href;
    return Boolean(link);
  }

  function step(direction) {
    var steps = Array.from(document.querySelectorAll("[data-step]"));
    if (steps.length === 0) return;
    var now = steps.findIndex(function (item) { return item.classList.contains("here"); });
    var next = now < 0 ? (direction > 0 ? 0 : steps.length - 1) : Math.min(steps.length - 1, Math.max(0, now + direction));
    steps.forEach(function (item, index) { item.classList.toggle("here", index === next); });
    var chosen = steps[next];
    if (chosen.id) history.replaceState(null, "", "#" + chosen.id);
    chosen.setAttribute("tabindex", "-1");
    chosen.focus({ preventScroll: true });
    chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function branch(direction) {
    if (follow(direction > 0 ? "l" : "h")) return;
    var here = document.querySelector("[data-step].here");
    var branches = Array.from((here || document).querySelectorAll("[data-branch]"));
    if (branches.length === 0 && here) branches = Array.from(document.querySelectorAll("[data-branch]"));
    if (branches.length === 0) return;
    var now = branches.indexOf(document.activeElement);
    var chosen = branches[now < 0 ? (direction > 0 ? 0 : branches.length - 1) : Math.min(branches.length - 1, Math.max(0, now + direction))];
    var folded = chosen.closest("details");
    if (folded) folded.open = true;
    chosen.focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    var keys = document.getElementById("keys");
    if (keys && keys.open) return;
    var handled = true;
    switch (event.key) {
      case "j": step(1); break;
      case "k": step(-1); break;
      case "l": branch(1); break;
      case "h": branch(-1); break;
      case "n": case "p": case "[": case "]": handled = follow(event.key); break;
      case "u":
        var crumbs = document.querySelectorAll(".top nav a");
        if (crumbs.length) location.href = crumbs[crumbs.length - 1].href;
        break;
      case "/":
        var field = document.querySelector(".search input, .filter input[type=search]");
        if (field) { field.focus(); field.select(); } else handled = false;
        break;
      case "?": if (keys) keys.showModal(); break;
      default: handled = false;
    }
    if (handled) event.preventDefault();
  });

  var help = document.querySelector("[data-help]");
  if (help) help.addEventListener("click", function () { document.getElementById("keys").showModal(); });

  // A link to a step marks it.
  function mark() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || !target.hasAttribute("data-step")) return;
    document.querySelectorAll("[data-step].here").forEach(function (item) { item.classList.remove("here"); });
    target.classList.add("here");
  }
  window.addEventListener("hashchange", mark);
  mark();

  // Completion: the server knows the fields and their values.
  document.querySelectorAll("input[data-complete]").forEach(function (field) {
    var list = document.createElement("ul"), chosen = -1, asked = 0;
    list.className = "completions";
    list.id = "completions";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    field.after(list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");

    function close() { list.hidden = true; chosen = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); }

    function word() {
      var before = field.value.slice(0, field.selectionStart), match = /[^\s"]*(?:"[^"]*)?$/.exec(before);
      return { start: before.length - match[0].length, text: match[0], end: field.selectionStart };
    }

    function take(item) {
      var part = word();
      field.value = field.value.slice(0, part.start) + item.dataset.value + field.value.slice(part.end);
      var at = part.start + item.dataset.value.length;
      field.setSelectionRange(at, at);
      close();
      field.focus();
    }

    function ask() {
      var part = word(), mine = ++asked;
      fetch(field.dataset.complete + "?word=" + encodeURIComponent(part.text), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : []; })
        .then(function (items) {
          if (mine !== asked) return;
          list.replaceChildren();
          items.forEach(function (item, index) {
            var entry = document.createElement("li"), hint = document.createElement("small");
            entry.id = "completion-" + index;
            entry.setAttribute("role", "option");
            entry.dataset.value = item.value;
            entry.textContent = item.value;
            hint.textContent = item.hint;
            entry.append(hint);
            entry.addEventListener("mousedown", function (event) { event.preventDefault(); take(entry); });
            list.append(entry);
          });
          chosen = -1;
          list.hidden = items.length === 0;
          field.setAttribute("aria-expanded", String(items.length > 0));
        }, close);
    }

    field.addEventListener("input", ask);
    field.addEventListener("focus", ask);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", function (event) {
      var entries = list.querySelectorAll("li");
      if (event.key === "Escape") { if (list.hidden) field.blur(); else close(); return; }
      if (list.hidden || entries.length === 0) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + entries.length) % entries.length;
        entries.forEach(function (entry, index) { entry.setAttribute("aria-selected", String(index === chosen)); });
        field.setAttribute("aria-activedescendant", entries[chosen].id);
      } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
        event.preventDefault();
        take(entries[chosen]);
      }
    });
  });

  // News of a run that goes on. An event says how the run stands, so one that is missed is made up for by the next; a page that nobody sees
  // lets go of its connection, because browsers allow few of them, and says what it heard last when it is seen again.
  if (body.dataset.live) {
    var version = body.dataset.version, heard = "", source = null, wait = 2000, isReady = false, isRenewing = false, isStale = false;

    function fresh() {
      var notice = document.querySelector(".fresh");
      notice.hidden = false;
      notice.querySelector("a").href = location.href.split("#")[0];
    }

    // What the server would show now, part by part; what somebody is using stays as it is.
    function renew() {
      isStale = isRenewing;
      if (isRenewing) return;
      isRenewing = true;
      fetch(location.href.split("#")[0], { credentials: "same-origin" })
        .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
        .then(function (html) {
          var page = new DOMParser().parseFromString(html, "text/html");
          document.querySelectorAll("[data-live-part]").forEach(function (part) {
            var now = page.querySelector('[data-live-part="' + part.dataset.livePart + '"]');
            if (now && now.innerHTML !== part.innerHTML) {
              if (part.contains(document.activeElement)) fresh();
              else part.replaceChildren.apply(part, Array.from(document.adoptNode(now).childNodes));
            }
          });
          version = page.body.dataset.version;
          if (page.body.dataset.pending) body.dataset.pending = "true"; else delete body.dataset.pending;
          if (!page.body.dataset.live) { stop(); fresh(); }
        })
        .catch(function () { isStale = true; })
        .then(function () { setTimeout(function () { isRenewing = false; if (isStale || (isReady && body.dataset.pending)) renew(); }, 2000); });
    }

    function hear(event) {
      var news = JSON.parse(event.data), parts = document.querySelector("[data-live-part]");
      heard = event.lastEventId;
      isReady = news.ready;
      wait = 2000;
      body.classList.remove("offline");
      document.querySelectorAll("[data-live-text]").forEach(function (place) { place.textContent = news.text; });
      if (body.dataset.pending && news.ready) { if (parts) renew(); else location.reload(); }
      else if (!version) version = news.version;
      else if (news.version !== version) { if (parts) renew(); else fresh(); }
    }

    function start() {
      if (source) return;
      source = new EventSource(body.dataset.live + (heard ? "?since=" + encodeURIComponent(heard) : ""));
      source.onmessage = hear;
      source.onopen = function () { body.classList.remove("offline"); };
      source.onerror = function () {
        body.classList.add("offline");
        // Most failures are made up for by the browser; after a refusal it gives up.
        if (source && source.readyState === EventSource.CLOSED) {
          stop();
          wait = Math.min(30000, wait * 2);
          setTimeout(function () { if (!document.hidden) start(); }, wait);
        }
      };
    }

    function stop() { if (source) source.close(); source = null; }

    document.addEventListener("visibilitychange", function () { if (document.hidden) stop(); else start(); });
    window.addEventListener("pagehide", stop);
    window.addEventListener("pageshow", function () { if (!document.hidden) start(); });
    if (!document.hidden) start();
  }
})();
