
// Filters and sorts the task table. Written without "less than" and ampersand, so that the page stays well-formed XML.
(function () {
  var table = document.getElementById("task-table");
  if (!table) return;
  var body = table.tBodies[0], rows = Array.from(body.rows);
  var text = document.getElementById("task-text"), stage = document.getElementById("task-stage"), count = document.getElementById("task-count");

  function filter() {
    var words = text.value.toLowerCase().split(/\s+/), shown = 0;
    rows.forEach(function (row) {
      var content = row.cells[0].textContent.toLowerCase();
      var fits = stage.value === "" ? true : row.dataset.stage === stage.value;
      row.hidden = fits ? !words.every(function (word) { return content.includes(word); }) : true;
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = shown + " of " + rows.length + " shown";
  }

  function sort(index, head) {
    var down = head.getAttribute("aria-sort") !== "descending";
    Array.from(table.tHead.rows[0].cells).forEach(function (cell) { cell.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort(function (a, b) {
      var x = a.cells[index].textContent, y = b.cells[index].textContent;
      var order = x.localeCompare(y, "en", { numeric: true });
      return down ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }

  Array.from(table.tHead.rows[0].cells).forEach(function (head, index) {
    head.tabIndex = 0;
    head.addEventListener("click", function () { sort(index, head); });
    head.addEventListener("keydown", function (key) { if (key.key === "Enter") sort(index, head); });
  });
  text.addEventListener("input", filter);
  stage.addEventListener("change", filter);
  document.querySelector(".filter").hidden = false;
  filter();
})();
