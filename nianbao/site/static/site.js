"use strict";
// The pages read without this. It keeps the place on the page when the language changes, opens what a link leads to,
// and shows where a figure is printed beside the figure.
(function () {
  const language = document.getElementById("language");
  function keepPlace() {
    language.href = language.href.split("#")[0] + location.hash;
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details");
    if (folded) folded.open = true;
  }
  window.addEventListener("hashchange", keepPlace);
  keepPlace();

  const panel = document.getElementById("place");
  if (!panel) return;
  let opener = null;

  function close() {
    panel.hidden = true;
    document.querySelectorAll(".picked").forEach((cell) => cell.classList.remove("picked"));
    if (opener) opener.focus();
    opener = null;
  }

  function shape(name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  // The cell on the picture of its table, with what stands around it.
  function printed(row) {
    if (!row.dataset.picture) return null;
    const [width, height] = row.dataset.size.split(" ").map(Number);
    const [left, top, right, bottom] = row.dataset.frame.split(" ").map(Number);
    const beside = width / 4;
    const x = Math.max(0, left - beside);
    const y = Math.max(0, top - beside / 3);
    const box = [x, y, Math.min(width, right + beside / 3) - x, Math.min(height, bottom + beside / 3) - y];
    const picture = shape("svg", { viewBox: box.join(" "), class: "printed", "aria-hidden": "true" });
    picture.append(
      shape("image", { href: row.dataset.picture, width, height }),
      shape("rect", { x: left, y: top, width: right - left, height: bottom - top }),
    );
    return picture;
  }

  function open(link, row) {
    close();
    opener = link;
    link.closest("td").classList.add("picked");
    const heads = Array.from(row.closest("table").querySelectorAll("thead th"), (head) => head.textContent);
    const facts = document.createElement("dl");
    Array.from(row.children).forEach((cell, place) => {
      const text = cell.textContent.trim();
      if (!text || place === 0) return;
      const name = document.createElement("dt");
      const said = document.createElement("dd");
      name.textContent = heads[place];
      said.textContent = text;
      facts.append(name, said);
    });
    const title = document.createElement("p");
    title.className = "title";
    title.textContent = row.children[0].firstChild.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = panel.dataset.close;
    button.addEventListener("click", close);
    const end = document.createElement("p");
    if (panel.dataset.source) {
      const source = document.createElement("a");
      source.href = panel.dataset.source;
      source.rel = "noopener noreferrer nofollow";
      source.textContent = panel.dataset.open;
      end.append(source, " ");
    }
    end.append(button);
    panel.replaceChildren(...[title, printed(row), facts, end].filter(Boolean));
    panel.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("table.form td a");
    const row = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!row) return;
    event.preventDefault();
    open(link, row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });
})();
