// A drawing pad: mouse, touch, pen and keyboard. It keeps the strokes; Python turns them into the 28x28 picture
// and sends it back as `seen`, which is shown beside the pad.

const EVERY = 120; // ms between messages while a stroke grows
const INK = 0.075; // width of the visible pen, in pad widths
const STEP = 0.02; // one arrow key, in pad widths
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const pads = new WeakMap();

const round = (v) => Math.round(Math.min(1, Math.max(0, v)) * 1000) / 1000;

const colour = (pad, name) => getComputedStyle(pad.canvas).getPropertyValue(name).trim();

const size = (pad) => {
  const side = Math.round(pad.canvas.clientWidth * (window.devicePixelRatio || 1));
  if (side && pad.canvas.width !== side) pad.canvas.width = pad.canvas.height = side;
  return pad.canvas.width;
};

const paint = (pad) => {
  const side = size(pad), g = pad.canvas.getContext("2d");
  g.clearRect(0, 0, side, side);
  g.strokeStyle = g.fillStyle = colour(pad, "--st-text-color");
  g.lineWidth = INK * side;
  g.lineCap = g.lineJoin = "round";
  for (const stroke of pad.strokes) {
    g.beginPath();
    g.moveTo(stroke[0] * side, stroke[1] * side);
    for (let i = 0; i < stroke.length; i += 2) g.lineTo(stroke[i] * side, stroke[i + 1] * side);
    g.stroke();
  }
  if (pad.keys) {
    g.beginPath();
    g.lineWidth = Math.max(2, side / 140);
    g.strokeStyle = colour(pad, "--st-primary-color");
    g.arc(pad.cursor[0] * side, pad.cursor[1] * side, (pad.down ? 0.7 : 1) * INK * side, 0, 7);
    g.stroke();
  }
  pad.hint.hidden = pad.strokes.length > 0;
  pad.undo.disabled = pad.clear.disabled = !pad.strokes.length;
};

const send = (pad) => {
  clearTimeout(pad.timer);
  pad.timer = 0;
  pad.tell("strokes", pad.strokes.map((stroke) => [...stroke]));
};

const soon = (pad) => (pad.timer ||= setTimeout(() => send(pad), EVERY));

const begin = (pad, x, y) => {
  pad.stroke = [round(x), round(y)];
  pad.strokes.push(pad.stroke);
};

const extend = (pad, x, y) => {
  const [a, b] = pad.stroke.slice(-2), to = [round(x), round(y)];
  if (Math.hypot(to[0] - a, to[1] - b) >= 0.004) pad.stroke.push(...to);
};

const changed = (pad, now) => {
  paint(pad);
  (now ? send : soon)(pad);
};

const drop = (pad, strokes) => {
  pad.strokes = strokes;
  pad.stroke = null;
  pad.down = false;
  changed(pad, true);
};

const where = (pad, event) => {
  const box = pad.canvas.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
};

const pointer = (pad) => {
  pad.canvas.onpointerdown = (event) => {
    if (event.button > 0 || pad.pointer !== null) return;
    pad.canvas.setPointerCapture(event.pointerId);
    pad.pointer = event.pointerId;
    pad.keys = pad.down = false;
    begin(pad, ...where(pad, event));
    changed(pad);
  };
  pad.canvas.onpointermove = (event) => {
    if (event.pointerId !== pad.pointer || !pad.stroke) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) extend(pad, ...where(pad, one));
    changed(pad);
  };
  pad.canvas.onpointerup = pad.canvas.onpointercancel = (event) => {
    if (event.pointerId !== pad.pointer) return;
    pad.pointer = pad.stroke = null;
    changed(pad, true);
  };
};

const keyboard = (pad) => {
  pad.canvas.onkeydown = (event) => {
    const by = ARROWS[event.key];
    if (by) {
      pad.keys = true;
      pad.cursor = pad.cursor.map((v, i) => round(v + by[i] * (event.shiftKey ? 3 : 1)));
      if (pad.down && pad.stroke) extend(pad, ...pad.cursor);
      pad.down ? changed(pad) : paint(pad);
    } else if (event.key === " ") {
      pad.keys = true;
      pad.down = !pad.down;
      if (pad.down) begin(pad, ...pad.cursor);
      else pad.stroke = null;
      changed(pad, true);
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) drop(pad, pad.strokes.slice(0, -1));
    else if (event.key === "Delete" || event.key === "Backspace") drop(pad, []);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  pad.canvas.onblur = () => {
    pad.keys = pad.down = false;
    paint(pad);
  };
};

// `seen` is base64 of 784 bytes, 255 for ink: shown light on dark, as MNIST is.
const show = (pad, seen) => {
  const g = pad.seen.getContext("2d"), picture = g.createImageData(28, 28);
  const bytes = seen ? Uint8Array.from(atob(seen), (c) => c.charCodeAt(0)) : new Uint8Array(784);
  bytes.forEach((v, i) => picture.data.set([v, v, v, 255], 4 * i));
  g.putImageData(picture, 0, 0);
};

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
