// Frames: the flat rows of numbers that Python sends, cut into the arrays of a chart and looked at between two members.

const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

// Cut one flat frame into the arrays of its blocks; a block with columns is a matrix, and null is what Plotly skips.
const cut = (blocks, flat) => {
  let start = 0;
  return blocks.map(({ trace, attr, size, columns }) => {
    const part = flat.slice(start, (start += size));
    if (!columns) return { trace, attr, value: part };
    const rows = Array.from({ length: size / columns }, (_, i) => part.slice(i * columns, (i + 1) * columns));
    return { trace, attr, value: rows };
  });
};

const between = (drag, value) => {
  const { values, frames, length } = drag;
  let right = values.findIndex((v) => v >= value);
  if (right < 0) right = values.length - 1;
  const left = Math.max(0, right - 1);
  const t = right === left ? 1 : Math.min(1, Math.max(0, (value - values[left]) / (values[right] - values[left])));
  const flat = new Float32Array(length);
  const a = frames.subarray(left * length, right * length), b = frames.subarray(right * length, (right + 1) * length);
  if (t >= 1) flat.set(b); // an end is itself, also where the other end is missing
  else if (t <= 0) flat.set(a);
  else for (let i = 0; i < length; i++) flat[i] = a[i] + (b[i] - a[i]) * t;
  for (const { start, size } of drag.logs) {
    for (let i = start; i < start + size; i++) flat[i] = 10 ** flat[i];
  }
  return { parts: cut(drag.blocks, flat), exact: t >= 1 || t <= 0 };
};

const unpack = (drag) => {
  let start = 0;
  const logs = [];
  for (const { size, log } of drag.blocks) {
    if (log) logs.push({ start, size });
    start += size;
  }
  return { ...drag, frames: floats(drag.frames), length: start, logs };
};
