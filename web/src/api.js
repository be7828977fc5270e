// Questions to the server, which has the answers of the library's own queries.

const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";

async function response(name, asked) {
  const query = new URLSearchParams(asked);
  const answer = await fetch(`api/${name}?${query}`, { headers: { "X-Token": token } });
  if (!answer.ok) {
    const text = await answer.text();
    let message = text;
    try {
      message = JSON.parse(text).error;
    } catch {
      // plain text, as it is
    }
    throw new Error(message);
  }
  return answer;
}

/** The answer to a question; `asked` is an object, or a list of pairs where a name comes twice. */
export async function ask(name, asked = {}) {
  return (await response(name, asked)).json();
}

/** Numbers, one after the other. */
export async function numbers(name) {
  return new Float32Array(await (await response(name, {})).arrayBuffer());
}
