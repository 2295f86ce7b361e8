// What a hand does to a pad: mouse, touch, pen and keyboard.

const STEP = 0.02; // one arrow key, in pad widths
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

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
