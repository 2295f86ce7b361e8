// The enhancer: invisible, it moves a native Plotly chart in place from numbers that Python computed.
// `now` is the exact picture; `drags` holds, per slider, a family of pictures to walk through while the pointer moves;
// `fades` holds the opacities of images.
// Each repaint is told as the event "playground-painted": whether its numbers are `exact` (a member of the family, not
// the line between two), and whether they are `confirmed` by the server. Nothing here knows a formula. Without it, every
// picture still arrives when a widget is released.

const REST = 400; // ms without a new picture: longer than the server takes to answer a release
const SOON = 100; // the same where no slider is waited for
const TRIES = 20; // 50 ms apart: a slider that the server itself has moved shows it a moment after its picture came

const hosts = (window.__playgroundLive ??= new Map());

const entryOf = (host) => {
  if (!hosts.has(host)) hosts.set(host, { host, users: 0, wanted: null, fresh: new Set(), frame: 0 });
  return hosts.get(host);
};

const plot = (entry) => {
  const gd = document.querySelector(`.st-key-${CSS.escape(entry.host)} .js-plotly-plot`);
  return window.Plotly && gd?._fullLayout && gd.layout?.meta?.structure === entry.structure ? gd : null;
};

const paint = (entry) => {
  const gd = plot(entry);
  if (!gd || !entry.wanted?.size) return;
  hook(entry, gd);
  // Plotly takes a frame or more to learn new numbers; for the eye they go straight into its drawing.
  if (!entry.layout && stroke(gd, entry.wanted, entry.fresh)) settle(entry);
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
  dropCells(gd);
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
  }, entry.drags ? REST : SOON);
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
  if (!drag || drag.stale || entry.dragStructure !== entry.structure) return;
  if (drag.at === value) return; // a moved slider changes two attributes: one picture is enough
  drag.at = value;
  // What the other sliders would do now, only the server knows: they wait for its answer.
  for (const other of Object.values(entry.drags)) other.stale = other !== drag;
  const { parts, exact } = between(drag, value);
  ask(entry, parts, exact, false);
  const step = Math.round((value - drag.low) / drag.step);
  if (drag.words && drag.texts?.[step] !== undefined) say(drag.words, drag.texts[step]);
};

// The box beside a slider, where it can be typed, shows what the slider shows.
const moved = (entry, input) => {
  const key = input.closest('[class*="st-key-"]')?.className.match(/st-key-(\S+)/)?.[1];
  fade(entry, key, Number(input.value));
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

// A picture of other values than the sliders show: a hand has moved them on, and a newer picture is on its way; or the
// server has moved them, and they have yet to show it.
const late = (data) =>
  Object.entries(data.at ?? {}).some(([key, value]) => {
    const input = document.querySelector(`.st-key-${CSS.escape(key)} input[type=range]`);
    return input && Math.abs(Number(input.value) - value) > 1e-9;
  });

const takeNow = (entry, data, tries = TRIES) => {
  entry.newest = data;
  if (entry.structure !== data.structure) entry.wanted = null;
  else if (data.now && late(data)) {
    if (tries > 0) setTimeout(() => entry.newest === data && takeNow(entry, data, tries - 1), 50);
    return;
  }
  entry.structure = data.structure;
  if (data.words) say(data.words, data.text);
  if (!data.now) {
    entry.wanted = null;
    return;
  }
  const ranges = JSON.stringify(data.layout ?? {});
  if (entry.ranges !== undefined && entry.ranges !== ranges) entry.layout = data.layout;
  entry.ranges = ranges;
  ask(entry, cut(data.slots, floats(data.now)), true, true);
};

const takeDrags = (entry, data) => {
  entry.dragStructure = data.structure;
  entry.drags = Object.fromEntries(Object.entries(data.drags).map(([key, drag]) => [key, unpack(drag)]));
  watch(entry);
  takeable(entry);
};

const takeFades = (entry, data) => {
  entry.fades = Object.fromEntries(Object.entries(data.fades).map(([key, fades]) => [key, unpackFades(fades)]));
  watch(entry);
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
  if (data.fades) takeFades(entry, data);
  else if (data.drags) takeDrags(entry, data);
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
