// The handle: a dot that a slider moves can be taken in the chart itself. It turns the slider, and all else follows.

const REACH = 26; // pixels around the dot: a thumb's width

// The slider that moves a single dot sideways, as [widget key, drag, place of the dot's x in a frame].
const handleOf = (entry) => {
  for (const [key, drag] of Object.entries(entry.drags ?? {})) {
    let start = 0;
    for (const { attr, size, trace } of drag.slots) {
      if (attr === "x" && size === 1) return { key, drag, start, trace };
      start += size;
    }
  }
  return null;
};

const near = (gd, trace, event) => {
  const dot = gd.querySelector(`.scatterlayer .trace${gd._fullData[trace]?.uid} path.point`)?.getBoundingClientRect();
  return !!dot && Math.hypot(event.clientX - dot.x - dot.width / 2, event.clientY - dot.y - dot.height / 2) <= REACH;
};

// The value whose dot stands nearest to the pointer: `frames` are in the units of the axis.
const under = (gd, { drag, start }, event) => {
  const axis = gd._fullLayout.xaxis, at = event.clientX - gd.getBoundingClientRect().x - axis._offset;
  let best = 0, least = Infinity;
  drag.values.forEach((value, i) => {
    const gap = Math.abs(axis.l2p(drag.frames[i * drag.length + start]) - at);
    if (gap < least) [best, least] = [i, gap];
  });
  return best;
};

const turn = (input, value) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, String(value));
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

// A slider tells the server of an arrow key, not of a value that was set: so the last step is an arrow key.
const release = (input, { drag }, index) => {
  const key = index > 0 ? "ArrowRight" : "ArrowLeft";
  turn(input, drag.values[index > 0 ? index - 1 : 1]);
  input.focus({ preventScroll: true });
  for (const type of ["keydown", "keyup"]) input.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
};

const takeable = (entry) => {
  if (entry.takeable) return;
  let held = null;
  const found = (event) => {
    const gd = plot(entry), handle = gd?.contains(event.target) && handleOf(entry);
    return handle && near(gd, handle.trace, event) ? { ...handle, gd } : null;
  };
  const on = {
    pointerdown: (event) => {
      held = event.isPrimary ? found(event) : null;
      if (!held) return;
      held.input = document.querySelector(`.st-key-${CSS.escape(held.key)} input[type=range]`);
      held.index = under(held.gd, held, event);
    },
    pointermove: (event) => {
      const grab = held ? "grabbing" : found(event) ? "grab" : "";
      const layer = plot(entry)?.querySelector(".nsewdrag");
      if (layer) layer.style.cursor = grab;
      if (held) turn(held.input, held.drag.values[(held.index = under(held.gd, held, event))]);
    },
    pointerup: () => {
      if (held) release(held.input, held, held.index);
      held = null;
    },
    pointercancel: () => (held = null),
    mousedown: (event) => held && event.stopPropagation(), // else Plotly begins to zoom
    touchstart: (event) => held && (event.stopPropagation(), event.preventDefault()), // else the page scrolls
  };
  for (const [type, listener] of Object.entries(on)) {
    document.addEventListener(type, listener, { capture: true, passive: false });
  }
  entry.takeable = () => {
    for (const [type, listener] of Object.entries(on)) document.removeEventListener(type, listener, { capture: true });
  };
};
