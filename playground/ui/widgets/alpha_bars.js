// Bars to drag or to type, one per class. It keeps no rules: Python expands, this shows and reports. While a bar moves,
// the event "playground-turned" says how far, so that a chart may follow before it is released.
const clamp = (value, top) => Math.min(top, Math.max(0, value));
const tidy = (value) => Number(value.toPrecision(3));

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".bars");
  const values = [...data.alpha];
  const top = data.top;
  if (root.childElementCount !== values.length) build(root, values.length);
  root.classList.toggle("narrow", data.narrow);
  const columns = [...root.children];

  const show = (c) => {
    const [track, box] = [columns[c].querySelector(".track"), columns[c].querySelector("input")];
    track.firstElementChild.style.height = `${(100 * clamp(values[c], top)) / top}%`;
    track.setAttribute("aria-valuenow", String(tidy(values[c])));
    track.setAttribute("aria-valuemax", String(top));
    if (parentElement.activeElement !== box) box.value = String(tidy(values[c]));
  };
  const send = () => setStateValue("alpha", { values: values.map(tidy), seq: data.seq });
  const put = (c, value) => {
    values[c] = Math.max(0, tidy(value));
    show(c);
    const detail = { key: data.keys[c], value: values[c] };
    document.dispatchEvent(new CustomEvent("playground-turned", { detail }));
  };

  columns.forEach((column, c) => {
    const [track, box] = [column.querySelector(".track"), column.querySelector("input")];
    track.firstElementChild.style.background = data.colours[c];
    column.querySelector(".name").textContent = String(c);
    track.setAttribute("aria-label", `alpha of class ${c}`);
    box.setAttribute("aria-label", `alpha of class ${c}, typed`);
    const follow = (event) => {
      const place = track.getBoundingClientRect();
      put(c, clamp(((place.bottom - event.clientY) / place.height) * top, top));
    };
    track.onpointerdown = (event) => {
      track.setPointerCapture(event.pointerId);
      follow(event);
    };
    track.onpointermove = (event) => track.hasPointerCapture(event.pointerId) && follow(event);
    track.onpointerup = send;
    track.onkeydown = (event) => {
      const step = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (!step && event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      if (event.key === "Home") put(c, 0);
      else if (event.key === "End") put(c, top);
      else put(c, clamp(values[c] + (step * top) / 100, top));
      send();
    };
    box.onchange = () => {
      const typed = Number(box.value.replace(",", "."));
      if (Number.isFinite(typed) && typed >= 0 && box.value.trim() !== "") put(c, typed);
      else box.value = String(tidy(values[c]));
      send();
    };
    show(c);
  });
}

function build(root, count) {
  root.replaceChildren();
  for (let c = 0; c < count; c++) {
    const column = document.createElement("div");
    column.className = "column";
    column.innerHTML = `<div class="track" role="slider" tabindex="0" aria-orientation="vertical" aria-valuemin="0"><div></div></div>
      <input inputmode="decimal" autocomplete="off"><div class="name"></div>`;
    root.append(column);
  }
}
