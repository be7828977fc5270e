// The page: a map, a search, and panels of questions; all of it follows the address.

import { ask, numbers } from "./api.js";
import { element, save } from "./elements.js";
import { WordMap } from "./map.js";
import { panels } from "./panels.js";
import { setUpSearch } from "./search.js";
import { get, onChange, set } from "./state.js";

const $ = (id) => document.getElementById(id);

async function start() {
  const [about, words, points, counts] = await Promise.all([
    ask("about"), ask("words"), numbers("points"), numbers("counts"),
  ]);
  const size = `${about.words.toLocaleString()} words, ${about.dimensions} dimensions`;
  $("name").textContent = `${about.name}: ${size}`;
  document.title = `${about.name} · lemmavec`;
  const map = new WordMap($("map"), words, points, counts, {
    onChoose: (word) => set({ word, view: "neighbours" }),
    onOver: (word) => ($("under").textContent = word),
  });
  const rows = new Map(words.map((word, row) => [word, row]));
  const context = { about, map };

  const theme = () => get("theme", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const paint = async () => {
    document.documentElement.dataset.theme = theme();
    $("theme").setAttribute("aria-pressed", String(theme() === "dark"));
    const list = get("placed").split(/[\s,]+/).map((word) => rows.get(word)).filter((r) => r >= 0);
    const byList = get("colour") === "list";
    $("colour").value = byList ? "list" : "frequency";
    await map.colour(byList ? map.ofList(list) : map.byFrequency(), theme() === "dark");
  };

  const shown = () => (get("view") in panels ? get("view") : "neighbours");
  const fill = async () => {
    $("error").textContent = "";
    const names = Object.keys(panels).filter((name) => name !== "compare" || about.other);
    $("tabs").replaceChildren(
      ...names.map((name) =>
        element("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "panel",
          "aria-selected": String(name === shown()), onclick: () => set({ view: name }) },
          panels[name].title),
      ),
    );
    $("panel").setAttribute("aria-labelledby", `tab-${shown()}`);
    // A box of its own: answers to what is no longer asked go into one that is not shown any more.
    const box = element("div");
    $("panel").replaceChildren(box);
    try {
      await panels[shown()].fill(box, context);
    } catch (error) {
      if (box.isConnected) $("error").textContent = error.message;
    }
  };

  setUpSearch($("search"), (word) =>
    set({ word, view: shown() === "compare" ? "compare" : "neighbours" }));
  $("theme").addEventListener("click", () => set({ theme: theme() === "dark" ? "light" : "dark" }));
  $("whole").addEventListener("click", () => map.whole());
  $("png").addEventListener("click", async () => save("map.png", await map.png()));
  $("colour").addEventListener("change", () => set({ colour: $("colour").value }));
  onChange(async (changed) => {
    const has = (...names) => names.some((name) => changed.includes(name));
    const repaint = has("theme", "colour") || (has("placed") && get("colour") === "list");
    await Promise.all([
      has("view", ...panels[shown()].shows) && fill(),
      repaint && paint(),
    ]);
  });
  await paint();
  await fill();
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => {
  $("error").textContent = error.message;
});
