// What is shown stands in the address, so that a view can be kept and shared.

const listeners = [];
let current = new URLSearchParams(location.hash.slice(1));

export function get(name, otherwise = "") {
  return current.get(name) ?? otherwise;
}

/** Change some names; a value of "" takes the name out. */
export function set(changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") current.delete(name);
    else current.set(name, value);
  }
  history.replaceState(null, "", `#${current}`);
  for (const listener of listeners) listener(Object.keys(changes));
}

/** Call a function with the names that have changed, each time some do. */
export function onChange(listener) {
  listeners.push(listener);
}

addEventListener("hashchange", () => {
  const before = current;
  current = new URLSearchParams(location.hash.slice(1));
  const names = new Set([...before.keys(), ...current.keys()]);
  const changed = [...names].filter((name) => before.get(name) !== current.get(name));
  for (const listener of listeners) listener(changed);
});
