// The search field: words that begin as what is typed, chosen by keys or by a click.

import { ask } from "./api.js";
import { element } from "./elements.js";

export function setUpSearch(form, choose) {
  const input = form.querySelector("input");
  const list = form.querySelector("ul");
  let found = [];
  let at = -1;
  let asked = 0;

  const show = () => {
    list.replaceChildren(
      ...found.map(({ word }, i) =>
        element(
          "li",
          { role: "option", id: `completion-${i}`, "aria-selected": String(i === at),
            onmousedown: () => take(word) },
          word,
        ),
      ),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `completion-${at}`);
  };
  const close = () => {
    asked++;
    found = [];
    at = -1;
    show();
  };
  const take = (word) => {
    input.value = word;
    close();
    choose(word);
  };
  input.addEventListener("input", async () => {
    const number = ++asked;
    const text = input.value.trim();
    const answer = text ? await ask("complete", { text }) : { words: [] };
    if (number !== asked) return; // a later letter was faster
    found = answer.words;
    at = -1;
    show();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    at = found.length ? (at + step + found.length) % found.length : -1;
    show();
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const word = at >= 0 ? found[at].word : input.value.trim();
    if (word) take(word);
  });
}
