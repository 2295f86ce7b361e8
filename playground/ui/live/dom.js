// All that live charts know of the insides of Streamlit and Plotly: class names, attributes and inner objects, each
// under a name of ours. None of it is promised by them: after an upgrade tests/browser/test_dom.py looks for each in
// real pages, and names the one that is gone. dom.py reads the table for the styles that Python writes.

const SELECTORS = {
  // Streamlit
  main: "[data-testid=stMain]",
  skeleton: "[data-testid=stSkeleton]",
  keyed: "[class*=st-key-]",
  slider: "input[type=range][aria-valuetext]",
  dragged: "[data-dragging=true]",
  box: "input[type=number]",
  paragraph: "p",
  // Plotly
  plot: ".js-plotly-plot",
  drawn: ".js-plotly-plot .main-svg",
  ground: ".nsewdrag",
  scatters: ".scatterlayer .trace",
  bars: ".barlayer .trace",
  line: "path.js-line",
  dot: "path.point",
  word: "g.textpoint > text",
  bar: ".point > path",
};

// A slider shows its value in these attributes, which React changes while it moves.
const SLIDER_TOLD = ["aria-valuetext", "value"];

const all = (root, name) => [...root.querySelectorAll(SELECTORS[name])];

// Streamlit gives the container of a widget with the key "k" the class "st-key-k".
const inside = (key, selector) => `.st-key-${CSS.escape(key)} ${selector}`;

const keyed = (key, name) => document.querySelector(inside(key, SELECTORS[name]));

const keyOf = (node) => node.closest(SELECTORS.keyed)?.className.match(/st-key-(\S+)/)?.[1];

// React keeps a value of its own beside the input's: only the browser's setter makes it look again.
const setSlider = (input, value) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, String(value));
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

// Streamlit tells the server of an arrow key, not of a value that was set.
const pressArrow = (input, key) => {
  input.focus({ preventScroll: true });
  for (const type of ["keydown", "keyup"]) input.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
};

// What Plotly keeps in the element `gd` of a chart. A trace's own object has its defaults filled in.
const PLOTLY = {
  library: () => window.Plotly,
  layout: (gd) => gd._fullLayout,
  trace: (gd, index) => gd._fullData?.[index],
  computedBars: (gd, index) => gd.calcdata[index],
  axis: (gd, index, letter) => {
    const id = PLOTLY.trace(gd, index)[`${letter}axis`];
    return PLOTLY.layout(gd)[`${letter}axis${id.slice(1)}`];
  },
  // Pixels from the left or upper end of the plot: of a number in axis units, and of a bar's computed side.
  pixel: (axis, number) => axis.l2p(number),
  side: (axis, number) => axis.c2p(number, true),
  offset: (axis) => axis._offset, // pixels from the chart's left or upper end to the plot
  // D3 leaves on a group of bars what it was drawn from; a group of scatter carries the trace's name as a class.
  owner: (group) => group.__data__?.[0]?.trace?.index,
  named: (trace) => `trace${trace.uid}`,
};
