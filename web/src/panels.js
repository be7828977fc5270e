// The questions beside the map, each a panel.

import { ask } from "./api.js";
import { answers, drawn, element, field, save } from "./elements.js";
import { get, set } from "./state.js";

const TOPN = 15;
const choose = (word) => set({ word, view: "neighbours" });
const listed = (text) => text.split(/[\s,]+/).filter(Boolean);

async function neighbours(panel, { about, map, row }) {
  const word = get("word");
  if (!word) {
    panel.replaceChildren(note("Search for a word, or click on a point of the map."));
    return;
  }
  const found = await ask("similar", { word, topn: TOPN });
  const parts = [answers(`Nearest to ${word}`, found.answers, choose)];
  if (about.has_context) {
    const context = await ask("context", { word, topn: TOPN });
    parts.push(answers(`What ${word} predicts`, context.answers, choose, "u · v"));
  }
  panel.replaceChildren(...parts);
  const rows = [found.row, ...found.answers.map((answer) => answer.row)];
  await map.mark(rows.filter((number) => number !== null));
}

async function analogy(panel, { map }) {
  const names = ["a", "b", "c"];
  const values = names.map((name) => get(name));
  const form = element(
    "form",
    { class: "fields", onsubmit: (event) => {
      event.preventDefault();
      set(Object.fromEntries(names.map((name) => [name, form.elements[name].value.trim()])));
    } },
    field("this word", "a", values[0]),
    field("is to this one", "b", values[1]),
    field("as this one", "c", values[2]),
    element("button", { type: "submit" }, "is to ...?"),
  );
  panel.replaceChildren(form, note("For example: man, king, woman."));
  if (values.some((value) => !value)) return;
  const [a, b, c] = values;
  const found = await ask("analogy", { a, b, c, topn: 8 });
  panel.replaceChildren(
    form,
    answers(`${b} − ${a} + ${c}`, found.answers, choose),
    plane(found.plane),
  );
  await map.mark(found.answers.map((answer) => answer.row).filter((row) => row !== null));
}

/** The plane through three words, with the arrows from a to b and from c to b − a + c. */
function plane(points) {
  const [width, height, edge] = [330, 260, 40];
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const scaled = (value, values, size) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return edge + ((value - low) / (high - low || 1)) * (size - 2 * edge);
  };
  const at = (p) => [scaled(p.x, xs, width), height - scaled(p.y, ys, height)];
  const [a, b, c, target] = [points[0], points[1], points[2], points[points.length - 1]];
  const arrow = (from, to) => {
    const [[x1, y1], [x2, y2]] = [at(from), at(to)];
    return drawn("line", { x1, y1, x2, y2, stroke: "currentColor", "marker-end": "url(#tip)" });
  };
  const tip = drawn(
    "marker",
    { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
    drawn("path", { d: "M0 0 L8 4 L0 8 z", fill: "currentColor" }),
  );
  const marks = points.flatMap((p) => {
    const [cx, cy] = at(p);
    return [
      drawn("circle", { cx, cy, r: 3, fill: p === target ? "none" : "var(--mark)", stroke: "var(--mark)" }),
      drawn("text", cx > width / 2 ? { x: cx - 5, y: cy - 6, "text-anchor": "end" } : { x: cx + 5, y: cy - 6 }, p.word),
    ];
  });
  const picture = drawn(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", xmlns: "http://www.w3.org/2000/svg",
      "aria-label": `The plane through ${a.word}, ${b.word} and ${c.word}` },
    drawn("defs", {}, tip), arrow(a, b), arrow(c, target), ...marks,
  );
  const write = () => save("analogy.svg", new Blob([picture.outerHTML], { type: "image/svg+xml" }));
  return element("section", {}, picture, element("button", { type: "button", onclick: write }, "SVG"));
}

