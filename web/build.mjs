// Builds the page of the explorer into the package: one script, one style, one document.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";

const page = new URL("../src/lemmavec/explore/page/", import.meta.url);
await mkdir(page, { recursive: true });
await build({
  entryPoints: [new URL("src/main.js", import.meta.url).pathname],
  outfile: new URL("explorer.js", page).pathname,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2021",
  legalComments: "none",
});
for (const name of ["index.html", "explorer.css"]) {
  await copyFile(new URL(`src/${name}`, import.meta.url), new URL(name, page));
}
// What the script is made of stands beside it with its licences.
const lock = JSON.parse(await readFile(new URL("package-lock.json", import.meta.url), "utf8"));
const parts = Object.entries(lock.packages)
  .filter(([path, about]) => path.startsWith("node_modules/") && !about.dev)
  .map(([path, about]) => ({ name: path.slice("node_modules/".length), ...about }));
const texts = await Promise.all(
  parts.map(async ({ name, version, license }) => {
    const folder = new URL(`node_modules/${name}/`, import.meta.url);
    for (const file of ["LICENSE", "LICENSE.md", "license", "LICENCE"]) {
      try {
        return `${name} ${version} (${license})\n\n${await readFile(new URL(file, folder), "utf8")}`;
      } catch {
        continue;
      }
    }
    return `${name} ${version} (${license})`;
  }),
);
await writeFile(new URL("licences.txt", page), texts.join("\n\n---\n\n"));
