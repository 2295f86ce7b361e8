// The sliders of a live chart: what each does to the picture, and to the sentence beside it, while it moves.

const dragging = (entry) => Object.keys(entry.drags ?? {}).some((key) => keyed(key, "dragged"));

// Streamlit's own paragraph, so that nothing jumps: only its text changes.
const say = (words, text) => {
  const node = keyed(words, "paragraph")?.firstChild;
  if (node && node.nodeType === Node.TEXT_NODE && node.nodeValue !== text) node.nodeValue = text;
};

const same = (a, b) => Math.abs(a - b) <= 1e-9;

const turned = (entry, key, value) => {
  const drag = entry.drags?.[key];
  if (!drag || drag.stale || entry.dragStructure !== entry.structure) return;
  if (drag.at === value) return; // a moved slider changes two attributes: one picture is enough
  // React writes a slider anew also where nobody has moved it: the picture that stands is of this value already.
  if (drag.at === undefined && same(entry.at?.[key], value)) return;
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
  const key = keyOf(input);
  fade(entry, key, Number(input.value));
  if (!entry.drags?.[key]) return;
  const box = keyed(`${key}_typed`, "box");
  if (box && box !== document.activeElement) box.value = input.getAttribute(SLIDER_TOLD[0]) ?? input.value;
  turned(entry, key, Number(input.value));
};

const watch = (entry) => {
  entry.observer ??= new MutationObserver((changes) => {
    const inputs = new Set(changes.map((change) => change.target).filter((node) => node.type === "range"));
    inputs.forEach((input) => moved(entry, input));
  });
  entry.turned ??= (event) => turned(entry, event.detail.key, event.detail.value);
  document.addEventListener("playground-turned", entry.turned);
  entry.observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: SLIDER_TOLD });
};

const unwatch = (entry) => {
  entry.observer?.disconnect();
  document.removeEventListener("playground-turned", entry.turned);
};

// A picture of other values than the sliders show: a hand has moved them on, and a newer picture is on its way; or the
// server has moved them, and they have yet to show it.
const late = (data) =>
  Object.entries(data.at ?? {}).some(([key, value]) => {
    const input = keyed(key, "slider");
    return input && !same(Number(input.value), value);
  });