async function compare(panel, { about, map }) {
  const word = get("word");
  const found = await ask("compare", { topn: 50 });
  const parts = [
    note(
      `${about.name} and ${about.other}: ${found.shared.toLocaleString()} words are in both, ` +
        `${found.only_first.toLocaleString()} only in the first, ` +
        `${found.only_second.toLocaleString()} only in the second.`,
    ),
  ];
  if (word) {
    const both = await ask("both", { word, topn: 8 });
    parts.push(
      note(`${word}: cosine ${both.cosine.toFixed(3)} between the two`),
      answers(about.name, both.first, choose),
      answers(about.other, both.second, choose),
    );
  }
  const choice = (moved) => set({ word: moved });
  parts.push(answers("Words that moved most", found.answers, choice));
  panel.replaceChildren(...parts);
  await map.mark(found.answers.map((answer) => answer.row), { move: false });
}

async function axis(panel, { map }) {
  const names = ["low", "high", "placed"];
  const form = element(
    "form",
    { class: "fields", onsubmit: (event) => {
      event.preventDefault();
      set(Object.fromEntries(names.map((name) => [name, form.elements[name].value.trim()])));
    } },
    field("from (a word, or several)", "low", get("low")),
    field("to", "high", get("high")),
    field("words to place", "placed", get("placed"), "textarea"),
    element("button", { type: "submit" }, "Place"),
  );
  panel.replaceChildren(form, note("For example: bad; good; and a list of words to place between."));
  const [low, high, placed] = names.map((name) => listed(get(name)));
  if (!low.length || !high.length || !placed.length) return;
  const pairs = (name, words) => words.map((word) => [name, word]);
  const found = await ask("axis", [
    ...pairs("low", low), ...pairs("high", high), ...pairs("word", placed),
  ]);
  panel.replaceChildren(
    form,
    answers(`From ${low.join(" ")} to ${high.join(" ")}`, found.answers, choose, "place"),
  );
  await map.mark(found.answers.map((answer) => answer.row).filter((row) => row !== null));
}

async function training(panel, { about }) {
  if (!about.history.length) {
    panel.replaceChildren(note("Only a model (.lemma) has the history of its training."));
    return;
  }
  const [width, height, edge] = [330, 220, 34];
  const losses = about.history.flatMap((e) => [e.loss, e.validation_loss ?? e.loss]);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const x = (i) => edge + (i / Math.max(1, about.history.length - 1)) * (width - 2 * edge);
  const y = (loss) => height - edge - ((loss - low) / (high - low || 1)) * (height - 2 * edge);
  const line = (values, style) =>
    drawn("polyline", { fill: "none", stroke: "var(--mark)", "stroke-width": 2, ...style,
      points: values.map((loss, i) => `${x(i)},${y(loss)}`).join(" ") });
  const curves = [line(about.history.map((e) => e.loss), {})];
  const held = about.history.map((e) => e.validation_loss);
  if (held.every((loss) => loss !== null)) curves.push(line(held, { "stroke-dasharray": "5 4" }));
  const rows = about.history.map((e) =>
    element("tr", {}, ...[e.epoch, e.loss.toFixed(4), e.validation_loss?.toFixed(4) ?? "",
      `${(e.words_per_second / 1e6).toFixed(2)} M`].map((cell) =>
      element("td", { class: "number" }, String(cell)))),
  );
  const headings = ["epoch", "loss", "validation", "words/s"];
  panel.replaceChildren(
    element("h2", {}, "Loss by epoch"),
    drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Loss by epoch" },
      ...curves, drawn("text", { x: 2, y: y(high) + 4 }, high.toFixed(2)),
      drawn("text", { x: 2, y: y(low) + 4 }, low.toFixed(2))),
    note("Solid: training; dashed: validation."),
    element("table", {}, element("thead", {}, element("tr", {}, ...headings.map((h) => element("th", {}, h)))),
      element("tbody", {}, ...rows)),
  );
}

const note = (text) => element("p", { class: "note" }, text);

/** The panels by name: what the tab says, what fills it, and which names of the address it shows. */
export const panels = {
  neighbours: { title: "Neighbours", fill: neighbours, shows: ["word"] },
  analogy: { title: "Analogy", fill: analogy, shows: ["a", "b", "c"] },
  compare: { title: "Compare", fill: compare, shows: ["word"] },
  axis: { title: "Axis", fill: axis, shows: ["low", "high", "placed"] },
  training: { title: "Training", fill: training, shows: [] },
};
