// What the pad shows: the strokes, the pen of the keyboard, and the picture that the networks see.

const PEN = 0.075; // width of the visible pen, in pad widths

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
  g.lineWidth = PEN * side;
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
    g.arc(pad.cursor[0] * side, pad.cursor[1] * side, (pad.down ? 0.7 : 1) * PEN * side, 0, 7);
    g.stroke();
  }
  pad.hint.hidden = pad.strokes.length > 0;
  pad.undo.disabled = pad.clear.disabled = !pad.strokes.length;
};

// `seen` is base64 of 784 bytes, 255 where the pen was: shown light on dark, as MNIST is.
const show = (pad, seen) => {
  const g = pad.seen.getContext("2d"), picture = g.createImageData(28, 28);
  const bytes = seen ? Uint8Array.from(atob(seen), (c) => c.charCodeAt(0)) : new Uint8Array(784);
  bytes.forEach((v, i) => picture.data.set([v, v, v, 255], 4 * i));
  g.putImageData(picture, 0, 0);
};
