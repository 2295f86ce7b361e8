// A drawing pad. It keeps the strokes; Python turns them into the 28x28 picture and sends it back as `seen`, which is
// shown beside the pad. canvas.py sends this file after the others, as one module.

const pads = new WeakMap();

const build = (root, strokes) => {
  const find = (name) => root.querySelector(`.${name}`);
  const pad = {
    canvas: find("paper"), hint: find("hint"), undo: find("undo"), clear: find("clear"), seen: find("seen"),
    strokes: strokes ?? [], stroke: null, pointer: null, timer: 0, keys: false, down: false, cursor: [0.5, 0.5],
  };
  pad.undo.onclick = () => drop(pad, pad.strokes.slice(0, -1));
  pad.clear.onclick = () => drop(pad, []);
  pad.sizes = new ResizeObserver(() => paint(pad));
  pad.sizes.observe(pad.canvas);
  pointer(pad);
  keyboard(pad);
  return pad;
};

export default function ({ data, parentElement, setStateValue }) {
  let pad = pads.get(parentElement);
  if (!pad) pads.set(parentElement, (pad = build(parentElement, data.strokes)));
  pad.tell = setStateValue;
  paint(pad);
  show(pad, data.seen);
  return () => {
    clearTimeout(pad.timer);
    pad.sizes.disconnect();
    pads.delete(parentElement);
  };
}
