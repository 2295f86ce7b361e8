// The enhancer: invisible, it moves a native Plotly chart in place from numbers that Python computed.
// `now` is the exact picture; `drags` holds, per slider, a family of pictures to walk through while the pointer moves.
// Each repaint is told as the event "playground-painted": whether its numbers are `exact` (a member of the family, not
// the line between two), and whether they are `confirmed` by the server. Nothing here knows a formula. Without it, every
// picture still arrives when a widget is released.

const REST = 400; // ms without a new picture: longer than the server takes to answer a release

const hosts = (window.__playgroundLive ??= new Map());

const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

const entryOf = (host) => {
  if (!hosts.has(host)) hosts.set(host, { host, users: 0, wanted: null, fresh: new Set(), frame: 0 });
  return hosts.get(host);
};

const plot = (entry) => {
  const gd = document.querySelector(`.st-key-${CSS.escape(entry.host)} .js-plotly-plot`);
  return window.Plotly && gd?._fullLayout && gd.layout?.meta?.structure === entry.structure ? gd : null;
};

// Cut one flat frame into the arrays of its slots; a slot with columns is a matrix, and null is what Plotly skips.
const cut = (slots, flat) => {
  let start = 0;
  return slots.map(({ trace, attr, size, columns }) => {
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
  for (let i = 0; i < length; i++) flat[i] = t >= 1 ? b[i] : t <= 0 ? a[i] : a[i] + (b[i] - a[i]) * t;
  for (const { start, size } of drag.logs) {
    for (let i = start; i < start + size; i++) flat[i] = 10 ** flat[i];
  }
  return { parts: cut(drag.slots, flat), exact: t >= 1 || t <= 0 };
};

const paint = (entry) => {
  const gd = plot(entry);
  if (!gd || !entry.wanted?.size) return;
  hook(entry, gd);
  // Plotly takes a frame to learn new numbers; while a hand moves a slider they go straight into its drawing.
  if (entry.drags && !entry.layout && stroke(gd, entry.wanted, entry.fresh)) settle(entry);
  else restyle(entry, gd);
  entry.fresh.clear();
  const detail = { host: entry.host, exact: entry.exact, confirmed: entry.confirmed };
  queueMicrotask(() => document.dispatchEvent(new CustomEvent("playground-painted", { detail })));
};

// Tell Plotly all numbers, and the axis ranges where they have changed, in one go.
const restyle = (entry, gd) => {
  clearTimeout(entry.settling);
  const traces = [...new Set([...entry.wanted.values()].map((part) => part.trace))].sort((a, b) => a - b);
  const attrs = [...new Set([...entry.wanted.values()].map((part) => part.attr))];
  const update = {};
  for (const attr of attrs) {
    update[attr] = traces.map((t) => entry.wanted.get(`${t}.${attr}`)?.value ?? gd.data[t][attr]);
  }
  const layout = entry.layout ?? {};
  entry.layout = entry.unsettled = null;
  window.Plotly.update(gd, update, layout, traces);
};

const refresh = (entry) => {
  const gd = plot(entry);
  if (gd && entry.wanted?.size) restyle(entry, gd);
};

// Strokes are for the eye; hover, zoom and a new theme need Plotly's own numbers, once the hand rests.
const settle = (entry) => {
  entry.unsettled = true;
  clearTimeout(entry.settling);
  entry.settling = setTimeout(() => {
    if (dragging(entry)) settle(entry);
    else if (entry.unsettled) refresh(entry);
  }, REST);
};

const ask = (entry, parts, exact, confirmed) => {
  entry.wanted ??= new Map();
  Object.assign(entry, { exact, confirmed });
  for (const part of parts) {
    entry.wanted.set(`${part.trace}.${part.attr}`, part);
    entry.fresh.add(part.trace);
  }
  soon(entry);
};

// At most one repaint a frame, and the first of them at once: waiting for the frame would cost one more.
const soon = (entry) => {
  if (entry.frame) return void (entry.again = true);
  entry.frame = requestAnimationFrame(() => {
    entry.frame = 0;
    if (entry.again) soon(entry);
  });
  entry.again = false;
  paint(entry);
};

// A new theme or size makes Streamlit draw its own numbers again: put ours back.
const hook = (entry, gd) => {
  if (entry.hooked === gd) return;
  entry.hooked = gd;
  gd.on("plotly_afterplot", () => {
    const lost = [...(entry.wanted?.values() ?? [])].some(({ trace, attr, value }) => {
      return gd.data[trace] && gd.data[trace][attr] !== value;
    });
    if ((lost || entry.unsettled) && plot(entry) === gd) setTimeout(() => refresh(entry));
  });
};

const say = (words, text) => {
  const node = document.querySelector(`.st-key-${CSS.escape(words)} p`)?.firstChild;
  if (node && node.nodeType === Node.TEXT_NODE && node.nodeValue !== text) node.nodeValue = text;
};

const dragging = (entry) =>
  Object.keys(entry.drags ?? {}).some((key) =>
    document.querySelector(`.st-key-${CSS.escape(key)} [data-dragging="true"]`));

const turned = (entry, key, value) => {
  const drag = entry.drags?.[key];
  if (!drag || entry.dragStructure !== entry.structure) return;
  if (drag.at === value) return; // a moved slider changes two attributes: one picture is enough
  drag.at = value;
  const { parts, exact } = between(drag, value);
  ask(entry, parts, exact, false);
  const step = Math.round((value - drag.low) / drag.step);
  if (drag.words && drag.texts?.[step] !== undefined) say(drag.words, drag.texts[step]);
};

// The box beside a slider, where it can be typed, shows what the slider shows.
const moved = (entry, input) => {
  const key = input.closest('[class*="st-key-"]')?.className.match(/st-key-(\S+)/)?.[1];
  if (!entry.drags?.[key]) return;
  const typed = document.querySelector(`.st-key-${CSS.escape(key)}_typed input`);
  if (typed && typed !== document.activeElement) typed.value = input.getAttribute("aria-valuetext") ?? input.value;
  turned(entry, key, Number(input.value));
};

const watch = (entry) => {
  entry.observer ??= new MutationObserver((changes) => {
    const inputs = new Set(changes.map((change) => change.target).filter((node) => node.type === "range"));
    inputs.forEach((input) => moved(entry, input));
  });
  entry.turned ??= (event) => turned(entry, event.detail.key, event.detail.value);
  document.addEventListener("playground-turned", entry.turned);
  entry.observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-valuetext", "value"] });
};

const unpack = (drag) => {
  let start = 0;
  const logs = [];
  for (const { size, log } of drag.slots) {
    if (log) logs.push({ start, size });
    start += size;
  }
  return { ...drag, frames: floats(drag.frames), length: start, logs };
};

const takeNow = (entry, data) => {
  if (entry.structure !== data.structure) entry.wanted = null;
  entry.structure = data.structure;
  if (data.words) say(data.words, data.text);
  if (!data.now) {
    entry.wanted = null;
    return;
  }
  const ranges = JSON.stringify(data.layout ?? {});
  if (entry.ranges !== undefined && entry.ranges !== ranges) entry.layout = data.layout;
  entry.ranges = ranges;
  if (!dragging(entry)) ask(entry, cut(data.slots, floats(data.now)), true, true);
};

const takeDrags = (entry, data) => {
  entry.dragStructure = data.structure;
  entry.drags = Object.fromEntries(Object.entries(data.drags).map(([key, drag]) => [key, unpack(drag)]));
  watch(entry);
  takeable(entry);
};

const greet = (entry, setStateValue, tries = 200) => {
  if (plot(entry)) setStateValue("ok", true);
  else if (tries > 0 && entry.users > 0) setTimeout(() => greet(entry, setStateValue, tries - 1), 50);
};

const mounts = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const entry = entryOf(data.host);
  if (!mounts.has(parentElement)) {
    mounts.set(parentElement, entry);
    entry.users += 1;
  }
  if (data.drags) takeDrags(entry, data);
  else takeNow(entry, data);
  if (data.greet) greet(entry, setStateValue);
  return () => {
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.observer?.disconnect();
    entry.takeable?.();
    document.removeEventListener("playground-turned", entry.turned);
    hosts.delete(data.host);
  };
}
