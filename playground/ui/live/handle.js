// The handle: a dot that a slider moves can be taken in the chart itself. It turns the slider, and all else follows.

const REACH = 26; // pixels around the dot: a thumb's width

// The slider that moves a single dot sideways: its widget key and drag, and the place of the dot's x in a frame.
const handleOf = (entry) => {
  for (const [key, drag] of Object.entries(entry.drags ?? {})) {
    let start = 0;
    for (const { attr, size, trace } of drag.blocks) {
      if (attr === "x" && size === 1) return { key, drag, start, trace };
      start += size;
    }
  }
  return null;
};

const near = (gd, index, event) => {
  const trace = PLOTLY.trace(gd, index), group = trace && groupOf(gd, "scatters", trace, index);
  const dot = group?.querySelector(SELECTORS.dot)?.getBoundingClientRect();
  return !!dot && Math.hypot(event.clientX - dot.x - dot.width / 2, event.clientY - dot.y - dot.height / 2) <= REACH;
};

// Which value's dot stands nearest to the pointer: `frames` are in the units of the axis.
const under = (gd, { drag, start, trace }, event) => {
  const axis = PLOTLY.axis(gd, trace, "x");
  const at = event.clientX - gd.getBoundingClientRect().x - PLOTLY.offset(axis);
  let best = 0, least = Infinity;
  drag.values.forEach((value, i) => {
    const gap = Math.abs(PLOTLY.pixel(axis, drag.frames[i * drag.length + start]) - at);
    if (gap < least) [best, least] = [i, gap];
  });
  return best;
};

// The server hears of the last value only by an arrow key: so the slider is set one step before it.
const release = (input, { drag }, index) => {
  setSlider(input, drag.values[index > 0 ? index - 1 : 1]);
  pressArrow(input, index > 0 ? "ArrowRight" : "ArrowLeft");
};

const listeners = (entry) => {
  let held = null;
  const found = (event) => {
    const gd = plot(entry), handle = gd?.contains(event.target) && handleOf(entry);
    return handle && near(gd, handle.trace, event) ? { ...handle, gd } : null;
  };
  return {
    pointerdown: (event) => {
      held = event.isPrimary ? found(event) : null;
      if (held) Object.assign(held, { input: keyed(held.key, "slider"), index: under(held.gd, held, event) });
    },
    pointermove: (event) => {
      const ground = plot(entry)?.querySelector(SELECTORS.ground), free = !held && found(event) ? "grab" : "";
      if (ground) ground.style.cursor = held ? "grabbing" : free;
      if (held) setSlider(held.input, held.drag.values[(held.index = under(held.gd, held, event))]);
    },
    pointerup: () => {
      if (held) release(held.input, held, held.index);
      held = null;
    },
    pointercancel: () => (held = null),
    mousedown: (event) => held && event.stopPropagation(), // else Plotly begins to zoom
    touchstart: (event) => held && (event.stopPropagation(), event.preventDefault()), // else the page scrolls
  };
};

const takeHandle = (entry) => {
  if (entry.leaveHandle) return;
  const on = Object.entries(listeners(entry));
  for (const [type, listener] of on) document.addEventListener(type, listener, { capture: true, passive: false });
  entry.leaveHandle = () => {
    for (const [type, listener] of on) document.removeEventListener(type, listener, { capture: true });
  };
};
