// Strokes for heat maps: cells of our own over Plotly's image, until Plotly draws its image anew and they are dropped.

const CELLS = "playground-cells";
const SVG = "http://www.w3.org/2000/svg";

// "#RRGGBB" or "rgba(r,g,b,a)" as [r, g, b, a].
const rgba = (text) => {
  if (text[0] === "#") return [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16)).concat(1);
  const numbers = text.match(/[\d.]+/g).map(Number);
  return numbers.length > 3 ? numbers : [...numbers, 1];
};

// The colour of a share of the scale in [0, 1], between its two stops.
const mixed = (stops, share) => {
  const right = Math.max(1, stops.findIndex(([at]) => at >= share));
  const [[from, a], [to, b]] = [stops[right - 1], stops[right]];
  const t = (share - from) / (to - from);
  return a.map((v, k) => v + (b[k] - v) * t);
};

const luminance = (rgb) => {
  const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

// The ink that Plotly takes: white or #444, whichever stands out more. It takes the page for white, and rounds the alpha.
const ink = ([r, g, b, a]) => {
  const cell = luminance(Math.round(a) ? [r, g, b] : [255, 255, 255]);
  return contrast(cell, 1) > contrast(cell, luminance([68, 68, 68])) ? "#fff" : "#444";
};

const boxOf = (gd, full, row, column) => {
  const x = axisOf(gd, full.xaxis), y = axisOf(gd, full.yaxis);
  const [left, right] = [x.l2p(column - 0.5), x.l2p(column + 0.5)].sort((a, b) => a - b);
  const [top, bottom] = [y.l2p(row - 0.5), y.l2p(row + 0.5)].sort((a, b) => a - b);
  return { x: left, y: top, width: right - left - full.xgap, height: bottom - top - full.ygap };
};

const ownCells = (gd, full, layer, rows) => {
  const made = () => layer.insertBefore(document.createElementNS(SVG, "g"), layer.querySelector("image").nextSibling);
  const group = layer.querySelector(`.${CELLS}`) ?? made();
  group.setAttribute("class", CELLS);
  rows.forEach((row, i) => row.forEach((_, j) => {
    const cell = group.children[i * row.length + j] ?? group.appendChild(document.createElementNS(SVG, "rect"));
    for (const [name, value] of Object.entries(boxOf(gd, full, i, j))) cell.setAttribute(name, value);
  }));
  return [...group.children];
};

// A map of numbers in places 0, 1, ...; null where a number is missing that had a label, or gained one.
const heatPlan = (gd, full, index, numbers) => {
  const rows = numbers("z"), layer = gd.querySelector(".heatmaplayer .hm");
  const labels = [...gd.querySelectorAll(".heatmaplayer .heatmap-label text")];
  const known = [...rows].flatMap((row) => [...row]);
  if (!layer || full.x || (full.texttemplate && labels.length !== known.filter(Number.isFinite).length)) return null;
  const stops = full.colorscale.map(([at, text]) => [at, rgba(text)]);
  const fixed = gd.data[index].textfont?.color;
  return [() => {
    const cells = ownCells(gd, full, layer, rows);
    layer.querySelector("image").style.display = "none";
    let label = 0;
    known.forEach((z, i) => {
      if (!Number.isFinite(z)) return cells[i].setAttribute("fill", "none");
      const colour = mixed(stops, Math.min(1, Math.max(0, (z - full.zmin) / (full.zmax - full.zmin))));
      cells[i].setAttribute("fill", `rgba(${colour.slice(0, 3).map(Math.round)},${colour[3]})`);
      const text = full.texttemplate && labels[label++];
      if (!text) return;
      text.textContent = z.toFixed(0);
      if (!fixed) text.style.fill = ink(colour);
    });
  }];
};

// Plotly has drawn: its image is the truth again.
const dropCells = (gd) => {
  gd.querySelectorAll(`.${CELLS}`).forEach((group) => group.remove());
  gd.querySelectorAll(".heatmaplayer image").forEach((image) => (image.style.display = ""));
};
