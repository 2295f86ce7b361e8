// One live chart: what it should show, and when Plotly learns of it. `wanted` maps "trace.attribute" to the numbers.

const REST = 400; // ms without a new picture: longer than the server takes to answer a release
const SOON = 100; // the same where no slider is waited for

const hosts = (window.__playgroundLive ??= new Map());

const entryOf = (host) => {
  if (!hosts.has(host)) hosts.set(host, { host, users: 0, wanted: null, fresh: new Set(), frame: 0 });
  return hosts.get(host);
};

// The chart's element, or null while Plotly is not there or shows a figure of another structure.
const plot = (entry) => {
  const gd = keyed(entry.host, "plot");
  const ready = PLOTLY.library() && gd && PLOTLY.layout(gd);
  return ready && gd.layout?.meta?.structure === entry.structure ? gd : null;
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

// At most one picture a frame, and the first of them at once: waiting for the frame would cost one more.
const soon = (entry) => {
  if (entry.frame) return void (entry.again = true);
  entry.frame = requestAnimationFrame(() => {
    entry.frame = 0;
    if (entry.again) soon(entry);
  });
  entry.again = false;
  show(entry);
};

const show = (entry) => {
  const gd = plot(entry);
  if (!gd || !entry.wanted?.size) return;
  hook(entry, gd);
  // Plotly takes a frame or more to learn new numbers; for the eye they go straight into its drawing.
  if (!entry.layout && repaint(gd, entry.wanted, entry.fresh)) settle(entry);
  else restyle(entry, gd);
  entry.fresh.clear();
  const detail = { host: entry.host, exact: entry.exact, confirmed: entry.confirmed };
  queueMicrotask(() => document.dispatchEvent(new CustomEvent("playground-painted", { detail })));
};

// Tell Plotly all numbers, and the axis ranges where they have changed, in one go.
const restyle = (entry, gd) => {
  clearTimeout(entry.settling);
  const parts = [...entry.wanted.values()];
  const traces = [...new Set(parts.map((part) => part.trace))].sort((a, b) => a - b);
  const update = {};
  for (const attr of new Set(parts.map((part) => part.attr))) {
    update[attr] = traces.map((t) => entry.wanted.get(`${t}.${attr}`)?.value ?? gd.data[t][attr]);
  }
  const layout = entry.layout ?? {};
  entry.layout = entry.unsettled = null;
  PLOTLY.library().update(gd, update, layout, traces);
};

const refresh = (entry) => {
  const gd = plot(entry);
  if (gd && entry.wanted?.size) restyle(entry, gd);
};

// A repaint is for the eye; hover, zoom and a new theme need Plotly's own numbers, once the hand rests.
const settle = (entry) => {
  entry.unsettled = true;
  clearTimeout(entry.settling);
  entry.settling = setTimeout(() => {
    if (dragging(entry)) settle(entry);
    else if (entry.unsettled) refresh(entry);
  }, entry.drags ? REST : SOON);
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
