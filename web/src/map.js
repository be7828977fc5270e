// The map: all words as points, labels of the frequent ones that have room.

import createScatterplot from "regl-scatterplot";

// From rare to frequent by lightness alone, which all eyes see.
const PALETTE = ["#c9ced4", "#4f93c4", "#0b3c6d"];
const DARK_PALETTE = ["#3b4650", "#5aa5dd", "#ffffff"];
const LABEL_PIXELS = 13;
const MOST_LABELS = 160;

export class WordMap {
  constructor(section, words, points, counts, { onChoose, onOver }) {
    this.words = words;
    this.x = Float32Array.from(words, (_, i) => points[2 * i]);
    this.y = Float32Array.from(words, (_, i) => points[2 * i + 1]);
    this.counts = counts;
    this.marked = new Set();
    this.labels = section.querySelector("#labels");
    const { width, height } = section.getBoundingClientRect();
    this.plot = createScatterplot({
      canvas: section.querySelector("#points"),
      width,
      height,
      pointSize: words.length > 100_000 ? 1.5 : 3,
      pointSizeSelected: 4,
      opacity: words.length > 20_000 ? 0.5 : 0.8,
    });
    this.plot.subscribe("view", () => this.drawLabels());
    this.plot.subscribe("pointover", (i) => onOver(this.words[i]));
    this.plot.subscribe("pointout", () => onOver(""));
    this.plot.subscribe("select", ({ points: chosen }) => {
      if (chosen.length === 1 && !this.choosing) onChoose(this.words[chosen[0]]);
    });
    new ResizeObserver(([entry]) => {
      const box = entry.contentRect;
      this.plot.set({ width: box.width, height: box.height });
      this.drawLabels();
    }).observe(section);
  }

  /** Draw all points, coloured by value (0 to 1). */
  async colour(values, dark) {
    this.plot.set({
      backgroundColor: dark ? "#15191d" : "#fdfdfb",
      colorBy: "valueA",
      pointColor: shades(dark ? DARK_PALETTE : PALETTE, 24),
      pointColorActive: dark ? "#ffffff" : "#b3003c",
      pointColorHover: dark ? "#ffffff" : "#b3003c",
    });
    await this.plot.draw({ x: this.x, y: this.y, z: values, w: values });
    this.drawLabels();
  }

  byFrequency() {
    const least = Math.log(Math.min(...tail(this.counts)));
    const most = Math.log(Math.max(...head(this.counts)));
    return Float32Array.from(this.counts, (n) => (Math.log(n) - least) / (most - least || 1));
  }

  ofList(rows) {
    const values = new Float32Array(this.words.length);
    for (const row of rows) values[row] = 1;
    return values;
  }

  /** Mark some words, whose labels come first, and look at them. */
  async mark(rows, { move = true } = {}) {
    this.marked = new Set(rows);
    this.choosing = true;
    this.plot.select(rows, { preventEvent: true });
    this.choosing = false;
    if (move && rows.length > 1) {
      await this.plot.zoomToPoints(rows, { padding: 0.3, transition: true, transitionDuration: 400 });
    }
    this.drawLabels();
  }

  whole() {
    this.plot.zoomToOrigin({ transition: true, transitionDuration: 400 });
  }

  png() {
    const { labels } = this;
    const canvas = document.createElement("canvas");
    canvas.width = labels.width;
    canvas.height = labels.height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = getComputedStyle(document.body).backgroundColor;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const image = this.plot.export();
    const picture = document.createElement("canvas");
    picture.width = image.width;
    picture.height = image.height;
    picture.getContext("2d").putImageData(image, 0, 0);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    pen.drawImage(labels, 0, 0);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  /** Where row i is on the screen: the view neither turns nor shears, so that two points tell it. */
  view() {
    const [i, j] = [this.indexOfExtreme(this.x, -1), this.indexOfExtreme(this.x, 1)];
    const [k, l] = [this.indexOfExtreme(this.y, -1), this.indexOfExtreme(this.y, 1)];
    const at = (row) => this.plot.getScreenPosition(row);
    if (!at(i)) return null;
    const scaleX = (at(j)[0] - at(i)[0]) / (this.x[j] - this.x[i] || 1);
    const scaleY = (at(l)[1] - at(k)[1]) / (this.y[l] - this.y[k] || 1);
    const moveX = at(i)[0] - scaleX * this.x[i];
    const moveY = at(k)[1] - scaleY * this.y[k];
    return (row) => [scaleX * this.x[row] + moveX, scaleY * this.y[row] + moveY];
  }

  indexOfExtreme(values, sign) {
    this.extremes ??= new Map();
    const key = `${values === this.x}${sign}`;
    if (!this.extremes.has(key)) {
      let best = 0;
      for (let i = 1; i < values.length; i++) if (sign * values[i] > sign * values[best]) best = i;
      this.extremes.set(key, best);
    }
    return this.extremes.get(key);
  }

  drawLabels() {
    const place = this.view();
    if (!place) return;
    const { labels } = this;
    const { width, height } = labels.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    labels.width = width * ratio;
    labels.height = height * ratio;
    const pen = labels.getContext("2d");
    pen.scale(ratio, ratio);
    const style = getComputedStyle(document.body);
    pen.textBaseline = "middle";
    pen.lineWidth = 3;
    pen.strokeStyle = style.backgroundColor;
    const taken = new Grid(width, height, LABEL_PIXELS);
    let written = 0;
    const write = (row, font) => {
      const [x, y] = place(row);
      if (!(x > 0 && x < width && y > 0 && y < height)) return;
      pen.font = font;
      const room = pen.measureText(this.words[row]).width + 8;
      if (!taken.take(x + 5, y - LABEL_PIXELS / 2, room, LABEL_PIXELS)) return;
      pen.fillStyle = style.color;
      pen.strokeText(this.words[row], x + 6, y);
      pen.fillText(this.words[row], x + 6, y);
      written++;
    };
    for (const row of this.marked) write(row, "bold 13px system-ui, sans-serif");
    for (let row = 0; row < this.words.length && written < MOST_LABELS; row++) {
      if (!this.marked.has(row)) write(row, "12px system-ui, sans-serif");
    }
  }
}

/** Which parts of the screen have a label. */
class Grid {
  constructor(width, height, cell) {
    this.cell = cell;
    this.columns = Math.ceil(width / cell);
    this.taken = new Uint8Array(this.columns * (Math.ceil(height / cell) + 1));
  }

  take(x, y, width, height) {
    const cells = [];
    for (let row = Math.floor(y / this.cell); row <= Math.floor((y + height) / this.cell); row++) {
      const last = Math.min(this.columns - 1, Math.floor((x + width) / this.cell));
      for (let column = Math.floor(x / this.cell); column <= last; column++) {
        const at = row * this.columns + column;
        if (this.taken[at]) return false;
        cells.push(at);
      }
    }
    for (const at of cells) this.taken[at] = 1;
    return true;
  }
}

// Words come by falling count: their ends have the extremes, unless words were added later.
const head = (values) => values.slice(0, 50_000);
const tail = (values) => values.slice(-50_000);

function shades(colours, count) {
  const parsed = colours.map((text) => [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16)));
  return Array.from({ length: count }, (_, i) => {
    const at = (i / (count - 1)) * (parsed.length - 1);
    const low = Math.min(Math.floor(at), parsed.length - 2);
    const mixed = parsed[low].map((c, k) => c + (parsed[low + 1][k] - c) * (at - low));
    return `#${mixed.map((c) => Math.round(c).toString(16).padStart(2, "0")).join("")}`;
  });
}
