// Elements of the page; words are always text, whatever they hold.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A table of answers, whose words can be chosen, and saved as CSV. */
export function answers(title, found, choose, heading = "cosine") {
  const rows = found.map(({ word, score }) =>
    element(
      "tr",
      {},
      element("td", {}, element("button", { type: "button", onclick: () => choose(word) }, word)),
      element("td", { class: "number" }, score.toFixed(3)),
    ),
  );
  const save = element("button", { type: "button", onclick: () => saveCsv(title, found) }, "CSV");
  const head = element("tr", {}, element("th", {}, "word"), element("th", {}, heading));
  return element(
    "section",
    {},
    element("h2", {}, title),
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)),
    save,
  );
}

export function saveCsv(title, found) {
  const quoted = (word) => `"${word.replaceAll('"', '""')}"`;
  const lines = found.map(({ word, score }) => `${quoted(word)},${score}`);
  save(`${title}.csv`, new Blob([["word,score", ...lines].join("\n")], { type: "text/csv" }));
}

export function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** A field with its name. */
export function field(name, id, value, kind = "input") {
  const input = element(kind, { id, name: id, spellcheck: "false", autocomplete: "off" });
  input.value = value;
  return element("label", { for: id }, name, input);
}
