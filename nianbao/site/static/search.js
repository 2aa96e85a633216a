"use strict";
// Finds regions and organs by name, pinyin, first letters or code in window.nianbaoIndex; shows the best 50.
(function () {
  const index = window.nianbaoIndex || [];
  const input = document.getElementById("query");
  const list = document.getElementById("results");
  const count = document.getElementById("count");
  const MOST = 50;

  function score(row, query) {
    const [name, pinyin, letters, code, above] = row;
    if (name === query || code === query) return 5;
    if (name.startsWith(query) || code.startsWith(query)) return 4;
    if (pinyin.startsWith(query) || letters === query) return 3;
    if (name.includes(query) || (above + name).includes(query)) return 2;
    if (letters.startsWith(query) || (query.length > 2 && pinyin.includes(query))) return 1;
    return 0;
  }

  function show(row) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = row[5];
    link.lang = "zh-CN";
    link.textContent = row[0];
    const more = document.createElement("small");
    more.lang = "zh-CN";
    more.textContent = " " + row[4] + " " + row[3];
    item.append(link, more);
    return item;
  }

  function search() {
    const query = input.value.trim().toLowerCase().replace(/[\s']/g, "");
    if (!query) {
      list.replaceChildren();
      count.textContent = "";
      return;
    }
    const found = [];
    for (let place = 0; place < index.length; place += 1) {
      const points = score(index[place], query);
      if (points) found.push([points, place]);
    }
    found.sort((one, other) => other[0] - one[0] || one[1] - other[1]);
    list.replaceChildren(...found.slice(0, MOST).map((one) => show(index[one[1]])));
    count.textContent = found.length ? count.dataset.many.replace("#", found.length) : count.dataset.none;
  }

  input.addEventListener("input", search);
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) input.value = asked;
  search();
  input.focus();
})();
