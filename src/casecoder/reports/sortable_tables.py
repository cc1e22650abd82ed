"""Style and script that let readers of a web page sort a table by its headings.

Without the script, headings are plain headings. With it, each heading is a button. The first press sorts in ascending
order, the second in descending order, and the third restores the order of the table. Cells are sorted by their
``data-v``, or by their words if they have none.
"""

SORTING_STYLE = """
th button { font: inherit; color: inherit; text-align: inherit; background: none; border: 0; padding: 0;
  cursor: pointer; }
th button::after { content: "\\a0\\2003"; }
th[aria-sort=ascending] button::after { content: "\\a0\\25B2"; }
th[aria-sort=descending] button::after { content: "\\a0\\25BC"; }
th button:focus-visible { outline: 3px solid #1f3a5f; outline-offset: 2px; }
@media print { th button { display: contents; } th button::after { content: "" !important; } }
"""

SORTING_SCRIPT = """
for (const table of document.querySelectorAll("table.sorts")) {
  const body = table.tBodies[0], heads = [...table.querySelectorAll("thead th[scope=col]")], first = [...body.rows];
  const read = (row, at) => { const cell = row.cells[at]; return cell.dataset.v ?? cell.textContent.trim(); };
  const order = (a, b) => a !== "" && b !== "" && !isNaN(a) && !isNaN(b) ? a - b
    : a.localeCompare(b, document.documentElement.lang, { numeric: true });
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    const name = head.querySelector("abbr")?.title ?? head.textContent.trim();
    button.title = `Sort by ${name}`;
    button.setAttribute("aria-label", `${name}: sort`);
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const was = head.getAttribute("aria-sort"), rows = [...first];
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      if (was !== "descending") {
        const way = was === "ascending" ? -1 : 1;
        rows.sort((a, b) => way * order(read(a, at), read(b, at)));
        head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      }
      body.append(...rows);
    });
  });
}
"""
