// The enhancer: invisible, it moves a native Plotly chart in place from numbers that Python computed.
// Python sends it one of three kinds of data, each with the `host`, the key of the chart's container:
//   `now`: the exact picture, with the chart's `structure` and the values `at` which its sliders stood;
//   `drags`: per slider a family of pictures to walk through while the pointer moves;
//   `fades`: per slider the opacities of images.
// Each picture is told as the event "playground-painted": whether its numbers are `exact` (a member of the family, not
// the line between two), and whether they are `confirmed` by the server. Nothing here knows a formula. Without it, every
// picture still arrives when a widget is released.

const TRIES = 20; // 50 ms apart: a slider that the server itself has moved shows it a moment after its picture came

const takeNow = (entry, data, tries = TRIES) => {
  entry.newest = data;
  if (entry.structure !== data.structure) entry.wanted = null;
  else if (data.now && late(data)) {
    if (tries > 0) setTimeout(() => entry.newest === data && takeNow(entry, data, tries - 1), 50);
    return;
  }
  entry.structure = data.structure;
  entry.at = data.at;
  if (data.words) say(data.words, data.text);
  if (!data.now) {
    entry.wanted = null;
    return;
  }
  const ranges = JSON.stringify(data.layout ?? {});
  if (entry.ranges !== undefined && entry.ranges !== ranges) entry.layout = data.layout;
  entry.ranges = ranges;
  ask(entry, cut(data.blocks, floats(data.now)), true, true);
};

const mapped = (each, turn) => Object.fromEntries(Object.entries(each).map(([key, value]) => [key, turn(value)]));

const takeDrags = (entry, data) => {
  entry.dragStructure = data.structure;
  entry.drags = mapped(data.drags, unpack);
  watch(entry);
  takeHandle(entry);
};

const takeFades = (entry, data) => {
  entry.fades = mapped(data.fades, unpackFades);
  watch(entry);
};

// Python draws natively until it hears that a chart is there to be moved.
const greet = (entry, setStateValue, tries = 200) => {
  if (plot(entry)) setStateValue("ok", true);
  else if (tries > 0 && entry.users > 0) setTimeout(() => greet(entry, setStateValue, tries - 1), 50);
};

const mounts = new WeakMap();

// Streamlit calls this at every rerun; a chart has up to three mounts, and is forgotten with the last of them.
export default function ({ data: [data], parentElement, setStateValue }) {
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
    unwatch(entry);
    entry.leaveHandle?.();
    hosts.delete(data.host);
  };
}
