// The strokes of a pad: how they grow, and how they are told to Python. A stroke is [x, y, x, y, ...] in pad widths.

const EVERY = 120; // ms between messages while a stroke grows

const round = (v) => Math.round(Math.min(1, Math.max(0, v)) * 1000) / 1000;

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
